"""The state of an order as the fold of its events. Pure: the same events always give the same order.

One module a step says what its events change; `folding.py` holds what they share.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve import (
    callback,
    clocks,
    dispatch,
    handling,
    intake,
    procedures,
    requests,
    supervision,
)
from hotline.core.evolve.folding import HOW
from hotline.core.frozen import change
from hotline.core.state import Order

__all__ = ["evolve", "replay"]

_STEPS = (intake, dispatch, handling, requests, supervision, callback, procedures, clocks)
"""Each registers what its events change."""


def evolve(order: Order | None, event: e.Event, at: datetime, actor: str, acts_for: tuple[str, ...] = ()) -> Order:
    """The order after `event`. `order` is None only for `Registered`. Raises ValueError on an event out of place.

    What somebody handles for an absent colleague, both have handled (CBK-5).
    """
    if isinstance(event, e.Registered):
        if order is not None:
            raise ValueError("registered twice")
        return event.order
    if order is None:
        raise ValueError(f"{event.NAME} before registered")
    changes = HOW[type(event)](order, event, at, actor)
    if acts_for and actor in changes.get("handlers", ()):
        changes["handlers"] |= set(acts_for)
    return change(order, version=order.version + 1, **changes)


def replay(records: Iterable[tuple[e.Event, datetime, str]]) -> Order:
    """Fold a whole life. Raises ValueError when there is no event."""
    order: Order | None = None
    for event, at, actor in records:
        order = evolve(order, event, at, actor)
    if order is None:
        raise ValueError("no events")
    return order


if missing := [n for n, k in e.EVENTS.items() if k is not e.Registered and k not in HOW]:
    raise RuntimeError(f"events without a meaning: {missing}")
