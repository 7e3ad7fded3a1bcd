"""How long each list is, without counting it.

A counter row that every command updates would make commands wait for each other until the disk has written. Here a
command only inserts its changes, which never waits; every minute one job folds them into the counts. A count is
the folded number plus the changes since, read in one statement, so it is exact at every moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from hotline.infra import clock
from hotline.orders.models import CommandKey
from hotline.orders.raw import cursor

_READ = """
SELECT l.queue, l.holder,
       coalesce((SELECT c.entries FROM orders_queuecount c WHERE c.queue = l.queue AND c.holder = l.holder), 0)
       + coalesce((SELECT sum(d.delta) FROM orders_queuedelta d WHERE d.queue = l.queue AND d.holder = l.holder), 0)
FROM unnest(%s::text[], %s::text[]) AS l(queue, holder)
"""

_ADD_UP = """
WITH gone AS (
    DELETE FROM orders_queuedelta RETURNING queue, holder, delta
), sums AS (
    SELECT queue, holder, sum(delta)::int AS delta FROM gone GROUP BY queue, holder
)
INSERT INTO orders_queuecount AS c (queue, holder, entries)
SELECT queue, holder, delta FROM sums ORDER BY queue, holder
ON CONFLICT (queue, holder) DO UPDATE SET entries = c.entries + excluded.entries
"""

_NEAR = """
SELECT h, (SELECT count(*) FROM (
    SELECT 1 FROM orders_queueentry WHERE queue = %s AND holder = h AND rank = 0 AND sort_at < %s LIMIT %s) AS n)
FROM unnest(%s::text[]) AS h
"""

_DISTINCT = """
SELECT count(*) FROM (
    SELECT DISTINCT order_id, subject FROM orders_queueentry WHERE queue = %s AND holder = ANY(%s) LIMIT %s) AS n
"""

MOST_NEAR = 100
"""A list that depends on the hour is counted up to here; more is shown as “99+”."""


def read(lists: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """(list, holder) → how many entries it has now."""
    wanted = list(dict.fromkeys(lists))
    with cursor() as cur:
        cur.execute(_READ, ([q for q, _ in wanted], [h for _, h in wanted]))
        return {(queue, holder): int(number) for queue, holder, number in cur.fetchall()}


def near(queue: str, holders: Iterable[str], before: datetime) -> int:
    """Entries of `queue` that are due before a moment, counted up to `MOST_NEAR`."""
    with cursor() as cur:
        cur.execute(_NEAR, (queue, before, MOST_NEAR, list(holders)))
        return min(MOST_NEAR, sum(number for _, number in cur.fetchall()))


def together(queue: str, holders: Iterable[str]) -> int:
    """Entries that stand in the lists of several holders, each once, counted up to `MOST_NEAR`."""
    with cursor() as cur:
        cur.execute(_DISTINCT, (queue, list(holders), MOST_NEAR))
        return int(cur.fetchone()[0])


def add_up() -> None:
    """Fold all changes into the counts. Safe beside commands and beside itself."""
    with connection.cursor() as cur:
        cur.execute(_ADD_UP)


def forget_keys(days: int) -> int:
    """Delete idempotency keys that are older; returns how many."""
    return CommandKey.objects.filter(at__lt=clock.now() - timedelta(days=days)).delete()[0]
