"""The counted matters of one order, from its event log: the two questions that are asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from hotline.core.counting.matter import Counted
from hotline.core.counting.reader import NO_UNITS, Count, Reader, Record
from hotline.core.counting.steps import STEPS
from hotline.core.state import UnitFacts


def counted_of(
    order: str,
    records: Iterable[Record],
    zone: tzinfo,
    as_of: datetime,
    units: Mapping[str, UnitFacts] = NO_UNITS,
) -> tuple[Counted, ...]:
    """The counted matters of one order, of days up to the local day of `as_of`, by day.

    `order`: what the matters name as `ref`. `records`: its events, oldest first; those after `as_of` are not seen.
    `zone` says which local day it is. `units`: level and kind of units that never had a part in the order; a unit that
    had one is known from the events. Pure. What is dated before the day of `as_of` is final; with `as_of` the last
    moment of its day, so is that day.
    """
    return count(order, records, zone, as_of, units).matters


def count(
    order: str,
    records: Iterable[Record],
    zone: tzinfo,
    as_of: datetime,
    units: Mapping[str, UnitFacts] = NO_UNITS,
) -> Count:
    """As `counted_of`, with the day on which the order must be counted again though it gets no new event."""
    reader = Reader(order, zone, units)
    for event, at, actor in records:
        if at > as_of:
            break
        step = STEPS.get(type(event))
        if step is not None:
            reader.go_to(at)
            step(reader, event, actor)
    return reader.finish(as_of)
