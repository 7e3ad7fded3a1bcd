"""Spreadsheets in and out: tables of text from XLSX and CSV files, whatever made them. Knows no business words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST_ROWS = 50_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ENCODINGS = ("utf-8-sig", "gb18030")
"""What spreadsheet programs write here."""


class UnreadableSheet(Exception):
    """The file is no table that can be read."""


def read_table(content: bytes, name: str) -> list[list[str]]:
    """The cells of the first sheet as text, at most MOST_ROWS rows; dates as 2026-01-31. Raises UnreadableSheet."""
    return _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
        if sheet is None:
            raise UnreadableSheet
        rows = sheet.iter_rows(max_row=MOST_ROWS, values_only=True)
        return [[_text(cell) for cell in row] for row in rows]
    except Exception as error:  # openpyxl raises whatever the broken file makes it meet
        raise UnreadableSheet from error


def text_of(content: bytes) -> str:
    """The text of a CSV file, as spreadsheet programs write it here. Raises UnreadableSheet."""
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # else another encoding, or no text at all: no database takes it
            return text
    raise UnreadableSheet


def _csv(content: bytes) -> list[list[str]]:
    try:
        return list(islice(csv.reader(io.StringIO(text_of(content))), MOST_ROWS))
    except csv.Error as error:
        raise UnreadableSheet from error


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], above: str = "") -> bytes:
    """A workbook with bold headings that stay in sight; text that looks like a formula stays text.

    `above`: a line over the headings, in the first cell.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    sheet.freeze_panes = "A3" if above else "A2"
    if above:
        sheet.append([_harmless(above)])
    sheet.append([_bold(sheet, heading) for heading in headings])
    for row in rows:
        sheet.append([_harmless(text) for text in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def write_csv(headings: Sequence[str], rows: Iterable[Sequence[str]], above: str = "") -> bytes:
    """UTF-8 with a mark that tells spreadsheet programs so. `above`: a line over the headings."""
    out = io.StringIO()
    writer = csv.writer(out)
    if above:
        writer.writerow([_harmless(above)])
    writer.writerow(headings)
    writer.writerows([_harmless(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
