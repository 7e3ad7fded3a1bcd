"""Rows and events as values. For machines: nothing here asks who wants to know (pages.py and lists.py do)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from hotline import policy as packs
from hotline.core.codec import decode
from hotline.core.policy import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import ClockName, Phase, Urgency
from hotline.infra import clock
from hotline.orders.chain import Record, event_of
from hotline.orders.raw import cursor
from hotline.orders.results import NotFound
from hotline.orders.wire import loads


@dataclass(frozen=True, slots=True)
class OrderRow:
    """The stored columns of an order, without its state."""

    id: str
    number: str
    line: str
    pack: str
    release: str
    phase: Phase
    urgency: Urgency
    nature: str
    content_class: str
    area: str
    title: str
    place: str
    secret: bool
    accused: list[str]
    units: list[str]
    lead_unit: str
    joined_to: str
    registered_at: datetime
    registered_by: str
    next_due_at: datetime | None
    next_due_clock: ClockName | None
    overdue: bool
    redo_count: int
    version: int
    changed_at: datetime
    changed_by: str


ROW = (
    "id::text, number, line, pack, release, phase, urgency, nature, content_class, area, title, place, secret, "
    "accused, units, lead_unit, joined_to, registered_at, registered_by, next_due_at, next_due_clock, overdue, "
    "redo_count, version, changed_at, changed_by"
)
"""The columns of an `OrderRow`, for a SELECT."""
WIDTH = ROW.count(",") + 1


def row_of(values: tuple[Any, ...]) -> OrderRow:
    """The row behind the columns `ROW`."""
    v = list(values)
    v[5], v[6] = Phase(v[5]), Urgency(v[6])
    v[20] = ClockName(v[20]) if v[20] else None
    return OrderRow(*v)


_ONE = f"SELECT {ROW} FROM orders_workorder WHERE id = %s"
_STATE = "SELECT state::text FROM orders_workorder WHERE id = %s"
_EVENTS = """
SELECT order_id::text, seq, name, data::text, at, actor_id, actor_unit, coalesce(cause->>'command', ''),
       coalesce(cause->>'for', '')
FROM orders_orderevent WHERE order_id = %s AND seq > %s AND seq <= %s ORDER BY seq
"""
_LAST = 2**31 - 1


def row(order_id: UUID | str) -> OrderRow | None:
    """The columns of one order; None when there is none."""
    with cursor() as cur:
        cur.execute(_ONE, (str(order_id),))
        found = cur.fetchone()
    return row_of(found) if found else None


def get(order_id: UUID | str) -> Order:
    """The order as the core knows it. NotFound when there is none."""
    with cursor() as cur:
        cur.execute(_STATE, (str(order_id),))
        found = cur.fetchone()
    if found is None:
        raise NotFound(str(order_id))
    return decode(Order, loads(found[0]))


def policy_of(order_id: UUID | str) -> Policy:
    """The release of the pack under which the order is decided. NotFound when there is no such order."""
    found = row(order_id)
    if found is None:
        raise NotFound(str(order_id))
    return packs.in_force(found.pack, found.release)


def records(order_id: UUID | str, after: int = 0, until: int = _LAST) -> tuple[Record, ...]:
    """The events of one order with `after` < seq <= `until`, oldest first."""
    with cursor() as cur:
        cur.execute(_EVENTS, (str(order_id), after, until))
        return tuple(record_of(found) for found in cur.fetchall())


@dataclass(frozen=True, slots=True)
class Log:
    """The events of one order for those who count: some kinds of events, oldest first, never none.

    `directory`: the release of the unit tree under which the first of them was decided.
    """

    order_id: str
    pack: str
    line: str
    directory: str
    records: tuple[Record, ...]


_LOGS = """
SELECT e.order_id::text, e.seq, e.name, e.data::text, e.at, e.actor_id, e.actor_unit, coalesce(e.cause->>'command', ''),
       coalesce(e.cause->>'for', ''), o.pack, o.line, coalesce(e.cause->>'directory', '')
FROM orders_orderevent e JOIN orders_workorder o ON o.id = e.order_id
WHERE e.order_id = ANY(%s::uuid[]) AND e.name = ANY(%s) ORDER BY e.order_id, e.seq
"""


def logs(idents: Iterable[str], names: Iterable[str]) -> list[Log]:
    """The events with these names, of these orders, in one statement. An order without any is left out."""
    with cursor() as cur:
        cur.execute(_LOGS, (list(idents), list(names)))
        found = cur.fetchall()
    return [_log(ident, list(rows)) for ident, rows in groupby(found, key=itemgetter(0))]


def _log(ident: str, rows: list[tuple[Any, ...]]) -> Log:
    *_, pack, line, tree = rows[0]
    return Log(ident, pack, line, tree, tuple(record_of(values[:9]) for values in rows))


_AFTER = "SELECT id::text FROM orders_workorder WHERE id > %s::uuid AND (%s = '' OR pack = %s) ORDER BY id LIMIT %s"
BEFORE_ALL = "00000000-0000-0000-0000-000000000000"


def ids_after(ident: str, limit: int, pack: str = "") -> list[str]:
    """The next order ids, in their own order; only those of a pack, if it is named."""
    with cursor() as cur:
        cur.execute(_AFTER, (ident, pack, pack, limit))
        return [found for (found,) in cur.fetchall()]


_ROWS = f"SELECT {ROW} FROM orders_workorder WHERE id = ANY(%s::uuid[])"


def rows(idents: Iterable[str]) -> dict[str, OrderRow]:
    """Id → columns, of those orders that exist. For callers that ask the policies themselves."""
    with cursor() as cur:
        cur.execute(_ROWS, (list(idents),))
        return {found[0]: row_of(found) for found in cur.fetchall()}


def record_of(values: tuple[Any, ...]) -> Record:
    """The record behind a row of `_EVENTS`."""
    order_id, seq, name, data, at, actor, unit, cause, acts_for = values
    others = tuple(loads(acts_for)) if acts_for else ()
    return Record(order_id, seq, name, event_of(name, loads(data)), at, actor, unit, cause, others)


def ids_of_numbers(numbers: Iterable[str]) -> dict[str, str]:
    """Number → id, of those that exist."""
    with cursor() as cur:
        cur.execute("SELECT number, id::text FROM orders_workorder WHERE number = ANY(%s)", (list(numbers),))
        return dict(cur.fetchall())


# --- timers -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueClock:
    """A stage of a clock that is reached: `FireClock(clock=clock, stage=stage)` is to be given to the order."""

    order_id: str
    clock: str
    stage: str
    at: datetime


_DUE = """
SELECT order_id::text, cid, next_stage, next_fire_at FROM orders_clockrow
WHERE next_fire_at <= %s ORDER BY next_fire_at, order_id, cid LIMIT %s
"""
_NEXT = "SELECT min(next_fire_at) FROM orders_clockrow WHERE next_fire_at > %s"
_OPEN_CLOCKS = """
SELECT c.order_id::text, array_agg(c.cid ORDER BY c.cid)
FROM orders_clockrow c JOIN orders_workorder o ON o.id = c.order_id
WHERE c.state IN ('running', 'paused', 'unknown') AND o.pack = %s AND (c.due_at IS NULL OR c.due_at >= %s)
GROUP BY c.order_id ORDER BY c.order_id
"""
_ENDED = """
SELECT sort_at, order_id::text FROM orders_queueentry
WHERE queue = 'closed' AND sort_at < %s AND (sort_at, order_id) > (%s, %s::uuid) ORDER BY sort_at, order_id LIMIT %s
"""
_SINCE = """
SELECT order_id::text, seq, name, data::text, at, actor_id, actor_unit, coalesce(cause->>'command', ''),
       coalesce(cause->>'for', '')
FROM orders_orderevent WHERE at >= %s AND (at, order_id, seq) > (%s, %s::uuid, %s) ORDER BY at, order_id, seq LIMIT %s
"""


def due_clocks(now: datetime, limit: int = 500) -> list[DueClock]:
    """Running clocks of which a stage is reached, the earliest first."""
    with cursor() as cur:
        cur.execute(_DUE, (now, limit))
        return [DueClock(*found) for found in cur.fetchall()]


def next_fire(after: datetime) -> datetime | None:
    """When the next stage of any clock comes after a moment; None when nothing runs."""
    with cursor() as cur:
        cur.execute(_NEXT, (after,))
        found: datetime | None = cur.fetchone()[0]
    return found


def running_clocks(pack: str, from_day: date) -> Iterator[tuple[str, list[str]]]:
    """Orders of a pack and their open clocks that end on `from_day` or later, or are unknown."""
    start = datetime(from_day.year, from_day.month, from_day.day, tzinfo=clock.LOCAL)
    with cursor() as cur:
        cur.execute(_OPEN_CLOCKS, (pack, start))
        yield from cur.fetchall()


Ended = tuple[datetime, str]
"""When an order was registered, and its id: the place in the line for the archive."""
FIRST: Ended = (datetime.min.replace(tzinfo=UTC), "00000000-0000-0000-0000-000000000000")


def ended_orders(registered_before: datetime, limit: int = 500, after: Ended = FIRST) -> list[Ended]:
    """Orders that wait for the archive and were registered before a moment, oldest first, from a place in the line."""
    with cursor() as cur:
        cur.execute(_ENDED, (registered_before, *after, limit))
        return [(at, ident) for at, ident in cur.fetchall()]


def events_since(after: tuple[datetime, str, int], limit: int = 1000) -> list[Record]:
    """Events of all orders after a position (at, order id, seq), in that order."""
    with cursor() as cur:
        cur.execute(_SINCE, (after[0], *after, limit))
        return [record_of(found) for found in cur.fetchall()]
