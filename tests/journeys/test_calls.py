"""Calling by keys: take the next person, answer with digits, write down, say that nobody answers or wants no calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline.accounts import services as accounts

pytestmark = [pytest.mark.journey, pytest.mark.req("INT-14")]
PHONES = ["13900001111", "13900002222", "13900003333"]
LIST = "姓名,电话,同意接听\n" + "".join(f"某某,{phone},是\n" for phone in PHONES)


@pytest.fixture
def donors(people) -> None:
    """The call-back agent and the director serve the donors' line as well."""
    line = {"id": "donor", "name": "献血服务热线", "code": "donor", "prefix": "XX", "pack": "blood-donation"}
    accounts.save_lines([line])
    for username in ("caller", "director"):
        people[username].lines = [*people[username].lines, "donor"]
        people[username].save()


def test_three_calls_by_keys(donors, sit, tmp_path: Path) -> None:
    director = sit("director").page
    director.get_by_test_id("tools").click()
    director.get_by_role("link", name="外呼").click()
    director.get_by_label("新建一次外呼").select_option(label="全血献血招募")
    director.get_by_test_id("start").click()
    file = tmp_path / "名单.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    director.get_by_label("加入名单").set_input_files(file)
    director.get_by_test_id("upload").click()
    expect(director.get_by_test_id("standing")).to_contain_text("待拨打 3")
    assert not any(phone in director.content() for phone in PHONES)

    caller = sit("caller")
    page, keys = caller.page, caller.page.keyboard
    page.goto(director.url)
    keys.press("Enter")
    called = [page.get_by_test_id("phone").inner_text()]
    keys.press("1")
    keys.press("3")
    keys.press("Backspace")
    keys.press("2")
    expect(page.locator("[data-ask] input:checked + span")).to_have_text(["愿意 1", "不适合 2"])
    page.get_by_label("您还想了解哪些献血知识？").fill("间隔 12 周吗")
    page.get_by_test_id("answered").click()
    caller.is_told("已记下这一位的回答")

    keys.press("Enter")
    called.append(page.get_by_test_id("phone").inner_text())
    expect(page.locator("[data-ask] input:checked")).to_have_count(0)
    keys.press("w")
    caller.is_told("还会再轮到这一位")

    keys.press("Enter")
    called.append(page.get_by_test_id("phone").inner_text())
    assert sorted(called) == PHONES
    keys.press("x")
    page.locator("#dialog button[value=yes]").click()
    caller.is_told("以后任何名单都不再拨打")

    director.reload()
    expect(director.get_by_test_id("standing")).to_contain_text("待拨打 1")
    expect(director.get_by_test_id("standing")).to_contain_text("已答复 1")
    expect(director.get_by_test_id("standing")).to_contain_text("不愿再接到电话 1")
    expect(director.get_by_test_id("campaign")).to_contain_text("愿意 1 人 100.0%", use_inner_text=True)
