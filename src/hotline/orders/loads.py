"""How much there is at this moment, for a hall: numbers only. Each reads a piece of an index, never a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.orders import counts
from hotline.orders.raw import cursor

MOST = 10_000
"""Limits are counted up to here."""
NEAR = timedelta(hours=24)
OF_LINE = ("open", "awaiting_dispatch", "to_call_back", "to_judge", "closed", "overdue")
"""Lists that belong to a hotline, so that their lengths are those of its orders."""


@dataclass(frozen=True, slots=True)
class Load:
    """Open orders, as far as they wait for the centre itself; the others are with the units. `near`: orders whose next
    limit ends within `NEAR`; `overdue`: limits that have passed, each counted, as the list `overdue` has them and every
    other page counts them."""

    open: int
    awaiting_dispatch: int
    to_call_back: int
    to_judge: int
    closed: int
    overdue: int
    near: int

    @property
    def in_hand(self) -> int:
        """With the units, with the agent who registers them, or on the phone to the citizen."""
        return max(self.open - self.awaiting_dispatch - self.to_call_back - self.to_judge, 0)


@dataclass(frozen=True, slots=True)
class Registered:
    """How many orders of one class and area came in an hour."""

    hour: datetime
    content_class: str
    area: str
    count: int


_NEAR = """
SELECT sum(l.near)::int FROM unnest(%(lines)s::text[]) AS h(holder) CROSS JOIN LATERAL (
    SELECT count(*) AS near FROM (SELECT 1 FROM orders_queueentry WHERE queue = 'open' AND holder = h.holder
        AND rank = 0 AND sort_at >= %(now)s AND sort_at < %(near)s AND due_at IS NOT NULL LIMIT %(most)s) AS n
) AS l
"""
_REGISTERED = """
SELECT date_trunc('hour', registered_at), content_class, area, count(*)::int
FROM orders_workorder WHERE line = ANY(%(lines)s::text[]) AND registered_at >= %(since)s AND registered_at <= %(now)s
GROUP BY 1, 2, 3
"""


def open_load(lines: Sequence[str], now: datetime) -> Load:
    """What is open in these hotlines. An order without a limit yet counts as neither near nor over."""
    found = counts.read([(queue, line) for queue in OF_LINE for line in lines])
    total = {queue: sum(found[queue, line] for line in lines) for queue in OF_LINE}
    with cursor() as cur:
        cur.execute(_NEAR, {"lines": list(lines), "now": now, "near": now + NEAR, "most": MOST})
        (near,) = cur.fetchone()
    return Load(**total, near=near or 0)


def open_counts(lines: Sequence[str]) -> dict[str, int]:
    """Hotline → how many orders are open."""
    return {line: number for (_queue, line), number in counts.read([("open", line) for line in lines]).items()}


def registered(lines: Sequence[str], since: datetime, now: datetime) -> list[Registered]:
    """Orders registered from `since` until now, by hour, class and area: of some hours, never of a year."""
    with cursor() as cur:
        cur.execute(_REGISTERED, {"lines": list(lines), "since": since, "now": now})
        return [Registered(*values) for values in cur.fetchall()]
