"""Two at once: one order, one key, one counter; and a process that is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from django.db import connection

from hotline.core import commands as c
from hotline.core.vocabulary import AssignmentState, RefusalCode
from hotline.infra import clock
from hotline.infra.addresses import with_name
from hotline.orders import selectors, services
from hotline.orders.services import Refused, Stale
from hotline.orders.verification import verify
from tests.rooms.orders import city
from tests.rooms.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city_people(transactional_db, moving_clock):
    return city.build()


def test_one_of_two_forms_wins_and_the_other_is_stale(city_people):
    order = city.registered(city_people)

    def assign() -> Any:
        return services.apply(order.id, city.ASSIGN, city_people["dispatcher"], expected_version=order.version)

    results = together(assign, assign, expected=(Refused, Stale))
    assert sorted(type(r).__name__ for r in results) == ["Applied", "Stale"]
    assert verify().ok


def test_without_a_version_the_core_decides_who_comes_second(city_people):
    order = city.registered(city_people)
    services.apply(order.id, city.ASSIGN, city_people["dispatcher"])

    def sign() -> Any:
        return services.apply(order.id, c.SignFor(assignment="a1"), city_people["lamps_clerk"])

    results = together(sign, sign, sign, expected=(Refused, Stale))
    refused = [r for r in results if isinstance(r, Refused)]
    assert len(refused) == 2 and {r.refusal.code for r in refused} == {RefusalCode.WRONG_STATE}
    assert selectors.get(order.id).assignments[0].state is AssignmentState.SIGNED
    assert verify().ok


def test_no_change_is_lost_when_many_write_at_once(city_people):
    order = city.registered(city_people)
    notes = [f"第{n}条" for n in range(8)]
    together(
        *(lambda text=text: services.apply(order.id, c.AddNote(text=text), city_people["agent"]) for text in notes)
    )
    kept = [r.event.text for r in selectors.records(order.id) if r.name == "note_added"]
    assert sorted(kept) == sorted(notes)
    assert verify().ok


def test_one_key_sent_twice_at_once_registers_one_order(city_people):
    def register() -> Any:
        return services.register(city.FIELDS, city.CONTACT, city_people["agent"], key="double click")

    results = together(register, register, register, expected=(Refused, Stale))
    assert len({r.id for r in results}) == 1
    assert sorted(r.repeated for r in results) == [False, True, True]


def test_one_key_sent_twice_at_once_acts_once(city_people):
    order = city.registered(city_people)

    def note() -> Any:
        return services.apply(order.id, c.AddNote(text="一次"), city_people["agent"], key="double click")

    results = together(note, note, expected=(Refused, Stale))
    assert sorted(r.repeated for r in results) == [False, True]
    assert selectors.get(order.id).version == order.version + 1


def test_orders_registered_at_once_have_numbers_of_their_own(city_people):
    results = together(*(lambda: city.registered(city_people) for _ in range(8)))
    assert sorted(r.number for r in results) == [f"DZ20260302-{n:05d}" for n in range(1, 9)]


KILLED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "hotline.project.settings"
import django
django.setup()
from hotline.core import commands as c
from hotline.core.state import Actor
from hotline.core.vocabulary import Role
from hotline.orders import {module}, services
real = {module}.{function}
def stop(*given, **named):
    if {after}:
        real(*given, **named)
    print("here", flush=True)
    time.sleep(600)
{module}.{function} = stop
services.apply(sys.argv[1], c.AddNote(text="半途"), Actor("p1", roles=frozenset([Role.AGENT])), key="job")
"""


@pytest.mark.parametrize(
    ("module", "function", "after"),
    [("writing", "update", False), ("writing", "update", True), ("live", "tell", True)],
    ids=["locked and decided", "written, not committed", "all but committed"],
)
def test_a_process_killed_before_the_commit_leaves_nothing(city_people, stored, module, function, after):
    order = city.registered(city_people)
    before = stored()
    address = with_name(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    code = KILLED.format(module=module, function=function, after=after)
    process = subprocess.Popen(
        [sys.executable, "-c", code, order.id],
        env=os.environ | {"DATABASE_URL": address},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    # The lock is gone with the process: the same command goes through, once.
    done = services.apply(order.id, c.AddNote(text="半途"), city_people["agent"], key="job")
    assert not done.repeated and done.version == order.version + 1
    # A note that mentions nobody is an event under its key, and no job.
    more = ("orders_orderevent", "orders_commandkey")
    assert {table: len(rows) for table, rows in stored().items()} == {
        table: len(rows) + (table in more) for table, rows in before.items()
    }
    assert verify().ok and clock.now() == done.order.registered_at
