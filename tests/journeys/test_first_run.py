"""From an empty database to the first order: the wizard, left once and taken up again; its steps are counted."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hotline.accounts.models import Line, Person, Unit
from hotline.desk.views.admin import setup
from hotline.orders.verification import verify
from tests.journeys.people import CALLER, MATTER, Seat

pytestmark = pytest.mark.journey
OWN = "Deng-Liang-le-8"
COUNT = """window.acts = Number(sessionStorage.acts || 0);
for (const kind of ["click", "change"]) addEventListener(kind, (event) => {
  if (!event.isTrusted) return;
  sessionStorage.acts = ++window.acts;
}, true);"""
"""Clicks and fields filled in, over all pages of the tab."""


@pytest.fixture
def seat(chromium_process, live: str, tmp_path: Path, monkeypatch, moving_clock) -> Iterator[Seat]:
    """Somebody at a browser, before a product that has nothing in it."""
    monkeypatch.setattr(setup, "var_dir", lambda: tmp_path)
    context = chromium_process.new_context(base_url=live, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(20_000)
    seat = Seat(context.new_page(), "root")
    seat.page.add_init_script(COUNT)
    yield seat
    context.close()
    assert seat.wrong == []


def sign_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_a_new_centre_has_its_first_order_in_a_quarter_of_an_hour(seat: Seat, tmp_path: Path, capsys) -> None:
    began, page = time.monotonic(), seat.page
    page.goto("/")
    page.get_by_label("开通码").fill((tmp_path / "setup-code").read_text().strip())
    page.get_by_label("姓名").fill("何管")
    page.get_by_label("密码").fill(OWN)
    page.get_by_label("再填一遍").fill(OWN)
    page.get_by_role("button", name="建立管理员").click()

    page.get_by_label("规则包").select_option("dezhou-12345")
    page.get_by_test_id("next").click()
    page.get_by_label("城市名称").fill("安平市")
    page.get_by_test_id("next").click()
    expect(page.get_by_test_id("form-people")).to_be_visible()

    # Somebody is called away, and goes on later.
    page.get_by_test_id("me").click()
    page.get_by_test_id("sign-out").click()
    sign_in(page, "admin", OWN)
    expect(page.get_by_test_id("form-people")).to_be_visible()

    for role, name in (("话务员", "李敏"), ("转办员", "王强"), ("承办员", "陈涛")):
        page.get_by_label(f"{role}的姓名").fill(name)
    page.get_by_test_id("next").click()
    raw = page.get_by_test_id("once-agent1").inner_text()
    page.get_by_test_id("done").click()
    page.get_by_label("单号前缀").fill("AP")
    page.get_by_test_id("next").click()
    page.get_by_test_id("next").click()

    sign_in(page, "agent1", raw)
    page.get_by_label("一次性密码").fill(raw)
    page.get_by_label("新密码").fill(OWN + "9")
    page.get_by_label("再填一遍").fill(OWN + "9")
    page.get_by_test_id("save").click()
    number = seat.file_order(matter=MATTER, caller=CALLER)
    assert number.startswith("AP")

    acts, spent = page.evaluate("window.acts"), time.monotonic() - began
    page.get_by_test_id("me").click()
    page.get_by_test_id("sign-out").click()
    sign_in(page, "admin", OWN)
    page.goto("/setup/")
    expect(page.get_by_test_id("ready")).to_be_visible()
    assert (Unit.objects.count(), Person.objects.count(), Line.objects.get().prefix) == (12, 4, "AP")
    assert Line.objects.get().active and verify().broken == ()
    with capsys.disabled():
        print(f"\nfirst run: {acts} clicks and fields, {spent:.0f} s by script")
    # Ten seconds an act, for reading and thinking, is within the quarter of an hour.
    assert acts * 10 < 15 * 60
