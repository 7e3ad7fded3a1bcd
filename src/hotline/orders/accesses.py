"""What administration asks of orders: who saw or changed whose contact, what a unit still has in hand. No contents."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from hotline.core.state import LIVE_STATES
from hotline.orders.raw import cursor


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody saw (`revealed`) or changed (`changed`) who the citizen of an order is."""

    at: datetime
    id: UUID
    person: str
    act: str
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class OpenParts:
    """How many parts of orders some units still have open, and the first of these orders by number."""

    count: int
    numbers: tuple[str, ...]


_ACCESSES = """
SELECT a.at, a.id, a.person, a.act, o.number, a.reason
FROM orders_contactaccess a JOIN orders_workorder o ON o.id = a.order_id
WHERE {conditions} ORDER BY a.at DESC, a.id DESC LIMIT %(limit)s
"""
_CONDITIONS = {
    "lines": "o.line = ANY(%(lines)s)",
    "people": "a.person = ANY(%(people)s)",
    "acts": "a.act = ANY(%(acts)s)",
    "number": "o.number = %(number)s",
    "since": "a.at >= %(since)s",
    "until": "a.at < %(until)s",
    "before": "(a.at, a.id) < (%(before_at)s, %(before_id)s)",
}
_PARTS = """
SELECT count(*), (array_agg(DISTINCT o.number))[1:%(most)s]
FROM orders_assignmentrow a JOIN orders_workorder o ON o.id = a.order_id
WHERE a.unit = ANY(%(units)s) AND a.state = ANY(%(states)s)
"""
_ON_LINES = "SELECT number FROM orders_workorder WHERE number = ANY(%s) AND line = ANY(%s)"
_ANY = "SELECT EXISTS (SELECT 1 FROM orders_workorder)"


def accesses(
    *,
    lines: Collection[str] | None = None,
    people: Collection[str] | None = None,
    acts: Collection[str] | None = None,
    number: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, UUID] | None = None,
    limit: int = 50,
) -> list[Access]:
    """At most `limit` entries, latest first; of orders of `lines` only, where they are given."""
    given: dict[str, Any] = {"number": number, "since": since, "until": until, "before": before}
    wanted = {name: value for name, value in given.items() if value}
    for name, values in (("lines", lines), ("people", people), ("acts", acts)):
        if values is not None:
            wanted[name] = list(values)
    conditions = " AND ".join(_CONDITIONS[name] for name in wanted) or "true"
    if before:
        wanted |= {"before_at": before[0], "before_id": before[1]}
    with cursor() as cur:
        cur.execute(_ACCESSES.format(conditions=conditions), wanted | {"limit": limit})
        return [Access(*found) for found in cur.fetchall()]


def open_parts(units: Sequence[str], most: int = 10) -> OpenParts:
    """The parts of these units that have not ended."""
    states = [state.value for state in LIVE_STATES]
    with cursor() as cur:
        cur.execute(_PARTS, {"units": list(units), "states": states, "most": most})
        count, numbers = cur.fetchone()
    return OpenParts(count, tuple(numbers or ()))


def numbers_on_lines(numbers: Collection[str], lines: Collection[str]) -> set[str]:
    """Those of the numbers whose orders belong to one of the lines."""
    with cursor() as cur:
        cur.execute(_ON_LINES, (list(numbers), list(lines)))
        return {number for (number,) in cur.fetchall()}


def any_order() -> bool:
    """Whether there has been an order yet."""
    with cursor() as cur:
        cur.execute(_ANY)
        return bool(cur.fetchone()[0])
