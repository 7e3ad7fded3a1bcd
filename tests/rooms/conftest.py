"""Fixtures that the rooms of the steps share: the small hotline of the order tests, with consumers reacting at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline.accounts.models import Person
from hotline.dispatch import duties
from hotline.orders import reactions
from hotline.policy import registry
from tests.rooms import scoring
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


@pytest.fixture
def scored_town(
    transactional_db: None, moving_clock: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Person]]:
    """The people of a small hotline whose pack has score sheets, by account name."""
    scoring.write_packs(tmp_path)
    monkeypatch.setenv("HOTLINE_PACKS", str(tmp_path))
    registry.reload()
    yield scoring.people()
    registry.reload()
