"""What waits for a person: the lists with something in them, each with its first rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hotline.accounts.models import Person
from hotline.desk.context import unit_name
from hotline.desk.pieces import chip_piece
from hotline.desk.queues import Entry
from hotline.desk.times import chip
from hotline.infra import clock
from hotline.orders import selectors

EACH = 3


def waiting(person: Person, rail: Iterable[Entry], names: Sequence[str], each: int = EACH) -> list[dict[str, Any]]:
    """These lists of the person as far as they are not empty, in this order, with their first rows. One query."""
    entries = {entry.name: entry for entry in rail}
    mine = [name for name in names if name in entries and entries[name].count]
    found = selectors.heads(person, mine, each)
    return [
        {
            "name": name,
            "label": entries[name].label,
            "count": entries[name].count,
            "url": entries[name].url,
            "rows": [row_of(row, name) for row in found[name]],
        }
        for name in mine
        if name in found
    ]


def row_of(row: Any, queue: str) -> dict[str, Any]:
    """A row of a list as a line of a first page."""
    on = f"&on={row.subject}" if row.subject else ""
    limit = "" if row.clock is None and row.due_at is None else chip_piece(chip(row.due_at, "", clock.now()))
    return {
        "url": f"/{row.number}/?q={queue}{on}",
        "number": row.number,
        "title": row.title,
        "unit": row.unit_name,
        "chip": limit,
    }


def seen_row(row: Any) -> dict[str, Any]:
    """The same for an order of the lists of units."""
    on = f"?on={row.subject}" if row.subject else ""
    return {
        "url": f"/{row.number}/{on}",
        "number": row.number,
        "title": row.title,
        "unit": unit_name(row.unit),
        "chip": chip_piece(chip(row.due_at, "", clock.now())) if row.due_at else "",
    }
