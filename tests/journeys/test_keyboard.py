"""Every page of the tour with the keyboard alone: each control is reached, seen and named; nothing holds the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from scripts.tour import STOPS, Stop, take
from tests.journeys.looking import REPEATED, _seat, sample

__all__ = ["sample"]
pytestmark = pytest.mark.journey
PARTS = 3
"""The tour is walked by so many tests, that may run at once."""

WATCH = """(repeated) => {
  for (const css of repeated) for (const e of document.querySelectorAll(css)) e.remove();
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest("[inert]");
  const named = (e) => [e.getAttribute("aria-label"), ...(e.getAttribute("aria-labelledby") || "").split(" ")
    .map((id) => document.getElementById(id)?.textContent), ...[...(e.labels || [])].map((l) => l.textContent),
    e.textContent, e.title, e.querySelector?.("img")?.alt].some((text) => text?.trim());
  const line = (e) => e && getComputedStyle(e).outlineStyle !== "none"
    && parseFloat(getComputedStyle(e).outlineWidth) > 0;
  const tell = (e) => e.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
  const css = "a[href], button:not(:disabled), input:not([type=hidden]):not(:disabled), select:not(:disabled), "
    + "textarea:not(:disabled), summary, audio[controls], [tabindex='0']";
  const one = new Map();
  for (const e of document.querySelectorAll(css)) {
    if (!shown(e) || e.tabIndex < 0) continue;
    // Of a group of radio buttons the Tab key reaches one; the arrows move on.
    one.set(e.type === "radio" ? `${e.form?.action}|${e.form?.id}|${e.name}` : e, e);
  }
  window.walk = { all: [...one.values()], reached: new Set(), unseen: [], unnamed: [] };
  document.addEventListener("focusin", (event) => {
    const e = event.target;
    walk.reached.add(e);
    if (!line(e) && !line(e.nextElementSibling) && !line(e.closest("label"))) walk.unseen.push(tell(e));
    if (!named(e)) walk.unnamed.push(tell(e));
  }, true);
  walk.missed = () => walk.all.filter((e) => e.isConnected && shown(e) && !walk.reached.has(e)
    && !(e.type === "radio" && [...walk.reached].some((r) => r.name === e.name && r.form === e.form))).map(tell);
  document.activeElement?.blur();
  // A moment has a stop for each of its parts, a player one for each of its buttons.
  const parts = walk.all.filter((e) => e.matches("audio, [type=date], [type=datetime-local], [type=time]")).length;
  return walk.all.length + 7 * parts;
}"""
TOLD = """() => ({ missed: walk.missed().slice(0, 4), unseen: [...new Set(walk.unseen)].slice(0, 4),
  unnamed: [...new Set(walk.unnamed)].slice(0, 4) })"""


def walked(page: Any) -> list[str]:
    """Press Tab through the whole page; what is wrong."""
    for _ in range(page.evaluate(WATCH, REPEATED) + 12):
        page.keyboard.press("Tab")
    return [f"{kind}: {line}" for kind, lines in page.evaluate(TOLD).items() for line in lines]


def menus(page: Any) -> list[str]:
    """Menus open by Enter and close by Esc, which gives the focus back."""
    wrong = []
    for menu in page.locator("details.me > summary, details.menu > summary").all():
        if not menu.is_visible():
            continue
        menu.focus()
        page.keyboard.press("Enter")
        opened = menu.evaluate("(e) => e.parentElement.open")
        page.keyboard.press("Escape")
        closed = menu.evaluate("(e) => !e.parentElement.open && document.activeElement === e")
        if not (opened and closed):
            wrong.append(f"menu: {menu.inner_text()} opened {opened}, closed {closed}")
    return wrong


def tour(chromium_process: Any, live: str, stops: Sequence[Stop]) -> None:
    seats: dict[str, Any] = {}
    wrong = []
    for stop in stops:
        if stop.who not in seats:
            seats[stop.who] = _seat(chromium_process, live, stop.who)
        page = seats[stop.who].new_page()
        take(page, stop)
        wrong += [f"{stop.name}, {line}" for line in [*menus(page), *walked(page)]]
        page.close()
    for seat in seats.values():
        seat.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_used_by_keyboard_alone(chromium_process: Any, live: str, sample: None, part: int) -> None:
    tour(chromium_process, live, [stop for stop in STOPS if not stop.keeps][part::PARTS])


def test_a_dialog_closes_by_escape_and_gives_the_focus_back(chromium_process: Any, live: str, sample: None) -> None:
    seat = _seat(chromium_process, live, "dispatcher1")
    page = seat.new_page()
    page.goto("/")
    page.locator("body[data-live]").wait_for()
    page.locator("#rows .qrow a").first.focus()
    page.keyboard.press("?")
    page.locator("#dialog[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#dialog:not([open])").wait_for(state="attached")
    assert page.evaluate("document.activeElement.matches('#rows .qrow a')")
    seat.close()
