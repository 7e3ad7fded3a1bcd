"""People with many orders at once: a dispatcher before lunch, an analyst with a table, a screen in the hall."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline.accounts import audit, screens
from hotline.core import commands as c
from hotline.core.vocabulary import Channel, Phase
from hotline.insight import screen
from hotline.orders import services
from hotline.orders.services import Contact
from tests.journeys import city
from tests.journeys.people import PHONE
from tests.journeys.written import order_of

pytestmark = pytest.mark.journey

FIELDS = {
    "line": city.LINE, "title": f"路灯不亮，回电{PHONE}", "content": "小区东门外路灯不亮，请尽快维修。",
    "nature": "help", "content_class": "C1.03", "place": "幸福里小区东门", "area": "990102",
}  # fmt: skip
CALLER = Contact(name="张三丰", phone=PHONE, address="幸福里小区3号楼2单元")


def waiting(people, channel: Channel, many: int) -> list[str]:
    """Orders that wait for dispatch."""
    fields = FIELDS | {"channel": channel}
    return [
        services.register(fields, CALLER, people["agent"], then=[c.SubmitForDispatch()]).number for _ in range(many)
    ]


def test_a_dispatcher_filters_keeps_the_view_and_assigns_five_at_once(sit, people):
    phoned, written = waiting(people, Channel.PHONE, 5), waiting(people, Channel.WEB, 1)
    dispatcher = sit("dispatcher")
    page = dispatcher.page
    rows = dispatcher.queue("awaiting_dispatch")
    expect(rows).to_have_count(6)
    page.get_by_test_id("more-filters").click()
    page.locator("details[open]").get_by_label("渠道").select_option(label="电话")
    page.get_by_test_id("apply-filters").click()
    expect(rows).to_have_count(5)
    assert page.url.endswith("/q/awaiting_dispatch/?channel=phone")
    page.get_by_test_id("save-view").click()
    page.get_by_label("名称").fill("电话来的")
    page.get_by_label("打开这一列时先用它").check()
    page.get_by_test_id("keep-view").click()
    expect(page.get_by_test_id("views").get_by_text("电话来的")).to_be_visible()
    dispatcher.queue("awaiting_dispatch")
    expect(rows).to_have_count(5)

    page.keyboard.press("j")
    page.keyboard.press("x")
    page.locator(".tick-row").nth(4).click(modifiers=["Shift"])
    expect(page.locator("#many-count")).to_have_text("已选 5 张")
    services.apply(order_of(phoned[2]).id, c.AddNote(text="市民补充了位置"), people["agent"])
    page.get_by_test_id("many-assign_to_unit").click()
    form = page.get_by_test_id("many-form")
    expect(form.locator(".many-rows li")).to_have_count(5)
    dispatcher.fill(form, {"都转给同一个单位（不选则照每张所列）": "城管局", "转办意见": "请尽快办理"})
    page.get_by_test_id("many-go").click()

    told = page.get_by_test_id("many-done")
    expect(told).to_contain_text("办成 4 张，1 张没有办成")
    expect(told.locator("li.refused")).to_contain_text(phoned[2])
    expect(told.locator("li.refused")).to_contain_text("李敏")
    told.get_by_role("button", name="关闭").click()
    expect(page.locator("#many-count")).to_have_text("已选 1 张")
    expect(page.locator(".qrow.ticked")).to_contain_text(phoned[2])
    phases = [order_of(number).phase for number in (*phoned, *written)]
    assert [phase is Phase.AWAITING_DISPATCH for phase in phases] == [False, False, True, False, False, True]
    assert order_of(phoned[0]).lead().unit == "works"


def test_an_analyst_takes_a_table_away_without_anybodys_number(sit, people):
    numbers = waiting(people, Channel.PHONE, 3)
    analyst = sit("analyst")
    page = analyst.page
    analyst.queue("open")
    page.get_by_test_id("columns").click()
    page.locator("details[open]").get_by_label("渠道").check()
    page.get_by_test_id("save-columns").click()
    page.get_by_test_id("export").click()
    page.get_by_label("用途").fill("三月路灯分析")
    with page.expect_download() as coming:
        page.get_by_test_id("export-csv").click()
    taken = coming.value
    assert taken.suggested_filename == "全部在办-20260302-0900.csv"
    told = Path(taken.path()).read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(told)))
    assert "尤佳" in rows[0][0] and "三月路灯分析" in rows[0][0] and "渠道" in rows[1]
    assert [row[0] for row in rows[2:]] == numbers or sorted(row[0] for row in rows[2:]) == numbers
    for personal in (PHONE, CALLER.name, "3号楼"):
        assert personal not in told
    assert "139****1234" in told
    (noted,) = audit.find(audit.Wanted(acts=["exported"]))
    assert (noted.person, noted.detail["reason"]) == (str(people["analyst"].pk), "三月路灯分析")


def test_the_screen_in_the_hall_shows_numbers_and_nobody(chromium_process, live, people, moving_clock):
    waiting(people, Channel.PHONE, 3)
    moving_clock.advance(hours=1)
    screen.forget()
    token = screens.make(people["director"], "一楼大厅", [city.LINE])
    hall = chromium_process.new_context(base_url=live, locale="zh-CN", viewport={"width": 1920, "height": 1080})
    page = hall.new_page()
    page.goto(f"/screen/{token}/?theme=dark")
    expect(page.get_by_test_id("today")).to_have_text("3")
    assert token not in page.url
    shown = page.locator("body").inner_text()
    for words in ("今天登记", "待转办", "超期的时限", "诉求最多", "路灯", "近 12 小时"):
        assert words in shown, words
    for personal in (PHONE, CALLER.name, "幸福里", "回电", "DZ2026", *(name for name, _, _ in city.STAFF.values())):
        assert personal not in shown, personal
    size = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    assert size == [1920, 1080]
    small = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')].filter(e => e.childNodes.length && e.innerText?.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert small >= 20  # pixels of 1080: letters that are read across a hall
    hall.close()
