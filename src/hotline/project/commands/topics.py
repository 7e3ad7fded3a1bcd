"""`hotline topics`: follow what the city talks about now, or make its topics anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from hotline.project.cli import needs_database

if TYPE_CHECKING:
    from hotline.insight.following import Followed


@click.group(help="Topics and warnings from the texts of new orders.")
def command() -> None:
    pass


@command.command(help="Follow new orders now, as the worker does each minute.")
@click.option("--line", default="", help="Only of this hotline.")
@needs_database
def follow(line: str) -> None:
    from hotline.insight import following

    for one in _lines(line):
        _told(following.follow(one, seconds=float("inf")))


@command.command(
    help="Forget topics and follow the last two weeks anew; topics that come again keep their warnings. "
    "With --days also what is older, and what was imported later under an earlier date."
)
@click.option("--line", default="", help="Only of this hotline.")
@click.option("--days", type=click.IntRange(0, 366), default=0, help="Follow the last so many days.")
@needs_database
def rebuild(line: str, days: int) -> None:
    from hotline.insight import following

    for one in _lines(line):
        _told(following.rebuild(one, days))


def _lines(line: str) -> list[str]:
    from hotline.accounts.selectors import lines

    known = list(lines())
    if line and line not in known:
        raise click.ClickException(f"no such hotline: {line}; there are {' '.join(known)}")
    return [line] if line else known


def _told(done: Followed) -> None:
    click.echo(f"{done.line}: {done.orders} orders, {done.topics} topics touched, {done.raised} warnings raised")
