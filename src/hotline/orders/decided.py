"""Texts of orders with what people decided about them, for learning. For machines: secret orders are left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from hotline.core.vocabulary import Phase
from hotline.orders.raw import cursor

DECIDED = (Phase.ANSWERED_DIRECTLY, Phase.IN_HAND, Phase.REPLIED, Phase.CALLING_BACK, Phase.CLOSED, Phase.ARCHIVED)
"""An order whose nature and class a dispatcher has seen, or an agent has answered from."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """One order as it was decided. `unit`: who leads now, empty where nobody does. The text is as it was written."""

    id: str
    registered_at: datetime
    title: str
    content: str
    area: str
    nature: str
    content_class: str
    unit: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """How many orders of a class and area a unit leads."""

    content_class: str
    area: str
    unit: str
    count: int


_NEXT = """
SELECT id::text, registered_at, title, state->>'content', area, nature, content_class, lead_unit
FROM orders_workorder
WHERE line = %s AND (registered_at, id) < (%s, %s::uuid) AND registered_at >= %s
    AND phase = ANY(%s) AND NOT secret AND joined_to = ''
ORDER BY registered_at DESC, id DESC LIMIT %s
"""
_COUNTED = """
SELECT content_class, area, lead_unit, count(*)::int FROM orders_workorder
WHERE line = %s AND registered_at >= %s AND phase = ANY(%s) AND lead_unit <> ''
GROUP BY 1, 2, 3
"""
_PHASES = [phase.value for phase in DECIDED]
_LAST = "ffffffff-ffff-ffff-ffff-ffffffffffff"


def decided(line: str, since: datetime, until: datetime, batch: int = BATCH) -> Iterator[Decided]:
    """Decided orders of a hotline registered in a span, latest first; read by their index in batches."""
    place = (until, _LAST)
    while True:
        with cursor() as cur:
            cur.execute(_NEXT, (line, *place, since, _PHASES, batch))
            found = [Decided(*values) for values in cur.fetchall()]
        yield from found
        if len(found) < batch:
            return
        place = (found[-1].registered_at, found[-1].id)


def decisions(line: str, since: datetime) -> list[Decisions]:
    """Who leads how many orders of each class and area, registered since a moment. Reads that span: for a night job."""
    with cursor() as cur:
        cur.execute(_COUNTED, (line, since, _PHASES))
        return [Decisions(*values) for values in cur.fetchall()]
