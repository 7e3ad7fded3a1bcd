"""`hotline replay`: real messages from a table go through a whole hotline in a scratch database."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.core.vocabulary import listed
from hotline.project.cli import needs_database

if TYPE_CHECKING:
    from hotline.core.policy import Policy
    from hotline.project.replay.reading import Messages
    from hotline.project.replay.running import Progress

MOST_WORKERS = 64
BAD_INPUT = 2
"""Exit code for a file, mapping or pack that cannot be used; 1 is for a run that does not hold."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")


@click.command(
    help="Register each row of a CSV or XLSX FILE at its own time and let simulated people of all roles carry it to "
    "its end, under the rules of a pack, in a scratch database. Exit 1 if `verify` or an invariant fails."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--map", "mapping", required=True, help="field=column,… for title content created_at citizen place reply")
@click.option("--pack", required=True, help="Whose rules hold, e.g. dezhou-12345.")
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same run.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures to this file (- for stdout).")
@click.option("--keep", default="", metavar="NAME", help="Keep the database, as scratch_NAME.")
@click.option("--workers", type=click.IntRange(1, MOST_WORKERS), help="Processes. Default: one a processor.")
@click.option("--limit", type=click.IntRange(1), help="Only the first rows of the file.")
def command(
    file: Path, mapping: str, pack: str, seed: int, out: Path | None, keep: str, workers: int | None, limit: int | None
) -> None:
    policy, messages = _read(file, mapping, pack, keep, limit)
    sys.exit(0 if _run(file, policy, messages, seed, out, keep, workers or _processors()) else 1)


def _processors() -> int:
    return min(MOST_WORKERS, os.cpu_count() or 1)


def _read(file: Path, mapping: str, pack: str, keep: str, limit: int | None) -> tuple[Policy, Messages]:
    """Everything that can be wrong with the question is found before a database is made."""
    from hotline.policy import PackError, load, names
    from hotline.project.replay.reading import Unreadable, parse_map, read
    from hotline.project.replay.texts import say

    try:
        if keep and not _NAME.fullmatch(keep):
            raise Unreadable(say("bad_keep"))
        if pack not in names():
            raise Unreadable(say("bad_pack", name=pack, found=listed(names())))
        return load(pack), read(file, parse_map(mapping), limit)
    except (Unreadable, PackError) as why:
        click.echo(str(why), err=True)
        sys.exit(BAD_INPUT)


@needs_database
def _run(file: Path, policy: Policy, messages: Messages, seed: int, out: Path | None, keep: str, workers: int) -> bool:
    from rich.console import Console

    from hotline.project.replay.figures import as_json
    from hotline.project.replay.report import show
    from hotline.project.replay.running import Wanted, run
    from hotline.project.replay.shards import ShardFailed

    to_stdout = out is not None and str(out) == "-"
    console = Console(stderr=to_stdout, width=None if sys.stdout.isatty() else 160)
    try:
        with _bar(console) as progress:
            figures = run(Wanted(file, policy, messages, seed, workers, keep), progress)
    except ShardFailed as error:
        raise click.ClickException(str(error)) from error
    show(figures, console)
    if out is not None:
        text = json.dumps(as_json(figures), ensure_ascii=False, indent=1)
        if to_stdout:
            click.echo(text)
        else:
            out.write_text(text + "\n", encoding="utf-8")
    return figures.ok


@contextmanager
def _bar(console: object) -> Iterator[Progress]:
    """A progress bar on a terminal; nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    from hotline.project.replay.texts import say

    assert isinstance(console, Console)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks: dict[str, int] = {}

        def tell(key: str, done: int, total: int) -> None:
            if key not in tasks:
                tasks[key] = int(bars.add_task(say(key), total=total))
            bars.update(tasks[key], completed=done, total=total)  # type: ignore[arg-type]  # rich's TaskID is an int

        yield tell
