"""“Not ours”: a unit returns the order with a reason; the dispatcher agrees and finds another, or does not agree."""

import pytest

from hotline.core.vocabulary import AssignmentState, Phase, RequestState
from tests.journeys import steps
from tests.journeys.written import events_of, last, order_of

pytestmark = pytest.mark.journey

NOT_OURS = {"为什么不是本单位的事": "路灯归城管局管，见职责清单第三条", "建议转给": "城管局"}


def test_a_return_is_granted_and_another_unit_does_it(sit, people):
    number = sit("agent").file_order()
    dispatcher = sit("dispatcher")
    steps.assign(dispatcher, number, "水务局")

    water = sit("water_clerk")
    water.take("to_sign", number)
    water.do("申请退件", NOT_OURS)
    water.is_told("退件申请已提出")
    water.sees("路灯归城管局管，见职责清单第三条", "待批")
    assert last(number, "request_asked").request.about == "works"

    dispatcher.take("return_requests", number)
    dispatcher.sees("路灯归城管局管")
    dispatcher.do("批准", {"批复意见": "同意，改派城管局"})
    dispatcher.sees_phase("待转办")
    dispatcher.sees("水务局退件生效")
    assert order_of(number).assignments[0].state is AssignmentState.RETURNED

    steps.assign(dispatcher, number, "城管局", "水务局退件，请城管局办理")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    steps.reply(clerk)
    steps.approve(sit("works_leader"), number)
    steps.call_back(sit("caller"), number)
    steps.archive(sit("archivist"), number)
    order = order_of(number)
    assert order.phase is Phase.ARCHIVED
    assert [a.unit for a in order.assignments] == ["water", "works"]
    assert [e for e in events_of(number) if e in ("assigned", "request_granted", "assignment_returned")] == [
        "assigned", "request_granted", "assignment_returned", "assigned",
    ]  # fmt: skip


def test_a_return_is_refused_with_its_reason(sit, people):
    number = sit("agent").file_order()
    dispatcher = sit("dispatcher")
    steps.assign(dispatcher, number, "水务局")
    water = sit("water_clerk")
    water.take("to_sign", number)
    water.do("申请退件", {"为什么不是本单位的事": "人手不够"})

    dispatcher.take("return_requests", number)
    form = dispatcher.open_form("不予批准")
    dispatcher.send("不予批准")
    assert "请填写" in form.locator("p.wrong").inner_text()
    assert "request_refused" not in events_of(number)
    dispatcher.fill(form, {"不同意的理由": "水务局是主管单位，请继续办理"})
    before = dispatcher.order.get_attribute("data-v")
    dispatcher.send("不予批准")
    dispatcher.moved_on(before)

    water.find(number)
    water.sees("水务局是主管单位，请继续办理", "不同意")
    water.do("签收")
    order = order_of(number)
    assert order.requests[0].state is RequestState.REFUSED
    assert order.assignments[0].state is AssignmentState.SIGNED
