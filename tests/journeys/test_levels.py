"""Passed down two levels and back up: each level's clerk adopts, each level's leader reviews (DSP-8)."""

import pytest

from hotline.core.vocabulary import AssignmentState, Phase
from tests.journeys import steps
from tests.journeys.people import REPLY
from tests.journeys.written import by, events_of, order_of

pytestmark = pytest.mark.journey


def test_down_two_levels_and_up_again(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    works, lamps, east = sit("works_clerk"), sit("lamps_clerk"), sit("east_clerk")
    steps.sign(works, number)
    works.do("下派", {"下派给（主办）": "路灯管理处", "交办要求": "请派人到现场"})
    works.sees("城管局下派给路灯管理处主办", "已下派")
    steps.sign(lamps, number)
    lamps.do("下派", {"下派给（主办）": "东区路灯所", "交办要求": "今晚完成"})
    steps.sign(east, number)
    steps.reply(east, {**REPLY, "办理情况（内部）": "换了两盏"})
    steps.approve(sit("east_leader"), number)
    assert order_of(number).phase is Phase.IN_HAND

    # The level above does not accept it at first.
    lamps.take("child_answers", number)
    lamps.do("退回下级重办", {"为什么要重办": "三盏只写了两盏"})
    east.take("rework", number)
    east.sees("三盏只写了两盏")
    steps.reply(east)
    east_leader = sit("east_leader")
    steps.approve(east_leader, number)

    lamps.take("child_answers", number)
    lamps.sees("接线盒进水")
    lamps.do("采用下级答复", {"采用哪个下级的答复": "东区路灯所"})
    steps.approve(sit("lamps_leader"), number)
    works.take("child_answers", number)
    works.do("采用下级答复", {"采用哪个下级的答复": "路灯管理处"})
    assert order_of(number).phase is Phase.IN_HAND
    steps.approve(sit("works_leader"), number)
    steps.call_back(sit("caller"), number)
    steps.archive(sit("archivist"), number)

    order = order_of(number)
    assert order.phase is Phase.ARCHIVED
    assert [(a.unit, a.parent, a.state) for a in order.assignments] == [
        ("works", "", AssignmentState.SUBMITTED),
        ("works.lamps", "a1", AssignmentState.SUBMITTED),
        ("works.lamps.east", "a2", AssignmentState.SUBMITTED),
    ]
    assert order.public_answer == REPLY["给来电人的答复"]
    leaders = ["east_leader", "east_leader", "lamps_leader", "works_leader"]
    assert by(number, "answer_approved") == [str(people[name].id) for name in leaders]
    assert events_of(number).count("answer_adopted") == 2


def test_only_units_below_can_be_chosen(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    works = sit("works_clerk")
    steps.sign(works, number)
    form = works.open_form("下派")
    choices = form.get_by_role("option")
    form.get_by_label("下派给（主办）").fill("水务局")
    form.get_by_text("没有找到，换个说法试试").wait_for()
    form.get_by_label("下派给（主办）").fill("ld")
    choices.first.wait_for()
    assert sorted(choices.evaluate_all("all => all.map(e => e.dataset.label)")) == ["东区路灯所", "路灯管理处"]
