"""The matters behind a figure, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.db import connection

from hotline.accounts.selectors import lines
from hotline.core.counting import Counted
from hotline.core.measures import Placer
from hotline.core.policy import Policy
from hotline.core.vocabulary import CountedKind, MeasureKind
from hotline.insight import shapes
from hotline.insight.figures import chosen
from hotline.insight.grouping import Scope
from hotline.insight.placing import Measuring
from hotline.insight.storing import FIELDS

TOP, BOTTOM, LEFT_OUT = "top", "bottom", "left_out"
SIDES = (TOP, BOTTOM, LEFT_OUT)
Position = tuple[date, int]
START: Position = (date.min, 0)


@dataclass(frozen=True)
class Behind:
    """A matter behind a figure. `side`: above the line (and mostly below it, too), only below it, or left out."""

    measure: str
    matter: Counted
    line: str
    side: str
    reason: str
    position: Position


@dataclass(frozen=True)
class Wanted:
    """Which matters of a measure: of one key of `by`, of one side; everything where that is empty."""

    measure: str
    by: str = ""
    key: str = ""
    side: str = ""


_PAGE = """
SELECT m.id, {fields} FROM insight_countedmatter m
WHERE {where} AND m.shape = ANY(%s) AND (m.day, m.id) > (%s, %s){narrowed} ORDER BY m.day, m.id LIMIT %s
""".replace("{fields}", ", ".join(f"m.{name}" for name in FIELDS))
_COLUMNS = {"unit": "unit", "class": "content_class", "agent": "agent"}


def behind(policy: Policy, scope: Scope, wanted: Wanted, after: Position = START, size: int = 200) -> Iterator[Behind]:
    """The matters behind a figure after a position, oldest first; reads on as far as the caller goes. NoMeasure."""
    measures = chosen(policy.measured_on(scope.last), [wanted.measure])
    placers = [Placer(spec) for spec in measures.specs if spec.kind is not MeasureKind.MIX]
    usable = _usable(measures, wanted)
    while True:
        rows = _rows(scope, wanted, usable, after, size)
        shapes.known({row["shape"] for row in rows})
        for row in rows:
            yield from _placed(placers, row, wanted.side)
        if len(rows) < size:
            return
        after = (rows[-1]["day"], rows[-1]["id"])


def _placed(placers: list[Placer], row: dict[str, Any], side: str) -> Iterator[Behind]:
    matter = shapes.matter_of(row)
    for placer in placers:
        placed = placer.place(matter) if matter.kind in placer.kinds else None
        if placed is None or (placer.number and placed.reason < 0 and placer.number not in matter.numbers):
            continue
        here = LEFT_OUT if placed.reason >= 0 else TOP if placed.top else BOTTOM
        if side in ("", here):
            reason = placer.spec.leave_out[placed.reason].reason if placed.reason >= 0 else ""
            yield Behind(placer.spec.id, matter, row["line"], here, reason, (row["day"], row["id"]))


def _usable(measures: Measuring, wanted: Wanted) -> list[int]:
    found = []
    for ident, (kind, marks) in shapes.known(shapes.every_id()).items():
        fits = wanted.by != "channel" or marks.get("channel", "") == wanted.key
        if fits and measures.may_count(CountedKind(kind), marks):
            found.append(ident)
    return found


def _rows(scope: Scope, wanted: Wanted, usable: list[int], after: Position, size: int) -> list[dict[str, Any]]:
    where, values = scope.where()
    narrowed, extra = _narrowed(wanted)
    statement = _PAGE.format(where=where, narrowed=narrowed)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, usable, *after, *extra, size])
        names = ["id", *FIELDS]
        rows = [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]
    for row in rows:
        if isinstance(row["numbers"], str):
            row["numbers"] = orjson.loads(row["numbers"])
    return rows


def _narrowed(wanted: Wanted) -> tuple[str, list[Any]]:
    if wanted.by in _COLUMNS:
        return f" AND m.{_COLUMNS[wanted.by]} = %s", [wanted.key]
    if wanted.by == "day":
        return " AND m.day = %s::date", [wanted.key]
    if wanted.by == "month":
        return " AND to_char(m.day, 'YYYY-MM') = %s", [wanted.key]
    if wanted.by == "line":
        return " AND m.line = ANY(%s::text[])", [[ident for ident, line in lines().items() if line.code == wanted.key]]
    return "", []
