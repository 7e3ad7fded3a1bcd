"""Counted matters of worked cases: calls, messages and the like as written, and the orders that were played."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Table
from datetime import date, datetime

from hotline.core.calendars import DAY_END
from hotline.core.counting import Counted, Record, WrongMark, counted_of, counted_outside
from hotline.core.counting.outside import OUTSIDE
from hotline.core.policy.pack import Policy
from hotline.core.state import UnitFacts
from hotline.core.vocabulary import CountedKind
from hotline.policy.building import ZONE, integer, moment
from hotline.policy.errors import Problems
from hotline.policy.reading import Mapping, Node, each, text

WRITTEN = {
    "calls": CountedKind.CALL,
    "messages": CountedKind.MESSAGE,
    "surveys": CountedKind.SURVEY,
    "entries": CountedKind.ENTRY,
    "inspections": CountedKind.INSPECTED,
}
"""Key of a case → what its entries are."""
PART_OF = {CountedKind.SURVEY: "question", CountedKind.INSPECTED: "sheet"}


def written_matters(entry: Mapping, units: Table[str, UnitFacts], problems: Problems) -> tuple[Counted, ...]:
    """`calls: [{at: 2026-03-02 09:00, answered: by_person, wait: 12, times: 3}]` and its like, with the marks of the
    kind (`core.counting`). `times`: so many alike. Raises Bad for a mark or value that the kind does not have."""
    found: list[Counted] = []
    for key, kind in WRITTEN.items():
        for number, node in enumerate(each(entry.get(key), problems), 1):
            found += _matters(kind, f"{kind.value}-{number}", node, units)
    return tuple(found)


def _matters(kind: CountedKind, ref: str, node: Mapping, units: Table[str, UnitFacts]) -> list[Counted]:
    at = moment(node.need("at"))
    given = {name: value for name, value in node.items.items() if name not in ("at", "times")}
    numbers = {name: _number(given.pop(name)) for name in OUTSIDE[kind].numbers if name in given}
    marks = {name: text(value) for name, value in given.items()}
    if kind is CountedKind.CALL:
        marks.setdefault("hour", f"{at:%H}")
    part = marks.get(PART_OF.get(kind, ""), "")
    times = node.get("times")
    try:
        return [
            counted_outside(kind, at.date(), f"{ref}.{n}", marks, numbers, part=part, units=units)
            for n in range(integer(times) if times else 1)
        ]
    except WrongMark as wrong:
        where = node.items.get(wrong.name, node)
        raise where.bad("case_mark", name=wrong.name, text=wrong.value, expected="、".join(wrong.expected)) from None


def _number(node: Node) -> float:
    try:
        return float(text(node))
    except ValueError:
        raise node.bad("bad_float", text=text(node)) from None


def matters_until(
    day: date,
    orders: Iterable[tuple[str, Iterable[Record]]],
    outside: Iterable[Counted],
    policy: Policy,
    units: Table[str, UnitFacts],
) -> list[Counted]:
    """All that a case has counted by the end of `day`: of its orders (name and events), and what no order makes."""
    as_of = datetime.combine(day, DAY_END, policy.first_calendar.zone if policy.calendars else ZONE)
    found = [one for one in outside if one.day <= day]
    for ref, records in orders:
        found += counted_of(ref, records, as_of.tzinfo or ZONE, as_of, units)
    return found
