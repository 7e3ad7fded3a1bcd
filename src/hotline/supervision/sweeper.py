"""Clocks that fire. Each stage of each clock speaks exactly once, whatever happens to the process that fires it.

What is due is read from the stored clocks, so nothing can be forgotten; a stage is done when its event is committed, so
a worker that dies between the lock and the commit leaves it due. Sweepers side by side share the work: an order that
one of them has is skipped by the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import structlog
from django.db import connection, transaction

from hotline.core.commands import FireClock
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import RefusalCode
from hotline.infra import clock
from hotline.orders import services as orders
from hotline.orders.selectors import DueClock, NotFound, due_clocks

log = structlog.get_logger(__name__)
BATCH = 500
_DONE = frozenset({RefusalCode.ALREADY_FIRED, RefusalCode.SEALED, RefusalCode.NOT_REACHED, RefusalCode.NO_SUCH_CLOCK})


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep did. `skipped`: orders another sweeper had, `failed`: orders that could not be fired."""

    fired: int = 0
    skipped: int = 0
    failed: tuple[str, ...] = ()


def sweep(limit: int = 10_000) -> Swept:
    """Fire every stage that is reached, oldest first; at most `limit` in one call.

    One order that cannot be fired does not hold up the rest: it is named in `failed` and tried again next time.
    """
    now = clock.now()
    fired, skipped = 0, 0
    failed: list[str] = []
    left: dict[str, int] = {}  # orders that are not looked at again in this sweep, and how many stages they hold
    while fired < limit:
        due = [d for d in due_clocks(now, BATCH + sum(left.values())) if d.order_id not in left]
        if not due:
            break
        for order_id, stages in _by_order(due):
            try:
                done = _fire(order_id, stages)
            except Exception:
                # Whatever is wrong with one order, the limits of the others must not wait for it.
                log.exception("supervision.not_fired", order=order_id)
                failed.append(order_id)
                done = 0
            if not done:
                left[order_id] = len(stages)
            fired += done or 0
            skipped += done is None
    return Swept(fired, skipped, tuple(failed))


def _by_order(due: list[DueClock]) -> Iterator[tuple[str, list[DueClock]]]:
    """The stages of each order in the order of time, oldest order first."""
    first: dict[str, datetime] = {}
    for stage in due:
        first.setdefault(stage.order_id, stage.at)
    ordered = sorted(due, key=lambda d: (first[d.order_id], d.order_id, d.at, d.clock))
    for order_id, stages in groupby(ordered, key=lambda d: d.order_id):
        yield order_id, list(stages)


def _fire(order_id: str, stages: list[DueClock]) -> int | None:
    """Fire the stages of one order in one transaction; how many were new, None when another sweeper has the order."""
    with transaction.atomic():
        if not _mine(order_id):
            return None
        return sum(_fire_one(stage) for stage in stages)


def _mine(order_id: str) -> bool:
    """A lock that ends with the transaction, also when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"supervision.sweep:{order_id}"])
        return bool(cursor.fetchone()[0])


def _fire_one(due: DueClock) -> bool:
    """`at` is in the key: a clock that was moved speaks again at its new times."""
    key = f"fire:{due.clock}:{due.stage}:{due.at.isoformat()}"
    try:
        applied = orders.apply(due.order_id, FireClock(clock=due.clock, stage=due.stage), SYSTEM, key=key)
    except NotFound:
        return False
    except orders.Refused as no:
        if no.refusal.code in _DONE:
            return False
        raise
    return not applied.repeated
