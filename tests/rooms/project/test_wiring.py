"""Each consumer acts on each event once: when the job runs twice, when two run at once, when one fails."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from hotline.core import commands as c
from hotline.infra import jobs
from hotline.intake.models import GroupMember
from hotline.orders import reactions, services
from hotline.orders.reactions import Reaction
from hotline.orders.selectors import Record, records
from hotline.project import wiring
from hotline.project.models import Receipt
from hotline.project.tasks import forget_receipts
from tests.rooms.orders import city

seen: list[int] = []
faults: list[str] = []


def note(record: Record) -> None:
    """Writes one row an event, which a second time would break."""
    seen.append(record.seq)
    GroupMember.objects.create(order_id=record.order_id, parent=record.order_id)


def stumble(record: Record) -> None:
    if faults:
        raise ValueError(faults.pop())


@pytest.fixture
def wired(monkeypatch) -> Iterator[None]:
    seen.clear()
    faults.clear()
    monkeypatch.setattr(wiring, "CONSUMERS", {"note_added": (stumble, note)})
    before = reactions._wiring.names, reactions._wiring.run, reactions._wiring.worth
    reactions.connect(["note_added"], wiring.run)
    yield
    reactions._wiring.names, reactions._wiring.run, reactions._wiring.worth = before


def reaction(order) -> Reaction:
    found = records(order.id)
    return Reaction(order.id, 1, len(found), found)


def test_every_name_is_an_event_and_every_consumer_has_a_receipt_name_of_its_own():
    consumers = {consumer for named in wiring.CONSUMERS.values() for consumer in named}
    assert len({wiring.name_of(consumer) for consumer in consumers}) == len(consumers)
    assert reactions._wiring.names == frozenset(wiring.CONSUMERS) and reactions._wiring.run is wiring.run
    assert wiring.name_of(next(iter(wiring.CONSUMERS["group_joined"]))) == "intake.joined"


def test_the_job_of_a_command_runs_its_consumers(town, wired):
    order = city.registered(town)
    done = services.apply(order.id, c.AddNote(text="一"), town["agent"])
    jobs.run_waiting(queues=["events"])
    assert seen == [done.first_seq]
    assert Receipt.objects.count() == 2


def test_shown_twice_acts_once(town, wired):
    order = services.apply(city.registered(town).id, c.AddNote(text="一"), town["agent"])
    wiring.run(reaction(order))
    wiring.run(reaction(order))
    assert len(seen) == 1 and GroupMember.objects.count() == 1


def test_two_workers_at_once_act_once(town, wired):
    order = services.apply(city.registered(town).id, c.AddNote(text="一"), town["agent"])
    shown, start = reaction(order), Barrier(2)

    def work(_: int) -> None:
        start.wait(10)
        try:
            wiring.run(shown)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert GroupMember.objects.count() == 1


def test_one_that_fails_is_tried_again_alone(town, wired):
    order = services.apply(city.registered(town).id, c.AddNote(text="一"), town["agent"])
    faults.append("on purpose")
    with pytest.raises(wiring.ConsumersFailed, match=r"project\.stumble|rooms\.stumble"):
        wiring.run(reaction(order))
    assert len(seen) == 1 and Receipt.objects.count() == 1
    wiring.run(reaction(order))
    assert len(seen) == 1 and Receipt.objects.count() == 2


def test_an_act_that_is_undone_leaves_no_receipt(town, wired):
    order = services.apply(city.registered(town).id, c.AddNote(text="一"), town["agent"])
    (record,) = [r for r in records(order.id) if r.name == "note_added"]
    with pytest.raises(KeyError), transaction.atomic():
        wiring.act_once(note, record)
        raise KeyError
    assert not Receipt.objects.exists() and not GroupMember.objects.exists()
    assert wiring.act_once(note, record) and not wiring.act_once(note, record)


def test_old_receipts_go(town, wired, moving_clock):
    order = services.apply(city.registered(town).id, c.AddNote(text="一"), town["agent"])
    wiring.run(reaction(order))
    moving_clock.advance(timedelta(days=29))
    forget_receipts(timestamp=0)
    assert Receipt.objects.count() == 2
    moving_clock.advance(timedelta(days=2))
    forget_receipts(timestamp=0)
    assert not Receipt.objects.exists()
