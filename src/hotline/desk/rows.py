"""The rows of a list, made in Python: a page of forty is the busiest thing the desk does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import AssignmentState, Channel, ClockName, Urgency
from hotline.desk.areas import area_name
from hotline.desk.listing import Column, chosen
from hotline.desk.molds import NONE, fill, fill_text, joined, mold
from hotline.desk.pieces import chip_piece
from hotline.desk.stages import stage_title
from hotline.desk.times import Chip, chip, due_stamp, short_stamp
from hotline.desk.words import say, table
from hotline.infra.tongues import in_words, kept

FindPolicy = Callable[[str, str], Policy]
"""Pack and release → the policy an order was filed under."""


def queue_rows(
    found: Iterable[Any],
    queue: str,
    now: datetime,
    policy: FindPolicy,
    open_number: str = "",
    columns: tuple[Column, ...] = chosen(None),
    ticks: bool = False,
) -> SafeString:
    """The rows of `orders.selectors.queue` as one piece; `open_number`: the order beside the list; `ticks`: rows can be
    ticked, to do something with several."""
    return joined(_row(row, queue, now, policy, open_number, columns, ticks) for row in found)


def state_of(row: Any, policy: Policy) -> str:
    """Where a row stands: the stage of a procedure, the unit's part, or the order."""
    kind, _, stage = row.step.partition(".")
    waiting = stage_title(policy, kind, stage) if stage else ""
    return waiting or in_words(row.state or row.phase)


def _class(row: Any, policy: Policy, now: datetime) -> str:
    term = policy.content_class(row.content_class) if row.content_class else None
    return str(term.label) if term else ""


def _nature(row: Any, policy: Policy, now: datetime) -> str:
    return next((t.label for t in policy.lists.natures if t.id == row.nature), row.nature)


TEXTS: dict[str, Callable[[Any, Policy, datetime], str]] = {
    "place": lambda row, policy, now: row.place,
    "class": _class,
    "nature": _nature,
    "channel": lambda row, policy, now: in_words(Channel(row.channel)) if row.channel else "",
    "area": lambda row, policy, now: area_name(row.area) if row.area else "",
    "registered": lambda row, policy, now: short_stamp(row.registered_at, now),
    "unit": lambda row, policy, now: row.unit_name or "",
    "state": lambda row, policy, now: state_of(row, policy),
}
"""What stands in each column that can be chosen."""


@kept(64)
def _markup(columns: tuple[Column, ...]) -> str:
    """A row with these columns: filled in one go, since a page of forty is the busiest thing the desk does."""
    cells = "".join(mold("cell") % {"cls": column.cls, "name": f"of_{column.name}"} for column in columns)
    return mold("row").replace("{cells}", cells)


def _card(queue: str, row: Any) -> tuple[SafeString, SafeString]:
    """What the row has as a card on a phone: the word of what is to be done, or the button that signs at once."""
    said = table("benches_unit")["card"]
    if row.state is AssignmentState.ASSIGNED and queue in SIGNED_FROM:
        return NONE, fill("row_sign", text=said["sign"], done=said["done"], lost=said["lost"])
    word = said["go"].get(queue, "")
    return (fill("row_go", text=word) if word else NONE), NONE


SIGNED_FROM = frozenset({"to_sign", "rework", "near_limit"})
"""Lists of the unit clerk in which a card can be signed for."""

BEGUN = dict.fromkeys(("to_sign", "in_hand", "near_limit", "rework"), "y")
"""Lists whose rows are answered by one key: it opens the order and does what the same key does on its bench."""


def _row(
    row: Any, queue: str, now: datetime, find: FindPolicy, open_number: str, columns: tuple[Column, ...], ticks: bool
) -> SafeString:
    limit = chip(row.due_at, "", now)
    if row.due_at is None and row.clock is not None:
        limit = Chip(say("chip.unknown"), "wait")
    if row.clock is ClockName.RETURN_WINDOW and limit.tone == "over":
        limit = Chip(say("chip.passed"), "wait")
    due = f"{in_words(row.clock)} {due_stamp(row.due_at, now)}" if row.clock and row.due_at else ""
    why = f"/{row.number}/why/{row.clock_id}/" if row.clock_id else ""
    on = f"&on={row.subject}" if row.subject else ""
    policy = find(row.pack, row.release)
    go, act = _card(queue, row)
    values = {f"of_{column.name}": TEXTS[column.name](row, policy, now) for column in columns}
    values |= {
        "id": row.order_id,
        "version": row.version,
        "subject": row.subject,
        "url": f"/{row.number}/?q={queue}{on}",
        "number": row.number,
        "chip": chip_piece(limit, due, why),
        "title": row.title,
        "go": go,
        "act": act,
        "tick": fill("row_tick", number=row.number) if ticks else NONE,
        "urgent": fill("row_urgent", text=in_words(row.urgency)) if row.urgency is not Urgency.NORMAL else NONE,
        "lock": fill("row_lock") if row.secret else NONE,
        "current": fill("row_current") if row.number == open_number else NONE,
    }
    return fill_text(_markup(columns), values)
