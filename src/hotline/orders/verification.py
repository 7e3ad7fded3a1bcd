"""Every order against its own events: the hash chain, the legality of each command, and every stored row.

Reads in batches, each in one frozen view of the database, so it may run beside the work. Processes may share it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from uuid import UUID

from django.db import connection

from hotline.orders import helpers
from hotline.orders.batches import Broken, Part, check_batch
from hotline.orders.raw import cursor

BATCH = 200
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    orders: int
    events: int
    broken: tuple[Broken, ...]

    @property
    def ok(self) -> bool:
        return not self.broken


def verify(
    order_ids: Iterable[UUID | str] | None = None, *, workers: int = 1, progress: Progress | None = None
) -> Report:
    """Check the named orders, or all of them with what no order owns. `progress` is told (done, of how many)."""
    if order_ids is None:
        batches: Iterator[list[str]] = _every_id()
        total = _number_of_orders()
    else:
        named = [str(ident) for ident in order_ids]
        batches, total = _cut(iter(named)), len(named)
    orders = events = 0
    broken: list[Broken] = []
    for part in _parts(batches, workers):
        orders, events = orders + part[0], events + part[1]
        broken += part[2]
        if progress:
            progress(orders, total)
    if order_ids is None:
        broken += _without_order()
        broken += _counts()
    return Report(orders, events, tuple(broken))


def _cut(idents: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(idents, BATCH)):
        yield batch


def _every_id() -> Iterator[list[str]]:
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        with cursor() as cur:
            cur.execute("SELECT id::text FROM orders_workorder WHERE id > %s ORDER BY id LIMIT %s", (last, BATCH))
            batch = [found[0] for found in cur.fetchall()]
        if not batch:
            return
        yield batch
        last = batch[-1]


def _number_of_orders() -> int:
    with cursor() as cur:
        cur.execute("SELECT count(*) FROM orders_workorder")
        return int(cur.fetchone()[0])


# --- sharing the work -------------------------------------------------------------------------------------------------


def _parts(batches: Iterator[list[str]], workers: int) -> Iterator[Part]:
    if workers <= 1:
        yield from map(check_batch, batches)
        return
    address = {key: connection.settings_dict[key] for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=helpers.begin, initargs=(address,)
    ) as pool:
        waiting: list[Future[Part]] = []
        for batch in batches:
            waiting.append(pool.submit(helpers.check_batch, batch))
            if len(waiting) > 2 * workers:
                yield waiting.pop(0).result()
        yield from (future.result() for future in waiting)


# --- what no order owns -----------------------------------------------------------------------------------------------

_ORPHANS = """
SELECT DISTINCT x.order_id::text FROM {table} x
WHERE NOT EXISTS (SELECT 1 FROM orders_workorder o WHERE o.id = x.order_id) LIMIT 1000
"""
_OWNED = ("orders_orderevent", "orders_assignmentrow", "orders_clockrow", "orders_queueentry", "orders_contactrecord")
_MISCOUNTED = """
WITH real AS (
    SELECT queue, holder, count(*) AS n FROM orders_queueentry GROUP BY queue, holder
), kept AS (
    SELECT queue, holder, sum(n) AS n FROM (
        SELECT queue, holder, entries AS n FROM orders_queuecount
        UNION ALL SELECT queue, holder, delta FROM orders_queuedelta
    ) AS both_parts GROUP BY queue, holder
)
SELECT coalesce(real.queue, kept.queue), coalesce(real.holder, kept.holder), coalesce(real.n, 0), coalesce(kept.n, 0)
FROM real FULL JOIN kept ON real.queue = kept.queue AND real.holder = kept.holder
WHERE coalesce(real.n, 0) <> coalesce(kept.n, 0)
"""


def _without_order() -> list[Broken]:
    found = []
    with cursor() as cur:
        for table in _OWNED:
            cur.execute(_ORPHANS.format(table=table))
            found += [Broken(ident, "", f"the order is gone, {table} still has it") for (ident,) in cur.fetchall()]
    return found


def _counts() -> list[Broken]:
    with cursor() as cur:
        cur.execute(_MISCOUNTED)
        return [
            Broken("", "", f"list {queue} of {holder} has {real} entries and counts {kept}")
            for queue, holder, real, kept in cur.fetchall()
        ]
