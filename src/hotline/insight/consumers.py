"""Events that count for something make their order touched; `filling` counts it."""

from __future__ import annotations

from hotline.insight import filling

COUNTING = filling.NAMES
"""Events that count for something."""


def touch(order_id: str) -> None:
    """One of them has happened to the order. In the transaction of its command: both are stored, or neither."""
    filling.touch([order_id])
