"""Rows of a CSV or XLSX file as messages. A row that cannot be used is kept with its line and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hotline.core.vocabulary import listed
from hotline.project.replay.dates import FIRST_YEAR, LAST_YEAR, BadDate, Moment, moment
from hotline.project.replay.tables import Broken, Cells, Table, Unreadable, open_table
from hotline.project.replay.texts import say

__all__ = ["FIELDS", "Messages", "Remark", "Row", "Unreadable", "parse_map", "read"]

FIELDS = ("title", "content", "created_at", "citizen", "place", "reply", "replied_at")
REQUIRED = ("content", "created_at")
MOST_CHARS = 100_000
"""More than this in one cell is a broken file, not a letter (the packs themselves ask for 1,000 or less)."""
TITLE_CHARS = 30
CELL_ERRORS = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"})


@dataclass(frozen=True, slots=True)
class Row:
    """One message. `created` and `replied` say whether the table gave a time of day or only a date."""

    line: int
    title: str
    content: str
    created: Moment
    citizen: str = ""
    place: str = ""
    reply: str = ""
    replied: Moment | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said of a row, by its physical line."""

    line: int
    reason: str


@dataclass
class Messages:
    """What a file holds: `rows` were read, of which `good` can be registered; `noted` are good but not whole."""

    rows: int = 0
    good: list[Row] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    noted: list[Remark] = field(default_factory=list)


def parse_map(text: str) -> dict[str, str]:
    """`title=title,created_at=time` as field → column. Raises Unreadable."""
    found: dict[str, str] = {}
    for part in text.split(","):
        name, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not column:
            raise Unreadable(say("bad_map", part=part.strip()))
        if name not in FIELDS:
            raise Unreadable(say("unknown_field", field=name, expected=listed(FIELDS)))
        if name in found:
            raise Unreadable(say("field_twice", field=name))
        found[name] = column
    if missing := [name for name in REQUIRED if name not in found]:
        raise Unreadable(say("missing_field", fields=listed(missing)))
    return found


def read(path: Path, columns: Mapping[str, str], limit: int | None = None) -> Messages:
    """All messages of the file (the first `limit` rows). Raises Unreadable when it is no such table at all."""
    table = open_table(path)
    if missing := [column for column in columns.values() if column not in table.header]:
        found = listed(table.header) or "\u2014"
        raise Unreadable(say("missing_columns", missing=listed(missing), found=found))
    messages = Messages()
    for cells in _first(table.rows, limit):
        messages.rows += 1
        try:
            messages.good.append(_row(cells, table, columns, messages.noted))
        except Broken as why:
            messages.rejected.append(Remark(cells.line, str(why)))
    return messages


def _first(rows: Iterator[Cells], limit: int | None) -> Iterator[Cells]:
    for number, cells in enumerate(rows):
        if limit is not None and number >= limit:
            return
        yield cells


def _row(cells: Cells, table: Table, columns: Mapping[str, str], noted: list[Remark]) -> Row:
    if cells.broken:
        raise Broken(cells.broken)
    values = {name: cells.value(table.header.index(column)) for name, column in columns.items()}
    texts = {
        name: _text(value, columns[name], table.lossy)
        for name, value in values.items()
        if name not in ("created_at", "replied_at")
    }
    if not texts["content"]:
        raise Broken(say("content_empty"))
    created = _moment(values["created_at"], columns["created_at"], table.epoch)
    reply, replied = _reply(cells.line, texts.get("reply", ""), values, columns, created, table.epoch, noted)
    return Row(
        line=cells.line,
        title=texts.get("title") or texts["content"][:TITLE_CHARS],
        content=texts["content"],
        created=created,
        citizen=texts.get("citizen", ""),
        place=texts.get("place", ""),
        reply=reply,
        replied=replied,
    )


def _reply(
    line: int,
    reply: str,
    values: Mapping[str, Any],
    columns: Mapping[str, str],
    created: Moment,
    epoch: datetime,
    noted: list[Remark],
) -> tuple[str, Moment | None]:
    """The real answer and its time. A time that cannot be right does not spoil the letter: it is noted and left out."""
    if "replied_at" not in columns or not str(values["replied_at"] or "").strip():
        return reply, None
    try:
        replied = _moment(values["replied_at"], columns["replied_at"], epoch)
    except Broken as why:
        noted.append(Remark(line, say("reply_date", why=why)))
        return reply, None
    if _before(replied, created):
        say_day = "%Y-%m-%d"
        noted.append(
            Remark(line, say("reply_before", replied=f"{replied.at:{say_day}}", created=f"{created.at:{say_day}}"))
        )
        return reply, None
    if "reply" in columns and not reply:
        noted.append(Remark(line, say("reply_without_text")))
        return "", None
    return reply, replied


def _before(replied: Moment, created: Moment) -> bool:
    if replied.has_time and created.has_time:
        return replied.at < created.at
    return replied.at.date() < created.at.date()


def _moment(value: Any, column: str, epoch: datetime) -> Moment:
    try:
        return moment(value, epoch=epoch)
    except BadDate as bad:
        text = _shown(value)
        raise Broken(say(bad.code, column=column, text=text, first=FIRST_YEAR, last=LAST_YEAR)) from bad


def _shown(value: Any) -> str:
    text = " ".join(str(value or "").replace("\0", " ").split())
    return text if len(text) <= 40 else text[:40] + "\u2026"


def _text(value: Any, column: str, lossy: bool) -> str:
    """Trimmed text of a cell; Broken for what a database or a reader cannot take."""
    text = str(value if value is not None else "").strip()
    if isinstance(value, float) and value.is_integer():
        text = str(int(value))
    if "\0" in text:
        raise Broken(say("nul", column=column))
    if text in CELL_ERRORS:
        raise Broken(say("formula_error", column=column, text=text))
    if (lossy and "\ufffd" in text) or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
        raise Broken(say("undecodable", column=column))
    if len(text) > MOST_CHARS:
        raise Broken(say("too_long", column=column, size=len(text), most=MOST_CHARS))
    return text
