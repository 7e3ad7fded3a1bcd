"""Figures straight from the matters: PostgreSQL groups what is alike for the measures, the core evaluates the groups.

Right for any period and any definition of the measures, also one that nobody has used before; the sums of the live
board (`rollups.py`) are made and checked with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db import connection

from hotline.core.counting import NO_NUMBERS
from hotline.core.measures import Group, Needs
from hotline.core.vocabulary import CountedKind
from hotline.insight import shapes
from hotline.insight.placing import Measuring

DATED = ("day", "month")


@dataclass(frozen=True)
class Scope:
    """Which matters: of a pack and of these days; of these lines and units only, where they are named."""

    pack: str
    first: date
    last: date
    lines: tuple[str, ...] | None = None
    units: tuple[str, ...] | None = None

    def where(self) -> tuple[str, list[Any]]:
        """The condition on a table `m`, with its parameters."""
        parts, values = ["m.pack = %s AND m.day BETWEEN %s AND %s"], list[Any]((self.pack, self.first, self.last))
        if self.lines is not None:
            parts.append("m.line = ANY(%s::text[])")
            values.append(list(self.lines))
        if self.units is not None:
            parts.append("m.unit = ANY(%s::text[])")
            values.append(list(self.units))
        return " AND ".join(parts), values


_GROUPS = """
SELECT s.alike, {day} AS day, {line} AS line, CASE WHEN s.numbered THEN m.numbers::text END AS numbers{columns},
       count(*)
FROM insight_countedmatter m JOIN unnest(%s::int[], %s::int[], %s::bool[]{flags}) AS s(shape, alike, numbered{names})
  ON s.shape = m.shape
WHERE {where} GROUP BY {positions}
"""


def _statement(columns: list[str], dated: bool, lined: bool, where: str) -> str:
    """A column is told apart only in the kinds of which a measure looks at it."""
    return _GROUPS.format(
        day="m.day" if dated else "NULL::date",
        line="m.line" if lined else "NULL::text",
        columns="".join(f", CASE WHEN s.by_{name} THEN m.{name} END" for name in columns),
        flags=", %s::bool[]" * len(columns),
        names="".join(f", by_{name}" for name in columns),
        positions=", ".join(str(n + 1) for n in range(4 + len(columns))),
        where=where,
    )


@dataclass(frozen=True)
class Lined:
    """A group, and the stored line it is of (empty where that is not told apart)."""

    group: Group
    line: str


def groups(measuring: Measuring, scope: Scope, by: str | None) -> Iterator[Group]:
    """The matters of a scope in as few groups as the measures allow, to be told apart by `by`."""
    return (lined.group for lined in lined_groups(measuring, scope, by, dated=by in DATED, lined=False))


def lined_groups(measuring: Measuring, scope: Scope, by: str | None, *, dated: bool, lined: bool) -> Iterator[Lined]:
    """As `groups`, told apart by day and by stored line where that is asked for."""
    needs = measuring.needs(by)
    alike = _Alike(needs)
    if not alike.shapes:
        return
    columns = [name for name in shapes.COLUMNS if any(name in need.marks for need in needs.values())]
    where, values = scope.where()
    statement = _statement(columns, dated, lined, where)
    flags = [[name in needs[alike.groups[number][0]].marks for number in alike.numbers] for name in columns]
    parameters = [alike.shapes, alike.numbers, alike.numbered, *flags, *values]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        found = cursor.fetchall()
    for number, day, line, numbers, *marks, count in found:
        kind, rest = alike.groups[number]
        own = {name: value for name, value in zip(columns, marks, strict=True) if value}
        amounts = orjson.loads(numbers) if numbers else NO_NUMBERS
        yield Lined(Group(kind, rest | own, count, amounts, day=day), line or "")


class _Alike:
    """Shapes that are alike for the measures have one number."""

    def __init__(self, needs: Mapping[CountedKind, Needs]) -> None:
        self.shapes: list[int] = []
        self.numbers: list[int] = []
        self.numbered: list[bool] = []
        self.groups: list[tuple[CountedKind, dict[str, str]]] = []
        known: dict[tuple[Any, ...], int] = {}
        for ident, (kind, marks) in shapes.known(shapes.every_id()).items():
            need = needs.get(kind)
            if need is None:
                continue
            kept = {name: marks[name] for name in sorted(need.marks) if name in marks}
            key = (kind, *kept.items())
            if key not in known:
                known[key] = len(self.groups)
                self.groups.append((kind, kept))
            self.shapes.append(ident)
            self.numbers.append(known[key])
            self.numbered.append(bool(need.numbers or need.sums))
