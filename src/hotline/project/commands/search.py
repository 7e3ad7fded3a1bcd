"""`hotline search reindex`: what orders are found by, made anew from the orders."""

from __future__ import annotations

from datetime import datetime

import click

from hotline.project.cli import needs_database


@click.group(help="The search over orders.")
def command() -> None:
    pass


@command.command(
    help="Make the search rows of all orders anew. Searching goes on; rows that stay the same are not written."
)
@click.option("--since", type=click.DateTime(formats=["%Y-%m-%d"]), help="Only orders registered since this day.")
@needs_database
def reindex(since: datetime | None) -> None:
    from rich.progress import Progress

    from hotline.orders import search_runs
    from hotline.project import words

    run = search_runs.begin("hotline", since.date() if since else None)
    with Progress(transient=True) as bar:
        task = bar.add_task("reindex", total=None)
        search_runs.work(run.id, lambda done: bar.advance(task, done))
    latest = search_runs.latest()
    click.echo(words.REINDEXED.format(orders=latest.done if latest else 0))
