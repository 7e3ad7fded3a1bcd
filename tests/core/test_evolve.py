"""The order as the fold of its events, its codec, and the units the core asks for."""

import json
from dataclasses import replace
from datetime import date

import pytest

from hotline.core import codec
from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.evolve import evolve, replay
from hotline.core.state import Order
from hotline.core.vocabulary import ContactField, Phase, ReworkMode
from hotline.core.workflow import needs, order_units
from tests.core.builders import DISPATCHER, START, Life, clerk
from tests.core.matrix import PHASES, STATES

LIVES = [build for _phase, build in PHASES.values()] + [build for _state, _part, build in STATES.values()]


@pytest.mark.parametrize("build", LIVES)
def test_a_life_is_read_again_from_its_stored_events(build: object) -> None:
    assert callable(build)
    life = build()
    stored = [(type(x).NAME, json.dumps(codec.encode(x), sort_keys=True), at, who) for x, at, who in life.records]
    read = [(codec.decode(e.EVENTS[name], json.loads(text)), at, who) for name, text, at, who in stored]
    assert replay(read) == life.order
    assert life.order.version == len(stored)


@pytest.mark.parametrize("build", LIVES)
def test_the_snapshot_of_an_order_is_small_and_exact(build: object) -> None:
    assert callable(build)
    order = build().order
    data = codec.encode(order)
    assert codec.decode(Order, json.loads(json.dumps(data))) == order
    assert "links" not in data and "three_way_failures" not in data, "what has its default is left out"


def test_sets_are_written_in_order() -> None:
    order = replace(Life().order, contact=frozenset(ContactField))
    assert codec.encode(order)["contact"] == sorted(f.value for f in ContactField)


def test_what_cannot_be_stored_is_an_error() -> None:
    with pytest.raises(TypeError):
        codec.encode(object())
    with pytest.raises((KeyError, ValueError)):
        codec.decode(e.ClockStopped, {"clock": "reply-1", "state": "asleep"})
    with pytest.raises(KeyError):
        codec.decode(e.ClockStopped, {"clock": "reply-1", "state": "met", "colour": "red"})


def test_events_out_of_place_are_errors() -> None:
    life = Life()
    with pytest.raises(ValueError, match="no events"):
        replay([])
    with pytest.raises(ValueError, match="before registered"):
        evolve(None, e.NoteAdded("n"), START, "p")
    with pytest.raises(ValueError, match="twice"):
        evolve(life.order, e.Registered(life.order), START, "p")


def test_evolving_never_changes_the_order_before() -> None:
    life = Life().working("water", "roads")
    before = life.order
    text = codec.encode(before)
    life.answer("roads")
    assert codec.encode(before) == text and life.order != before


def test_the_units_a_command_and_an_order_name() -> None:
    assert needs(c.AssignToUnit(lead="a", assisting=("b", "a", "c"))) == ("a", "b", "c")
    assert needs(c.RequestReturn(assignment="a1", reason="r", suggested="x")) == ("x",)
    assert needs(c.OrderRework(mode=ReworkMode.DIRECTOR, reason=c.ReworkReason.FALSIFIED, text="t", unit="u")) == ("u",)
    assert needs(c.Amend(accused=("v",))) == ("v",) and needs(c.Amend()) == ()
    life = Life(accused=("parks",)).signed("water", "roads")
    life.do(clerk("water"), c.RequestCoSignature(assignment="a1", unit="alone", text="t"))
    assert set(order_units(life.order)) == {"parks", "water", "roads", "alone"}


def test_the_first_and_the_latest_dispatch() -> None:
    life = Life().assigned()
    assert life.order.dispatched_at == START
    life.do(DISPATCHER, c.RecallAssignment(assignment="a1", reason="r"))
    life.at("2026-03-04 09:00").assigned("roads")
    assert life.order.dispatched_at is not None and life.order.dispatched_at.date() == date(2026, 3, 4)
    assert life.phase is Phase.IN_HAND
