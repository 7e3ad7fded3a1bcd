"""What this room adds to measures and scores: inspected recordings and entries of the ledger, as counted matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from hotline.accounts.directory import directory
from hotline.core.counting import Counted, counted_inspection, counted_outside
from hotline.core.vocabulary import CountedKind
from hotline.infra import clock
from hotline.quality.inspections import Standing, standings
from hotline.quality.ledger import holding
from hotline.quality.models import Draw, Entry


def counted(pack: str, start: date, end: date, as_of: datetime | None = None) -> Iterator[Counted]:
    """The matters of these days as they were known at `as_of` (default: now): the same question, the same answer."""
    yield from inspected(pack, start, end, as_of)
    units = directory().units
    for row in holding(pack, start, end, as_of):
        yield counted_outside(CountedKind.ENTRY, row.day, str(row.pk), marks_of(row), _points(row), units=units)


def settled(pack: str, day: date) -> Iterator[Counted]:
    """What measures count of one day that is over, as it was known at its end: the same whenever it is asked.

    Here a matter is dated on the day on which it was recorded, so that no figure of a past day moves: entries recorded
    on that day (a correction of an earlier one counts nothing more), recordings whose result became complete.
    """
    start, end = (datetime.combine(day + timedelta(days=n), time(), clock.LOCAL) for n in (0, 1))
    last, units = end - timedelta(microseconds=1), directory().units
    known = Entry.objects.filter(pack=pack, at__gte=start, at__lt=end, withdrawn=False)
    still = Q(replaced_by__isnull=True) | Q(replaced_by__at__gte=end)
    fresh = Q(replaces__isnull=True) | Q(replaces__at__gte=start)
    for row in known.filter(still & fresh).order_by("id"):
        yield counted_outside(CountedKind.ENTRY, day, str(row.pk), marks_of(row), _points(row), units=units)
    for draw in Draw.objects.filter(pack=pack, inspections__at__gte=start, inspections__at__lt=end).distinct():
        before = {s.recording for s in standings(draw, start - timedelta(microseconds=1)) if s.complete}
        for found in standings(draw, last):
            if found.complete and found.recording not in before:
                yield _inspected(found, day)


def _points(row: Entry) -> dict[str, float]:
    return {} if row.points is None else {"points": float(row.points)}


def _inspected(found: Standing, day: date) -> Counted:
    draw, sheet = found.draw, found.counts
    assert sheet is not None
    marks = {"sheet": draw.sheet, "agent": draw.agent, "reviewed": "yes" if found.second else "no"}
    return counted_inspection(found.recording, day, marks, float(sheet.score))


def marks_of(row: Entry) -> dict[str, str]:
    """An entry's marks; the document with its number."""
    named = f"{row.document} {row.number}".strip()
    return {
        "kind": row.kind,
        "unit": row.unit,
        "agent": row.agent,
        "document": named,
        "order": row.order,
        "sheet": row.sheet,
    }


def inspected(pack: str, start: date, end: date, as_of: datetime | None = None) -> Iterator[Counted]:
    """One matter for each recording whose result is complete, on the recording's own day."""
    rows = Draw.objects.filter(pack=pack, month__lte=end, month__gte=start.replace(day=1)).order_by("month", "agent")
    for draw in rows:
        for found in standings(draw, as_of):
            if found.complete and start <= found.day <= end:
                yield _inspected(found, found.day)
