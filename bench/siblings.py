"""A million orders in minutes: one life decided by the core is lived by several orders, each at its own place.

An order's rows become the text that PostgreSQL's COPY reads. A sibling is that text with another id, number, place and
story, a contact sealed for it and a chain of hashes of its own: exactly what the services would have stored, since the
rules look at none of these. `hotline verify` decides it again like any other.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson

EVENTS, ORDER, CONTACT = "orders_orderevent", "orders_workorder", "orders_contactrecord"
Rows = dict[str, list[dict[str, Any]]]
_SPLIT = b"\x00"


@dataclass(frozen=True)
class Told:
    """What tells one order from its siblings."""

    id: str
    number: str
    title: str
    content: str
    place: str


@cache
def texts() -> dict[str, Any]:
    """The invented places and sentences of `texts.toml`."""
    found = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
    return {name: value.split() if isinstance(value, str) else value for name, value in found.items()}


def place(rng: random.Random) -> str:
    """A place that nobody lives at."""
    t, draw = texts(), rng.choice
    road = f"{draw(t['roads'])}{draw(t['kinds'])}"
    return f"{road}{rng.randint(1, 999)}号{draw(t['first'])}{draw(t['second'])}{rng.randint(1, 40)}号楼"


def story(rng: random.Random) -> str:
    """One to three sentences more of what a citizen says."""
    t, draw = texts(), rng.choice
    said = []
    for _ in range(rng.randint(1, 3)):
        words = {"when": draw(t["times"]), "thing": draw(t["things"]), "thing2": draw(t["things"])}
        words |= {"fault": draw(t["faults"]), "who": draw(t["who"]), "shop": draw(t["shops"]), "ask": draw(t["asks"])}
        said.append(draw(t["sentences"]).format(**words))
    return "".join(said)


def another(told: Told, ident: str, number: str, rng: random.Random) -> Told:
    """The same matter somewhere else, told at greater length."""
    there = place(rng)
    title, content = (text.replace(told.place, there) for text in (told.title, told.content))
    return Told(ident, number, title, content + story(rng), there)


# --- text of COPY -----------------------------------------------------------------------------------------------------


def escaped(text: bytes) -> bytes:
    """As COPY reads a value."""
    if b"\\" in text:
        text = text.replace(b"\\", b"\\\\")
    return text.replace(b"\n", b"\\n").replace(b"\t", b"\\t").replace(b"\r", b"\\r")


def field(value: Any) -> bytes:
    """One value as COPY reads it."""
    if value is None:
        return b"\\N"
    if isinstance(value, dict):
        return escaped(orjson.dumps(value))
    if isinstance(value, bytes):
        return b"\\\\x" + value.hex().encode()
    if isinstance(value, datetime):
        return value.isoformat().encode()
    if isinstance(value, list):
        return escaped(("{" + ",".join(f'"{item}"' for item in value) + "}").encode())
    return escaped(str(value).encode())


def line(columns: Iterable[str], row: dict[str, Any]) -> bytes:
    return b"\t".join(field(row.get(name)) for name in columns) + b"\n"


# --- one order and its siblings ---------------------------------------------------------------------------------------


class Family:
    """The rows of one order, ready to be written again for others. `tables`: table → its columns."""

    def __init__(self, rows: Rows, told: Told, tables: dict[str, list[str]]) -> None:
        self.told = told
        envelopes, heads = [], []
        for row in rows[EVENTS]:
            at = row["at"].astimezone(UTC).isoformat()
            said = [row["order_id"], row["seq"], row["name"], at, row["actor_id"], row["actor_unit"]]
            envelopes.append(orjson.dumps([*said, row["data"], row["cause"]], option=orjson.OPT_SORT_KEYS))
            # The two hashes come last in the line of an event; they are each sibling's own.
            heads.append(b"\t".join(field(row.get(name)) for name in tables[EVENTS][:-2]))
        self._envelopes, self._heads = _SPLIT.join(envelopes), _SPLIT.join(heads)
        (order,) = rows[ORDER]
        self._head = order["head"][2:].encode()
        self._others = {
            table: b"".join(line(columns, row) for row in rows[table])
            for table, columns in tables.items()
            if table not in (EVENTS, CONTACT)
        }

    def sibling(self, told: Told) -> Iterator[tuple[str, bytes]]:
        """The text of each table, but for the contact."""
        plain = [
            (orjson.dumps(a)[1:-1], orjson.dumps(b)[1:-1])
            for a, b in zip(_values(self.told), _values(told), strict=True)
        ]
        copied = [(escaped(a), escaped(b)) for a, b in plain]
        envelopes = _replaced(self._envelopes, plain).split(_SPLIT)
        heads = _replaced(self._heads, copied).split(_SPLIT)
        lines, last = [], ""
        for envelope, head in zip(envelopes, heads, strict=True):
            fresh = _sm3(bytes.fromhex(last) + envelope)
            lines.append(b"%b\t\\\\x%b\t\\\\x%b\n" % (head, last.encode(), fresh.encode()))
            last = fresh
        yield EVENTS, b"".join(lines)
        for table, text in self._others.items():
            if text:
                found = _replaced(text, copied)
                yield table, found.replace(self._head, last.encode()) if table == ORDER else found


def _values(told: Told) -> tuple[str, ...]:
    """The longest first: the place stands in the title and in the content, too."""
    return told.content, told.title, told.place, told.number, told.id


def _replaced(text: bytes, pairs: Iterable[tuple[bytes, bytes]]) -> bytes:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def _sm3(data: bytes) -> str:
    from hotline.infra import privacy

    return privacy.sm3_hex(data)
