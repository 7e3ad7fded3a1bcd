"""Every address of the desk has a picture, or a reason why it has none."""

from __future__ import annotations

from collections import Counter

from hotline.desk.urls import urlpatterns
from scripts.tour import STOPS, WITHOUT

ADDRESSES = {pattern.name for pattern in urlpatterns}


def test_every_address_has_a_picture_or_a_reason() -> None:
    pictured = {stop.address for stop in STOPS}
    assert ADDRESSES - pictured - set(WITHOUT) == set(), "add a Stop to scripts/tour.py, or a reason to WITHOUT"
    assert pictured & set(WITHOUT) == set()


def test_the_tour_names_only_what_there_is() -> None:
    assert {stop.address for stop in STOPS} | set(WITHOUT) <= ADDRESSES


def test_no_picture_overwrites_another() -> None:
    assert [name for name, count in Counter(stop.name for stop in STOPS).items() if count > 1] == []
