"""Spreadsheets in and out: tables of text from XLSX and CSV files, whatever made them. Knows no business words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

MOST_ROWS, MOST_COLUMNS = 50_000, 100
MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of a workbook once unpacked: a file of some kilobytes can be made to fill the memory."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Full-width signs too: some programs read them as the plain ones."""
_ENCODINGS = ("utf-8-sig", "gb18030")
"""What spreadsheet programs write here."""

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""What a table is written as, by the ending of its name, and what it is called on the way."""


class UnreadableSheet(Exception):
    """The file is no table that can be read."""


def read_table(content: bytes, name: str) -> list[list[str]]:
    """The cells of the first sheet as text, at most MOST_ROWS rows of MOST_COLUMNS; dates as 2026-01-31.

    Raises UnreadableSheet, also for a workbook that is larger than MOST_UNPACKED once unpacked.
    """
    return _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # Reading a part stops at the size that the archive names for it, so a false size gains nothing.
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise UnreadableSheet
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
        if sheet is None:
            raise UnreadableSheet
        rows = [[_text(cell) for cell in row] for row in _cells(sheet)]
        width = max((n for row in rows for n, text in enumerate(row, 1) if text), default=0)
        return [row[:width] for row in rows]
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


def _cells(sheet: Any) -> Iterable[Sequence[Any]]:
    # Without `max_col` one cell at the far end of a row makes that row, and every other, as wide as it is.
    found: Iterable[Sequence[Any]] = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    return found


def _csv(content: bytes) -> list[list[str]]:
    try:
        return [row[:MOST_COLUMNS] for row in islice(csv.reader(io.StringIO(text_of(content))), MOST_ROWS)]
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


def write_table(
    form: str, headings: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], above: str = ""
) -> bytes:
    """The table in one of FORMS. `widths` of its columns and `above` as in `write_xlsx`."""
    if form == "csv":
        return write_csv(headings, rows, above)
    return write_xlsx(headings, rows, widths, above)


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
    text = ILLEGAL_CHARACTERS_RE.sub("", text)  # a workbook takes no control characters, and the export would fail
    return f"'{text}" if text.startswith(_FORMULA) else text
