"""Side notes: who reads them, who can be mentioned, and what old ones still mean."""

from __future__ import annotations

import pytest

from hotline.core import commands as c
from hotline.core.codec import decode, encode
from hotline.core.events import NoteAdded
from hotline.orders import notes, selectors, services
from hotline.orders.verification import verify
from tests.rooms.orders import city


def read_by(person, number: str) -> list[str]:
    """The notes on this person's page, and the same from where a page asks what is new."""
    page = selectors.order_page(person, number)
    found = [r.event.text for r in page.timeline if r.name == "note_added"]
    again = [r.event.text for r in selectors.timeline(person, page.row.id) if r.name == "note_added"]
    assert found == again
    return found


def shared(people):
    """An order in the hands of the lamps unit, whose part was passed on to its eastern post."""
    order = city.in_hand(people)
    return services.apply(order.id, c.PassDown(assignment="a1", lead="lamps.east"), people["lamps_clerk"])


def test_a_note_reads_as_it_was_written_before_there_were_mentions():
    assert encode(NoteAdded("旧备注")) == {"text": "旧备注"}
    assert decode(NoteAdded, {"text": "旧备注"}) == NoteAdded("旧备注", (), False)


def test_who_reads_what(people):
    order = shared(people)
    notes.add(order.id, people["dispatcher"], "给各单位")
    notes.add(order.id, people["dispatcher"], "只在中心", centre_only=True)
    notes.add(order.id, people["lamps_clerk"], "市政处自己记")
    notes.add(order.id, people["east_clerk"], "东所自己记")
    everything = ["给各单位", "只在中心", "市政处自己记", "东所自己记"]
    assert read_by(people["supervisor"], order.number) == everything
    branch = [text for text in everything if text != "只在中心"]
    assert read_by(people["lamps_leader"], order.number) == branch
    assert read_by(people["east_clerk"], order.number) == branch
    assert verify().broken == ()


def test_another_unit_does_not_read_what_a_unit_notes_for_itself(people):
    order = city.registered(people)
    both = c.AssignToUnit(lead="lamps", assisting=("streets",), audit=city.ASSIGN.audit)
    services.apply(order.id, both, people["dispatcher"])
    notes.add(order.id, people["lamps_clerk"], "市政处自己记")
    notes.add(order.id, people["agent"], "市民补充了位置")
    assert read_by(people["streets_clerk"], order.number) == ["市民补充了位置"]
    assert people["streets_clerk"] not in notes.mentionable(people["lamps_clerk"], selectors.row(order.id))


def test_a_unit_cannot_keep_a_note_from_itself(people):
    order = city.in_hand(people)
    made = notes.add(order.id, people["lamps_clerk"], "自己记", centre_only=True)
    assert [event.centre_only for event in made.events] == [False]
    direct = services.apply(order.id, c.AddNote(text="直接", centre_only=True), people["lamps_clerk"])
    assert [event.centre_only for event in direct.events] == [False]


def test_only_who_reads_the_note_can_be_mentioned(people):
    order = city.in_hand(people)
    row = selectors.row(order.id)
    names = {p.username for p in notes.mentionable(people["dispatcher"], row)}
    assert {"supervisor", "director", "lamps_clerk", "lamps_leader"} <= names
    assert names.isdisjoint({"dispatcher", "streets_clerk", "east_clerk", "admin"})
    centre = {p.username for p in notes.mentionable(people["dispatcher"], row, centre_only=True)}
    assert "supervisor" in centre and centre.isdisjoint({"lamps_clerk", "lamps_leader"})

    version = order.version
    for who, only, named in (("streets_clerk", False, ()), ("lamps_clerk", True, (people["lamps_clerk"].name,))):
        with pytest.raises(notes.NotMentionable) as refused:
            notes.add(order.id, people["dispatcher"], "请看", [str(people[who].pk)], only)
        assert refused.value.names == named, "who sees nothing of the order is not named"
    with pytest.raises(notes.NotMentionable):
        notes.add(order.id, people["dispatcher"], "请看", ["nobody"])
    assert selectors.row(order.id).version == version
    with pytest.raises(selectors.NotFound):
        notes.add(order.id, people["streets_clerk"], "看不到")


def test_names_of_those_mentioned_are_on_the_page(people):
    order = city.in_hand(people)
    ident = str(people["supervisor"].pk)
    notes.add(order.id, people["dispatcher"], "请孙科看一下", [ident, ident])
    page = selectors.order_page(people["lamps_clerk"], order.number)
    assert page.timeline[-1].event.mentions == (ident,)
    assert page.names[ident] == people["supervisor"].name
    assert verify().broken == ()
