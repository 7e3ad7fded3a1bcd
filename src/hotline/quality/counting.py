"""What this room adds to measures and scores: inspected recordings and entries of the ledger, as counted matters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from hotline.accounts.directory import directory
from hotline.core.counting import Counted, counted_inspection, counted_outside
from hotline.core.vocabulary import CountedKind
from hotline.quality.inspections import standings
from hotline.quality.ledger import holding
from hotline.quality.models import Draw, Entry


def counted(pack: str, start: date, end: date, as_of: datetime | None = None) -> Iterator[Counted]:
    """The matters of these days as they were known at `as_of` (default: now): the same question, the same answer."""
    yield from inspected(pack, start, end, as_of)
    units = directory().units
    for row in holding(pack, start, end, as_of):
        numbers = {} if row.points is None else {"points": float(row.points)}
        yield counted_outside(CountedKind.ENTRY, row.day, str(row.pk), marks_of(row), numbers, units=units)


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
            sheet = found.counts
            if sheet is not None and found.complete and start <= found.day <= end:
                marks = {"sheet": draw.sheet, "agent": draw.agent, "reviewed": "yes" if found.second else "no"}
                yield counted_inspection(found.recording, found.day, marks, float(sheet.score))
