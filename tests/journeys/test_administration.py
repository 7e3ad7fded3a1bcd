"""The administrator: a unit, a person in it and the first sign-in; a colleague who acts while the leader is away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from hotline.accounts import services as accounts
from hotline.accounts.models import AuditEntry
from tests.journeys import city, steps
from tests.journeys.people import Seat, choose, put

pytestmark = pytest.mark.journey
OWN = "Deng-Liang-le-8"


@pytest.fixture
def admin(people, monkeypatch) -> None:
    """The city has an administrator, too."""
    monkeypatch.setitem(city.STAFF, "admin", ("何管", "centre", "administrator"))
    row = {"username": "admin", "name": "何管", "unit": "centre", "roles": ["administrator"]}
    people["admin"] = accounts.save_people([row | {"password": city.PASSWORD}])[0]


def fill_pick(page: Page, label: str, text: str) -> None:
    """One of many: type, then take it from the list."""
    put(page.locator(".field", has=page.get_by_label(label)).first, text)


def test_a_unit_a_person_and_the_first_sign_in(admin, sit, moving_clock) -> None:
    seat = sit("admin")
    page = seat.page
    page.get_by_test_id("tools").click()
    page.get_by_role("link", name="管理", exact=True).click()
    page.get_by_test_id("add").click()
    page.get_by_label("名称").fill("园林绿化处")
    fill_pick(page, "上级单位", "城管局")
    page.get_by_label("层级").fill("3")
    moving_clock.advance(minutes=1)
    page.get_by_test_id("save").click()
    seat.is_told("已新增单位")
    expect(page.locator('[data-unit="yllhc"]')).to_contain_text("城管局")

    page.get_by_role("navigation", name="管理").get_by_role("link", name="人员").click()
    page.get_by_test_id("add").click()
    page.get_by_label("姓名").fill("钱七")
    page.get_by_label("账号").fill("qian7")
    fill_pick(page, "单位", "园林绿化处")
    choose(page.get_by_test_id("person-form"), "承办员")
    page.get_by_test_id("save").click()
    raw = page.get_by_test_id("once-qian7").inner_text()
    page.get_by_test_id("done").click()
    expect(page.locator('[data-person-row="qian7"]')).to_contain_text("承办员")

    page.get_by_test_id("me").click()
    page.get_by_test_id("sign-out").click()
    page.get_by_label("用户名").fill("qian7")
    page.get_by_label("密码").fill(raw)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_test_id("must")).to_be_visible()
    page.get_by_label("一次性密码").fill(raw)
    page.get_by_label("新密码").fill(OWN)
    page.get_by_label("再填一遍").fill(OWN)
    page.get_by_test_id("save").click()
    expect(page.get_by_test_id("me")).to_contain_text("钱七")
    expect(page.get_by_test_id("queue-to_sign")).to_be_visible()
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert acts == {"unit_added", "person_added", "signed_in", "signed_out", "password_changed"}


def test_a_colleague_acts_while_the_leader_is_away(admin, sit) -> None:
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    steps.reply(clerk)
    expect(clerk.button("审核通过")).to_have_count(0)

    lend(sit("works_leader"), "陈涛")

    clerk.page.goto("/")
    clerk.page.get_by_test_id("me").click()
    expect(clerk.page.get_by_test_id("acting")).to_have_text("代褚亮")
    steps.approve(clerk, number)
    clerk.sees("陈涛（代褚亮）")

    seat = sit("admin")
    seat.page.goto("/audit/?kind=own")
    expect(seat.page.get_by_test_id("entries")).to_contain_text("委托他人代办")


def lend(leader: Seat, name: str) -> None:
    """The leader names who acts in his place from now on."""
    page = leader.page
    page.get_by_test_id("me").click()
    page.get_by_test_id("delegation").click()
    fill_pick(page, "代我办理的人", name)
    page.get_by_label("事由").fill("出差")
    page.get_by_test_id("lend").click()
    leader.is_told("委托已生效")
    expect(page.get_by_test_id("lent")).to_contain_text("生效中")
