"""Two people on one order: the second is told who was faster and what changed, keeps every word, and can go on."""

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import AssignmentState
from tests.journeys import steps
from tests.journeys.people import CONTACTED, REPLY, chosen
from tests.journeys.written import by, events_of, order_of

pytestmark = pytest.mark.journey


def test_the_second_of_two_is_told_and_keeps_what_was_typed(sit, people, moving_clock):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    first, second = sit("works_clerk2"), sit("works_clerk")
    steps.sign(second, number)
    form = second.open_form("提交审核", REPLY)

    moving_clock.advance(minutes=7)
    first.take("in_hand", number)
    first.do("记录联系", CONTACTED)
    version = first.order.get_attribute("data-v")

    moving_clock.advance(minutes=3)
    second.send("提交审核")
    notice = form.get_by_test_id("stale")
    expect(notice).to_contain_text("这张单已被许晴在09:07更新。您写的内容已保留，请核对后再提交。")
    expect(notice).to_contain_text("许晴以电话方式联系上了来电人")
    for label in ("给来电人的答复", "办理情况（内部）"):
        expect(form.get_by_label(label)).to_have_value(REPLY[label])
    expect(chosen(form, "办理结果")).to_have_text("已解决")
    assert "answer_submitted" not in events_of(number)

    expect(second.page.get_by_test_id("submit-submit_answer")).to_have_text("核对后再提交")
    before = second.order.get_attribute("data-v")
    second.send("提交审核")
    second.moved_on(before)
    second.is_told("已提交审核")
    assert int(second.order.get_attribute("data-v")) > int(version)
    (part,) = order_of(number).assignments
    assert part.state is AssignmentState.IN_REVIEW
    assert part.answer.contacted
    assert part.answer.public_text == REPLY["给来电人的答复"]
    assert by(number, "contact_logged") == [str(people["works_clerk2"].id)]
    assert by(number, "answer_submitted") == [str(people["works_clerk"].id)]


def test_what_can_no_longer_be_done_is_said_and_nothing_is_written_twice(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    first, second = sit("works_clerk"), sit("works_clerk2")
    for seat in (first, second):
        seat.take("to_sign", number)
    first.do("签收")
    second.press("签收")
    expect(second.form("签收").get_by_test_id("stale")).to_contain_text("这张单已被陈涛在09:00更新")
    expect(second.form("签收").get_by_test_id("stale")).to_contain_text("城管局的办理状态现在是“已签收”，不能签收。")
    second.send("签收")
    second.is_refused("签收", "城管局的办理状态现在是“已签收”，不能签收。")
    assert by(number, "signed_for") == [str(people["works_clerk"].id)]
