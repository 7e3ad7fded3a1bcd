"""Work lists: who finds what where, in which order, page by page, and with the right number beside the name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.core import commands as c
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import Phase, Role, SupervisionForm, SupervisionReason, Urgency
from hotline.infra import clock
from hotline.orders import counts, selectors, services
from hotline.orders.models import QueueDelta
from hotline.orders.queues import OF_ROLE, QUEUES
from hotline.orders.services import NotFound
from tests.rooms.orders import city

UNHAPPY = c.RecordCallback(reached=True, answered=True, solved=False, satisfied_result=False, satisfied_process=True)


def where(people) -> dict[str, list[str]]:
    """Person → the lists that are not empty; a count that is not the number of rows fails."""
    found = {}
    for name, person in people.items():
        lists = []
        for q in selectors.queues(person):
            rows = selectors.queue(person, q.name).rows
            assert q.count == len(rows), (name, q)
            lists += [q.name] if rows else []
        if lists:
            found[name] = lists
    return found


def test_every_role_list_exists():
    assert {name for names in OF_ROLE.values() for name in names} == set(QUEUES)
    assert set(OF_ROLE) <= set(Role)


def test_an_order_walks_through_the_lists(people):
    watchers = {"director": ["open"], "watcher": ["open"], "supervisor": ["open"]}
    order = services.register(city.FIELDS, city.CONTACT, people["agent"])
    assert where(people) == watchers | {"agent": ["my_drafts"]}
    services.apply(order.id, c.SubmitForDispatch(), people["agent"])
    assert where(people) == watchers | {"dispatcher": ["awaiting_dispatch"]}
    services.apply(order.id, c.SendBackToAgent(reason="地点不清"), people["dispatcher"])
    assert where(people) == watchers | {"agent": ["sent_back"]}
    services.apply(order.id, c.SubmitForDispatch(), people["agent"])
    services.apply(order.id, city.ASSIGN, people["dispatcher"])
    assert where(people) == watchers | {"lamps_clerk": ["to_sign"]}
    services.apply(order.id, c.SignFor(assignment="a1"), people["lamps_clerk"])
    services.apply(order.id, city.CONTACTED, people["lamps_clerk"])
    assert where(people) == watchers | {"lamps_clerk": ["in_hand"]}
    services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    assert where(people) == watchers | {"lamps_leader": ["in_review"]}
    services.apply(order.id, c.ApproveAnswer(assignment="a1"), people["lamps_leader"])
    assert where(people) == watchers | {"caller": ["to_call_back"]}
    services.apply(order.id, c.TakeCallback(), people["caller"])
    assert where(people) == watchers | {"caller": ["calling"]}
    services.apply(order.id, UNHAPPY, people["caller"])
    assert where(people) == {
        "watcher": ["open"],
        "director": ["open", "to_judge"],
        "supervisor": ["to_judge", "open"],
    }
    services.apply(order.id, c.JudgeDissatisfaction(reasonable=False, grounds="已按规定修复"), people["supervisor"])
    assert where(people) == {"archivist": ["closed"]}
    services.apply(order.id, c.Archive(manifest="0" * 64), people["archivist"])
    assert where(people) == {}


def test_requests_and_documents_have_lists_of_their_own(people):
    order = city.in_hand(people)
    services.apply(order.id, c.RequestExtension(assignment="a1", reason="等待配件", days=2), people["lamps_clerk"])
    assert where(people)["dispatcher"] == ["extension_requests"]
    (row,) = selectors.queue(people["dispatcher"], "extension_requests").rows
    assert (row.subject, row.unit_name, row.phase) == ("r1", "市政处", Phase.IN_HAND)
    services.apply(order.id, c.RefuseRequest(request="r1", reason="配件已到"), people["dispatcher"])
    assert "dispatcher" not in where(people)

    placed = c.PlaceUnderSupervision(
        assignment="a1", reason=SupervisionReason.HOT, form=SupervisionForm.WRITTEN, text="请抓紧"
    )
    services.apply(order.id, placed, people["supervisor"])
    assert where(people)["supervisor"] == ["supervised", "open"]
    assert "supervision_orders" in where(people)["lamps_clerk"]


def test_passed_down_and_answered_below(people):
    order = city.in_hand(people)
    services.apply(order.id, c.PassDown(assignment="a1", lead="lamps.east"), people["lamps_clerk"])
    assert where(people)["east_clerk"] == ["to_sign"]
    services.apply(order.id, c.SignFor(assignment="a2"), people["east_clerk"])
    services.apply(order.id, c.RequestReturn(assignment="a2", reason="不归我们"), people["east_clerk"])
    assert where(people)["lamps_leader"] == ["unit_requests"]
    assert "dispatcher" not in where(people)
    page = selectors.order_page(people["lamps_clerk"], order.number)
    assert [child.unit_name for child in page.assignments[0].children] == ["路灯东所"]


def test_breached_limits_come_to_the_supervisor(people, moving_clock):
    city.registered(people)
    order = city.in_hand(people)
    moving_clock.advance(days=30)
    while due := selectors.due_clocks(clock.now()):
        for found in due:
            services.apply(found.order_id, c.FireClock(clock=found.clock, stage=found.stage), SYSTEM)
    assert "overdue" in where(people)["supervisor"]
    rows = selectors.queue(people["supervisor"], "overdue", filters={"number": order.number}).rows
    assert rows and all(row.breached and row.clock for row in rows)
    assert selectors.row(order.id).overdue


def test_near_the_limit_is_what_is_due_within_a_day(people, moving_clock):
    order = city.in_hand(people)
    assert selectors.queue(people["lamps_clerk"], "near_limit").rows == ()
    (row,) = selectors.queue(people["lamps_clerk"], "in_hand").rows
    services.apply(order.id, city.CONTACTED, people["lamps_clerk"])
    (row,) = selectors.queue(people["lamps_clerk"], "in_hand").rows
    moving_clock.move_to(row.due_at - timedelta(hours=23))
    assert [r.number for r in selectors.queue(people["lamps_clerk"], "near_limit").rows] == [order.number]
    (near,) = [q for q in selectors.queues(people["lamps_clerk"]) if q.name == "near_limit"]
    assert near.count == 1 and not near.capped


def test_urgent_first_then_what_is_due_next_and_every_row_once(people, moving_clock):
    urgencies = [Urgency.NORMAL, Urgency.EMERGENCY, Urgency.URGENT, Urgency.NORMAL, Urgency.URGENT, Urgency.NORMAL]
    for urgency in urgencies:
        city.registered(people, urgency=urgency)
        moving_clock.advance(minutes=7)
    rows, cursor = [], None
    while True:
        page = selectors.queue(people["dispatcher"], "awaiting_dispatch", cursor, limit=2)
        rows += page.rows
        cursor = page.next
        if cursor is None:
            break
        assert len(page.rows) == 2
    rank = [Urgency.EMERGENCY, Urgency.URGENT, Urgency.NORMAL]
    assert rows == sorted(rows, key=lambda r: (rank.index(r.urgency), r.due_at, r.order_id))
    assert len({r.number for r in rows}) == len(rows) == len(urgencies)


def test_pages_stay_whole_when_rows_leave_between_them(people):
    for _ in range(5):
        city.registered(people)
    first = selectors.queue(people["dispatcher"], "awaiting_dispatch", limit=2)
    services.apply(first.rows[0].order_id, city.ASSIGN, people["dispatcher"])
    second = selectors.queue(people["dispatcher"], "awaiting_dispatch", first.next, limit=2)
    assert not {r.number for r in first.rows} & {r.number for r in second.rows} and len(second.rows) == 2


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"urgency": "urgent"}, 1),
        ({"content_class": "C1"}, 3),
        ({"content_class": "C2"}, 0),
        ({"area": "9901"}, 3),
        ({"nature": "help", "number": "DZ20260302-00002"}, 1),
        ({"due_before": "2026-03-01T00:00:00+08:00"}, 0),
        ({"unit": "lamps"}, 0),
        ({"nonsense": "x", "nature": ""}, 3),
    ],
)
def test_filters(people, filters, number):
    city.registered(people, urgency=Urgency.URGENT)
    city.registered(people)
    city.registered(people)
    assert len(selectors.queue(people["dispatcher"], "awaiting_dispatch", filters=filters).rows) == number


NO_ID = "WzEsICIyMDI2LTAzLTAyVDA5OjAwOjAwKzA4OjAwIiwgIngiLCAiYTEiXQ"
"""A place in a list whose order has no id."""


@pytest.mark.parametrize("cursor", ["x", "e30", "bnVsbA", "WzEsMiwzXQ", "🙂", NO_ID])
def test_a_broken_cursor_is_not_found(people, cursor):
    with pytest.raises(NotFound):
        selectors.queue(people["dispatcher"], "awaiting_dispatch", cursor)


def test_signs_that_no_database_holds_find_nothing(people):
    assert selectors.queue(people["dispatcher"], "awaiting_dispatch", filters={"nature": "\0"}).rows == ()
    assert selectors.search_numbers(people["dispatcher"], "DZ\0\ud800") == ()
    with pytest.raises(NotFound):
        selectors.find_number(people["dispatcher"], "\0")


def test_a_list_of_another_role_is_not_found(people):
    for name in ("overdue", "no such list"):
        with pytest.raises(NotFound):
            selectors.queue(people["agent"], name)
    assert selectors.queues(people["admin"]) == ()


def test_a_secret_order_is_no_secret_list(people):
    city.registered(people, secret=True, accused=("lamps",))
    (row,) = selectors.queue(people["dispatcher"], "awaiting_dispatch").rows
    assert row.secret and "lamps_clerk" not in where(people)


def test_counts_stay_right_when_they_are_added_up(people):
    for _ in range(3):
        city.in_hand(people)
    before = where(people)
    counts.add_up()
    assert not QueueDelta.objects.exists() and where(people) == before
    city.in_hand(people)
    counts.add_up()
    counts.add_up()
    (in_hand,) = [q for q in selectors.queues(people["lamps_clerk"]) if q.name == "in_hand"]
    assert in_hand.count == 4


def test_what_has_no_limit_stands_behind_what_has_one(people, moving_clock):
    without = services.register(city.FIELDS, city.CONTACT, people["agent"]).order
    moving_clock.advance(hours=1)
    later = city.in_hand(people).order.number

    def listed():
        return [row.number for row in selectors.queue(people["director"], "open").rows]

    assert listed() == [later, without.number], "the one without a limit came first, and waits behind"
    services.apply(without.id, c.SubmitForDispatch(), people["agent"])
    assert listed() == [without.number, later], "now it is due within hours, the other within days"
