"""Many callers, one matter (CLS-4): which order stands for all, and whether a new one may be joined to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hotline.accounts.models import Person
from hotline.core.commands import JoinGroup
from hotline.core.vocabulary import Phase
from hotline.language.similar import Reason
from hotline.orders.alike import Alike
from hotline.orders.results import NotFound
from hotline.orders.selectors import OrderRow, find_number, row

ENDED = frozenset({Phase.REFUSED, Phase.CLOSED, Phase.ARCHIVED, Phase.ANSWERED_DIRECTLY})
LEAST = 2
"""So many orders of the same matter in hand make a group worth suggesting."""


@dataclass(frozen=True, slots=True)
class Together:
    """Orders of the same matter: how many, how many of them in hand, and the one the others could be joined to."""

    count: int
    live: int
    parent: OrderRow | None


def together(found: Sequence[Alike]) -> Together:
    """The order most of them are joined to already, else the oldest one in hand that is joined to none.

    Only what happened at the same place makes a group: two households without water in two quarters have two causes.
    """
    found = [one for one in found if Reason.SAME_PLACE in one.reasons]
    live = [one.row for one in found if one.row.phase not in ENDED]
    joined = Counter(one.joined_to for one in live if one.joined_to)
    known = {one.id: one for one in live}
    parent = next((known[ident] for ident, _ in joined.most_common() if ident in known), None)
    if parent is None:
        free = [one for one in live if not one.joined_to]
        parent = min(free, key=lambda one: (one.registered_at, one.number), default=None)
    return Together(len(found), len(live), parent if len(live) >= LEAST else None)


def joining(person: Person, number: str) -> JoinGroup | None:
    """The command that joins a new order to this one; None when the person may not see it or it cannot be joined."""
    try:
        parent = row(find_number(person, number.strip().upper()))
    except NotFound:
        return None
    if parent is None or parent.joined_to or parent.phase in ENDED:
        return None
    return JoinGroup(parent=parent.id)
