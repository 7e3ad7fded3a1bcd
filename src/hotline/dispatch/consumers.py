"""Returns are counted by unit and month as they happen (S2 德州 二(三)4(3)②)."""

from __future__ import annotations

from django.db import connection

from hotline.core import events as e
from hotline.core.vocabulary import Part, RequestKind
from hotline.dispatch import importing
from hotline.infra import clock
from hotline.language import offers
from hotline.language.shapes import Kind
from hotline.orders.selectors import Record, get, row

_ADD = """
INSERT INTO dispatch_returncount (month, line, unit, asked, returned, refused) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (month, line, unit) DO UPDATE SET asked = dispatch_returncount.asked + excluded.asked,
    returned = dispatch_returncount.returned + excluded.returned,
    refused = dispatch_returncount.refused + excluded.refused
"""


def count_asked(record: Record) -> None:
    event = record.event
    if isinstance(event, e.RequestAsked) and event.request.kind is RequestKind.RETURN:
        _add(record, event.request.unit, asked=1)


def count_returned(record: Record) -> None:
    event = record.event
    if isinstance(event, e.AssignmentReturned):
        part = get(record.order_id).assignment(event.assignment)
        if part is not None:
            _add(record, part.unit, returned=1)


def count_refused(record: Record) -> None:
    event = record.event
    if isinstance(event, e.RequestRefused):
        request = get(record.order_id).request(event.request)
        if request is not None and request.kind is RequestKind.RETURN:
            _add(record, request.unit, refused=1)


def note_chosen(record: Record) -> None:
    """Which unit was given the lead, beside what was suggested. A unit put in later corrects the first choice."""
    event = record.event
    if isinstance(event, e.Assigned) and not event.added:
        lead = next((a.unit for a in event.assignments if a.part is Part.LEAD and not a.parent), "")
        offers.corrected(record.order_id, {Kind.UNIT: lead})


def change_catalogue(record: Record) -> None:
    """A conference ruled who answers for such matters from now on (PRA-12)."""
    event = record.event
    if isinstance(event, e.CatalogueChangeRuled):
        day = clock.local(record.at).date()
        importing.ruled(event.content_class, event.area, event.lead, event.assisting, event.basis, day, record.actor_id)


def _add(record: Record, unit: str, *, asked: int = 0, returned: int = 0, refused: int = 0) -> None:
    month = clock.local(record.at).date().replace(day=1)
    order = row(record.order_id)
    line = order.line if order else ""
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [month, line, unit, asked, returned, refused])
