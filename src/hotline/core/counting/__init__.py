"""Counted matters: what measures and scores are made of. Of an order from its events, of a call from its record."""

from hotline.core.counting.matter import NO_NUMBERS, Counted
from hotline.core.counting.order import count, counted_of
from hotline.core.counting.outside import (
    WrongMark,
    counted_call,
    counted_entry,
    counted_inspection,
    counted_message,
    counted_outside,
    counted_survey,
)
from hotline.core.counting.reader import Count, Record

__all__ = [
    "NO_NUMBERS",
    "Count",
    "Counted",
    "Record",
    "WrongMark",
    "count",
    "counted_call",
    "counted_entry",
    "counted_inspection",
    "counted_message",
    "counted_of",
    "counted_outside",
    "counted_survey",
]
