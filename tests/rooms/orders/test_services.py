"""One command, one transaction: what is written, and that a refusal, a stale form and a stranger write nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from hotline.core import commands as c
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import AssignmentState, ContactField, Phase, RefusalCode, Role
from hotline.infra import clock
from hotline.orders import selectors, services
from hotline.orders.services import NotFound, Refused, Stale
from tests.rooms.orders import city


def test_an_order_goes_from_the_phone_to_the_archive(people):
    order = city.archived(people)
    assert order.order.phase is Phase.ARCHIVED
    assert selectors.get(order.id) == order.order
    records = selectors.records(order.id)
    assert [r.seq for r in records] == list(range(1, order.version + 1))
    assert records[0].cause == "register" and records[-1].cause == "archive"


def test_numbers_count_per_line_and_day(people, moving_clock):
    numbers = [city.registered(people).number for _ in range(2)]
    moving_clock.move_to(datetime(2026, 3, 2, 23, 59, tzinfo=clock.LOCAL))
    numbers.append(city.registered(people).number)
    moving_clock.advance(minutes=2)
    numbers.append(city.registered(people).number)
    assert numbers == ["DZ20260302-00001", "DZ20260302-00002", "DZ20260302-00003", "DZ20260303-00001"]


def test_the_same_key_does_nothing_the_second_time(people, stored):
    first = services.register(city.FIELDS, city.CONTACT, people["agent"], key="form-1", then=[c.SubmitForDispatch()])
    before = stored()
    again = services.register(city.FIELDS, city.CONTACT, people["agent"], key="form-1", then=[c.SubmitForDispatch()])
    assert again.repeated and again.number == first.number and again.events == first.events
    assert stored() == before

    assigned = services.apply(first.id, city.ASSIGN, people["dispatcher"], key="form-2")
    before = stored()
    repeated = services.apply(first.id, city.ASSIGN, people["dispatcher"], key="form-2", expected_version=first.version)
    assert repeated.repeated and repeated.events == assigned.events and repeated.first_seq == assigned.first_seq
    assert stored() == before


def test_a_key_belongs_to_its_person_and_its_order(people):
    one = services.register(city.FIELDS, city.CONTACT, people["agent"], key="k")
    other = services.register(city.FIELDS, city.CONTACT, people["agent2"], key="k")
    assert one.id != other.id
    note = c.AddNote(text="看过")
    assert not services.apply(one.id, note, people["agent"], key="n").repeated
    assert not services.apply(other.id, note, people["agent"], key="n").repeated


def test_a_stale_form_learns_who_was_first_and_writes_nothing(people, stored, moving_clock):
    order = city.registered(people)
    seen = order.version
    moving_clock.advance(minutes=62)
    services.apply(order.id, city.ASSIGN, people["dispatcher"], expected_version=seen)
    before = stored()
    with pytest.raises(Stale) as caught:
        services.apply(order.id, c.AddNote(text="晚了一步"), people["agent"], expected_version=seen)
    assert caught.value.by == str(people["dispatcher"].id) and caught.value.by_name == people["dispatcher"].name
    assert caught.value.current.phase is Phase.IN_HAND
    assert "10:02" in caught.value.text and people["dispatcher"].name in caught.value.text
    assert stored() == before


@pytest.mark.parametrize("forged", [0, -1, 2**40])
def test_a_forged_version_is_a_conflict(people, stored, forged):
    order = city.registered(people)
    before = stored()
    with pytest.raises(Stale):
        services.apply(order.id, city.ASSIGN, people["dispatcher"], expected_version=forged)
    assert stored() == before


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("agent", city.ASSIGN, RefusalCode.WRONG_ROLE),
        ("dispatcher", c.AssignToUnit(lead="nowhere", audit=city.ASSIGN.audit), RefusalCode.UNKNOWN_UNIT),
        ("dispatcher", c.SignFor(assignment="a1"), RefusalCode.WRONG_ROLE),
        ("archivist", c.Archive(manifest="0" * 64), RefusalCode.WRONG_PHASE),
        ("watcher", c.AddNote(text="不可改"), RefusalCode.WRONG_ROLE),
        ("agent", c.AddNote(text="  "), RefusalCode.FIELD_MISSING),
    ],
)
def test_a_refusal_is_in_chinese_and_writes_nothing(people, stored, who, command, code):
    order = city.registered(people)
    before = stored()
    with pytest.raises(Refused) as caught:
        services.apply(order.id, command, people[who], key="k")
    assert caught.value.refusal.code is code
    assert caught.value.text.endswith("。") and "{" not in caught.value.text
    assert stored() == before


def test_a_refused_registration_writes_nothing(people, stored):
    before = stored()
    with pytest.raises(Refused):
        services.register(city.FIELDS | {"nature": "no-such-nature"}, city.CONTACT, people["agent"])
    with pytest.raises(Refused):
        services.register(city.FIELDS, city.CONTACT, people["lamps_clerk"])
    with pytest.raises(NotFound):
        services.register(city.FIELDS | {"line": "elsewhere"}, city.CONTACT, people["agent"])
    people["agent"].is_active = False
    with pytest.raises(NotFound):
        services.register(city.FIELDS, city.CONTACT, people["agent"])
    assert stored() == before


@pytest.mark.parametrize("who", ["streets_clerk", "lamps_clerk", "admin"])
def test_whoever_may_not_see_an_order_is_told_there_is_none(people, stored, who):
    order = city.registered(people)
    before = stored()
    with pytest.raises(NotFound):
        services.apply(order.id, c.AddNote(text="我来看看"), people[who])
    with pytest.raises(NotFound):
        selectors.order_page(people[who], order.number)
    with pytest.raises(NotFound):
        selectors.timeline(people[who], order.id)
    assert stored() == before


def test_there_is_no_such_order(people):
    with pytest.raises(NotFound):
        services.apply("00000000-0000-7000-8000-000000000000", c.AddNote(text="x"), SYSTEM)


def test_several_commands_happen_together_or_not_at_all(people, stored):
    order = city.registered(people)
    steps = [
        (city.ASSIGN, people["dispatcher"]),
        (lambda so_far: c.SignFor(assignment=so_far.assignments[-1].id), people["lamps_clerk"]),
    ]
    before = stored()
    with pytest.raises(Refused):
        services.apply_many(order.id, [*steps, c.SignFor(assignment="a1")], people["lamps_clerk"])
    assert stored() == before

    done = services.apply_many(order.id, steps, people["lamps_clerk"])
    assert done.order.assignments[0].state is AssignmentState.SIGNED
    causes = [(r.cause, r.actor_id) for r in selectors.records(order.id) if r.cause]
    assert causes[-2:] == [
        ("assign_to_unit", str(people["dispatcher"].id)),
        ("sign_for", str(people["lamps_clerk"].id)),
    ]


def test_texts_that_no_database_can_hold_are_cleaned(people):
    order = services.register(
        city.FIELDS | {"title": "路灯\x00不亮", "content": "半个\ud83d字符也要收下，路灯不亮请尽快修。"},
        city.CONTACT,
        people["agent"],
    )
    kept = selectors.get(order.id)
    assert kept.title == "路灯不亮" and kept.content.startswith("半个?字符")


def test_the_contact_can_be_changed_and_the_order_knows_which_fields(people):
    order = city.registered(people)
    changed = services.change_contact(order.id, services.Contact(name="李四", email="li@example.org"), people["agent"])
    assert changed.order.contact == {ContactField.NAME, ContactField.EMAIL}
    again = services.change_contact(order.id, services.Contact(name="李五", email="li@example.org"), people["agent"])
    assert [event.NAME for event in again.events] == ["amended"]
    assert services.reveal_contact(order.id, people["agent"], "核对姓名").name == "李五"
    with pytest.raises(services.Stale):
        services.change_contact(
            order.id, services.Contact(name="李六"), people["agent"], expected_version=changed.version
        )


def test_the_contact_of_a_sealed_order_is_sealed_too(people):
    order = city.archived(people)
    with pytest.raises(services.Refused):
        services.change_contact(order.id, replace(city.CONTACT, phone="13900007777"), people["agent"])
    assert services.reveal_contact(order.id, people["agent"], "核对").phone == city.CONTACT.phone


def test_a_system_actor_is_trusted_with_every_order(people, moving_clock):
    order = city.registered(people)
    due = selectors.next_fire(clock.now())
    moving_clock.move_to(due)
    (found, *_) = selectors.due_clocks(clock.now())
    fired = services.apply(order.id, c.FireClock(clock=found.clock, stage=found.stage), SYSTEM)
    assert fired.events and Role.SYSTEM in SYSTEM.roles
    with pytest.raises(Refused):
        services.apply(order.id, c.FireClock(clock=found.clock, stage=found.stage), SYSTEM)
