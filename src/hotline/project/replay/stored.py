"""The backend that matters: the services on PostgreSQL, under a clock of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.archive import services as archive
from hotline.core.events import Event
from hotline.core.policy import Policy
from hotline.core.responsibility import Suggestion
from hotline.core.state import SYSTEM, Actor, Order
from hotline.dispatch import selectors as dispatch
from hotline.dispatch import services as dispatching
from hotline.infra import clock
from hotline.orders import reactions, services
from hotline.orders.selectors import get, records
from hotline.project import wiring
from hotline.project.replay import together
from hotline.project.replay.caller import Caller
from hotline.project.replay.cast import Cast, cast, people_rows, unit_rows
from hotline.project.replay.engine import Denied, Overtaken
from hotline.project.replay.hours import Hours
from hotline.project.replay.life import Act, Life, World
from hotline.project.replay.rates import rates
from hotline.project.replay.routing import duty_rows

__all__ = ["Stored", "furnish", "whole_history", "world"]

PREFIX = "HF"


def furnish(policy: Policy) -> None:
    """The sample city in an empty database: units, people, the responsibility list, one line under this pack."""
    accounts.save_units(unit_rows())
    code = next(iter(policy.lines), "12345")
    accounts.save_lines([{"id": policy.id, "name": policy.title, "code": code, "prefix": PREFIX, "pack": policy.id}])
    accounts.save_people(people_rows())
    dispatching.import_list(duty_rows())


def world(policy: Policy, seed: int) -> World:
    """What the lives of this process share: people and units as they are stored."""
    ids = {person.username: str(person.id) for person in Person.objects.all()}
    people: Cast = cast(directory().all(), ids)
    return World(policy, people, rates(), Hours(policy.calendars["office"]), policy.id, seed, _suggestion)


def _suggestion(order: Order, day: date) -> Suggestion:
    """The dispatch room's own suggestion; `day` is the moved clock's."""
    return dispatch.suggest(order)


class Stored:
    """Carries commands out through the services. One object a process, inside `at_work`."""

    def __init__(self, hand: clock.MovableClock) -> None:
        self._hand = hand

    @classmethod
    @contextmanager
    def at_work(cls, start: datetime) -> Iterator[Stored]:
        """A moved clock; no live messages to anybody; consumers react at once, in this process."""
        reactions.connect(wiring.CONSUMERS, together.run, wiring.WORTH)
        try:
            with clock.moved_to(start) as hand, services.quiet(), reactions.inline():
                yield cls(hand)
        finally:
            reactions.connect(wiring.CONSUMERS, wiring.run, wiring.WORTH)

    def register(
        self, at: datetime, fields: dict[str, Any], caller: Caller, agent: Actor, then: Sequence[Act]
    ) -> tuple[Order, tuple[Event, ...]]:
        self._hand.move_to(at)
        contact = services.Contact(caller.name, caller.phone, caller.address, caller.workplace)
        try:
            done = services.register(fields, contact, agent, then=then)
        except services.Refused as no:
            raise Denied(no.refusal.code.value, no.text) from no
        return done.order, done.events

    def apply(self, at: datetime, order: Order, acts: Sequence[Act]) -> tuple[Order, tuple[Event, ...]]:
        self._hand.move_to(at)
        try:
            done = services.apply_many(order.id, acts, SYSTEM, expected_version=order.version)
        except services.Refused as no:
            raise Denied(no.refusal.code.value, no.text) from no
        except services.Stale as stale:
            raise Overtaken(stale.current, _history(order.id)) from stale
        return done.order, done.events

    def archive(self, at: datetime, order: Order, archivist: Actor) -> tuple[Order, tuple[Event, ...]]:
        self._hand.move_to(at)
        try:
            done = archive.seal(order.id, archivist, expected_version=order.version)
        except services.Refused as no:
            raise Denied(no.refusal.code.value, no.text) from no
        except services.Stale as stale:
            raise Overtaken(stale.current, _history(order.id)) from stale
        return done.order, done.events


def whole_history(life: Life) -> None:
    """Read the order and its events again when somebody else (a consumer) has added to them."""
    if life.order is not None and len(life.history) != life.order.version:
        life.order = get(life.order.id)
        life.history = _history(life.order.id)


def _history(order_id: str) -> list[tuple[datetime, Event]]:
    return [(record.at, record.event) for record in records(order_id)]
