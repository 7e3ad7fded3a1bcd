"""`hotline knowledge`: entries in from spreadsheets, Word files and service guides, and all of them out."""

from __future__ import annotations

from pathlib import Path

import click

from hotline.project.cli import needs_database

KINDS = ("policy", "procedure", "responsibility", "contact", "faq", "unified_line")
_SHOWN_FAULTS = 40


@click.group(help="Take entries of the knowledge base in and out.")
def command() -> None:
    pass


@command.command(
    "import",
    help="Publish the entries of FILE (.xlsx, .csv with headings or of a service guide, .docx with headings, .jsonl of "
    "an export). Rows that cannot be read are told and left out; rows that were imported before are left as they are.",
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--line", "line_id", required=True, help="Line of the hotline, by its id.")
@click.option("--owner", default="", help="Unit that keeps them fresh, where a row names none.")
@click.option("--kind", type=click.Choice(KINDS), default="faq", show_default=True, help="Where a row names none.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
@needs_database
def import_(file: Path, line_id: str, owner: str, kind: str, dry_run: bool) -> None:
    from hotline.accounts import selectors as accounts
    from hotline.core.state import SYSTEM
    from hotline.core.vocabulary import KnowledgeKind
    from hotline.knowledge import importing
    from hotline.knowledge.reading import read

    if line_id not in accounts.lines():
        raise click.ClickException(f"no such line: {line_id} (there are {', '.join(accounts.lines())})")
    plan = read(file.read_bytes(), file.name, importing.Given(line_id, KnowledgeKind(kind), owner))
    for fault in plan.faults[:_SHOWN_FAULTS]:
        click.echo(f"{fault.line or '-'}\t{fault.text}", err=True)
    if len(plan.faults) > _SHOWN_FAULTS:
        click.echo(f"… {len(plan.faults) - _SHOWN_FAULTS} more", err=True)
    written = 0 if dry_run else importing.carry_out(plan, SYSTEM.id)
    left = sum(1 for fault in plan.faults if fault.left_out)
    click.echo(f"{len(plan.rows)} rows can be written, {written} written, {left} left out")
    if not plan.rows and plan.faults:
        raise SystemExit(1)


@command.command(
    "export", help="Write every entry: .jsonl with versions and history, .xlsx or .csv with what is shown."
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--line", "line_id", required=True, help="Line of the hotline, by its id.")
@needs_database
def export(file: Path, line_id: str) -> None:
    from hotline.accounts import selectors as accounts
    from hotline.knowledge import exporting

    if line_id not in accounts.lines():
        raise click.ClickException(f"no such line: {line_id}")
    form = file.suffix.lstrip(".").lower()
    if form == "jsonl":
        with file.open("w", encoding="utf-8") as out:
            for text in exporting.as_lines(line_id):
                out.write(text)
    elif form in ("xlsx", "csv"):
        file.write_bytes(exporting.as_sheet(line_id, form))
    else:
        raise click.ClickException("the file must end in .jsonl, .xlsx or .csv")
    click.echo(f"{file.stat().st_size} bytes")
