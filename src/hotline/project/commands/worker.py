"""`hotline worker`: one process that does jobs."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(help="Do jobs until told to stop.")
@click.option("--queues", help="Only these, separated by commas.")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at once.")
@click.option("--name", help="Shown in logs.")
@needs_database
def command(queues: str | None, concurrency: int, name: str | None) -> None:
    from hotline.infra import jobs
    from hotline.policy import renewing

    renewing.watch()
    jobs.run_worker(queues=queues.split(",") if queues else None, concurrency=concurrency, name=name)
