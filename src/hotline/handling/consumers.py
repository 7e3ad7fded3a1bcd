"""What happens here because of an event elsewhere: drafts that were handed in, or are of no use any more, go."""

from __future__ import annotations

from hotline.handling.models import Draft
from hotline.orders.selectors import Record


def drop_drafts(record: Record) -> None:
    """After a command of a person, his or her draft of it is done with."""
    Draft.objects.filter(order_id=record.order_id, person=record.actor_id, command=record.cause).delete()


def drop_all_drafts(record: Record) -> None:
    """Nothing more can be written into a sealed order."""
    Draft.objects.filter(order_id=record.order_id).delete()
