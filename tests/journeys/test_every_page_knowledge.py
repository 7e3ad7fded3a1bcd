"""Every page of the tour's part `KNOWLEDGE` can be read by everybody, in both themes and on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from scripts.tour import KNOWLEDGE
from tests.journeys.looking import look, sample

__all__ = ["sample"]
pytestmark = pytest.mark.journey


def test_every_page_is_for_everybody(chromium_process: Any, live: str, sample: None) -> None:
    look(chromium_process, live, KNOWLEDGE)
