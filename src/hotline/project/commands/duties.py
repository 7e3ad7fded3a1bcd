"""`hotline duties`: the responsibility list in and out as a spreadsheet, and its gaps and overlaps."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from hotline.project.cli import needs_database


@click.group(help="The list of responsibilities: unit × class × area.")
def command() -> None:
    pass


@command.command("export", help="Write the list to FILE (.xlsx or .csv), as it holds today.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pack", required=True, help="Pack whose class names are shown.")
@needs_database
def export_command(file: Path, pack: str) -> None:
    from hotline.desk.areas import area_name
    from hotline.dispatch import selectors, sheets
    from hotline.infra import clock

    rows = selectors.as_rows(selectors.duty_rows(clock.today()), _labels(pack), area_name)
    file.write_bytes(sheets.as_file("xlsx" if file.suffix.lower() == ".xlsx" else "csv", rows))


@command.command("import", help="Read the list from FILE (.xlsx or .csv); nothing is stored when a row is faulty.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pack", required=True, help="Pack whose classes the list names.")
@click.option("--whole", is_flag=True, help="Duties that are not in the file end today.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@needs_database
def import_command(file: Path, pack: str, whole: bool, dry_run: bool) -> None:
    from hotline.dispatch import sheets, words
    from hotline.dispatch.services import BadList, Known, import_list

    try:
        rows = sheets.rows_of(file.read_bytes(), file.name)
        done = import_list(rows, known=Known(_labels(pack)), note=file.name, whole=whole, dry_run=dry_run)
    except sheets.NotASheet as bad:
        raise click.ClickException(words.not_a_sheet(bad.missing)) from bad
    except BadList as bad:
        click.echo("\n".join(words.row_fault(fault) for fault in bad.faults), err=True)
        sys.exit(1)
    click.echo(words.imported(len(done.added), len(done.changed), len(done.ended), done.unchanged, dry_run))


@command.command("check", help="Gaps and overlaps: classes and areas for which no unit, or two units, answer.")
@click.option("--pack", required=True)
@needs_database
def check_command(pack: str) -> None:
    from hotline.accounts.selectors import directory
    from hotline.desk.areas import area_name, areas
    from hotline.dispatch import selectors, words
    from hotline.infra import clock

    labels = _labels(pack)
    found = selectors.duty_faults(list(labels), list(areas(directory().version)), clock.today())
    for fault in found:
        places = "、".join(area_name(a) for a in fault.areas)
        units = "、".join(directory().name(u) for u in fault.units)
        click.echo(words.list_fault(fault, labels.get(fault.content_class, fault.content_class), places, units))
    sys.exit(1 if any(f.fault in words.SERIOUS for f in found) else 0)


def _labels(pack: str) -> dict[str, str]:
    from hotline import policy

    return {term.id: term.label for term in policy.load(pack).lists.content_classes}
