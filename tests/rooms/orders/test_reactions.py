"""Consumers are told of events by one job a command, stored with the command; pages are told after the commit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from hotline.core import commands as c
from hotline.infra import jobs, stream
from hotline.orders import reactions, services
from hotline.orders.reactions import Reaction
from hotline.orders.services import Refused
from tests.rooms.orders import city


@pytest.fixture
def told() -> Iterator[list[Reaction]]:
    """Reactions to `assigned` and `signed_for`."""
    before = reactions._wiring.names, reactions._wiring.run, reactions._wiring.worth
    seen: list[Reaction] = []
    reactions.connect(["assigned", "signed_for"], seen.append)
    yield seen
    reactions._wiring.names, reactions._wiring.run, reactions._wiring.worth = before


@pytest.fixture
def live_people(transactional_db, moving_clock):
    return city.build()


def jobs_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'orders.react' AND status = 'todo'")
        return cursor.fetchone()[0]


def test_one_job_a_command_and_only_for_events_somebody_wants(people, told):
    order = city.registered(people)
    assert jobs_waiting() == 0
    services.apply(order.id, city.ASSIGN, people["dispatcher"])
    assert jobs_waiting() == 1 and told == []


def test_a_refused_command_asks_for_no_job(people, told):
    order = city.registered(people)
    with pytest.raises(Refused):
        services.apply_many(order.id, [(city.ASSIGN, people["dispatcher"]), city.ASSIGN], people["dispatcher"])
    assert jobs_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_the_job_shows_the_events_of_its_command(live_people, told):
    order = city.registered(live_people)
    assigned = services.apply(order.id, city.ASSIGN, live_people["dispatcher"])
    services.apply(order.id, c.AddNote(text="备注"), live_people["dispatcher"])
    assert jobs.run_waiting() >= 1
    (reaction,) = told
    assert (reaction.order_id, reaction.first, reaction.last) == (order.id, assigned.first_seq, assigned.version)
    assert tuple(record.event for record in reaction.records) == assigned.events
    assert reaction.records[0].cause == "assign_to_unit" and reaction.records[1].cause == ""


@pytest.mark.django_db(transaction=True)
def test_inline_reacts_after_the_commit_without_a_job(live_people, told):
    order = city.registered(live_people)
    with reactions.inline():
        with transaction.atomic():
            services.apply(order.id, city.ASSIGN, live_people["dispatcher"])
            assert told == []
        assert len(told) == 1
    assert jobs_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_pages_are_told_whose_lists_changed(live_people, monkeypatch):
    messages: list[tuple[str, str, dict]] = []
    monkeypatch.setattr(stream, "publish_many", messages.extend)
    order = city.registered(live_people)
    del messages[:]
    services.apply(order.id, city.ASSIGN, live_people["dispatcher"])
    topics = {topic: data for topic, _, data in messages}
    assert topics[f"order:{order.id}"]["id"] == order.id
    assert topics["queue:lamps"] == {"queues": ["to_sign"]}
    assert topics[f"queue:{city.LINE}"] == {"queues": ["awaiting_dispatch", "open"]}
    clerk = live_people["lamps_clerk"]
    assert set(services.topics_of(clerk)) == {"queue:lamps", f"queue:{clerk.pk}"}
    assert f"queue:{city.LINE}" in services.topics_of(live_people["dispatcher"])
    del messages[:]
    with services.quiet():
        services.apply(order.id, c.AddNote(text="安静"), live_people["dispatcher"])
    assert messages == []


@pytest.mark.django_db(transaction=True)
def test_a_page_that_cannot_be_told_does_not_undo_the_command(live_people, monkeypatch):
    def broken(messages: object) -> None:
        raise RuntimeError("no listener")

    order = city.registered(live_people)
    monkeypatch.setattr(stream, "publish_many", broken)
    assert services.apply(order.id, city.ASSIGN, live_people["dispatcher"]).events
