"""The duties of one class in memory: a list is small, read at every dispatch, and changes a few times a year."""

from __future__ import annotations

import time

from hotline.core.responsibility import Duty, DutyKind, class_lineage
from hotline.dispatch.models import Responsibility

_FRESH_SECONDS = 5.0
_MOST_CLASSES = 2000
_kept: dict[str, tuple[float, tuple[Duty, ...]]] = {}


def duties_for(content_class: str) -> tuple[Duty, ...]:
    """Every duty, of any area and time, for an item or a class above it. At most five seconds old."""
    found = _kept.get(content_class)
    if found and time.monotonic() - found[0] <= _FRESH_SECONDS:
        return found[1]
    rows = Responsibility.objects.filter(content_class__in=class_lineage(content_class)).order_by("ref")
    read = tuple(
        Duty(r.ref, r.content_class, r.area, r.unit, DutyKind(r.duty), r.basis, r.valid_from, r.valid_until)
        for r in rows
    )
    if len(_kept) >= _MOST_CLASSES:
        _kept.clear()
    _kept[content_class] = (time.monotonic(), read)
    return read


def forget() -> None:
    """Ask the database again at the next call."""
    _kept.clear()
