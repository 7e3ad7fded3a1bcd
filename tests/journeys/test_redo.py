"""The citizen is not satisfied, with reason: judged, done again, satisfied, archived (CBK-3)."""

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import CallbackEnd, Phase, ReworkMode
from tests.journeys import steps
from tests.journeys.people import REPLY, SATISFIED
from tests.journeys.written import events_of, last, order_of

pytestmark = pytest.mark.journey

DISSATISFIED = {**SATISFIED, "问题解决了吗": "否", "对结果满意吗": "否", "来电人的原话": "只修了一盏，还有两盏不亮"}
AGAIN = {**REPLY, "给来电人的答复": "您好，其余两盏路灯今日也已修好，三盏都已点亮，请您再看看。"}


def test_not_satisfied_done_again_satisfied(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk, leader, caller = sit("works_clerk"), sit("works_leader"), sit("caller")
    steps.sign(clerk, number)
    steps.reply(clerk)
    steps.approve(leader, number)
    steps.call_back(caller, number, DISSATISFIED)
    caller.sees("对结果不满意", "只修了一盏，还有两盏不亮")
    assert "order_closed" not in events_of(number)

    supervisor = sit("supervisor")
    supervisor.take("to_judge", number)
    supervisor.do("判定不满意", {"诉求合理吗": "是", "判定依据": "现场照片显示两盏仍不亮"})
    supervisor.sees("孙伟判定来电人的诉求合理")
    supervisor.do(
        "退回重办",
        {"怎样重办": "退回原单位重办", "重办原因": "回访不满意且诉求合理", "重办要求": "三天内把其余两盏修好"},
    )
    supervisor.sees_phase("退回重办")
    assert last(number, "rework_ordered").mode is ReworkMode.SAME_UNIT

    steps.sign(clerk, number, "rework")
    clerk.sees("第 1 次重办", "三天内把其余两盏修好")
    expect(clerk.button("申请退件")).to_have_count(0)
    steps.reply(clerk, AGAIN)
    steps.approve(leader, number)
    steps.call_back(caller, number)
    caller.sees("工单办结：满意", "三盏都已点亮")
    steps.archive(sit("archivist"), number)

    order = order_of(number)
    assert (order.phase, order.callback.end, order.redo_count) == (Phase.ARCHIVED, CallbackEnd.SATISFIED, 1)
    assert [a.redo for a in order.assignments] == [0, 1]
    assert order.public_answer == AGAIN["给来电人的答复"]


def test_not_satisfied_without_reason_is_closed(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    steps.reply(clerk)
    steps.approve(sit("works_leader"), number)
    steps.call_back(sit("caller"), number, {**DISSATISFIED, "来电人的原话": "要求换成景观灯"})
    supervisor = sit("supervisor")
    supervisor.take("to_judge", number)
    supervisor.do("判定不满意", {"诉求合理吗": "否", "判定依据": "路灯照明已恢复，更换景观灯不在维修范围"})
    supervisor.sees_phase("已办结")
    supervisor.sees("判定来电人的诉求不合理", "工单办结：不满意但诉求不合理")
    assert order_of(number).callback.end is CallbackEnd.UNREASONABLE
