"""The line drops: the page says so, keeps what was typed, and catches up when it is back."""

import pytest
from playwright.sync_api import expect

from hotline.core import commands as c
from hotline.core.vocabulary import AuditPoint, ContactMethod
from hotline.orders import notes, reactions, services
from tests.journeys import steps
from tests.journeys.people import REPLY
from tests.journeys.written import last, order_of

pytestmark = pytest.mark.journey
LOST = "连接断开，正在重连"


def test_a_dropped_line_loses_nothing_and_catches_up(sit, people):
    agent, dispatcher, clerk = sit("agent"), sit("dispatcher"), sit("works_clerk")
    number = agent.file_order()
    steps.assign(dispatcher, number, "城管局")
    steps.sign(clerk, number)
    clerk.take("in_hand", number)
    form = clerk.open_form("提交审核", REPLY)
    clerk.listening()
    expect(clerk.page.get_by_test_id("queue-to_sign").locator("b")).to_have_text("")

    clerk.page.context.set_offline(True)
    expect(clerk.page.locator("#live")).to_contain_text(LOST)
    clerk.send("提交审核")
    clerk.is_told("您填写的内容都还在")
    expect(form.get_by_label("给来电人的答复")).to_have_value(REPLY["给来电人的答复"])
    # Meanwhile the world goes on: another order comes, this one gets a note that speaks to the clerk.
    another = agent.file_order()
    with reactions.inline():
        to_works = c.AssignToUnit(lead="works", audit=tuple(AuditPoint))
        services.apply(order_of(another).id, to_works, people["dispatcher"])
        notes.add(order_of(number).id, people["supervisor"], "请今天答复", [str(people["works_clerk"].pk)])

    clerk.page.context.set_offline(False)
    clerk.is_told("连接已恢复，内容已更新")
    expect(clerk.page.locator("#live")).to_be_empty()
    expect(clerk.page.get_by_test_id("queue-to_sign").locator("b")).to_have_text("1")
    expect(clerk.page.get_by_test_id("notices").locator("b")).to_have_text("1")
    expect(clerk.page.locator("#order-bar")).to_contain_text("孙伟")
    expect(form.get_by_label("给来电人的答复")).to_have_value(REPLY["给来电人的答复"])
    clerk.send("提交审核")
    expect(form.get_by_test_id("stale")).to_contain_text("孙伟")
    before = clerk.order.get_attribute("data-v")
    clerk.send("提交审核")
    clerk.moved_on(before)
    assert last(number, "answer_submitted").answer.public_text == REPLY["给来电人的答复"]


def test_reminders_are_asked_for_and_say_nothing_of_the_order(sit, people):
    number = sit("agent").file_order()
    supervisor = sit("supervisor")
    page = supervisor.page
    page.context.grant_permissions(["notifications"])
    page.add_init_script(
        """window.shown = [];
        class Told { static permission = "granted"; static requestPermission = async () => "granted";
          constructor(title, options) { window.shown.push([title, options.body]); } }
        window.Notification = Told;
        window.seen = true;
        Object.defineProperty(Document.prototype, "hidden", { get: () => !window.seen });"""
    )
    page.reload()
    supervisor.listening()
    with reactions.inline():
        notes.add(order_of(number).id, people["dispatcher"], "路灯急", [str(people["supervisor"].pk)])
        expect(page.get_by_test_id("notices").locator("b")).to_have_text("1")
        assert page.evaluate("window.shown") == []  # never by itself
        page.get_by_test_id("me").click()
        page.get_by_test_id("notify").click()
        expect(page.get_by_test_id("notify")).to_have_text("关闭桌面提醒")
        page.evaluate("window.seen = false; document.dispatchEvent(new Event('visibilitychange'))")
        notes.add(order_of(number).id, people["dispatcher"], "路灯更急", [str(people["supervisor"].pk)])
        page.wait_for_function("window.shown.length > 0")
    assert page.evaluate("window.shown") == [["一号通", "您有新的通知。"]]


def test_what_was_told_while_looking_away(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk, supervisor = sit("works_clerk"), sit("supervisor")
    steps.sign(clerk, number)
    supervisor.find(number)
    supervisor.listening()
    supervisor.page.context.set_offline(True)
    expect(supervisor.page.locator("#live")).to_contain_text(LOST)
    contact = c.LogContact(assignment="a1", method=ContactMethod.PHONE, note="说明今晚到现场")
    services.apply(order_of(number).id, contact, people["works_clerk"])
    supervisor.page.context.set_offline(False)
    expect(supervisor.page.locator("#order-bar")).to_contain_text("陈涛")
