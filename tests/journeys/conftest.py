"""A city on the running product, and seats for its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from hotline.accounts.models import Person
from hotline.orders.verification import verify
from tests.journeys import city
from tests.journeys.people import Seat

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=15_000)  # a busy machine is slow, not broken
SESSION = settings.SESSION_COOKIE_NAME
Sit = Callable[..., Seat]


@pytest.fixture
def people(live: str, moving_clock: object) -> dict[str, Person]:
    """The city's people by account name, on a Monday at 09:00."""
    return city.build()


def session_of(person: Person) -> str:
    """The key of a new session of this person."""
    client = Client()
    client.force_login(person)
    return client.cookies[SESSION].value


@pytest.fixture
def sit(chromium_process, live: str, people: dict[str, Person]) -> Iterator[Sit]:
    """`sit("agent")` is that person at a browser of his or her own, signed in already. At the end every order that was
    walked must still follow from its events, and no page may have failed.

    `door=True`: signs in by name and password, at the front door. `phone=True`: a small screen.
    """
    contexts, seats = [], []

    def take(username: str, *, phone: bool = False, door: bool = False) -> Seat:
        size = {"viewport": PHONE, "is_mobile": True, "has_touch": True} if phone else {"viewport": WIDE}
        context = chromium_process.new_context(
            base_url=live, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **size
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        seat = Seat(context.new_page(), username)
        seats.append(seat)
        if door:
            return seat.sign_in()
        context.add_cookies([{"name": SESSION, "value": session_of(people[username]), "url": live}])
        return seat.sit_down()

    yield take
    for context in contexts:
        context.close()
    assert [line for seat in seats for line in seat.wrong] == []
    assert verify().broken == ()
