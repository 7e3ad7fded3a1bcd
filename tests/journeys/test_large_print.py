"""Large print: kept by the browser, 18 px, whole on a wide screen and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from scripts.tour import STOPS, take
from tests.journeys.conftest import PHONE
from tests.journeys.looking import _seat, sample

__all__ = ["sample"]
pytestmark = pytest.mark.journey
NAMES = ("queue-clerk-shizheng", "order-clerk-shizheng", "notices", "new", "design", "sign-in")
CUT = """() => [
  document.scrollingElement.scrollWidth - innerWidth, document.scrollingElement.scrollHeight - innerHeight,
  ...[...document.querySelectorAll("h1, h2, .btn, .panel p, .facts dd")]
    .filter((e) => e.checkVisibility())
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === "hidden")
    .map((e) => e.outerHTML.slice(0, 90))]"""


def test_large_print_is_chosen_kept_and_cuts_nothing(chromium_process: Any, live: str, sample: None) -> None:
    seat = _seat(chromium_process, live, "clerk-shizheng")
    page = seat.new_page()
    page.goto("/")
    small = page.locator("#rows .t").first.bounding_box()["height"]
    page.get_by_test_id("me").click()
    page.get_by_test_id("large").click()
    expect(page.get_by_test_id("large")).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert page.locator("#rows .t").first.bounding_box()["height"] == pytest.approx(small * 18 / 14, rel=0.02)
    seats = {"clerk-shizheng": seat}
    for stop in (stop for stop in STOPS if stop.name in NAMES):
        if stop.who not in seats:
            seats[stop.who] = _seat(chromium_process, live, stop.who)
        page = seats[stop.who].new_page()
        page.add_init_script("localStorage.setItem('hotline-print', 'large')")
        take(page, stop)
        for size in ({"width": 1440, "height": 900}, PHONE):
            page.set_viewport_size(size)
            found = page.evaluate(CUT)
            assert found[0] <= 0 and found[2:] == [], (stop.name, size, found)
            assert found[1] <= 0 or stop.name == "sign-in", (stop.name, size, found)
        page.close()
    for one in seats.values():
        one.close()


def test_a_theme_that_was_chosen_stays(chromium_process: Any, live: str, sample: None) -> None:
    seat = _seat(chromium_process, live, "clerk-shizheng")
    page = seat.new_page()
    page.goto("/")
    page.get_by_test_id("me").click()
    page.locator("[data-look=theme-dark]").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_test_id("me").click()
    page.locator("[data-look=theme-auto]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    seat.close()
