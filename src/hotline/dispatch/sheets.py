"""The list of responsibilities as a spreadsheet: headings in the users' words, XLSX and CSV, in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hotline.dispatch.words import HEADINGS
from hotline.infra import sheets

_BY_HEADING = {heading: name for name, heading in HEADINGS.items()} | {name: name for name in HEADINGS}
_WIDTHS = {"basis": 48, "class_name": 24, "unit_name": 24, "area_name": 18}
_NEEDED = (("id",), ("content_class", "class_name"), ("unit", "unit_name"), ("duty",), ("basis",), ("valid_from",))
"""Columns without which a list says nothing; of two, either will do."""


class NotASheet(Exception):
    """The file cannot be read; `missing` are headings that it lacks."""

    def __init__(self, missing: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(missing) or "unreadable")
        self.missing = missing


def rows_of(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of an XLSX or CSV file by column name. Raises NotASheet."""
    try:
        table = sheets.read_table(content, name)
    except sheets.UnreadableSheet as error:
        raise NotASheet from error
    names = [_BY_HEADING.get(heading.strip(), "") for heading in table[0]] if table else []
    missing = tuple(HEADINGS[either[0]] for either in _NEEDED if not set(either) & set(names))
    if missing:
        raise NotASheet(missing)
    return [dict(zip(names, row, strict=False)) for row in table[1:]]


def as_file(form: str, rows: Iterable[Mapping[str, str]]) -> bytes:
    """The list as one of `infra.sheets.FORMS`."""
    widths = [_WIDTHS.get(name, 14) for name in HEADINGS]
    return sheets.write_table(form, tuple(HEADINGS.values()), _cells(rows), widths)


def _cells(rows: Iterable[Mapping[str, str]]) -> Iterator[list[str]]:
    for row in rows:
        yield [row.get(name, "") for name in HEADINGS]
