"""Every page of the tour's part `OFFICE` can be read by everybody, in both themes and on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.accounts.selectors import lines
from hotline.language import keeping, model_file
from hotline.language.classify import learn
from hotline.language.shapes import Kind
from scripts.tour import OFFICE
from tests.journeys.looking import look, sample
from tests.rooms.language.letters import letters

__all__ = ["sample"]
pytestmark = pytest.mark.journey
CARD = {"rows": 1200, "tested": 300, "accuracy": {"value": 0.91, "low": 0.87, "high": 0.94}}


@pytest.fixture
def models(sample: None) -> None:
    """The first hotline has a model in use and one to choose: the page of models with all it can show."""
    data, line = model_file.dump(learn(*letters())), next(iter(lines()))
    first, _second = (keeping.store(Kind.NATURE, line, data, CARD) for _ in range(2))
    keeping.switch(first.pk)


def test_every_page_is_for_everybody(chromium_process: Any, live: str, models: None) -> None:
    look(chromium_process, live, OFFICE)
