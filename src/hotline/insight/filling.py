"""Orders become counted matters: those of which something happened, or of which a day has ended.

One transaction for a batch: the pending rows are held, the events read, the matters and their sums written. A worker
that dies leaves everything as it was; workers side by side take different orders.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import structlog
from django.db import connection, transaction

from hotline.accounts.selectors import NoDirectory, directory_of
from hotline.core.counting import Count, count
from hotline.core.counting.steps import STEPS
from hotline.core.state import UnitFacts
from hotline.infra import clock
from hotline.insight import rollups
from hotline.insight.storing import Difference, Owner, Writer, stored
from hotline.orders.selectors import Log, logs

log = structlog.get_logger(__name__)
BATCH = 500
LATER = timedelta(minutes=10)
"""When an order that could not be counted is tried again."""
GRACE = timedelta(minutes=15)
"""A command that began before midnight has been stored by then: only then is its day settled."""
NAMES = frozenset(kind.NAME for kind in STEPS)
"""Events that count for something."""

_TAKE = """
SELECT order_id::text FROM insight_pending WHERE due_at <= %s ORDER BY due_at, order_id LIMIT %s FOR UPDATE SKIP LOCKED
"""
_LATER = """
INSERT INTO insight_pending (order_id, due_at) SELECT * FROM unnest(%s::uuid[], %s::timestamptz[])
ON CONFLICT (order_id) DO UPDATE SET due_at = excluded.due_at
"""
_DONE = "DELETE FROM insight_pending WHERE order_id = ANY(%s::uuid[])"


@dataclass(frozen=True)
class Filled:
    """What one run did: orders counted, matters that came or were taken back, settled rows the log contradicts."""

    orders: int = 0
    changes: int = 0
    differences: tuple[Difference, ...] = field(default=())

    def __add__(self, other: Filled) -> Filled:
        return Filled(self.orders + other.orders, self.changes + other.changes, self.differences + other.differences)


def fill(limit: int = 20_000) -> Filled:
    """Count what is pending, in batches of a transaction each, at most `limit` orders.

    An order that cannot be counted does not hold up the rest: it is named in the log and tried again later.
    """
    done = Filled()
    while done.orders < limit:
        size = min(BATCH, limit - done.orders)
        try:
            batch = fill_batch(size)
        except Exception:
            log.exception("insight.batch_not_counted")
            batch = _one_by_one(size)
        for wrong in batch.differences:
            log.error("insight.settled_differs", ref=wrong.ref, kind=wrong.kind, part=wrong.part)
        done += batch
        if not batch.orders:
            break
    return done


def fill_all() -> Filled:
    """Count everything that is pending, however much it is."""
    done = Filled()
    while (more := fill()).orders:
        done += more
    return done


def _one_by_one(size: int) -> Filled:
    """A batch in which something is wrong, each order in a transaction of its own."""
    done = Filled()
    for _ in range(size):
        ident = ""
        try:
            with transaction.atomic():
                if not (idents := _take(1)):
                    break
                ident = idents[0]
                done += count_orders(idents)
        except Exception:
            if not ident:
                raise
            log.exception("insight.not_counted", order=ident)
            _put_off({ident: clock.now() + LATER}, [])
            done += Filled(1)
    return done


def fill_batch(size: int = BATCH) -> Filled:
    """Count up to `size` orders, touched or pending, in one transaction."""
    gather()
    with transaction.atomic():
        idents = _take(size)
        return count_orders(idents) if idents else Filled()


def _take(size: int) -> list[str]:
    """Hold so many pending orders that nobody else holds, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [clock.now(), size])
        return [ident for (ident,) in cursor.fetchall()]


def count_orders(idents: list[str], *, sums: bool = True) -> Filled:
    """Count these orders in the caller's transaction, which holds their pending rows. `sums` False: not their sums."""
    found = {events.order_id: events for events in logs(idents, NAMES)}
    before = stored(idents)
    # The log was read after the rows were held: nothing in it may be later than the moment of counting.
    now = max([clock.now(), *(events.records[-1].at for events in found.values())])
    writer, later = Writer(), dict[str, datetime]()
    for ident, events in found.items():
        counted = counted_log(events, now)
        writer.one(ident, Owner(events.pack, events.line), counted.matters, before.get(ident, {}), open_from(now))
        if (again := next_time(counted, now)) is not None:
            later[ident] = again
    writer.write()
    if sums:
        rollups.add(writer.changes)
    _put_off(later, [ident for ident in idents if ident not in later])
    return Filled(len(idents), len(writer.changes), tuple(writer.differences))


def counted_log(events: Log, as_of: datetime) -> Count:
    """The matters of one order. Units are known as in the tree under which it was registered, for ever."""
    records = ((record.event, record.at, record.actor_id) for record in events.records)
    return count(events.order_id, records, clock.LOCAL, as_of, _units(events.directory))


def _units(version: str) -> Mapping[str, UnitFacts]:
    try:
        return directory_of(version).units
    except NoDirectory:
        return {}


def open_from(now: datetime) -> date:
    """The first day that is not settled."""
    return clock.local(now - GRACE).date()


def settled_lately(now: datetime, back: int = 7) -> list[date]:
    """The last days that are over, oldest first: more than one, should the job that looks at them not have run."""
    first = open_from(now)
    return [first - timedelta(days=n) for n in range(back, 0, -1)]


def next_time(counted: Count, now: datetime) -> datetime | None:
    """When the order must be counted again though nothing happens: a day of it has to be settled, or a limit ends."""
    first = open_from(now)
    unsettled = [matter.day for matter in counted.matters if matter.day >= first]
    if counted.next_day is not None and counted.next_day <= clock.local(now).date():
        unsettled.append(max(counted.next_day, first))
    times = [midnight(min(unsettled) + timedelta(days=1)) + GRACE] if unsettled else []
    if counted.next_day is not None and counted.next_day > clock.local(now).date():
        times.append(midnight(counted.next_day))
    return min(times, default=None)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL)


def _put_off(later: Mapping[str, datetime], done: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [list(later), list(later.values())])
        cursor.execute(_DONE, [done])


# --- what is to be counted --------------------------------------------------------------------------------------------

_TOUCH = "INSERT INTO insight_touched (order_id) SELECT unnest(%s::uuid[])"
_GATHER = """
WITH gone AS (
    DELETE FROM insight_touched WHERE id IN (
        SELECT id FROM insight_touched ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING order_id
)
INSERT INTO insight_pending AS p (order_id, due_at)
SELECT DISTINCT order_id, %s::timestamptz FROM gone ORDER BY order_id
ON CONFLICT (order_id) DO UPDATE SET due_at = least(p.due_at, excluded.due_at)
"""
TOUCHES = 5_000


def touch(idents: Iterable[str]) -> None:
    """Something that counts has happened to these orders."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [list(idents)])


def gather() -> None:
    """Orders that were touched become pending. Waits for whoever is just counting one of them."""
    with connection.cursor() as cursor:
        cursor.execute(_GATHER, [TOUCHES, clock.now()])


_WAITING = """
SELECT order_id::text FROM insight_pending WHERE due_at <= %s{narrowed}
UNION SELECT order_id::text FROM insight_touched WHERE true{narrowed}
"""


def waiting(idents: Iterable[str] | None, at: datetime) -> set[str]:
    """Those of these orders (or of all) of which something is to be counted by now."""
    narrowed = "" if idents is None else " AND order_id = ANY(%s::uuid[])"
    named = [] if idents is None else [list(idents)]
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(narrowed=narrowed), [at, *named, *named])
        return {ident for (ident,) in cursor.fetchall()}
