"""Matters of a small hotline's units in February, as insight keeps them."""

from __future__ import annotations

from datetime import date

import pytest

from hotline.accounts.models import Person
from hotline.core.counting import Counted
from hotline.core.vocabulary import CountedKind
from hotline.insight import shapes
from hotline.insight.services import record_matters

FEBRUARY = (date(2026, 2, 1), date(2026, 2, 28))


def limit(ref: str, unit: str, result: str = "late", day: date = date(2026, 2, 10)) -> Counted:
    """A reply limit of an order that ended."""
    marks = {"unit": unit, "unit_kind": "bureau", "clock": "reply", "result": result, "level": "centre"}
    return Counted(CountedKind.LIMIT, day, ref, "reply-1", marks)


@pytest.fixture
def february(scored_town: dict[str, Person]) -> dict[str, Person]:
    """Lamps was late twice and in time three times, streets in time once."""
    shapes.forget()
    record_matters(
        "town",
        [
            *(limit(f"late-{n}", "lamps") for n in range(2)),
            *(limit(f"met-{n}", "lamps", "met") for n in range(3)),
            limit("met-9", "streets", "met"),
            limit("march", "lamps", day=date(2026, 3, 1)),
        ],
    )
    return scored_town
