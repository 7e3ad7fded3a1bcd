"""Limits to hand a matter on (S3 首问责任制: 接口人30分钟内转交) and to arrive at the place (S1 篇五)."""

import pytest

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.vocabulary import ClockState, ContactMethod
from tests.core.builders import Life, busy, clerk, strict


def state(life: Life, ident: str) -> ClockState:
    return life.clock(ident).state


def arrived(method: ContactMethod = ContactMethod.ON_SITE, reached: bool = True) -> c.LogContact:
    return c.LogContact(assignment="a1", method=method, reached=reached, note="we are here", place="第三根电杆")


@pytest.mark.req("DSP-8")
def test_passing_down_hands_on_and_the_unit_below_has_a_limit_of_its_own() -> None:
    life = Life(busy()).signed().wait(minutes=20)
    life.do(clerk("water"), c.PassDown(assignment="a1", lead="water-county"))
    assert state(life, "relay-1") is ClockState.MET
    below = life.clock("relay-2")
    assert (below.unit, below.assignment, below.state) == ("water-county", "a2", ClockState.RUNNING)
    life.wait(minutes=31)
    life.do(clerk("water-county"), c.SignFor(assignment="a2"))
    life.do(clerk("water-county"), c.PassDown(assignment="a2", lead="water-town"))
    assert state(life, "relay-2") is ClockState.LATE


@pytest.mark.req("DSP-8")
def test_handing_to_a_person_inside_hands_on() -> None:
    life = Life(busy()).signed()
    assert life.do(clerk("water"), c.ForwardInside(assignment="a1", person="p2")) == [
        "forwarded_inside",
        "clock_stopped",
    ]
    again = life.do(clerk("water"), c.ForwardInside(assignment="a1", person="p3"))
    assert again == ["forwarded_inside"]


@pytest.mark.req("DSP-8")
def test_who_answers_at_once_needs_to_hand_on_nothing() -> None:
    life = Life(busy()).signed().contacted("water").answer("water")
    assert state(life, "relay-1") is ClockState.MET


@pytest.mark.req("HND-9")
@pytest.mark.parametrize("method", [ContactMethod.ON_SITE, ContactMethod.VISIT])
def test_arriving_ends_the_way_there(method: ContactMethod) -> None:
    life = Life(busy()).signed().wait(minutes=90)
    life.do(clerk("water"), arrived(method))
    assert state(life, "on_site-1") is ClockState.MET
    assert life.events(e.ContactLogged)[0].place == "第三根电杆"
    assert state(life, "first_contact-1") is ClockState.MET


@pytest.mark.req("HND-9")
def test_nobody_at_home_is_an_arrival_but_a_call_is_none() -> None:
    life = Life(busy()).signed().wait(minutes=121)
    life.do(clerk("water"), arrived(ContactMethod.PHONE))
    assert state(life, "on_site-1") is ClockState.RUNNING
    life.do(clerk("water"), arrived(reached=False))
    assert state(life, "on_site-1") is ClockState.LATE


@pytest.mark.req("HND-9")
def test_an_answer_without_having_been_there_is_no_arrival() -> None:
    life = Life(busy()).signed().wait(minutes=150).contacted("water").answer("water")
    assert state(life, "on_site-1") is ClockState.CANCELLED and life.clock("on_site-1").breached_at is not None


def test_where_no_pack_says_so_there_is_no_such_limit() -> None:
    life = Life(strict()).signed()
    assert not [k for k in life.order.clocks if k.name.value in ("relay", "on_site")]
