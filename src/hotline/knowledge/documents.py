"""Word files with headings: a heading with text under it is an entry, the headings above it are its place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from hotline.infra import sheets
from hotline.knowledge.importing import LONGEST, Given, Plan, planned
from hotline.knowledge.words import COLUMNS

MOST_UNPACKED = 64 * 1024 * 1024
_HEADING = re.compile(r"(?:heading|\u6807\u9898)\s*(\d)", re.IGNORECASE)
_FIELD = re.compile(r"^([\u4e00-\u9fff]{2,6})[:\uff1a]\s*(.*)$")
MOST_CELLS = 60
_SHORT = 200
"""An answer of at most so many characters is read aloud as it is."""


def read_document(content: bytes, given: Given) -> Plan:
    """The plan of a .docx file. A paragraph that begins with the name of a field (材料：) fills that field."""
    plan = Plan()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise ValueError
        import docx

        document = docx.Document(io.BytesIO(content))
        rows = list(_rows(document, plan))
    except Exception:  # python-docx raises whatever the broken file makes it meet
        plan.fault(0, "unreadable")
        return plan
    return planned(rows, given, plan)


def _rows(document: Any, plan: Plan) -> Iterator[tuple[int, dict[str, str]]]:
    above: list[str] = []
    told: dict[str, str] = {}
    begun = 0
    for number, (level, text) in enumerate(_paragraphs(document), 1):
        if number > sheets.MOST_ROWS:
            plan.cut()
            break
        if level:
            if told and _says(told):
                yield begun, _finished(told, above)
            above = [*above[: level - 1], text]
            told, begun = {"title": text}, number
        elif told:
            _fill(told, text)
    if told and _says(told):
        yield begun, _finished(told, above)


def _paragraphs(document: Any) -> Iterator[tuple[int, str]]:
    """Level of the heading (0: plain text) and text of every paragraph and table row, in order."""
    levels: dict[str | None, int] = {}  # by style: to find the name of one takes longer than to read its paragraph
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                cells = list(dict.fromkeys(_cells(row, block)))
                yield 0, "\uff1a".join(cells[:2]) if len(cells) == 2 else " ".join(cells)
        elif block.text.strip():
            style = block._p.style
            if style not in levels:
                found = _HEADING.match(block.style.name or "")
                levels[style] = int(found[1]) if found else 0
            yield levels[style], block.text.strip()


def _cells(row: Any, table: Any) -> Iterator[str]:
    """The texts of a table's row, each cell once. `row.cells` repeats a cell for every column that it says it spans,
    and a few bytes can say a thousand million."""
    from docx.table import _Cell

    for cell in row._tr.tc_lst[:MOST_CELLS]:
        yield _Cell(cell, table).text.strip()


def _fill(told: dict[str, str], text: str) -> None:
    named = _FIELD.match(text)
    field = COLUMNS.get(named[1], "") if named else ""
    if named and field and field != "title":
        told["_last"], text = field, named[2]
    into = told.get("_last") or "text"
    if len(told.get(into, "")) <= LONGEST:  # what is longer is refused anyway, and would be copied for each paragraph
        told[into] = f"{told[into]}\n{text}" if told.get(into) else text


def _says(told: dict[str, str]) -> bool:
    return bool(told.get("text") or told.get("answer"))


def _finished(told: dict[str, str], above: list[str]) -> dict[str, str]:
    told.pop("_last", None)
    if not told.get("answer") and len(told.get("text", "")) <= _SHORT:
        told["answer"] = told["text"]
    if len(above) > 1 and not told.get("keywords"):
        told["keywords"] = "\n".join(above[:-1])
    return told
