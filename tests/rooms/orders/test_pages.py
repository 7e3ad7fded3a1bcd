"""One order on a page: everything on it, for whom, and at how many queries."""

from __future__ import annotations

import psycopg
import pytest

from hotline.core import commands as c
from hotline.core.vocabulary import CommandName, LinkKind, Phase
from hotline.orders import selectors, services
from hotline.orders.services import NotFound
from tests.rooms.orders import city


@pytest.fixture
def statements(monkeypatch) -> list[str]:
    """Every statement that goes to the database."""
    seen: list[str] = []
    real = psycopg.Cursor.execute

    def execute(self, query, *given, **named):
        seen.append(str(query))
        return real(self, query, *given, **named)

    monkeypatch.setattr(psycopg.Cursor, "execute", execute)
    return seen


def test_everything_on_the_page(people):
    order = city.in_hand(people)
    page = selectors.order_page(people["lamps_clerk"], order.number)
    assert page.row.number == order.number and page.row.phase is Phase.IN_HAND
    assert page.order == order.order
    assert [r.seq for r in page.timeline] == list(range(1, order.version + 1))
    first, last = page.timeline[0], page.timeline[-1]
    assert (first.actor_name, first.actor_unit_name, first.cause) == ("agent的姓名", "热线中心", "register")
    assert last.actor_unit_name == "市政处"
    assert {view.clock.name.value for view in page.clocks} >= {"dispatch", "sign_for", "reply"}
    assert all(view.rule is not None and view.rule.source for view in page.clocks)
    (part,) = page.assignments
    assert (part.unit_name, part.clock.assignment, part.due_at) == ("市政处", "a1", part.clock.due_at)
    assert page.names[str(people["agent"].id)] == "agent的姓名" and page.names["lamps"] == "市政处"
    now_possible = {offer.command for offer in page.offers if offer.refusal is None}
    assert CommandName.LOG_CONTACT in now_possible and CommandName.ASSIGN_TO_UNIT not in now_possible
    assert all(offer.refusal.text for offer in page.offers if offer.refusal)


def test_links_show_only_orders_the_person_may_see(people):
    order, other, hidden = city.in_hand(people), city.in_hand(people), city.registered(people)
    for target in (other, hidden):
        services.apply(order.id, c.LinkOrder(other=target.id, kind=LinkKind.SAME_MATTER), people["agent"])
    agents = selectors.order_page(people["agent"], order.number).links
    assert {(link.number, link.kind) for link in agents} == {
        (other.number, LinkKind.SAME_MATTER),
        (hidden.number, LinkKind.SAME_MATTER),
    }
    assert [link.number for link in selectors.order_page(people["lamps_clerk"], order.number).links] == [other.number]


@pytest.mark.parametrize("secret_first", [True, False])
def test_a_link_to_another_order_of_the_same_citizen_does_not_uncover_a_secret_one(people, secret_first):
    order, other = city.in_hand(people, secret=secret_first), city.in_hand(people, secret=not secret_first)
    services.apply(order.id, c.LinkOrder(other=other.id, kind=LinkKind.REPEAT), people["agent"])
    for who, shown in (("agent", 1), ("supervisor", 1), ("lamps_clerk", 0), ("dispatcher", 0)):
        page = selectors.order_page(people[who], order.number)
        assert len(page.links) == shown, who


def test_a_page_takes_three_statements_and_a_list_one(people, statements):
    order = city.replied(people)
    for person in ("agent", "lamps_clerk"):
        selectors.order_page(people[person], order.number)
        del statements[:]
        selectors.order_page(people[person], order.number)
        assert len(statements) <= 2
    for _ in range(4):
        city.registered(people)
    del statements[:]
    selectors.queue(people["dispatcher"], "awaiting_dispatch")
    assert len(statements) == 1
    del statements[:]
    selectors.queues(people["lamps_clerk"])
    assert len(statements) == 2


def test_a_command_takes_two_statements(people, statements):
    order = city.in_hand(people)
    services.apply(
        order.id, c.ForwardInside(assignment="a1", person=str(people["lamps_clerk"].id)), people["lamps_clerk"]
    )
    del statements[:]
    with services.quiet():
        # To which nobody reacts, and which counts for nothing.
        again = c.ForwardInside(assignment="a1", person=str(people["lamps_clerk"].id))
        services.apply(order.id, again, people["lamps_clerk"])
    assert len([s for s in statements if "SAVEPOINT" not in s]) == 2


def test_numbers_are_found_by_their_beginning(people):
    numbers = [city.registered(people).number for _ in range(3)]
    mine = city.in_hand(people).number
    found = selectors.search_numbers(people["agent"], "DZ20260302")
    assert [row.number for row in found] == sorted([*numbers, mine], reverse=True)
    assert [row.number for row in selectors.search_numbers(people["lamps_clerk"], "DZ")] == [mine]
    assert selectors.find_number(people["agent"], mine) == selectors.search_numbers(people["agent"], mine)[0].id
    with pytest.raises(NotFound):
        selectors.find_number(people["streets_clerk"], mine)
    with pytest.raises(NotFound):
        selectors.find_number(people["agent"], "DZ-none")


def test_a_timeline_goes_on_from_where_it_was_read(people):
    order = city.in_hand(people)
    whole = selectors.timeline(people["agent"], order.id)
    assert selectors.timeline(people["agent"], order.id, after=3) == whole[3:]
    assert whole[0].actor_name == "agent的姓名"


def test_what_machines_read(people):
    order = city.in_hand(people)
    assert selectors.policy_of(order.id).id == "dezhou-12345"
    assert selectors.row(order.id).units == ["lamps"]
    ((found, clocks),) = selectors.running_clocks("dezhou-12345", order.order.registered_at.date())
    assert found == order.id and "reply-1" in clocks
    assert selectors.ids_of_numbers([order.number, "none"]) == {order.number: order.id}
    start = (order.order.registered_at, "00000000-0000-0000-0000-000000000000", 0)
    some = selectors.events_since(start, limit=3)
    rest = selectors.events_since((some[-1].at, some[-1].order_id, some[-1].seq))
    assert [r.seq for r in (*some, *rest)] == list(range(1, order.version + 1))
    with pytest.raises(NotFound):
        selectors.get("00000000-0000-7000-8000-000000000000")
    with pytest.raises(NotFound):
        selectors.policy_of("00000000-0000-7000-8000-000000000000")


def test_orders_that_wait_for_the_archive(people, moving_clock):
    order = city.replied(people)
    services.apply(order.id, c.TakeCallback(), people["caller"])
    closed = services.apply(order.id, city.SATISFIED, people["caller"])
    assert closed.order.phase is Phase.CLOSED
    assert selectors.ended_orders(moving_clock.now()) == []
    moving_clock.advance(days=1)
    assert [ident for _at, ident in selectors.ended_orders(moving_clock.now())] == [order.id]
