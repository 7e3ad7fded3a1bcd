"""Offers and wants that fit (INT-14, S1 篇三): the same goods, prices that meet, the nearest first, with the reasons.

Pure: who the two sides are is known elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hotline.core.responsibility import area_lineage
from hotline.core.vocabulary import MatchReason, Side


@dataclass(frozen=True, slots=True)
class MarketEntry:
    """What somebody offers or wants. `quantity` 0 = not said; prices in yuan for one `unit`, None = open.

    An offer asks at least `price`; a want pays at most `price`.
    """

    id: str
    side: Side
    goods: str
    area: str
    until: date
    quantity: float = 0
    unit: str = ""
    price: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """`steps`: how many levels of area have to be widened until both lie in one; 0 = one lies in the other's area."""

    other: MarketEntry
    steps: int
    reasons: tuple[MatchReason, ...]


NO_COMMON_AREA = 9


def matches(one: MarketEntry, others: Iterable[MarketEntry], day: date) -> tuple[Match, ...]:
    """The entries that fit `one` on `day`, best first: near before far, enough before part, the better price."""
    found = [made for other in others if (made := _match(one, other, day)) is not None]
    found.sort(key=lambda m: (m.steps, MatchReason.PARTLY in m.reasons, _price_gap(one, m.other), m.other.id))
    return tuple(found)


def _match(one: MarketEntry, other: MarketEntry, day: date) -> Match | None:
    same = one.goods == other.goods and one.side is not other.side and one.unit == other.unit
    if not same or day > min(one.until, other.until) or not _prices_meet(one, other):
        return None
    steps = _steps(one.area, other.area)
    near = MatchReason.SAME_AREA if steps == 0 else MatchReason.NEAR if steps < NO_COMMON_AREA else MatchReason.FAR
    known = one.price is not None and other.price is not None
    return Match(other, steps, (near, _amount(one, other), MatchReason.PRICE_FITS if known else MatchReason.PRICE_OPEN))


def _prices_meet(one: MarketEntry, other: MarketEntry) -> bool:
    offer, want = (one, other) if one.side is Side.OFFER else (other, one)
    return offer.price is None or want.price is None or offer.price <= want.price


def _price_gap(one: MarketEntry, other: MarketEntry) -> float:
    """What the better side of the deal would save; the most first, open prices last."""
    if one.price is None or other.price is None:
        return 0.0
    return -abs(one.price - other.price)


def _amount(one: MarketEntry, other: MarketEntry) -> MatchReason:
    return MatchReason.ENOUGH if not one.quantity or other.quantity >= one.quantity else MatchReason.PARTLY


def _steps(one: str, other: str) -> int:
    """How far both areas must be widened until they meet; an entry without an area is everywhere."""
    if not one or not other:
        return 0
    first, second = area_lineage(one), area_lineage(other)
    for n, area in enumerate(first):
        if area in second:
            return min(n, second.index(area))
    return NO_COMMON_AREA
