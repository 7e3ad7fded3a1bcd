"""A supervision order, and its answer by the unit's leader (SUP-2); urging by a person."""

import pytest

from hotline.core.vocabulary import ClockName, ClockState, DocumentState, SupervisionForm, SupervisionReason
from tests.journeys import steps
from tests.journeys.written import by, events_of, last, order_of

pytestmark = pytest.mark.journey


def test_a_supervision_order_is_answered_and_lifted(sit, people, moving_clock):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)

    supervisor = sit("supervisor")
    supervisor.find(number)
    supervisor.do("催办", {"催办的话": "来电人又来电，请今天联系"})
    supervisor.do("督办", {"督办原因": "热点难点", "督办形式": "书面督办", "督办要求": "三日内书面说明进展"})
    supervisor.sees("三日内书面说明进展", "督办答复时限")
    supervisor.queue("supervised")
    supervisor.take("supervised", number)
    document = last(number, "supervision_placed").document
    assert (document.reason, document.form, document.unit) == (SupervisionReason.HOT, SupervisionForm.WRITTEN, "works")

    moving_clock.advance(days=1)
    leader = sit("works_leader")
    leader.take("supervision_orders", number)
    leader.sees("来电人又来电，请今天联系", "三日内书面说明进展")
    leader.do("答复督办", {"督办答复": "灯具已到货，明日更换"})
    leader.sees("褚亮答复了对城管局的督办", "灯具已到货，明日更换")

    supervisor.take("supervised", number)
    supervisor.do("解除督办", {"解除的理由": "已更换，现场核实"})
    supervisor.sees("孙伟解除了对城管局的督办")
    order = order_of(number)
    assert order.documents[0].state is DocumentState.ENDED
    (clock,) = [c for c in order.clocks if c.name is ClockName.SUPERVISION]
    assert clock.state is ClockState.MET
    assert by(number, "supervision_answered") == [str(people["works_leader"].id)]
    assert [e for e in events_of(number) if e in ("urged", "supervision_placed", "supervision_lifted")] == [
        "urged", "supervision_placed", "supervision_lifted",
    ]  # fmt: skip
