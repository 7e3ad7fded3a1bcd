"""Events that count for something make their order touched; `filling` counts it."""

from __future__ import annotations

from hotline.core import events as e
from hotline.insight import filling, leaving
from hotline.orders.selectors import Record, row

COUNTING = filling.NAMES
"""Events that count for something."""


def touch(order_id: str) -> None:
    """One of them has happened to the order. In the transaction of its command: both are stored, or neither."""
    filling.touch([order_id])


def hidden(record: Record) -> None:
    """An order that becomes secret is to leave the topics of its hotline."""
    if isinstance(record.event, e.Amended) and record.event.secret and (order := row(record.order_id)):
        leaving.mark(record.order_id, order.line)
