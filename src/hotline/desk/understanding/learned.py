"""What was suggested beside a form or on a bench, and what came of it: figures only, no text and no citizen (CLS-2)."""

from __future__ import annotations

from typing import Any

from hotline.core.policy.pack import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import Phase
from hotline.dispatch import suggesting
from hotline.dispatch.duties import duties_for
from hotline.dispatch.suggesting import UnitSuggestion
from hotline.infra import clock
from hotline.language import offers
from hotline.language.keeping import load_current
from hotline.language.shapes import Kind

MOST_KNOWN = 2000
_known: dict[Any, UnitSuggestion] = {}


def filed(key: str, order: Order) -> None:
    """The form under `key` became this order. Later changes of it count against what was suggested."""
    if not key:
        return
    offers.chosen(key, {Kind.NATURE: order.nature, Kind.CONTENT_CLASS: order.content_class})
    offers.move(key, order.id)


def suggestion_for(order: Order, policy: Policy, line: str) -> UnitSuggestion:
    """The units for an order as it is now. Worked out once for a version of it, a list of duties and a model.

    While the order waits for its first unit, what was shown is kept, to be compared with what is decided.
    """
    asked = suggesting.asked_of(order, line)
    current = load_current(Kind.UNIT, line)
    key = (asked, order.version, clock.today(), policy.release, duties_for(order.content_class), current and current.id)
    found = _known.get(key)
    if found is None:
        found = suggesting.suggest_unit(asked, policy)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = found
        if order.phase is Phase.AWAITING_DISPATCH:
            offers.shown(order.id, line, [found.as_offer()])
    return found
