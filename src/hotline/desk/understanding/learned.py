"""What was suggested beside a form or on a bench, and what came of it: figures only, no text and no citizen (CLS-2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hotline.accounts.models import Person
from hotline.core.policy.pack import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import Phase
from hotline.dispatch import suggesting
from hotline.dispatch.duties import duties_for
from hotline.dispatch.suggesting import UnitSuggestion
from hotline.infra import clock
from hotline.language import offers
from hotline.language.keeping import load_current
from hotline.language.shapes import Kind, Suggestion
from hotline.orders import selectors

MOST_KNOWN = 2000
MOST_KEY = 64
_known: dict[Any, UnitSuggestion] = {}


def form_ref(person: Person, key: str) -> str:
    """What the suggestions beside a person's form are kept under: nobody reaches another's form, nor any order's.

    Empty for a form without a key. Raises UnknownForm for a key that no form of ours ever had.
    """
    if not key:
        return ""
    try:
        return f"{person.pk}:{UUID(key)}"
    except ValueError as wrong:
        raise UnknownForm(key[:MOST_KEY]) from wrong


class UnknownForm(ValueError):
    """No form was ever given out under this key."""


def typed(person: Person, key: str, line: str, suggestions: Iterable[Suggestion]) -> None:
    """What stands beside a form now. UnknownForm."""
    if ref := form_ref(person, key):
        offers.shown(ref, line, suggestions)


def filed(person: Person, key: str, order: Order) -> None:
    """The form under `key` became this order. Later changes of it count against what was suggested.

    A key of somebody else's making has nothing suggested under it: the order is filed all the same.
    """
    try:
        ref = form_ref(person, key)
    except UnknownForm:
        return
    if ref:
        offers.chosen(ref, {Kind.NATURE: order.nature, Kind.CONTENT_CLASS: order.content_class})
        offers.move(ref, order.id)


def assigned(before: Order, lead: str) -> None:
    """The order, as it stood `before`, was given its first unit: what the bench suggested is kept beside it.

    Looking at a bench writes nothing; what was suggested follows from the order, and is worked out (or remembered).
    """
    row = selectors.row(before.id)
    if before.phase is not Phase.AWAITING_DISPATCH or row is None:
        return
    offer = suggestion_for(before, selectors.policy_of(before.id), row.line).as_offer()
    offers.shown(before.id, row.line, [offer])
    offers.chosen(before.id, {Kind.UNIT: lead})


def suggestion_for(order: Order, policy: Policy, line: str) -> UnitSuggestion:
    """The units for an order as it is now. Worked out once for a version of it, a list of duties and a model."""
    asked = suggesting.asked_of(order, line)
    current = load_current(Kind.UNIT, line)
    key = (asked, order.version, clock.today(), policy.release, duties_for(order.content_class), current and current.id)
    found = _known.get(key)
    if found is None:
        found = suggesting.suggest_unit(asked, policy)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[key] = found
    return found


def forget() -> None:
    """Let go what was worked out."""
    _known.clear()
