"""Offers and wants: who fits whom, in which order, and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.matching import MarketEntry, matches
from hotline.core.vocabulary import MatchReason, Side

DAY = date(2026, 3, 2)
WANT = MarketEntry("w", Side.WANT, "grain", "990102001", date(2026, 4, 1), 10, "吨", 2600)
pytestmark = pytest.mark.req("INT-14")


def offer(ident="o", area="990102001", quantity=10, price=2500, **more):
    fields = {"goods": "grain", "until": date(2026, 4, 1), "unit": "吨"} | more
    return MarketEntry(ident, Side.OFFER, area=area, quantity=quantity, price=price, **fields)


def ids(*others, day=DAY):
    return [m.other.id for m in matches(WANT, others, day)]


def test_a_fit_says_why():
    (found,) = matches(WANT, [offer()], DAY)
    assert found.reasons == (MatchReason.SAME_AREA, MatchReason.ENOUGH, MatchReason.PRICE_FITS)


@pytest.mark.parametrize(
    "other",
    [
        offer(goods="fruit"),
        offer(unit="斤"),
        offer(price=2700),
        offer(until=date(2026, 3, 1)),
        MarketEntry("x", Side.WANT, "grain", "990102001", date(2026, 4, 1), 10, "吨", 2600),
    ],
)
def test_other_goods_units_prices_times_or_the_same_side_do_not_fit(other):
    assert ids(other) == []


def test_an_open_price_fits_and_is_said():
    (found,) = matches(WANT, [offer(price=None)], DAY)
    assert MatchReason.PRICE_OPEN in found.reasons


def test_near_comes_before_far_enough_before_part_and_the_better_price_first():
    near, county, far = offer("near"), offer("county", area="990102009"), offer("far", area="110101")
    assert ids(far, county, near) == ["near", "county", "far"]
    assert ids(offer("part", quantity=3), offer("whole", quantity=12)) == ["whole", "part"]
    assert ids(offer("dear", price=2590), offer("cheap", price=2300)) == ["cheap", "dear"]


_entries = st.builds(
    MarketEntry,
    id=st.uuids().map(str),
    side=st.sampled_from(Side),
    goods=st.sampled_from(["grain", "fruit"]),
    area=st.sampled_from(["", "990101", "990102", "990102001", "110101"]),
    until=st.dates(date(2026, 2, 25), date(2026, 3, 8)),
    quantity=st.sampled_from([0, 1, 5]),
    unit=st.sampled_from(["", "吨"]),
    price=st.none() | st.sampled_from([1, 2, 3]),
)


@given(_entries, st.lists(_entries, max_size=6))
def test_a_fit_is_a_fit_from_both_sides(one, others):
    for found in matches(one, others, DAY):
        assert [m.other for m in matches(found.other, [one], DAY)] == [one]
