"""Overdue, redone, sent back by several: proposed once, taken off when supervised or done."""

from __future__ import annotations

from datetime import timedelta

from hotline.core import commands as c
from hotline.core.vocabulary import (
    AuditPoint,
    ClockName,
    ReworkMode,
    ReworkReason,
    SupervisionForm,
    SupervisionReason,
)
from hotline.orders import services as orders
from hotline.orders.selectors import get
from hotline.supervision import selectors, services
from tests.rooms.orders import city


def proposed(town, who="supervisor"):
    return [(x.number, x.assignment, x.reason) for x in selectors.open_candidates(town[who])]


def late(town, moving_clock, order):
    limit = next(k.due_at for k in get(order.id).clocks if k.name is ClockName.REPLY)
    moving_clock.move_to(limit + timedelta(hours=1))
    services.sweep()


def test_an_overdue_part_is_proposed_and_taken_off_when_supervised(town, reacting, moving_clock):
    order = city.in_hand(town)
    late(town, moving_clock, order)
    assert proposed(town) == [(order.number, "a1", "overdue")] == proposed(town, "director")
    assert proposed(town, "agent") == [] == proposed(town, "lamps_leader")
    place = c.PlaceUnderSupervision(
        assignment="a1", reason=SupervisionReason.OVERDUE, form=SupervisionForm.WRITTEN, text="限期"
    )
    orders.apply(order.id, place, town["supervisor"])
    assert proposed(town) == []


def test_an_answer_takes_it_off(town, reacting, moving_clock):
    order = city.in_hand(town)
    late(town, moving_clock, order)
    orders.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), town["lamps_clerk"])
    orders.apply(order.id, c.ApproveAnswer(assignment="a1"), town["lamps_leader"])
    assert proposed(town) == []


def test_a_late_dispatch_is_no_matter_of_a_unit(town, reacting, moving_clock):
    city.registered(town)
    moving_clock.advance(days=3)
    services.sweep()
    assert proposed(town) == []


def test_a_redone_part_is_proposed(town, reacting):
    order = city.replied(town)
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    orders.apply(order.id, c.RecordCallback(reached=True, satisfied_result=False), town["caller"])
    orders.apply(order.id, c.JudgeDissatisfaction(reasonable=True, grounds="未修"), town["supervisor"])
    again = c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.DISSATISFIED, text="重办")
    orders.apply(order.id, again, town["supervisor"])
    assert proposed(town) == [(order.number, "a2", "redo")]


def test_what_two_units_sent_back_is_watched(town, reacting):
    order = city.registered(town)
    for number, (unit, clerk) in enumerate([("lamps", "lamps_clerk"), ("streets", "streets_clerk")], 1):
        orders.apply(order.id, c.AssignToUnit(lead=unit, audit=tuple(AuditPoint)), town["dispatcher"])
        orders.apply(order.id, c.RequestReturn(assignment=f"a{number}", reason="不归我们"), town[clerk])
        orders.apply(order.id, c.GrantRequest(request=f"r{number}"), town["dispatcher"])
        assert proposed(town) == []
    orders.apply(order.id, c.AssignToUnit(lead="lamps.east", audit=tuple(AuditPoint)), town["dispatcher"])
    assert proposed(town) == [(order.number, "a3", "refused_by_several")]
    orders.apply(order.id, c.RecallAssignment(assignment="a3", reason="再议"), town["dispatcher"])
    assert proposed(town) == []


def test_the_list_goes_on_where_the_page_ended(town, reacting, moving_clock):
    found = [city.in_hand(town) for _ in range(5)]
    late(town, moving_clock, found[0])
    first = selectors.open_candidates(town["supervisor"], limit=3)
    last = first[-1]
    rest = selectors.open_candidates(town["supervisor"], after=(last.since, last.id), limit=3)
    assert len(first) == 3 and len(rest) == 2 and {x.number for x in (*first, *rest)} == {o.number for o in found}
