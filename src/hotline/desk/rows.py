"""A list row, made ready in Python so that the template only writes it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Urgency
from hotline.desk.times import chip, due_stamp
from hotline.desk.words import say

FindPolicy = Callable[[str, str], Policy]
"""Pack and release → the policy an order was filed under."""


def queue_rows(found: Iterable[Any], queue: str, now: datetime, policy: FindPolicy) -> list[dict[str, Any]]:
    """Template rows for the rows of `orders.selectors.queue`."""
    return [_row(row, queue, now, policy) for row in found]


def _row(row: Any, queue: str, now: datetime, policy: FindPolicy) -> dict[str, Any]:
    limit = chip(row.due_at, "", now)
    if row.due_at is None and row.clock is not None:
        limit = limit._replace(text=say("chip.unknown"), tone="wait")
    term = policy(row.pack, row.release).content_class(row.content_class) if row.content_class else None
    return {
        "id": row.order_id,
        "version": row.version,
        "url": f"/{row.number}/?{urlencode({'q': queue, 'on': row.subject} if row.subject else {'q': queue})}",
        "why": f"/{row.number}/why/{row.clock_id}/" if row.clock_id else "",
        "due": f"{row.clock.zh} {due_stamp(row.due_at, now)}" if row.clock and row.due_at else "",
        "chip": limit.text,
        "tone": limit.tone,
        "icon": limit.icon,
        "number": row.number,
        "title": row.title,
        "place": row.place,
        "class": term.label if term else "",
        "unit": row.unit_name or "",
        "state": (row.state or row.phase).zh,
        "urgent": row.urgency.zh if row.urgency is not Urgency.NORMAL else "",
        "secret": row.secret,
    }
