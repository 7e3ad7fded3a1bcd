"""What burns, and where: open limits by unit and clock, and the first rows of several lists. One query each.

A limit of the centre itself (`OF_CENTRE`) belongs to no unit, whoever has the order. What is over counts every limit
that has passed, as the list `overdue` has it; what is due soon counts each order once, by the limit that comes first
and its lead unit, as the list `open` has it. The filters `owner`, `clock` and `limit` of these lists say the same, so
that a figure and the list behind it are equal. The figures are the same for everybody and are made once in 3 seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.accounts.models import Person
from hotline.core.vocabulary import ClockName
from hotline.infra.sharing import Shared
from hotline.orders import lists
from hotline.orders.filters import OF_CENTRE, OWNER, day_ends
from hotline.orders.lists import QueueRow
from hotline.orders.queues import QUEUES
from hotline.orders.raw import cursor

MOST_OVERDUE = 50_000
"""Limits that have passed are counted up to here a hotline: a centre that has more knows enough."""


@dataclass(frozen=True, slots=True)
class Burning:
    """One unit (empty: the centre itself) and one clock: how many are over, due today, due tomorrow. `since`: the end
    of the one that has been over longest."""

    unit: str
    clock: ClockName
    over: int
    today: int
    tomorrow: int
    since: datetime | None


_BURNING = f"""
SELECT unit, clock, sum(over)::int, sum(today)::int, sum(tomorrow)::int, min(since) FROM (
    SELECT {OWNER} AS unit, q.clock, count(*) AS over, 0 AS today, 0 AS tomorrow, min(q.due_at) AS since
    FROM unnest(%(lines)s::text[]) AS h(holder) CROSS JOIN LATERAL (
        SELECT e.unit, e.clock, e.due_at FROM orders_queueentry e
        WHERE e.queue = 'overdue' AND e.holder = h.holder LIMIT %(most)s) AS q
    GROUP BY 1, 2
    UNION ALL
    SELECT {OWNER}, q.clock, 0, count(*) FILTER (WHERE q.sort_at < %(midnight)s),
           count(*) FILTER (WHERE q.sort_at >= %(midnight)s), NULL
    FROM orders_queueentry q
    WHERE q.queue = 'open' AND q.holder = ANY(%(lines)s::text[]) AND q.rank = 0
      AND q.sort_at >= %(now)s AND q.sort_at < %(next)s AND q.due_at >= %(now)s
    GROUP BY 1, 2
) AS found GROUP BY 1, 2
"""


_kept: Shared[tuple[Burning, ...]] = Shared(3.0)


def burning(lines: Sequence[str], now: datetime) -> tuple[Burning, ...]:
    """Open limits of these hotlines that have passed or will today or tomorrow; some seconds old."""
    return _kept.get(tuple(sorted(lines)), lambda: _burning(lines, now))


def forget() -> None:
    """Count anew at the next call."""
    _kept.forget()


def _burning(lines: Sequence[str], now: datetime) -> tuple[Burning, ...]:
    midnight, following = day_ends(now)
    with cursor() as cur:
        cur.execute(
            _BURNING,
            {
                "lines": list(lines),
                "most": MOST_OVERDUE,
                "now": now,
                "midnight": midnight,
                "next": following,
                "f_centre": [name.value for name in OF_CENTRE],
            },
        )
        rows = cur.fetchall()
    return tuple(Burning(unit, ClockName(name), *numbers) for unit, name, *numbers in rows if name)


# --- rows of several lists --------------------------------------------------------------------------------------------

_HEADS = """
SELECT l.queue, e.rank, e.sort_at, o.id::text, o.number, o.title, o.place, o.area, o.nature, o.content_class, o.urgency,
       o.secret, o.phase, o.registered_at, o.version, e.subject, a.state, a.part, e.unit, e.due_at, e.clock, e.clock_id,
       e.breached, o.line, o.pack, o.release, o.channel
FROM unnest(%(queues)s::text[]) AS l(queue) CROSS JOIN unnest(%(holders)s::text[]) AS h(holder)
CROSS JOIN LATERAL (
    SELECT q.* FROM orders_queueentry q WHERE q.queue = l.queue AND q.holder = h.holder
    ORDER BY q.rank, q.sort_at, q.order_id, q.subject LIMIT %(each)s
) AS e
JOIN orders_workorder o ON o.id = e.order_id
LEFT JOIN orders_assignmentrow a ON a.order_id = e.order_id AND a.aid = e.subject
ORDER BY e.rank, e.sort_at, e.order_id, e.subject
"""


def heads(person: Person, names: Sequence[str], each: int) -> dict[str, tuple[QueueRow, ...]]:
    """The first rows of several of the person's lists, by name; lists without any are left out."""
    mine = [name for name in names if name in lists.queue_names(person) and not QUEUES[name].timed_view_of]
    if not mine:
        return {}
    kinds = tuple(dict.fromkeys(kind for name in mine for kind in QUEUES[name].holders))
    with cursor() as cur:
        cur.execute(_HEADS, {"queues": mine, "holders": list(lists.holders_of(person, kinds)), "each": each})
        found = cur.fetchall()
    rows: dict[str, dict[tuple[str, str], QueueRow]] = {}
    for queue, rank, sort_at, *values in found:
        row = lists.row_of((*values[:-1], rank, sort_at, "", values[-1]))
        # What waits for several of the person's roles stands in the list of each.
        rows.setdefault(queue, {}).setdefault((row.order_id, row.subject), row)
    return {name: tuple(rows[name].values())[:each] for name in mine if name in rows}
