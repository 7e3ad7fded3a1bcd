"""A table with a header out of a CSV or XLSX file, row by row with physical line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hotline.project.replay.dates import EXCEL_EPOCH
from hotline.project.replay.texts import say

DELIMITERS = ",\t;\uff0c"
OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
LARGEST_CELL = 2**31 - 1


class Unreadable(Exception):
    """The whole file (or the mapping) is of no use; the text says why, in Chinese."""


class Broken(Exception):
    """One row is of no use; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Cells:
    """One row. `line` is the first physical line of it; `broken` says why it cannot be read at all."""

    line: int
    values: tuple[Any, ...]
    broken: str = ""

    def value(self, index: int) -> Any:
        return self.values[index] if index < len(self.values) else ""


@dataclass
class Table:
    """`rows` can be gone through once. `epoch`: day 0 of date serials; `lossy`: U+FFFD stands for undecodable bytes."""

    header: tuple[str, ...]
    rows: Iterator[Cells]
    epoch: datetime = EXCEL_EPOCH
    lossy: bool = False


def open_table(path: Path) -> Table:
    """The table in the file, by its content rather than its name. Raises Unreadable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(say("no_file", path=path.name)) from error
    if data.startswith(OLD_EXCEL):
        raise Unreadable(say("old_excel", path=path.name))
    if data.startswith(b"PK\x03\x04"):
        return _workbook(path, data)
    text, lossy = _decoded(data)
    table = _csv(path, text)
    table.lossy = lossy
    return table


# --- CSV --------------------------------------------------------------------------------------------------------------


def _decoded(data: bytes) -> tuple[str, bool]:
    """Text of UTF-8 (with or without mark), UTF-16 with mark, or GB18030, and whether something in it fits none."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode(data, name)
    as_utf8, lossy = _decode(data, "utf-8")
    if not lossy or as_utf8.count("\ufffd") * 20 < _wide(as_utf8):
        return as_utf8, lossy
    return _decode(data, "gb18030")


def _decode(data: bytes, name: str) -> tuple[str, bool]:
    try:
        return data.decode(name), False
    except UnicodeDecodeError:
        return data.decode(name, errors="replace"), True


def _wide(text: str) -> int:
    return sum(c > "\x7f" for c in text)


def _csv(path: Path, text: str) -> Table:
    csv.field_size_limit(LARGEST_CELL)
    lines = list(io.StringIO(text, newline=""))
    start = next((n for n, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise Unreadable(say("empty_file", path=path.name))
    if "\0" in lines[start]:
        raise Unreadable(say("not_a_table", path=path.name, why="NUL"))
    delimiter = max(DELIMITERS, key=lines[start].count)
    records = _records(lines, start, delimiter)
    header = tuple(str(name).strip() for name in next(records).values)
    return Table(header, (_checked(cells, len(header)) for cells in records))


def _checked(cells: Cells, expected: int) -> Cells:
    if not cells.broken and len(cells.values) > expected and any(v.strip() for v in cells.values[expected:]):
        return Cells(cells.line, (), say("too_many_cells", count=len(cells.values), expected=expected))
    return cells


def _records(lines: list[str], start: int, delimiter: str) -> Iterator[Cells]:
    """Records with the line they begin on. A quote that is never closed spoils its own line, not the rest."""
    at = start
    while at < len(lines):
        reader = csv.reader(lines[at:], delimiter=delimiter)
        base, done = at, False
        for values in reader:
            end = base + reader.line_num
            if end == len(lines) and end - at > 1 and _open_quote(lines[at:end], delimiter):
                yield Cells(at + 1, (), say("open_quote"))
                at += 1
                break
            if values:
                yield Cells(at + 1, tuple(values))
            at = end
        else:
            done = True
        if done:
            return


def _open_quote(lines: list[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


# --- XLSX -------------------------------------------------------------------------------------------------------------


def _workbook(path: Path, data: bytes) -> Table:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise Unreadable(say("not_a_table", path=path.name, why=type(error).__name__)) from error
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # some writers state a wrong size
    rows = _sheet_rows(sheet)
    first = next(rows, None)
    if first is None:
        raise Unreadable(say("empty_file", path=path.name))
    header = tuple(str(value if value is not None else "").strip() for value in first.values)
    return Table(header, rows, book.epoch)


def _sheet_rows(sheet: Any) -> Iterator[Cells]:
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if any(value is not None and str(value).strip() for value in values):
            yield Cells(number, values)
