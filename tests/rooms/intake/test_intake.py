"""A matter is taken down with its first outcome; earlier orders are found; a group is answered once for all."""

from __future__ import annotations

import pytest

from hotline.core import commands as c
from hotline.core.phrasing import HintCode
from hotline.core.vocabulary import LinkKind, Phase, RefusalCode
from hotline.intake import selectors, services
from hotline.intake.likeness import likeness
from hotline.intake.models import GroupMember
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, get, records
from hotline.orders.services import Contact, Refused
from tests.rooms.orders import city

FORM = {name: str(value) for name, value in city.FIELDS.items()}
CONTACT = {"name": "张三丰", "phone": "139-0000-1234"}


def take(town, *outcomes, **changed):
    return services.take_down(town["agent"], FORM | changed, CONTACT, outcomes=outcomes)


def test_a_form_and_its_outcome_are_one_transaction(town):
    order = take(town, ("submit_for_dispatch", {})).order
    assert order.phase is Phase.AWAITING_DISPATCH and order.title == city.FIELDS["title"]
    with pytest.raises(Refused):
        take(town, ("decline_acceptance", {"reason": "no such reason", "told": "on"}))
    assert [row.row.number for row in selectors.earlier_orders(town["agent"], "13900001234")] == [order.number]


def test_a_direct_answer_at_once(town):
    outcome = ("answer_directly", {"basis": "knowledge", "source_ref": "K7", "answer": "周一至周五均可办理。"})
    assert take(town, outcome).order.phase is Phase.ANSWERED_DIRECTLY


def test_the_same_form_sent_twice_registers_one_order(town):
    first = services.take_down(town["agent"], FORM, CONTACT, key="tab 1")
    again = services.take_down(town["agent"], FORM, CONTACT, key="tab 1")
    assert again.repeated and again.id == first.id


def test_hints_follow_the_pack_of_the_line(town):
    shown = selectors.hints(city.LINE, "路灯", "灯坏了", "")
    assert [s.hint.code for s in shown] == [HintCode.TOO_SHORT, HintCode.NO_PLACE]
    assert "3 个字" in shown[0].text and "少于 6 个" in shown[0].text


# --- earlier orders -------------------------------------------------------------------------------------------------


def test_the_same_matter_of_the_same_caller_is_offered_first(town, moving_clock):
    same = take(town, ("submit_for_dispatch", {}))
    moving_clock.advance(hours=1)
    other = take(town, title="垃圾桶满了没有人清运", place="和平路菜市场")
    orders.register(city.FIELDS, Contact(name="李四光", phone="13900009999"), town["agent"])
    found = selectors.earlier_orders(town["agent"], "13900001234", "小区门口路灯不亮了", "幸福里小区东门口")
    assert [e.row.number for e in found] == [same.number, other.number]
    assert [e.kind for e in found] == [LinkKind.REPEAT, None]
    without = selectors.earlier_orders(town["agent"], "13900001234", "路灯不亮", "幸福里小区东门", without=same.id)
    assert [e.row.number for e in without] == [other.number]


def test_what_has_ended_is_followed_up(town):
    take(town, ("answer_directly", {"basis": "knowledge", "source_ref": "K7", "answer": "已安排维修。"}))
    (found,) = selectors.earlier_orders(town["agent"], "13900001234", "路灯不亮", "幸福里小区东门")
    assert found.kind is LinkKind.FOLLOW_UP and found.alike == 1.0


def test_units_do_not_search_by_telephone(town):
    take(town)
    assert selectors.earlier_orders(town["lamps_clerk"], "13900001234") == ()


def test_likeness_is_symmetric_and_bounded():
    assert likeness("路灯不亮", "东门", "路灯不亮", "东门") == 1.0
    assert likeness("路灯不亮", "", "暖气不热", "西门") < 0.3
    assert likeness("灯", "", "灯", "") == 1.0 and likeness("", "", "", "") == 0.0
    pair = ("路灯坏了", "东门外", "东门路灯不亮", "东门")
    assert likeness(*pair) == likeness(pair[2], pair[3], pair[0], pair[1])


def test_linking_by_number(town):
    first, second = take(town), take(town)
    linked = services.link(second.id, f" {first.number.lower()} ", LinkKind.REPEAT, town["agent"])
    assert linked.order.links[0].order == first.id
    with pytest.raises(NotFound):
        services.link(second.id, "DZ20990101-00001", LinkKind.REPEAT, town["agent"])


# --- groups ---------------------------------------------------------------------------------------------------------


def group(town, count=3):
    parent = city.in_hand(town)
    children = [city.registered(town) for _ in range(count)]
    for child in children:
        services.join_group(child.id, parent.number, town["agent"])
    return parent, children


def answer(town, order_id):
    orders.apply(order_id, city.CONTACTED, town["lamps_clerk"])
    orders.apply(order_id, c.SubmitAnswer(assignment="a1", **city.ANSWER), town["lamps_clerk"])
    orders.apply(order_id, c.ApproveAnswer(assignment="a1"), town["lamps_leader"])


def test_every_member_adopts_the_answer_of_its_group(town, reacting):
    parent, children = group(town)
    assert sorted(selectors.members(parent.id)) == sorted(child.id for child in children)
    answer(town, parent.id)
    for child in children:
        order = get(child.id)
        assert order.phase is Phase.REPLIED and order.public_answer == city.ANSWER["public_text"]
        assert [r.name for r in records(child.id)].count("order_replied") == 1


def test_who_left_the_group_does_not_adopt(town, reacting):
    parent, (stays, leaves) = group(town, 2)
    orders.apply(leaves.id, c.LeaveGroup(reason="地点不同"), town["agent"])
    assert selectors.members(parent.id) == [stays.id]
    answer(town, parent.id)
    assert get(stays.id).phase is Phase.REPLIED and get(leaves.id).phase is Phase.AWAITING_DISPATCH


def test_who_joins_an_answered_group_adopts_at_once(town, reacting):
    parent, _ = group(town, 1)
    answer(town, parent.id)
    late = city.registered(town)
    services.join_group(late.id, parent.number, town["agent"])
    assert get(late.id).phase is Phase.REPLIED


def test_answering_again_changes_nothing(town, reacting):
    parent, (child,) = group(town, 1)
    answer(town, parent.id)
    version = get(child.id).version
    assert services.adopt_answer(child.id, get(parent.id)) is False
    assert get(child.id).version == version


def test_a_group_hangs_on_an_order_that_goes_on_itself(town, reacting):
    parent, (child,) = group(town, 1)
    other = city.registered(town)
    with pytest.raises(Refused) as no:
        services.join_group(other.id, child.number, town["agent"])
    assert no.value.refusal.code is RefusalCode.GROUPED and parent.number in no.value.text
    refused = take(town, ("decline_acceptance", {"reason": "outside_scope", "told": "on"}))
    with pytest.raises(Refused) as no:
        services.join_group(other.id, refused.number, town["agent"])
    assert no.value.refusal.code is RefusalCode.WRONG_PHASE
    assert GroupMember.objects.count() == 1
