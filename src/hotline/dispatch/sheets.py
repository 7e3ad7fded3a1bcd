"""The list of responsibilities as a spreadsheet: headings in the users' words, XLSX and CSV, in and out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from hotline.dispatch.words import HEADINGS

MOST_ROWS = 50_000
_BY_HEADING = {heading: name for name, heading in HEADINGS.items()} | {name: name for name in HEADINGS}
_WIDTHS = {"basis": 48, "class_name": 24, "unit_name": 24, "area_name": 18}
_NEEDED = (("id",), ("content_class", "class_name"), ("unit", "unit_name"), ("duty",), ("basis",), ("valid_from",))
"""Columns without which a list says nothing; of two, either will do."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NotASheet(Exception):
    """The file cannot be read; `missing` are headings that it lacks."""

    def __init__(self, missing: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(missing) or "unreadable")
        self.missing = missing


def rows_of(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of an XLSX or CSV file by column name, blank ones left out. Raises NotASheet."""
    table = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    if not table:
        raise NotASheet(tuple(HEADINGS.values()))
    names = [_BY_HEADING.get(heading.strip(), "") for heading in table[0]]
    missing = tuple(HEADINGS[either[0]] for either in _NEEDED if not set(either) & set(names))
    if missing:
        raise NotASheet(missing)
    return [dict(zip(names, row, strict=False)) for row in table[1:]]


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
    except Exception as error:  # openpyxl raises whatever the broken file makes it meet
        raise NotASheet from error
    if sheet is None:
        raise NotASheet
    rows = sheet.iter_rows(max_row=MOST_ROWS, values_only=True)
    return [[_text(cell) for cell in row] for row in rows]


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return list(islice(csv.reader(io.StringIO(content.decode(encoding))), MOST_ROWS))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise NotASheet


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def as_xlsx(rows: Iterable[Mapping[str, str]]) -> bytes:
    """A workbook with the headings in the first row; text that looks like a formula stays text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for n, name in enumerate(HEADINGS, 1):
        sheet.column_dimensions[get_column_letter(n)].width = _WIDTHS.get(name, 14)
    sheet.freeze_panes = "A2"

    def bold(text: str) -> WriteOnlyCell:
        cell = WriteOnlyCell(sheet, value=text)
        cell.font = Font(bold=True)
        return cell

    sheet.append([bold(heading) for heading in HEADINGS.values()])
    for row in rows:
        sheet.append([_harmless(row.get(name, "")) for name in HEADINGS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS.values())
    writer.writerows([_harmless(row.get(name, "")) for name in HEADINGS] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
