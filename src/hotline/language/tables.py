"""Tables that are measured on: CSV as spreadsheet programs and other tools write it, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from hotline.infra import sheets
from hotline.language import words


class DataError(ValueError):
    """The file cannot be measured on; the message says why, in words for the person at the command line."""


def lines_of(path: Path, needed: Sequence[str] = ()) -> tuple[list[str], list[dict[str, str]]]:
    """The columns and the rows, each cell a text. UTF-8 (with mark or without), GB 18030 or XLSX; comma or tab.

    Raises DataError for a file that is no table, and for a `needed` column that is not there.
    """
    columns, *rows = _cells(path) or [[]]
    for name in needed:
        if name not in columns:
            raise missing(path, name, columns)
    return columns, [
        dict(zip(columns, [*row, *[""] * (len(columns) - len(row))], strict=False)) for row in rows if any(row)
    ]


def missing(path: Path, name: str, columns: Sequence[str]) -> DataError:
    """What to raise for a column that is not there."""
    return DataError(words.NO_COLUMN.format(file=path.name, column=name, columns=" ".join(columns) or words.NO_CELLS))


def _cells(path: Path) -> list[list[str]]:
    content = path.read_bytes()
    try:
        if content.startswith(b"PK\x03\x04"):
            return sheets.read_table(content, "table.xlsx")
        text = sheets.text_of(content)
        head = text.partition("\n")[0]
        delimiter = "\t" if "\t" in head and "," not in head else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (sheets.UnreadableSheet, csv.Error) as error:
        raise DataError(words.UNREADABLE.format(file=path.name)) from error
