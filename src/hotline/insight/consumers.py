"""Events make orders pending; `filling` counts them."""

from __future__ import annotations

from hotline.insight import filling
from hotline.orders.selectors import Record

COUNTING = filling.NAMES
"""Events that count for something."""


def touch(record: Record) -> None:
    """Something that counts has happened to the order."""
    filling.touch([record.order_id], record.at)
