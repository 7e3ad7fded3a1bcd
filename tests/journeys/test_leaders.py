"""What is not accepted is told; what is grave goes to a city leader, whose word binds a unit (INT-5, SUP-3)."""

from datetime import date

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import DocumentState, Mode, Phase, Role
from tests.journeys import steps
from tests.journeys.written import by, count, events_of, last, order_of

pytestmark = pytest.mark.journey

OUTSIDE = {
    "诉求内容": "要求热线帮忙改判去年的法院判决。",
    "标题": "要求改判法院判决",
    "性质": "求助",
}


def test_not_accepted_only_after_the_reason_was_told(sit, people):
    agent = sit("agent")
    form = agent.start_order(OUTSIDE)
    agent.outcome(form, "不予受理")
    agent.fill(form, {"不予受理的理由": "不在受理范围", "告知经过": "已说明应向法院申诉"})
    form.get_by_test_id("submit-new").click()
    tick = form.get_by_label("已把理由告知来电人")
    expect(tick).to_be_focused()
    expect(tick).to_have_accessible_description("！不予受理须先把理由告知来电人，请告知后勾选。")
    expect(form.get_by_text("不予受理须先把理由告知来电人")).to_be_in_viewport(ratio=1)
    expect(form.locator("p.wrong")).to_be_in_viewport()
    expect(form.get_by_label("诉求内容")).to_have_value(OUTSIDE["诉求内容"])
    expect(form.get_by_label("告知经过")).to_have_value("已说明应向法院申诉")
    assert count() == 0

    agent.fill(form, {"已把理由告知来电人": True})
    number = agent.submit_order(form)
    agent.sees_phase("不予受理")
    agent.sees("不予受理，理由是“不在受理范围”", "已说明应向法院申诉")
    assert count() == 1
    assert events_of(number) == ["registered", "acceptance_declined"]
    steps.archive(sit("archivist"), number)
    assert order_of(number).phase is Phase.ARCHIVED


def test_a_leader_instructs_and_the_unit_carries_it_out(sit, people):
    agent = sit("agent")
    number = agent.file_order("呈报领导", {"呈报给": "市领导", "呈报内容和拟办意见": "多个小区停水，拟请水务局牵头"})
    agent.sees_phase("待批示")

    mayor = sit("mayor")
    mayor.take("awaiting_instruction", number)
    mayor.sees("多个小区停水，拟请水务局牵头")
    mayor.do(
        "批示",
        {
            "批示": "水务局立即抢修，供电公司配合",
            "指定主办单位": "水务局",
            "指定协办单位": ["供电公司"],
            "落实期限": "2026-03-06",
        },
    )
    mayor.sees_phase("办理中")
    mayor.sees("冯远作了批示，要求3月6日 周五前落实", "水务局立即抢修，供电公司配合")
    order = order_of(number)
    assert [(a.unit, a.mode) for a in order.assignments] == [("water", Mode.INSTRUCTED), ("power", Mode.INSTRUCTED)]
    assert last(number, "instruction_given").due_on == date(2026, 3, 6)
    assert order.documents[0].to_role is Role.CITY_LEADER

    water = sit("water_clerk")
    steps.sign(water, number)
    water.sees("已裁定由其承办")
    water.page.get_by_test_id("more-verbs").click()
    expect(water.page.get_by_test_id("blocked-request_return")).to_contain_text("承办单位已由领导批示确定，不能退件。")
    water.page.keyboard.press("Escape")
    water.do("记录联系", {"联系方式": "上门", "联系上了吗": "是", "谈了什么": "到小区说明抢修安排"})

    # The assisting unit has not answered: the lead waits, or says why not.
    form = water.open_form("提交审核", steps.REPLY)
    water.send("提交审核")
    water.is_refused("提交审核", "还有协办单位没有回复：供电公司。请等它们回复，或写明不等的理由。")
    water.fill(form, {"不等协办单位的理由": "供电公司只配合断电，已完成"})
    before = water.order.get_attribute("data-v")
    water.send("提交审核")
    water.moved_on(before)
    leader = sit("water_leader")
    steps.approve(leader, number)
    leader.do("报告批示落实", {"落实情况": "三月五日全部恢复供水"})
    leader.sees("朱红报告了批示落实情况", "三月五日全部恢复供水")
    steps.call_back(sit("caller"), number)
    steps.archive(sit("archivist"), number)
    assert order_of(number).documents[0].state is DocumentState.ENDED
    assert by(number, "instruction_given") == [str(people["mayor"].id)]
