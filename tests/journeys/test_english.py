"""The desk in English: a browser chooses, and no text of ours is left in Chinese; data of the hotline is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hotline.accounts.models import Person
from hotline.infra.tongues import catalogue
from scripts.tour import ACTS, DESK, FIGURES, HOMES, KNOWLEDGE, OFFICE, ORDERS, QUEUES, WRITING, take
from tests.journeys.conftest import SESSION, session_of
from tests.journeys.looking import sample
from tests.journeys.people import CALLER, CONTACTED, MATTER, REPLY, Seat, Value
from tests.journeys.reading import chinese, data_of_the_hotline

__all__ = ["sample"]
pytestmark = pytest.mark.journey
WIDE = {"width": 1440, "height": 900}
STOPS = (*HOMES, *DESK[1:], *QUEUES, *ORDERS[:-2], *ACTS, *FIGURES, *OFFICE, *KNOWLEDGE, *WRITING)
"""Papers are Chinese documents; the door is read before anybody is signed in."""


def to_english(page: Page) -> None:
    page.get_by_test_id("me").click()
    page.get_by_test_id("tongue").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_no_page_has_a_chinese_text_of_ours(chromium_process: Any, live: str, sample: None) -> None:
    data, seats = data_of_the_hotline(), dict[str, Any]()
    wrong = []
    for stop in STOPS:
        if stop.who not in seats:
            seats[stop.who] = _seat(chromium_process, live, stop.who)
        page = seats[stop.who].new_page()
        take(page, stop)
        assert page.locator("html").get_attribute("lang") == "en", stop.name
        wrong += [f"{stop.name}: {text}" for text in chinese(page, data)]
        page.close()
    for seat in seats.values():
        seat.close()
    assert not wrong, "\n".join(wrong)


def _seat(chromium_process: Any, live: str, who: str) -> Any:
    seat = chromium_process.new_context(base_url=live, viewport=WIDE, reduced_motion="reduce")
    seat.set_default_timeout(20_000)
    seat.add_cookies([{"name": SESSION, "value": session_of(Person.objects.get(username=who)), "url": live}])
    page = seat.new_page()
    page.goto("/password/")
    to_english(page)
    page.close()
    return seat


def test_the_door_speaks_english_before_anybody_signs_in(chromium_process: Any, live: str, people: Any) -> None:
    seat = chromium_process.new_context(base_url=live, viewport=WIDE)
    page = seat.new_page()
    page.goto("/sign-in/")
    page.get_by_test_id("tongue").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#username").fill("nobody")
    page.locator("#password").fill("wrong")
    page.get_by_test_id("sign-in").locator("button.btn-primary").click()
    expect(page.get_by_test_id("sign-in-error")).to_be_visible()
    assert chinese(page, frozenset()) == []
    page.get_by_test_id("tongue").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    seat.close()


def said(text: str) -> str:
    """A text of the screens as it reads in English; what is no such text as it is."""
    return catalogue("en").get(text, text).strip()


def in_english(fields: Mapping[str, Value]) -> dict[str, Value]:
    return {said(label): said(value) if isinstance(value, str) else value for label, value in fields.items()}


def test_an_order_is_filed_assigned_signed_for_and_answered_in_english(sit: Any, people: Any) -> None:
    data = data_of_the_hotline() | {value for value in MATTER.values() if isinstance(value, str)}

    def seat(username: str) -> Seat:
        taken: Seat = sit(username, door=True)
        to_english(taken.page)
        return taken

    def clean(taken: Seat) -> None:
        assert chinese(taken.page, data) == []

    agent = seat("agent")
    form = agent.start_order({}, {})
    agent.fill(form, {said(label): value for label, value in {**CALLER, **MATTER}.items()})
    agent.outcome(form, said("提交转办"))
    clean(agent)
    form.get_by_test_id("submit-new").click()
    number = agent.filed()
    clean(agent)

    dispatcher = seat("dispatcher")
    dispatcher.take("awaiting_dispatch", number)
    dispatcher.do("转办", {**in_english({"主办单位": "城管局", "转办意见": "请尽快办理"})})
    dispatcher.is_told(said("已转办"))
    dispatcher.sees_phase(said("办理中"))
    clean(dispatcher)

    clerk, second = seat("works_clerk"), seat("works_clerk2")
    second.take("to_sign", number)
    clerk.take("to_sign", number)
    clerk.do("签收")

    # Too late: the form is stale (409), and what it wanted is no longer possible.
    second.press("签收")
    notice = second.form("签收").get_by_test_id("stale")
    expect(notice).to_contain_text("陈涛")
    expect(notice).to_contain_text(said("已签收"))
    clean(second)

    # Too long: refused (422), and what was typed stays.
    typed = in_english({"延长多少天": "10", "为什么到期办不完": "灯具要从厂家订货"})
    form = clerk.open_form("申请延期", typed)
    clerk.send("申请延期")
    expect(clerk.form("申请延期").locator("p.wrong")).to_contain_text("10 d")
    expect(form.get_by_label(said("延长多少天"))).to_have_value("10")
    clean(clerk)
    form.locator("[data-cancel]").first.click()

    clerk.do("记录联系", in_english(CONTACTED))
    clerk.do("提交审核", in_english(REPLY))
    clerk.is_told(said("已提交审核"))
    clean(clerk)


def test_who_goes_back_to_chinese_reads_chinese(sit: Any, people: Any) -> None:
    agent = sit("agent")
    to_english(agent.page)
    agent.page.get_by_test_id("me").click()
    agent.page.get_by_test_id("tongue").click()
    expect(agent.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(agent.page.get_by_test_id("new")).to_contain_text("新建")
