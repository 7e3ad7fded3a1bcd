"""A clock that speaks is heard by those it is meant for, and by nobody else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from hotline.core import commands as c
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import ClockName, Role, SupervisionForm, SupervisionReason
from hotline.infra import stream
from hotline.orders import services as orders
from hotline.orders.selectors import get, records
from hotline.supervision import consumers, notices, selectors, services
from hotline.supervision.audience import Holder, resolve
from hotline.supervision.models import Notice
from tests.rooms.orders import city

PLACE = c.PlaceUnderSupervision(
    assignment="a1", reason=SupervisionReason.HOT, form=SupervisionForm.WRITTEN, text="请加快办理"
)


def keys(person) -> list[str]:
    return [n.key for n in selectors.notices(person)]


def due(order, name=ClockName.REPLY):
    return next(k for k in get(order.id).clocks if k.name is name).due_at


# --- whom ---------------------------------------------------------------------------------------------------------


def test_roles_become_a_person_a_unit_or_a_line(town):
    order = orders.apply(city.registered(town).id, city.ASSIGN, town["dispatcher"]).order
    roles = (Role.UNIT_CLERK, Role.UNIT_LEADER, Role.SUPERVISOR, Role.AGENT, Role.CALLBACK_AGENT, Role.SYSTEM)
    assert resolve(order, city.LINE, roles, "lamps", "a1") == (
        Holder("lamps", "unit_clerk"),
        Holder("lamps", "unit_leader"),
        Holder(city.LINE, "supervisor"),
        Holder(str(town["agent"].pk)),
        Holder(city.LINE, "callback_agent"),
    )


def test_whoever_has_it_in_hand_is_meant(town):
    signed = city.in_hand(town).order
    assert resolve(signed, city.LINE, (Role.UNIT_CLERK,), "lamps", "a1") == (Holder(str(town["lamps_clerk"].pk)),)
    called = orders.apply(city.replied(town).id, c.TakeCallback(), town["caller"]).order
    assert resolve(called, city.LINE, (Role.CALLBACK_AGENT,), "") == (Holder(str(town["caller"].pk)),)


def test_a_unit_role_without_a_unit_is_the_leads(town):
    order = city.in_hand(town).order
    assert resolve(order, city.LINE, (Role.UNIT_LEADER,), "") == (Holder("lamps", "unit_leader"),)
    assert resolve(city.registered(town).order, city.LINE, (Role.UNIT_LEADER,), "") == ()


# --- what is heard --------------------------------------------------------------------------------------------------


def test_before_at_and_after_a_limit(town, reacting, moving_clock):
    order = city.in_hand(town)
    limit = due(order)
    moving_clock.move_to(limit)  # the last moment is still in time
    services.sweep()
    assert "reminder" in keys(town["lamps_clerk"]) and "breached" not in keys(town["lamps_clerk"])
    moving_clock.move_to(limit + timedelta(seconds=1))
    services.sweep()
    assert keys(town["lamps_clerk"]).count("breached") == 1
    assert keys(town["supervisor"]).count("breached") == 1
    assert selectors.notices(town["streets_clerk"]) == [] and selectors.notices(town["mayor"]) == []
    (text,) = {n.text for n in selectors.notices(town["supervisor"]) if n.key == "breached"}
    assert text == f"{order.number} 的回复时限已在 3月9日（周一）23:59 到期未完成，请立即处理。"


def test_a_right_that_lapses_is_told_to_nobody(town, reacting, moving_clock):
    order = city.in_hand(town)
    moving_clock.move_to(due(order, ClockName.RETURN_WINDOW) + timedelta(seconds=1))
    assert services.sweep().fired
    assert keys(town["lamps_clerk"]) == []


def test_urging_and_supervision_reach_the_unit(town, reacting, moving_clock):
    order = city.in_hand(town)
    orders.apply(order.id, c.Urge(assignment="a1", text="请尽快"), town["supervisor"])
    moving_clock.advance(seconds=1)
    orders.apply(order.id, PLACE, town["supervisor"])
    assert keys(town["lamps_leader"]) == ["placed", "urged"] == keys(town["lamps_clerk"])
    assert "书面督办" in selectors.notices(town["lamps_leader"])[0].text
    assert "请尽快" not in str(list(Notice.objects.values()))


def test_the_open_pages_of_the_holders_hear_of_it(town, reacting, monkeypatch):
    order = city.in_hand(town)
    told: list[tuple[str, str, dict]] = []
    monkeypatch.setattr(stream, "publish_many", told.extend)
    orders.apply(order.id, c.Urge(assignment="a1", text="请尽快"), town["supervisor"])
    assert ("queue:lamps", "notices", {}) in told


# --- list and count -------------------------------------------------------------------------------------------------


@pytest.fixture
def many(town):
    order = city.in_hand(town)
    when = order.order.registered_at
    for n in range(120):
        holder = [Holder("lamps", "unit_clerk"), Holder(str(town["lamps_clerk"].pk))][n % 2]
        notices.write([holder], order.order, "urged", {}, when)
    return town


def test_pages_follow_each_other_without_gaps(many):
    clerk, seen, last = many["lamps_clerk"], [], None
    while page := selectors.notices(clerk, before=last, limit=50):
        seen += [n.id for n in page]
        last = page[-1].id
    assert len(seen) == len(set(seen)) == 120 and seen == sorted(seen, reverse=True)


def test_the_count_stops_at_99(many, django_assert_num_queries):
    clerk = many["lamps_clerk"]
    with django_assert_num_queries(1):
        assert selectors.unread_notices(clerk) == notices.Unread(99, True)
    first = selectors.notices(clerk)[0].id
    assert services.read_notices(clerk, [first]) == 1 and services.read_notices(clerk, [first]) == 0
    assert selectors.notices(clerk)[0].read
    assert services.read_notices(clerk) == 119
    assert selectors.unread_notices(clerk) == notices.Unread(0, False)


def test_nobody_reads_the_notices_of_others(many):
    ids = [n.id for n in selectors.notices(many["lamps_clerk"], limit=200)]
    assert services.read_notices(many["streets_clerk"], ids) == 0
    assert services.read_notices(many["lamps_leader"], ids) == 0
    assert services.read_notices(many["supervisor"], [UUID(int=0)]) == 0


def test_the_system_is_nobody(town, reacting):
    order = city.in_hand(town)
    orders.apply(order.id, c.RecallAssignment(assignment="a1", reason="派错了"), town["dispatcher"])
    assert not Notice.objects.filter(holder=SYSTEM.id).exists()


def test_who_is_mentioned_in_a_note_hears_of_it_once(town):
    order = city.in_hand(town)
    spoken_to = ("supervisor", "streets_clerk", "dispatcher")
    made = orders.apply(
        order.id,
        # As another door than the desk might give it: somebody who may not see the order, and the writer.
        c.AddNote(text="请看", mentions=tuple(str(town[who].pk) for who in spoken_to)),
        town["dispatcher"],
    )
    (record,) = [r for r in records(order.id) if r.name == "note_added"]
    consumers.mentioned(record)
    (told,) = [n for n in selectors.notices(town["supervisor"]) if n.key == "mentioned"]
    assert told.text == f"dispatcher的姓名在 {made.number} 的备注里提到了您，请打开看看。"
    assert "请看" not in str(Notice.objects.get(key="mentioned").params)
    for who in ("streets_clerk", "dispatcher"):
        assert "mentioned" not in keys(town[who])
