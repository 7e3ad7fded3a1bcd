"""One order from the phone to the archive, six people, each in a browser of their own."""

import pytest

from hotline.core.vocabulary import CallbackEnd, Outcome, Phase
from tests.journeys import steps
from tests.journeys.people import PHONE, REPLY, SATISFIED
from tests.journeys.written import by, events_of, last, order_of

pytestmark = pytest.mark.journey

WRITTEN = [
    "registered", "submitted_for_dispatch", "assigned", "signed_for", "contact_logged", "answer_submitted",
    "answer_approved", "order_replied", "callback_taken", "callback_recorded", "order_closed", "archived",
]  # fmt: skip


def test_from_the_phone_to_the_archive(sit, people, moving_clock):
    agent = sit("agent", door=True)
    number = agent.file_order()
    agent.sees_phase("待转办")
    agent.sees("幸福里东门路灯不亮", "李敏把工单提交转办")

    moving_clock.advance(minutes=20)
    dispatcher = sit("dispatcher", door=True)
    steps.assign(dispatcher, number, "城管局")
    dispatcher.sees_phase("办理中")
    dispatcher.sees("王强把工单转给城管局主办", "请尽快办理", "签收时限")

    moving_clock.advance(minutes=30)
    clerk = sit("works_clerk", door=True)
    steps.sign(clerk, number)
    clerk.sees("陈涛代表城管局签收")
    steps.reply(clerk)
    clerk.sees("待审核", "以电话方式联系上了来电人", "接线盒进水")

    moving_clock.advance(hours=2)
    leader = sit("works_leader", door=True)
    steps.approve(leader, number)
    leader.sees_phase("已回复待回访")

    moving_clock.advance(hours=3)
    caller = sit("caller", door=True)
    caller.take("to_call_back", number)
    caller.sees("东门外三盏路灯已于今晚修好")
    caller.do("领取回访")
    caller.sees_phase("回访中")
    form = caller.open_form("登记回访", {"联系上了吗": "否"})
    assert not form.get_by_text("对结果满意吗").is_visible()
    caller.fill(form, {**SATISFIED, "来电人的原话": "修得很快，谢谢"})
    before = caller.order.get_attribute("data-v")
    caller.send("登记回访")
    caller.moved_on(before)
    caller.sees_phase("已办结")
    caller.sees("对结果满意", "修得很快，谢谢", "工单办结：满意")

    steps.archive(sit("archivist", door=True), number)
    order = order_of(number)
    assert events_of(number) == WRITTEN
    assert order.phase is Phase.ARCHIVED
    assert order.callback.end is CallbackEnd.SATISFIED
    assert order.public_answer == REPLY["给来电人的答复"]
    (part,) = order.assignments
    assert (part.unit, part.answer.outcome, part.contacts) == ("works", Outcome.SOLVED, 1)
    who = ["agent", "dispatcher", "works_clerk", "works_leader", "caller", "archivist"]
    acts = ["submitted_for_dispatch", "assigned", "signed_for", "answer_approved", "callback_recorded", "archived"]
    assert [by(number, act) for act in acts] == [[str(people[name].id)] for name in who]
    assert last(number, "callback_recorded").opinion == "修得很快，谢谢"
    assert all(not clock.breached_at for clock in order.clocks)
    assert PHONE not in str(order)
