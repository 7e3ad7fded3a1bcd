"""`hotline calls`: call records and short messages from the telephony's lists."""

from __future__ import annotations

from pathlib import Path

import click

from hotline.project.cli import needs_database

MOST_FAULTS = 100


@click.group(help="Call records and short messages.")
def command() -> None:
    pass


@command.command("import", help="Read a CSV FILE of calls (or messages). The same file again changes nothing.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--line", required=True, help="Id or number of the line, e.g. 12345.")
@click.option("--messages", is_flag=True, help="The file lists short messages.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
@click.option("--skip-bad", is_flag=True, help="Import the rows without a fault although others have one.")
@needs_database
def import_(file: Path, line: str, messages: bool, dry_run: bool, skip_bad: bool) -> None:
    from hotline.insight import importing, words

    kind = importing.MESSAGES if messages else importing.CALLS
    try:
        done = importing.import_file(
            importing.line_named(line), kind, file.read_bytes(), dry_run=dry_run, skip_bad=skip_bad
        )
    except importing.BadFile as why:
        raise click.ClickException(str(why)) from why
    for fault in done.faults[:MOST_FAULTS]:
        click.echo(str(fault), err=True)
    if len(done.faults) > MOST_FAULTS:
        click.echo(words.MORE_FAULTS.format(count=len(done.faults) - MOST_FAULTS), err=True)
    if done.unknown:
        click.echo(words.UNKNOWN_COLUMNS.format(columns="、".join(done.unknown)), err=True)
    said = words.WOULD_IMPORT if dry_run else words.IMPORTED if done.stored else words.NOTHING_IMPORTED
    click.echo(said.format(new=done.recorded.new, repeated=done.recorded.repeated, bad=done.bad))
    if done.faults and not (skip_bad and done.stored):
        raise SystemExit(1)
