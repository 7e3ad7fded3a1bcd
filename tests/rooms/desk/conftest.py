"""Fixtures of the desk's tests: the small hotline of the order tests, and browsers without a screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from hotline.accounts.models import Person
from tests.rooms.orders import city
from tests.rooms.orders.conftest import people, stored

__all__ = ["people", "stored"]

Browsers = Callable[[str], Client]


@pytest.fixture
def at_desk(people: dict[str, Person]) -> Browsers:
    """A client signed in as one of the people, by account name."""

    def signed_in(username: str) -> Client:
        client = Client()
        client.force_login(people[username])
        return client

    return signed_in


@pytest.fixture
def order(people: dict[str, Person]) -> str:
    """The number of an order that the lamps unit has signed for."""
    return city.in_hand(people).number
