"""What is missing or wrong is said in words, at its place, and everything typed stays."""

import pytest
from playwright.sync_api import expect

from hotline.accounts import services as accounts
from tests.journeys import city, steps
from tests.journeys.people import CALLER, MATTER, chosen, input_of
from tests.journeys.written import count, events_of, order_of

pytestmark = pytest.mark.journey


def test_a_call_with_gaps_is_mended_not_typed_again(sit, people):
    agent = sit("agent")
    matter = {k: v for k, v in MATTER.items() if k != "性质"}
    form = agent.start_order(matter, {**CALLER, "电话": "139"})
    form.get_by_test_id("submit-new").click()
    expect(form.get_by_text("电话号码不对：请核对位数")).to_be_visible()
    expect(form.get_by_text("请填写“性质”。")).to_be_visible()
    expect(form.get_by_label("诉求内容")).to_have_value(MATTER["诉求内容"])
    expect(form.get_by_label("姓名")).to_have_value(CALLER["姓名"])
    expect(form.locator(".picked")).to_contain_text("路灯")
    assert count() == 0

    agent.fill(form, {"性质": "求助", "电话": CALLER["电话"]})
    number = agent.submit_order(form)
    assert count() == 1
    assert order_of(number).nature == "help"


def test_a_unit_that_is_not_in_the_list_and_one_that_is_gone(sit, people, moving_clock):
    number = sit("agent").file_order()
    dispatcher = sit("dispatcher")
    dispatcher.take("awaiting_dispatch", number)
    form = dispatcher.open_form("转办", {"转办意见": "请今晚到现场"})
    form.get_by_label("主办单位").fill("没有这个局")
    dispatcher.send("转办")
    expect(form.get_by_text("请填写“主办单位”。")).to_be_visible()
    expect(form.get_by_label("转办意见")).to_have_value("请今晚到现场")

    dispatcher.fill(form, {"主办单位": "水务局", "按难易重新认定": "复杂"})
    water = next(unit for unit in city.UNITS if unit["id"] == "water")
    moving_clock.advance(minutes=5)
    accounts.save_units([{**water, "active": False}])
    dispatcher.send("转办")
    dispatcher.is_refused("转办", "没有“水务局”这个单位或它已停用，请重新选择承办单位。")
    expect(form.get_by_label("转办意见")).to_have_value("请今晚到现场")
    expect(chosen(form, "按难易重新认定")).to_have_text("复杂")
    assert "assigned" not in events_of(number)

    form.get_by_role("button", name="去掉").click()
    dispatcher.fill(form, {"主办单位": "城管局"})
    before = dispatcher.order.get_attribute("data-v")
    dispatcher.send("转办")
    dispatcher.moved_on(before)
    assert [a.unit for a in order_of(number).assignments] == ["works"]


def test_an_unfinished_answer_says_what_is_missing(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    form = clerk.open_form("提交审核", {"投诉是否成立": "成立", "给来电人的答复": "已处理。"})
    expect(input_of(form, "依据")).to_be_visible()
    clerk.send("提交审核")
    expect(form.get_by_text("请填写“办理结果”。")).to_be_visible()
    expect(form.get_by_text("请填写“办理情况（内部）”。")).to_be_visible()
    expect(form.get_by_label("给来电人的答复")).to_have_value("已处理。")
    expect(chosen(form, "投诉是否成立")).to_have_text("成立")
    clerk.fill(form, {"办理结果": "已解决", "办理情况（内部）": "现场核实"})
    clerk.send("提交审核")
    clerk.is_refused("提交审核", "认定成立要写明依据。")
    clerk.fill(form, {"依据": "现场照片三张"})
    before = clerk.order.get_attribute("data-v")
    clerk.send("提交审核")
    clerk.moved_on(before)
    assert order_of(number).assignments[0].answer.grounds == "现场照片三张"


def test_a_wrong_password_and_a_wrong_number(sit, page):
    page.goto("/")
    page.get_by_label("用户名").fill("agent")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_test_id("sign-in-error")).to_contain_text("用户名或密码不对")
    expect(page.get_by_label("用户名")).to_have_value("agent")

    agent = sit("agent", door=True)
    box = agent.page.get_by_test_id("find")
    box.fill("DZ20260302-99999")
    box.press("Enter")
    expect(agent.page.get_by_test_id("found")).to_contain_text("没有找到")
