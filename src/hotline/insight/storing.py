"""Writing matters: what is new is inserted, what is settled stays, and the sums follow in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db import connection

from hotline.core.counting import Counted
from hotline.insight import shapes

FIELDS = (
    "kind", "ref", "part", "pack", "line", "day", "unit", "content_class", "agent", "by", "area", "document", "shape",
    "numbers", "settled",
)  # fmt: skip
_TYPES = {"day": "date", "shape": "int", "numbers": "jsonb", "settled": "bool"}
_INSERT = """
INSERT INTO insight_countedmatter ({fields}) SELECT {fields} FROM unnest({arrays}) AS new({fields})
""".format(
    fields=", ".join(f'"{name}"' for name in FIELDS),
    arrays=", ".join(f"%s::{_TYPES.get(name, 'text')}[]" for name in FIELDS),
)
_STORED = """
SELECT id, {fields} FROM insight_countedmatter WHERE ref = ANY(%s)
""".format(fields=", ".join(f'"{name}"' for name in FIELDS))

Key = tuple[str, str]
"""Kind and part: what names a matter inside its ref."""
Row = dict[str, Any]


@dataclass(frozen=True)
class Owner:
    """Whose matters they are: the pack whose rules hold and the stored line."""

    pack: str
    line: str


@dataclass(frozen=True)
class Change:
    """A matter that came (`sign` 1) or was taken back (-1)."""

    owner: Owner
    matter: Counted
    sign: int


@dataclass(frozen=True)
class Difference:
    """A settled row that the log would now count otherwise; `log` or `stored` is None where there is none."""

    ref: str
    kind: str
    part: str
    log: Counted | None
    stored: Counted | None


def stored(refs: Iterable[str]) -> dict[str, dict[Key, Row]]:
    """Ref → key → row, of these orders, calls or documents."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, [list(refs)])
        names = ["id", *FIELDS]
        rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    shapes.known(row["shape"] for row in rows)
    found: dict[str, dict[Key, Row]] = {}
    for row in rows:
        if isinstance(row["numbers"], str):
            row["numbers"] = orjson.loads(row["numbers"])
        found.setdefault(row["ref"], {})[row["kind"], row["part"]] = row
    return found


class Writer:
    """Collects what differs for many orders and writes it with few statements."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.differences: list[Difference] = []
        self._insert: list[tuple[Owner, Counted, bool]] = []
        self._settle: list[int] = []
        self._delete: list[int] = []

    def one(
        self, ref: str, owner: Owner, matters: Iterable[Counted], before: Mapping[Key, Row], open_from: date
    ) -> None:
        """The matters of one ref beside its stored rows. Days before `open_from` are settled for ever."""
        left = dict(before)
        for matter in matters:
            row = left.pop((matter.kind.value, matter.part), None)
            if row is None:
                self._add(owner, matter, matter.day < open_from)
                continue
            was = shapes.matter_of(row)
            same = same_matter(was, matter)
            if row["settled"]:
                if not same:
                    self._differs(ref, matter, was)
            elif not same:
                self._drop(owner, row, was)
                self._add(owner, matter, matter.day < open_from)
            elif matter.day < open_from:
                self._settle.append(row["id"])
        for row in left.values():
            if row["settled"]:
                self._differs(ref, None, shapes.matter_of(row))
            else:
                self._drop(owner, row, shapes.matter_of(row))

    def _differs(self, ref: str, log: Counted | None, was: Counted | None) -> None:
        named = log or was
        assert named is not None
        self.differences.append(Difference(ref, named.kind.value, named.part, log, was))

    def _add(self, owner: Owner, matter: Counted, settled: bool) -> None:
        self._insert.append((owner, matter, settled))
        self.changes.append(Change(owner, matter, 1))

    def _drop(self, owner: Owner, row: Row, was: Counted) -> None:
        self._delete.append(row["id"])
        self.changes.append(Change(owner, was, -1))

    def write(self) -> None:
        """Store everything. Part of the caller's transaction."""
        with connection.cursor() as cursor:
            if self._delete:
                cursor.execute("DELETE FROM insight_countedmatter WHERE id = ANY(%s)", [self._delete])
            if self._settle:
                cursor.execute("UPDATE insight_countedmatter SET settled = true WHERE id = ANY(%s)", [self._settle])
            if self._insert:
                cursor.execute(_INSERT, self._columns())

    def _columns(self) -> list[list[Any]]:
        texts = [shapes.text_of(matter) for _owner, matter, _settled in self._insert]
        ids = shapes.intern(texts)
        rows = [
            (
                m.kind.value, m.ref, m.part, owner.pack, owner.line, m.day,
                *(m.marks.get(name, "") for name in shapes.COLUMNS),
                ids[text], orjson.dumps(dict(m.numbers)).decode() if m.numbers else None, settled,
            )
            for (owner, m, settled), text in zip(self._insert, texts, strict=True)
        ]  # fmt: skip
        return [list(column) for column in zip(*rows, strict=True)]


def same_matter(one: Counted, other: Counted) -> bool:
    """Whether they say the same; an empty mark says as much as none."""
    return (
        one.day == other.day
        and {n: v for n, v in one.marks.items() if v} == {n: v for n, v in other.marks.items() if v}
        and dict(one.numbers) == dict(other.numbers)
    )
