"""Every stage of every clock speaks once: on time, after an outage, with two sweepers, and when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from hotline.core import commands as c
from hotline.core.vocabulary import ClockName, ClockState
from hotline.infra import clock, jobs
from hotline.infra.addresses import with_name
from hotline.infra.tasks import retry_lost_jobs
from hotline.orders import services as orders
from hotline.orders.selectors import get, next_fire, records
from hotline.orders.verification import verify
from hotline.supervision import sweeper
from hotline.supervision.sweeper import Swept, sweep
from hotline.supervision.tasks import sweep as sweep_job
from tests.rooms.orders import city
from tests.rooms.together import together


def spoken(order_id: str) -> Counter[tuple[str, str]]:
    return Counter((r.event.clock, r.event.stage) for r in records(order_id) if r.name == "reminder_sent")


def breaches(order_id: str) -> list[str]:
    return [r.event.clock for r in records(order_id) if r.name == "clock_breached"]


def clock_of(order_id: str, name: ClockName) -> Any:
    return next(k for k in get(order_id).clocks if k.name is name)


def test_nothing_fires_before_its_time(town, moving_clock):
    order = city.registered(town)
    first = next_fire(moving_clock.now())
    assert first is not None
    moving_clock.move_to(first - timedelta(seconds=1))
    assert sweep() == Swept()
    moving_clock.move_to(first)
    assert sweep() == Swept(fired=1) and sweep() == Swept()
    assert spoken(order.id).total() == 1 and verify().ok


def test_after_an_outage_every_stage_speaks_in_its_order(town, moving_clock):
    order = city.in_hand(town)
    reply = clock_of(order.id, ClockName.REPLY)
    moving_clock.move_to(reply.due_at + timedelta(days=30))
    sweep()
    keys = [r.event.stage for r in records(order.id) if r.name == "reminder_sent" and r.event.clock == reply.id]
    assert keys == [stage.key for stage in sorted(reply.stages, key=lambda s: s.at)]
    assert breaches(order.id).count(reply.id) == 1
    assert set(spoken(order.id).values()) == {1} and sweep() == Swept() and verify().ok


def test_a_limit_that_was_moved_speaks_again_at_its_new_times(town, moving_clock):
    order = city.in_hand(town)
    reply = clock_of(order.id, ClockName.REPLY)
    before = min(reply.stages, key=lambda s: s.at)
    moving_clock.move_to(before.at)
    sweep()
    orders.apply(order.id, c.RequestExtension(assignment="a1", reason="等配件", days=7), town["lamps_clerk"])
    orders.apply(order.id, c.GrantRequest(request="r1"), town["dispatcher"])
    moved = clock_of(order.id, ClockName.REPLY)
    moving_clock.move_to(moved.due_at - timedelta(minutes=1))
    sweep()
    assert spoken(order.id)[reply.id, before.key] == 2 and breaches(order.id) == []


def test_what_was_done_in_time_stays_silent(town, moving_clock):
    order = city.replied(town)
    reply = clock_of(order.id, ClockName.REPLY)
    assert reply.state is ClockState.MET
    moving_clock.advance(days=40)
    sweep()
    assert reply.id not in {ident for ident, _ in spoken(order.id)}


def test_one_faulty_order_does_not_hold_up_the_rest(town, moving_clock, monkeypatch):
    bad, good = city.registered(town), city.registered(town)
    real = orders.apply

    def apply(order_id: str, *given: Any, **named: Any) -> Any:
        if order_id == bad.id:
            raise ValueError("on purpose")
        return real(order_id, *given, **named)

    monkeypatch.setattr(orders, "apply", apply)
    monkeypatch.setattr(sweeper, "BATCH", 1)
    moving_clock.advance(days=3)
    done = sweep()
    assert done.failed == (bad.id,) and breaches(good.id) and not spoken(bad.id)
    monkeypatch.undo()
    sweep()
    assert breaches(bad.id)


def test_more_than_one_batch_is_swept(town, moving_clock, monkeypatch):
    monkeypatch.setattr(sweeper, "BATCH", 2)
    found = [city.registered(town) for _ in range(5)]
    moving_clock.advance(days=3)
    sweep()
    assert all(len(breaches(o.id)) == 1 for o in found) and next_fire(moving_clock.now()) is None


# --- side by side ---------------------------------------------------------------------------------------------------


def test_sweepers_side_by_side_fire_each_stage_once(town, moving_clock):
    found = [city.in_hand(town) for _ in range(12)]
    moving_clock.advance(days=30)
    together(sweep, sweep, sweep)
    sweep()
    for order in found:
        assert set(spoken(order.id).values()) == {1}
        assert len(breaches(order.id)) == len(set(breaches(order.id))) > 0
    assert next_fire(moving_clock.now()) is None and verify().ok


def test_an_order_another_sweeper_has_is_skipped_not_waited_for(town, moving_clock):
    held, free = city.registered(town), city.registered(town)
    moving_clock.advance(days=3)
    has_it, let_go = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            assert sweeper._mine(held.id)
            has_it.set()
            assert let_go.wait(30)

    def other() -> Swept:
        assert has_it.wait(30)
        try:
            return sweep()
        finally:
            let_go.set()

    _, done = together(hold, other)
    assert done.skipped == 1 and breaches(free.id) and not spoken(held.id)
    sweep()
    assert breaches(held.id)


# --- killed ---------------------------------------------------------------------------------------------------------

KILLED = """
import os, sys, time
from datetime import datetime
os.environ["DJANGO_SETTINGS_MODULE"] = "hotline.project.settings"
import django
django.setup()
from hotline.infra import clock, jobs
from hotline.orders import writing
real = writing.update
def stop(*given, **named):
    if {after}:
        real(*given, **named)
    print("here", flush=True)
    time.sleep(600)
writing.update = stop
with clock.moved_to(datetime.fromisoformat(sys.argv[1]), process_wide=True):
    jobs.run_waiting(queues=["deadlines"])
"""


@pytest.mark.parametrize("after", [False, True], ids=["locked", "written, not committed"])
def test_a_worker_killed_before_the_commit_leaves_the_clock_due_and_it_fires_once(town, moving_clock, after):
    order = city.registered(town)
    moving_clock.move_to(clock_of(order.id, ClockName.DISPATCH).due_at + timedelta(seconds=1))
    version = get(order.id).version
    sweep_job.defer(timestamp=0)
    address = with_name(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED.format(after=after), moving_clock.now().isoformat()],
        env=os.environ | {"DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert get(order.id).version == version

    # The job of the dead worker is given to another one; a sweep of its own finds the same, once.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
    retry_lost_jobs.defer(timestamp=0)
    jobs.run_waiting(queues=["periodic"])
    jobs.run_waiting(queues=["deadlines"])
    sweep()
    assert breaches(order.id) == ["dispatch-1"] and set(spoken(order.id).values()) == {1}
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT status::text FROM procrastinate_jobs WHERE queue_name = 'deadlines'")
        assert cursor.fetchall() == [("succeeded",)]
    assert verify().ok and clock.now() == moving_clock.now()
