"""A and B: what may be lent to whom, for how long, and what holds for both."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from hotline.accounts import delegation, policies, services, staff
from hotline.accounts.faults import NotPossible
from hotline.accounts.lending import Grant, Side, fault, lent
from hotline.accounts.models import AuditEntry, Delegation, Person
from hotline.core import commands as c
from hotline.core.decision import Refusal
from hotline.core.vocabulary import Role
from hotline.infra import clock
from hotline.orders import selectors as orders
from hotline.orders import services as order_services
from hotline.orders.results import Refused
from hotline.orders.verification import verify
from tests.rooms.orders import city
from tests.rooms.together import together

START = datetime(2026, 3, 2, 9, tzinfo=clock.LOCAL)
A = Side("a", "lamps", frozenset({"dz"}), frozenset({Role.UNIT_LEADER, Role.SUPERVISOR}))
B = Side("b", "lamps", frozenset({"dz"}), frozenset({Role.UNIT_CLERK}))
LEADER = frozenset({Role.UNIT_LEADER})


@pytest.mark.parametrize(
    ("giver", "taker", "roles", "code"),
    [
        (A, B, LEADER, ""),
        (A, A, LEADER, "to_oneself"),
        (A, replace(B, active=False), LEADER, "not_active"),
        (A, B, frozenset(), "no_roles"),
        (A, B, frozenset({Role.DISPATCHER}), "not_own_role"),
        (A, replace(B, unit="water"), LEADER, "other_unit"),
        (A, B, frozenset({Role.SUPERVISOR}), ""),
        (A, replace(B, lines=frozenset({"dz", "kl"})), frozenset({Role.SUPERVISOR}), "other_lines"),
        (A, replace(B, lines=frozenset({"dz", "kl"})), LEADER, ""),
        (replace(A, roles=frozenset(Role)), B, frozenset({Role.ADMINISTRATOR}), "never_lent"),
    ],
)
def test_what_may_be_lent(giver, taker, roles, code):
    assert fault(giver, taker, roles) == code


def test_it_holds_from_then_until_then_and_no_longer_than_the_roles():
    grant = Grant(A, "b", LEADER, START, START + timedelta(days=3))
    assert lent([grant], B, START - timedelta(seconds=1)) == {}
    assert lent([grant], B, START) == {"a": LEADER}
    assert lent([grant], B, START + timedelta(days=3)) == {}
    assert lent([replace(grant, giver=replace(A, roles=frozenset()))], B, START) == {}
    assert lent([replace(grant, giver=replace(A, active=False))], B, START) == {}
    assert lent([grant], replace(B, unit="water"), START) == {}
    assert lent([grant], replace(B, id="c"), START) == {}


@pytest.fixture
def people(db, moving_clock) -> dict[str, Person]:
    return city.build()


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def lend(people, giver: str, taker: str, *roles: Role, days: float = 3) -> Delegation:
    now = clock.now()
    return delegation.lend(people[giver], people[taker], roles, now, now + timedelta(days=days), "出差")


def test_the_colleague_has_the_roles_for_so_long(people, moving_clock):
    lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    clerk = again(people["lamps_clerk"])
    assert clerk.role_set == {Role.UNIT_CLERK, Role.UNIT_LEADER} and clerk.own_roles == {Role.UNIT_CLERK}
    assert "in_review" in orders.queue_names(clerk)
    assert AuditEntry.objects.get().act == "delegated"
    moving_clock.advance(days=3)
    assert again(clerk).role_set == {Role.UNIT_CLERK}


def test_refusals_change_nothing(people):
    now = clock.now()
    wrong = [
        ("other_unit", "lamps_leader", "streets_clerk", Role.UNIT_LEADER, now, now + timedelta(days=1)),
        ("not_own_role", "lamps_clerk", "lamps_leader", Role.UNIT_LEADER, now, now + timedelta(days=1)),
        ("ends_first", "lamps_leader", "lamps_clerk", Role.UNIT_LEADER, now, now),
        ("ends_first", "lamps_leader", "lamps_clerk", Role.UNIT_LEADER, now - timedelta(2), now - timedelta(1)),
        ("too_long", "lamps_leader", "lamps_clerk", Role.UNIT_LEADER, now, now + timedelta(days=93)),
    ]
    for code, giver, taker, role, starts, ends in wrong:
        with pytest.raises(NotPossible) as refused:
            delegation.lend(people[giver], people[taker], [role], starts, ends)
        assert refused.value.code == code
    lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    with pytest.raises(NotPossible, match="already_lent"):
        lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    assert Delegation.objects.count() == AuditEntry.objects.count() == 1


def test_the_same_lent_twice_at_once_is_lent_once(transactional_db, moving_clock):
    people = city.build()
    acts = [lambda: lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)] * 2
    done = together(*acts, expected=(NotPossible,))
    assert sorted(getattr(one, "code", "lent") for one in done) == ["already_lent", "lent"]
    assert Delegation.objects.count() == AuditEntry.objects.count() == 1


def test_what_is_lent_is_not_lent_on(people):
    services.save_people([{"username": "third", "name": "丙", "unit": "lamps", "roles": ["unit_clerk"]}])
    lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    with pytest.raises(NotPossible, match="not_own_role"):
        delegation.lend(
            again(people["lamps_clerk"]), Person.objects.get(username="third"), [Role.UNIT_LEADER], clock.now(),
            clock.now() + timedelta(days=1),
        )  # fmt: skip


def test_it_ends_when_it_is_withdrawn_or_the_absent_person_loses_the_role(people):
    made = lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    with pytest.raises(NotPossible, match="nothing_to_end"):
        delegation.withdraw(people["lamps_clerk"], made.pk)
    delegation.withdraw(people["lamps_leader"], made.pk)
    assert again(people["lamps_clerk"]).role_set == {Role.UNIT_CLERK}
    lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    leader = again(people["lamps_leader"])
    admin = people["admin"]
    given = {"name": leader.name, "unit": "lamps", "lines": leader.lines, "roles": ["unit_clerk"]}
    staff.change(admin, leader.pk, given, staff.mark_of(leader))
    assert again(people["lamps_clerk"]).role_set == {Role.UNIT_CLERK}


def test_the_event_names_who_acted_and_for_whom(people):
    order = city.in_hand(people)
    clerk, leader = people["lamps_clerk"], people["lamps_leader"]
    order_services.apply(order.id, city.CONTACTED, clerk)
    order_services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), clerk)
    with pytest.raises(Refused):
        order_services.apply(order.id, c.ApproveAnswer(assignment="a1"), clerk)
    lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    clerk = again(clerk)
    order_services.apply(order.id, c.AddNote(text="已看"), clerk)
    order_services.apply(order.id, c.ApproveAnswer(assignment="a1"), clerk)
    page = orders.order_page(clerk, order.number)
    acted = {record.cause: record for record in page.timeline if record.cause}
    assert acted["approve_answer"].actor_id == str(clerk.pk)
    assert acted["approve_answer"].acts_for == (str(leader.pk),)
    assert acted["add_note"].acts_for == ()
    assert {str(clerk.pk), str(leader.pk)} <= page.order.handlers
    assert verify().broken == ()


@pytest.mark.req("CBK-5")
def test_nobody_calls_back_what_either_handled(people):
    """CBK-5: neither who handled it, nor who acts for them, nor for whom it was handled."""
    services.save_people(
        [
            {"username": "both", "name": "甲", "unit": "lamps", "roles": ["unit_leader", "callback_agent"]},
            {"username": "helper", "name": "乙", "unit": "lamps", "roles": ["unit_clerk"]},
        ]
    )
    people |= {p.username: p for p in Person.objects.filter(username__in=["both", "helper"])}
    order = city.in_hand(people)
    order_services.apply(order.id, city.CONTACTED, people["lamps_clerk"])
    order_services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    lend(people, "both", "helper", Role.UNIT_LEADER, Role.CALLBACK_AGENT)
    order_services.apply(order.id, c.ApproveAnswer(assignment="a1"), again(people["helper"]))
    for name in ("both", "helper"):
        with pytest.raises(Refused) as refused:
            order_services.apply(order.id, c.TakeCallback(), again(people[name]))
        assert isinstance(refused.value.refusal, Refusal) and refused.value.refusal.code.value == "own_order"
    order_services.apply(order.id, c.TakeCallback(), people["caller"])
    assert verify().broken == ()


@pytest.mark.req("CBK-5")
def test_one_who_acts_for_a_handler_calls_nothing_back_by_an_own_role(people):
    rows = [
        {"username": "clerk_a", "name": "甲", "unit": "lamps", "roles": ["unit_leader"]},
        {"username": "caller_b", "name": "乙", "unit": "lamps", "roles": ["callback_agent"]},
    ]
    people |= {p.username: p for p in services.save_people(rows)}
    order = city.in_hand(people)
    order_services.apply(order.id, city.CONTACTED, people["lamps_clerk"])
    order_services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    order_services.apply(order.id, c.ApproveAnswer(assignment="a1"), people["clerk_a"])
    made = lend(people, "clerk_a", "caller_b", Role.UNIT_LEADER)
    with pytest.raises(Refused):
        order_services.apply(order.id, c.TakeCallback(), again(people["caller_b"]))
    delegation.withdraw(people["clerk_a"], made.pk)
    order_services.apply(order.id, c.TakeCallback(), again(people["caller_b"]))


@pytest.mark.req("SEC-3")
def test_secrecy_holds_for_both(people):
    """A colleague of the unit complained about reads nothing that the absent one may not read (SEC-3)."""
    lend(people, "lamps_leader", "lamps_clerk", Role.UNIT_LEADER)
    secret = city.registered(people, secret=True, accused=("lamps",))
    row = orders.row(secret.id)
    assert not policies.can(again(people["lamps_clerk"]), "view", row)
    assert not policies.can(people["lamps_leader"], "view", row)
