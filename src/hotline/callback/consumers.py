"""After a reply: is it in the sample. After a call: has the citizen heard the result."""

from __future__ import annotations

from hotline.callback.models import ResultTold
from hotline.callback.services import leave_out
from hotline.core import events as e
from hotline.orders.selectors import Record


def sample(record: Record) -> None:
    leave_out(record.order_id)


def note_told(record: Record) -> None:
    event = record.event
    if isinstance(event, e.ProgressTold) and event.result_told:
        ResultTold.objects.get_or_create(order_id=record.order_id, defaults={"at": record.at})


def forget_told(record: Record) -> None:
    """The order is closed, or goes back to be done again: what was told is not its result any more."""
    ResultTold.objects.filter(order_id=record.order_id).delete()
