"""Groups: who belongs to which, and the one answer for all (CLS-4).

Joining and answering may happen at the same moment. Both consumers hold one lock per group, so that either the answer
finds the member or the member finds the answer.
"""

from __future__ import annotations

from django.db import connection

from hotline.core import events as e
from hotline.intake import services
from hotline.intake.models import GroupMember
from hotline.intake.selectors import members
from hotline.language import offers
from hotline.language.shapes import Kind
from hotline.orders.selectors import Record, get


def joined(record: Record) -> None:
    """A member is noted; when its group has been answered already, it gets that answer."""
    event = record.event
    if not isinstance(event, e.GroupJoined):
        return
    _hold(event.parent)
    GroupMember.objects.update_or_create(order_id=record.order_id, defaults={"parent": event.parent})
    parent = get(event.parent)
    if parent.public_answer:
        services.adopt_answer(record.order_id, parent)


def left(record: Record) -> None:
    GroupMember.objects.filter(order_id=record.order_id).delete()


def answered(record: Record) -> None:
    """Every member gets the answer of its group, all in one transaction: a group is answered, or it is not."""
    _hold(record.order_id)
    parent = get(record.order_id)
    for member in members(record.order_id):
        services.adopt_answer(member, parent)


def amended(record: Record) -> None:
    """A class or nature that was put right later is what should have been suggested (CLS-2)."""
    event = record.event
    if isinstance(event, e.Amended):
        values = {Kind.NATURE: event.nature or "", Kind.CONTENT_CLASS: event.content_class or ""}
        offers.corrected(record.order_id, values)


def _hold(parent: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake.group:{parent}"])
