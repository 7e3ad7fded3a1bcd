"""Looks at the stops of `scripts/tour.py`: axe-core at levels A and AA in both themes and on a phone; nothing is wider
than the phone. What is found on all pages is told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from django.urls import resolve

from hotline.accounts.models import Person
from hotline.infra.clock import MovableClock
from hotline.project.sample import loading
from scripts.tour import Stop, take
from tests.journeys.conftest import PHONE, SESSION, session_of

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer depends on the theme; the others are asked once a width."""
REPEATED = ["tbody > tr:nth-child(n+7)", "li:nth-child(n+7)", ".chapter > :nth-child(n+9)", ".chapter:nth-child(n+6)"]
"""What is like the six before it."""
RUN = """async ([exclude, only]) => (await axe.run(
  {include: [["html"]], exclude: exclude.map((css) => [css])}, {runOnly: only, resultTypes: ["violations"]}
)).violations.map(
  (v) => `${v.id} ×${v.nodes.length}: ${v.nodes[0].target.join(" ")} ${v.nodes[0].failureSummary}`)"""
WIDER = """() => document.scrollingElement.scrollWidth <= innerWidth ? [] : [
  `${document.scrollingElement.scrollWidth} px wide on the phone`, ...[...document.querySelectorAll("body *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map((e) => `${e.tagName}.${e.className}`)
]"""


def look(chromium_process: Any, live: str, stops: Iterable[Stop]) -> None:
    """Fails with what is wrong on any of these pages, on the city's sample, Monday at nine."""
    seats: dict[str, Any] = {}
    wrong = []
    for stop in stops:
        if stop.who not in seats:
            seats[stop.who] = _seat(chromium_process, live, stop.who)
        page = seats[stop.who].new_page()
        take(page, stop)
        assert resolve(page.evaluate("location.pathname")).url_name == stop.address, stop.name
        wrong += [f"{stop.name}, {line}" for line in wrong_on(page)]
        page.close()
    for seat in seats.values():
        seat.close()
    assert not wrong, "\n".join(wrong)


def _seat(chromium_process: Any, live: str, who: str) -> Any:
    size = {"width": 1440, "height": 900}
    seat = chromium_process.new_context(base_url=live, locale="zh-CN", viewport=size, reduced_motion="reduce")
    seat.set_default_timeout(20_000)
    if who:
        key = session_of(Person.objects.get(username=who))
        seat.add_cookies([{"name": SESSION, "value": key, "url": live}])
    return seat


THEME = """async (theme) => { const root = document.documentElement;
  while (root.dataset.bsTheme && root.dataset.bsTheme !== theme) await new Promise(requestAnimationFrame); }"""
"""The page hears of a new theme a moment later; papers have none."""


def _theme(page: Any, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    page.evaluate(THEME, theme)


def wrong_on(page: Any) -> Iterator[str]:
    """What axe-core finds on the page, and whether it is wider than a phone. The window is a phone's afterwards."""
    page.evaluate(AXE + ";0")
    yield from (f"wide, light: {line}" for line in page.evaluate(RUN, [REPEATED, LEVELS]))
    _theme(page, "dark")
    yield from (f"wide, dark: {line}" for line in page.evaluate(RUN, [REPEATED, COLOURS]))
    _theme(page, "light")
    page.set_viewport_size(PHONE)
    yield from (f"phone: {line}" for line in page.evaluate(RUN, [REPEATED, LEVELS]))
    yield from page.evaluate(WIDER)


@pytest.fixture
def sample(live: str, moving_clock: MovableClock) -> None:
    """The sample city as a person sees it on the first day."""
    loading.fill()
