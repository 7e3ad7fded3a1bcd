"""What differs between an order before and after a command, as the rows that must be stored. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hotline.core.state import Order
from hotline.orders import columns, queues
from hotline.orders.queues import Entry

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to store and entries to remove; `touched`: whose lists look different (holder → names of lists)."""

    assignments: list[Row]
    clocks: list[Row]
    entered: list[Row]
    left: list[Row]
    deltas: list[Row]
    touched: dict[str, list[str]]


def between(before: Order | None, after: Order, line: str) -> Changes:
    """The rows that a command changed. `before` is None for an order that is being registered."""
    old = queues.entries(before, line) if before else frozenset()
    new = queues.entries(after, line)
    stays = {_place(e) for e in new}
    return Changes(
        assignments=_changed(columns.assignment_rows(before) if before else {}, columns.assignment_rows(after)),
        clocks=_changed(columns.clock_rows(before) if before else {}, columns.clock_rows(after)),
        entered=[entry_row(after.id, e) for e in new - old],
        left=[_position(e) for e in old if _place(e) not in stays],
        deltas=_deltas(old, new),
        touched=_touched(old, new),
    )


def entry_row(ident: str, entry: Entry) -> Row:
    """The row of `QueueEntry` for one entry of an order."""
    return {"order_id": ident, **entry._asdict()}


def _changed(before: dict[str, Row], after: dict[str, Row]) -> list[Row]:
    """Rows that are new or differ. Assignments and clocks are never removed from an order."""
    return [row for ident, row in after.items() if before.get(ident) != row]


def _place(entry: Entry) -> tuple[Any, ...]:
    """The part of an entry that is its primary key, beside the order."""
    return entry[:5]


def _position(entry: Entry) -> Row:
    return dict(zip(Entry._fields[:5], _place(entry), strict=True))


def _deltas(old: frozenset[Entry], new: frozenset[Entry]) -> list[Row]:
    counts: dict[tuple[str, str], int] = {}
    for sign, found in ((-1, old), (1, new)):
        for e in found:
            counts[e.queue, e.holder] = counts.get((e.queue, e.holder), 0) + sign
    return [{"queue": q, "holder": h, "delta": n} for (q, h), n in counts.items() if n]


def _touched(old: frozenset[Entry], new: frozenset[Entry]) -> dict[str, list[str]]:
    touched: dict[str, set[str]] = {}
    for e in old ^ new:
        touched.setdefault(queues.base_of(e.holder), set()).add(e.queue)
    return {holder: sorted(names) for holder, names in sorted(touched.items())}
