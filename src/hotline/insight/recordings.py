"""Calls as recordings: which there are to be drawn from, and what an inspector is told of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hotline.infra import clock
from hotline.insight.models import CallRecord


@dataclass(frozen=True, slots=True)
class Recorded:
    """One call that an agent took. `ref` is the id of its record, `external` its number in the telephony."""

    ref: str
    agent: str
    day: date
    external: str
    began: datetime
    seconds: int
    direction: str
    rating: str
    order: str


def recordings(pack: str, first: date, last: date) -> Iterator[Recorded]:
    """The calls of these local days that a person took, oldest first."""
    start, end = (datetime.combine(day, datetime.min.time(), clock.LOCAL) for day in (first, last))
    rows = CallRecord.objects.filter(pack=pack, answered="by_person", offered_at__gte=start).exclude(agent="")
    for row in rows.order_by("offered_at", "id").iterator(chunk_size=5000):
        if clock.local(row.offered_at).date() > clock.local(end).date():
            return
        yield _of(row)


def named(refs: Iterable[str]) -> dict[str, Recorded]:
    """Those of these recordings that are calls of the telephony."""
    idents = [ident for ref in refs if (ident := _uuid(ref))]
    return {str(row.pk): _of(row) for row in CallRecord.objects.filter(pk__in=idents)}


def _of(row: CallRecord) -> Recorded:
    began = row.answered_at or row.offered_at
    return Recorded(
        ref=str(row.pk),
        agent=row.agent,
        day=clock.local(row.offered_at).date(),
        external=row.external,
        began=began,
        seconds=round((row.ended_at - began).total_seconds()),
        direction=row.direction,
        rating=row.rating,
        order=str(row.order_id or ""),
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
