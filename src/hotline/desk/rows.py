"""The rows of a list, made in Python: a page of forty is the busiest thing the desk does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import ClockName, Urgency
from hotline.desk.molds import NONE, fill, joined
from hotline.desk.pieces import chip_piece
from hotline.desk.stages import stage_title
from hotline.desk.times import Chip, chip, due_stamp
from hotline.desk.words import say

FindPolicy = Callable[[str, str], Policy]
"""Pack and release → the policy an order was filed under."""


def queue_rows(
    found: Iterable[Any], queue: str, now: datetime, policy: FindPolicy, open_number: str = ""
) -> SafeString:
    """The rows of `orders.selectors.queue` as one piece; `open_number`: the order beside the list."""
    return joined(_row(row, queue, now, policy, open_number) for row in found)


def _row(row: Any, queue: str, now: datetime, policy: FindPolicy, open_number: str) -> SafeString:
    limit = chip(row.due_at, "", now)
    if row.due_at is None and row.clock is not None:
        limit = Chip(say("chip.unknown"), "wait")
    if row.clock is ClockName.RETURN_WINDOW and limit.tone == "over":
        limit = Chip(say("chip.passed"), "wait")
    term = policy(row.pack, row.release).content_class(row.content_class) if row.content_class else None
    due = f"{row.clock.zh} {due_stamp(row.due_at, now)}" if row.clock and row.due_at else ""
    kind, _, stage = row.step.partition(".")
    waiting = stage_title(policy(row.pack, row.release), kind, stage) if stage else ""
    why = f"/{row.number}/why/{row.clock_id}/" if row.clock_id else ""
    on = f"&on={row.subject}" if row.subject else ""
    return fill(
        "row",
        id=row.order_id,
        version=row.version,
        url=f"/{row.number}/?q={queue}{on}",
        number=row.number,
        chip=chip_piece(limit, due, why),
        title=row.title,
        place=row.place,
        unit=row.unit_name or "",
        state=waiting or (row.state or row.phase).zh,
        urgent=fill("row_urgent", text=row.urgency.zh) if row.urgency is not Urgency.NORMAL else NONE,
        lock=fill("row_lock") if row.secret else NONE,
        current=fill("row_current") if row.number == open_number else NONE,
        **{"class": term.label if term else ""},
    )
