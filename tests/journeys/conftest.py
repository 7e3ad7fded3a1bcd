"""A city on the running product, and seats for its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from hotline.accounts.models import Person
from tests.journeys import city
from tests.journeys.people import Seat

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
expect.set_options(timeout=15_000)  # a busy machine is slow, not broken
Sit = Callable[..., Seat]


@pytest.fixture
def people(live: str, moving_clock: object) -> dict[str, Person]:
    """The city's people by account name, on a Monday at 09:00."""
    return city.build()


@pytest.fixture
def sit(chromium_process, live: str, people: dict[str, Person]) -> Iterator[Sit]:
    """`sit("agent")` is that person, signed in, in a browser of his or her own; `phone=True` for a small screen."""
    contexts, seats = [], []

    def take(username: str, *, phone: bool = False, signed_in: bool = True) -> Seat:
        size = {"viewport": PHONE, "is_mobile": True, "has_touch": True} if phone else {"viewport": WIDE}
        context = chromium_process.new_context(
            base_url=live, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", **size
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        seat = Seat(context.new_page(), username)
        seats.append(seat)
        return seat.sign_in() if signed_in else seat

    yield take
    for context in contexts:
        context.close()
    assert [line for seat in seats for line in seat.wrong] == []
