"""Matters as rows: marks with many values have a column of their own, all others together are a shape, kept once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import orjson
from django.db import connection, transaction

from hotline.core.counting import NO_NUMBERS, Counted
from hotline.core.vocabulary import CountedKind

COLUMNS = ("unit", "content_class", "agent", "by", "area", "document")
"""Marks with a column of their own."""

NOT_OF_ORDERS = ("call", "message", "survey", "inspected", "entry")
"""Kinds of matters that no order makes."""

Known = tuple[CountedKind, dict[str, str]]
"""Kind and marks of a shape."""

_texts: dict[int, str] = {}
_ids: dict[str, int] = {}
_of_database: list[str] = []


def text_of(matter: Counted) -> str:
    """Kind and remaining marks as canonical JSON. An empty mark says as much as none."""
    rest = {name: value for name, value in matter.marks.items() if value and name not in COLUMNS}
    return orjson.dumps([matter.kind.value, rest], option=orjson.OPT_SORT_KEYS).decode()


def intern(texts: Iterable[str]) -> dict[str, int]:
    """Text → id; new ones are stored in the caller's transaction, in one order so that nobody waits in a circle."""
    _same_database()
    wanted = set(texts)
    missing = sorted(wanted - _ids.keys())
    if not missing:
        return _ids
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO insight_shape (text) SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING", [missing])
        cursor.execute("SELECT text, id FROM insight_shape WHERE text = ANY(%s)", [missing])
        found = dict(cursor.fetchall())
    transaction.on_commit(lambda: _remember(found))
    return {text: _ids[text] for text in wanted if text in _ids} | found


def known(idents: Iterable[int]) -> dict[int, Known]:
    """Id → kind and marks."""
    _same_database()
    wanted = set(idents)
    missing = [ident for ident in wanted if ident not in _texts]
    if missing:
        with connection.cursor() as cursor:
            cursor.execute("SELECT text, id FROM insight_shape WHERE id = ANY(%s)", [missing])
            fresh = {ident: text for text, ident in cursor.fetchall()}
        _texts.update(fresh)
    return {ident: _parsed(_texts[ident]) for ident in wanted}


@lru_cache(maxsize=100_000)
def _parsed(text: str) -> Known:
    kind, marks = orjson.loads(text)
    return CountedKind(kind), marks


def every_id() -> list[int]:
    """All shapes there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM insight_shape ORDER BY id")
        return [ident for (ident,) in cursor.fetchall()]


def matter_of(row: Mapping[str, Any]) -> Counted:
    """The matter behind a stored row (a mapping of its columns)."""
    kind, rest = known([row["shape"]])[row["shape"]]
    marks = rest | {name: row[name] for name in COLUMNS if row[name]}
    return Counted(kind, row["day"], row["ref"], row["part"], marks, row["numbers"] or NO_NUMBERS)


def _remember(found: Mapping[str, int]) -> None:
    _ids.update(found)
    _texts.update({ident: text for text, ident in found.items()})


def _same_database() -> None:
    """What was remembered belongs to one database; tests and benches change it."""
    here = str(connection.settings_dict["NAME"])
    if _of_database != [here]:
        forget()
        _of_database[:] = [here]


def forget() -> None:
    """Ask the database again: it was emptied, or is another one of the same name."""
    _ids.clear()
    _texts.clear()
    _of_database.clear()
