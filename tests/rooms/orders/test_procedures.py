"""A procedure in the rooms: who finds it in which list, who may see the order through it, whether the file is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.accounts import services as accounts
from hotline.core import commands as c
from hotline.core.vocabulary import RefusalCode
from hotline.orders import selectors, services
from hotline.orders.queues import base_of, role_holder
from hotline.orders.services import NotFound, Refused
from hotline.orders.verification import verify
from hotline.policy import registry
from hotline.supervision.sweeper import sweep
from tests import altered
from tests.rooms.orders import city

pytestmark = pytest.mark.req("SUP-4")


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people):
    altered.switch_on(tmp_path, monkeypatch, altered.PROCEDURES)
    (leader,) = accounts.save_people(
        [{"username": "streets_leader", "name": "环卫处领导", "unit": "streets", "roles": ["unit_leader"]}]
    )
    yield people | {"streets_leader": leader}
    monkeypatch.undo()
    registry.reload()


def opened(people, unit: str = "", **changed: object):
    """The lamps unit handles it; the sheet is about `unit`, which is asked to look into itself."""
    order = city.in_hand(people, **changed)
    services.apply(order.id, c.OpenProcedure(kind="sheet", unit=unit, text="推诿"), people["supervisor"])
    services.apply(order.id, c.TakeStep(procedure="p1", outcome="sent", text="已发"), people["supervisor"])
    return order


def waiting(person) -> list[tuple[str, str, str]]:
    """(number, procedure, stage) in the person's list; the count beside its name is the number of rows."""
    rows = selectors.queue(person, "procedures").rows
    counted = {q.name: q.count for q in selectors.queues(person)}
    assert counted.get("procedures", 0) == len(rows)
    return [(r.number, r.subject, r.step) for r in rows]


def test_it_stands_in_the_lists_of_those_whose_step_it_is(people):
    order = city.in_hand(people)
    services.apply(order.id, c.OpenProcedure(kind="sheet", text="推诿"), people["supervisor"])
    assert waiting(people["supervisor"]) == [(order.number, "p1", "sheet.notify")]
    services.apply(order.id, c.TakeStep(procedure="p1", outcome="sent", text="已发"), people["supervisor"])
    assert waiting(people["supervisor"]) == []
    assert waiting(people["lamps_leader"]) == [(order.number, "p1", "sheet.check")]
    (row,) = selectors.queue(people["lamps_leader"], "procedures").rows
    assert row.clock is not None and row.due_at is not None and row.unit == "lamps"
    for other in ("lamps_clerk", "east_clerk", "streets_leader", "dispatcher", "director"):
        assert waiting(people[other]) == []
    told = c.TakeStep(procedure="p1", outcome="denied", text="已按时办理", given={"post": "三号窗口"})
    services.apply(order.id, told, people["lamps_leader"])
    assert waiting(people["supervisor"]) == waiting(people["director"]) == [(order.number, "p1", "sheet.judge")]
    services.apply(order.id, c.TakeStep(procedure="p1", outcome="cleared", text="查明"), people["director"])
    assert waiting(people["supervisor"]) == waiting(people["director"]) == []
    assert verify().broken == ()


def test_who_has_two_of_the_roles_sees_it_once(people, moving_clock):
    (both,) = accounts.save_people(
        [{"username": "both", "name": "两岗", "unit": "centre", "roles": ["supervisor", "centre_director"]}]
    )
    numbers = []
    for _ in range(3):
        order = opened(people)
        told = c.TakeStep(procedure="p1", outcome="denied", text="已按时办理", given={"post": "三号窗口"})
        services.apply(order.id, told, people["lamps_leader"])
        numbers.append(order.number)
        moving_clock.advance(minutes=1)
    assert [number for number, _, _ in waiting(both)] == numbers
    seen, cursor = [], None
    while True:
        page = selectors.queue(both, "procedures", cursor, limit=1)
        seen += [row.number for row in page.rows]
        cursor = page.next
        if cursor is None:
            break
    assert seen == numbers


def test_due_next_stands_first_whatever_was_opened_first(people, moving_clock):
    late = opened(people)
    moving_clock.advance(days=1)
    early = opened(people)
    services.apply(early.id, c.CancelProcedure(procedure="p1", reason="弄错了"), people["supervisor"])
    services.apply(early.id, c.OpenProcedure(kind="sheet", text="推诿"), people["supervisor"])
    services.apply(early.id, c.TakeStep(procedure="p2", outcome="sent", text="已发"), people["supervisor"])
    assert [number for number, _, _ in waiting(people["lamps_leader"])] == [late.number, early.number]


def test_a_unit_without_a_part_sees_the_order_while_it_is_asked_and_not_when_it_was_a_mistake(people):
    order = opened(people, unit="streets")
    assert selectors.order_page(people["streets_leader"], order.number).order.id == order.id
    assert selectors.find_number(people["streets_clerk"], order.number) == order.id
    services.apply(order.id, c.CancelProcedure(procedure="p1", reason="弄错了"), people["supervisor"])
    with pytest.raises(NotFound):
        selectors.order_page(people["streets_leader"], order.number)
    assert waiting(people["streets_leader"]) == []


def test_silence_is_said_by_the_sweeper_and_the_list_is_empty_again(people, moving_clock):
    order = opened(people)
    moving_clock.advance(days=30)
    with pytest.raises(Refused) as no:
        told = c.TakeStep(procedure="p1", outcome="denied", text="来迟了", given={"post": "三号窗口"})
        services.apply(order.id, told, people["lamps_leader"])
    assert no.value.refusal.code is RefusalCode.STEP_TOO_LATE
    assert sweep().failed == ()
    procedure = selectors.get(order.id).procedures[0]
    assert (procedure.state.value, procedure.ruling.value) == ("ended", "at_fault")
    assert waiting(people["lamps_leader"]) == []
    assert verify().broken == ()


def test_it_waits_on_when_the_order_is_closed(people):
    order = opened(people)
    services.apply(order.id, city.CONTACTED, people["lamps_clerk"])
    services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    services.apply(order.id, c.ApproveAnswer(assignment="a1"), people["lamps_leader"])
    services.apply(order.id, c.TakeCallback(), people["caller"])
    services.apply(order.id, city.SATISFIED, people["caller"])
    assert waiting(people["lamps_leader"]) == [(order.number, "p1", "sheet.check")]
    with pytest.raises(Refused) as no:
        services.apply(order.id, c.Archive(manifest="0" * 64), people["archivist"])
    assert "首问责任互动单" in no.value.refusal.text


def test_the_list_is_named_only_where_it_could_hold_something(people, monkeypatch):
    named = {name: [q.name for q in selectors.queues(person)] for name, person in people.items()}
    assert {n for n, lists in named.items() if "procedures" in lists} == {
        "supervisor", "director", "dispatcher", "lamps_leader", "streets_leader",
    }  # fmt: skip


def test_texts_that_no_database_can_hold_are_cleaned_also_in_what_the_stage_wants(people):
    order = opened(people)
    told = c.TakeStep(procedure="p1", outcome="denied", text="按时\x00", given={"post": "窗\x00口"})
    services.apply(order.id, told, people["lamps_leader"])
    (step,) = [r.event for r in selectors.records(order.id) if r.name == "step_taken" and r.event.given]
    assert step.given == (("post", "窗口"),)


def test_the_holder_of_a_role_belongs_to_its_unit_or_line():
    from hotline.core.vocabulary import Role

    assert base_of(role_holder("lamps.east", Role.UNIT_CLERK)) == "lamps.east"
    assert base_of("dezhou") == "dezhou"
