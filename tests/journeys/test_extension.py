"""More time, twice: the second time signed, stamped and with the supervision desk's word (S2 批复延期①–④)."""

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import ClockName, Phase
from tests.journeys import steps
from tests.journeys.written import events_of, order_of

pytestmark = pytest.mark.journey


def due(number):
    return next(c.due_at for c in order_of(number).clocks if c.name is ClockName.REPLY)


def test_two_extensions_and_no_third(sit, people):
    number = sit("agent").file_order()
    dispatcher = sit("dispatcher")
    steps.assign(dispatcher, number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    first_due = due(number)

    # Too long: refused, and what was typed stays.
    form = clerk.open_form("申请延期", {"延长多少天": "10", "为什么到期办不完": "灯具要从厂家订货"})
    clerk.send("申请延期")
    clerk.is_refused("申请延期", "申请延期最长7天，您填的是10天。")
    expect(form.get_by_label("延长多少天")).to_have_value("10")
    expect(form.get_by_label("为什么到期办不完")).to_have_value("灯具要从厂家订货")
    before = clerk.order.get_attribute("data-v")
    clerk.fill(form, {"延长多少天": "7"})
    clerk.send("申请延期")
    clerk.moved_on(before)

    dispatcher.take("extension_requests", number)
    dispatcher.sees("灯具要从厂家订货", "7天")
    dispatcher.do("批准", {"批复意见": "同意延期一次"})
    dispatcher.sees("王强批准了城管局的延期申请", "已延期 1 次")
    assert due(number) > first_due
    second_due = due(number)

    # The second one: not without signature and stamp.
    clerk.find(number)
    form = clerk.open_form("申请延期", {"延长多少天": "5", "为什么到期办不完": "厂家推迟发货"})
    clerk.send("申请延期")
    clerk.is_refused("申请延期", "第二次延期须由承办单位分管领导签字并加盖公章")
    assert len(order_of(number).requests) == 1
    clerk.fill(form, {"分管领导已签字": True, "已加盖公章": True})
    before = clerk.order.get_attribute("data-v")
    clerk.send("申请延期")
    clerk.moved_on(before)

    # Nor granted before the supervision desk agrees: the act is there, grey, with its reason.
    dispatcher.take("extension_requests", number)
    dispatcher.page.get_by_test_id("more-verbs").click()
    expect(dispatcher.page.get_by_test_id("blocked-grant_request")).to_contain_text("第二次延期要先经督办室同意")
    assert dispatcher.button("批准").count() == 0

    supervisor = sit("supervisor")
    supervisor.take("endorsements", number)
    supervisor.do("督办室同意", {"督办室意见": "情况属实，同意"})
    supervisor.sees("孙伟代表督办室同意城管局的延期申请，待批准")
    dispatcher.take("extension_requests", number)
    dispatcher.do("批准", {})
    assert due(number) > second_due
    assert order_of(number).assignments[0].extensions == 2

    clerk.find(number)
    clerk.page.get_by_test_id("more-verbs").click()
    expect(clerk.page.get_by_test_id("blocked-request_extension")).to_contain_text("本热线规定延期最多2次，已经用完。")
    clerk.page.keyboard.press("Escape")

    steps.reply(clerk)
    steps.approve(sit("works_leader"), number)
    steps.call_back(sit("caller"), number)
    steps.archive(sit("archivist"), number)
    assert order_of(number).phase is Phase.ARCHIVED
    asked = [e for e in events_of(number) if e.startswith("request_")]
    assert asked == ["request_asked", "request_granted", "request_asked", "request_endorsed", "request_granted"]
