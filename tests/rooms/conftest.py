"""Fixtures that the rooms of the steps share: the small hotline of the order tests, with consumers reacting at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hotline.accounts.models import Person
from hotline.dispatch import duties
from hotline.orders import reactions
from tests.rooms.orders import city


@pytest.fixture
def town(transactional_db: None, moving_clock: object) -> dict[str, Person]:
    """The people of the small hotline by account name, in a database whose transactions are real."""
    duties.forget()
    return city.build()


@pytest.fixture
def reacting() -> Iterator[None]:
    """Consumers act right after each commit, as the jobs would."""
    with reactions.inline():
        yield
