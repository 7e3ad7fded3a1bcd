"""The session ends while someone types: nothing typed is lost, and one signs in again in place."""

import pytest
from playwright.sync_api import expect

from hotline.accounts import services as accounts
from tests.journeys import city, steps
from tests.journeys.people import CALLER, MATTER, REPLY, chosen
from tests.journeys.written import count, events_of, order_of

pytestmark = pytest.mark.journey


def sign_in_again(seat, password=city.PASSWORD):
    dialog = seat.page.get_by_test_id("sign-in-again")
    expect(dialog).to_contain_text("您填写的内容都还在")
    dialog.get_by_label("用户名").fill(seat.username)
    dialog.get_by_label("密码").fill(password)
    dialog.get_by_role("button", name="登录").click()


def test_an_answer_survives_the_end_of_the_session(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    form = clerk.open_form("提交审核", REPLY)

    accounts.sign_out_everywhere(people["works_clerk"])
    clerk.send("提交审核")
    sign_in_again(clerk, "wrong")
    expect(clerk.page.get_by_test_id("sign-in-again")).to_contain_text("用户名或密码不对")
    assert "answer_submitted" not in events_of(number)
    sign_in_again(clerk)
    clerk.is_told("已重新登录，请再提交一次")
    for label in ("给来电人的答复", "办理情况（内部）"):
        expect(form.get_by_label(label)).to_have_value(REPLY[label])
    before = clerk.order.get_attribute("data-v")
    clerk.send("提交审核")
    clerk.moved_on(before)
    assert order_of(number).assignments[0].answer.public_text == REPLY["给来电人的答复"]


def test_a_call_survives_the_end_of_the_session(sit, people):
    agent = sit("agent")
    form = agent.start_order()
    accounts.sign_out_everywhere(people["agent"])
    form.get_by_test_id("submit-new").click()
    expect(agent.page.get_by_label("密码")).to_be_focused()
    expect(agent.page.get_by_label("用户名")).to_have_value(agent.username)
    sign_in_again(agent)
    agent.is_told("已重新登录，请再提交一次")
    expect(form.get_by_label("诉求内容")).to_have_value(MATTER["诉求内容"])
    expect(form.get_by_label("电话", exact=True)).to_have_value(CALLER["电话"])
    assert count() == 0
    agent.submit_order(form)
    agent.sees_phase("待转办")
    assert count() == 1


def test_a_closed_window_gives_the_draft_back(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    form = clerk.open_form("提交审核", REPLY)
    expect(form.locator("[data-saved]")).to_contain_text("草稿已存")
    clerk.page.goto("/")
    clerk.take("in_hand", number)
    clerk.press("提交审核")
    expect(form.locator("[data-saved]")).to_contain_text("已恢复上次没提交的内容")
    expect(form.get_by_label("给来电人的答复")).to_have_value(REPLY["给来电人的答复"])
    expect(chosen(form, "办理结果")).to_have_text("已解决")
    before = clerk.order.get_attribute("data-v")
    clerk.send("提交审核")
    clerk.moved_on(before)
    assert order_of(number).assignments[0].answer.public_text == REPLY["给来电人的答复"]
