"""The order on one screen, nothing that jumps, and how much script a page brings (in a real browser, 1440 × 900)."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.accounts.models import Person
from tests.journeys.conftest import SESSION, session_of
from tests.journeys.looking import sample

__all__ = ["sample"]
pytestmark = pytest.mark.journey
SCRIPT_MOST = 150_000
"""Bytes of script on a list page, as the browser runs them."""
SHIFT_MOST = 0.01
WATCH = """window.shifts = [];
new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifts.push(
  [e.value, ...e.sources.map((s) => `${s.node?.nodeName}.${s.node?.className}`)]); }
).observe({ type: "layout-shift", buffered: true });"""


@pytest.fixture
def window(chromium_process: Any, live: str, sample: None) -> Any:
    """`window(who, javascript=True)`: a page of somebody of the sample city at 1440 × 900."""
    opened = []

    def open_as(who: str, javascript: bool = True) -> Any:
        size = {"width": 1440, "height": 900}
        context = chromium_process.new_context(
            base_url=live, locale="zh-CN", viewport=size, java_script_enabled=javascript
        )
        context.set_default_timeout(20_000)
        key = session_of(Person.objects.get(username=who))
        context.add_cookies([{"name": SESSION, "value": key, "url": live}])
        opened.append(context)
        page = context.new_page()
        if javascript:
            page.add_init_script(WATCH)
        return page

    yield open_as
    for context in opened:
        context.close()


def settled(page: Any) -> None:
    """The page hears of changes: everything it does by itself after loading has begun."""
    page.locator("body[data-live]").wait_for()
    page.wait_for_load_state("networkidle")


OVER = """() => ["#order", ".main-col"].map((css) => document.querySelector(css))
  .map((e) => e.scrollHeight - e.clientHeight)"""


COMMON = 8
"""Acts in the story of a common order: it is dispatched, signed for, answered, on the way to its call-back."""
PLACES = (
    ("leader-shizheng", "in_review"),
    ("clerk-shizheng", "in_hand"),
    ("dispatcher1", "awaiting_dispatch"),
    ("supervisor1", "supervised"),
)


def test_a_common_order_is_read_without_scrolling(window: Any) -> None:
    most = 0
    for who, queue in PLACES:
        page = window(who)
        page.goto(f"/q/{queue}/")
        for url in [row.get_attribute("href") for row in page.locator("#rows .qrow a").all()[:3]]:
            page.goto(url)
            assert page.locator("#list").is_visible(), "beside its list"
            steps = page.locator(".story > li").count()
            if steps <= COMMON:
                most = max(most, steps)
                assert max(page.evaluate(OVER)) <= 0, f"{who} {url}: {steps} steps, {page.evaluate(OVER)} px too much"
    assert most >= 5, "no order of the sample was long enough to say anything"


def test_nothing_jumps(window: Any) -> None:
    page = window("agent1")
    other = window("clerk-shizheng")
    for seat, path in ((other, "/q/in_hand/"), (page, "/new/"), (page, "/")):
        seat.goto(path)
        settled(seat)
        assert sum(s[0] for s in seat.evaluate("window.shifts")) <= SHIFT_MOST, (path, seat.evaluate("window.shifts"))
    other.goto(other.locator("#rows .qrow a").first.get_attribute("href"))
    settled(other)
    assert sum(s[0] for s in other.evaluate("window.shifts")) <= SHIFT_MOST, other.evaluate("window.shifts")


SCRIPTS = """async () => { let sum = 0;
  for (const e of performance.getEntriesByType("resource")) if (e.initiatorType === "script")
    sum += (await (await fetch(e.name)).blob()).size;
  return sum; }"""


def test_a_list_page_brings_little_script(window: Any) -> None:
    for who in ("dispatcher1", "agent1"):
        page = window(who)
        page.goto("/")
        settled(page)
        brought = page.evaluate(SCRIPTS)
        assert 0 < brought <= SCRIPT_MOST, f"{who}: {brought} bytes of script"


def test_the_rows_are_there_without_script(window: Any) -> None:
    page = window("dispatcher1", javascript=False)
    page.goto("/q/awaiting_dispatch/")
    rows = page.locator("#rows .qrow a")
    assert rows.count() > 3
    rows.first.click()
    assert page.get_by_test_id("order").is_visible()
