"""Carries one sample order along: each step at its own time under a moved clock, limits firing on the way."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from hotline.accounts.models import Person
from hotline.core.commands import Command, FireClock
from hotline.core.state import SYSTEM, Order
from hotline.core.vocabulary import Role
from hotline.infra import clock
from hotline.infra.clock import MovableClock
from hotline.orders import services as orders

_OPENS, _CLOSES = time(8, 40), time(17, 20)


@dataclass
class Cast:
    """Everyone, by account name, by unit and role, and by role; always in the same order."""

    people: Mapping[str, Person]
    by_unit: dict[tuple[str, Role], list[Person]] = field(default_factory=dict)
    by_role: dict[Role, list[Person]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for _name, person in sorted(self.people.items(), key=_plain_first):
            for role in person.role_set:
                self.by_role.setdefault(role, []).append(person)
                self.by_unit.setdefault((person.unit_id or "", role), []).append(person)

    def of_unit(self, unit: str, role: Role) -> Person:
        return self.by_unit[unit, role][0]

    def able(self, unit: str) -> bool:
        """Whether the unit has somebody to write an answer and somebody to sign it."""
        return (unit, Role.UNIT_CLERK) in self.by_unit and (unit, Role.UNIT_LEADER) in self.by_unit


def _plain_first(item: tuple[str, Person]) -> tuple[int, int, str]:
    """Who has one role before who has several; then agent2 before agent10."""
    name, person = item
    return len(person.roles), len(name), name


class Carrier:
    """One order on its way. `at` moves on with every step and never passes `end`."""

    def __init__(
        self, cast: Cast, hand: MovableClock, rng: random.Random, message: Mapping[str, Any], line: str, end: datetime
    ) -> None:
        self.cast, self.hand, self.rng = cast, hand, rng
        self.message, self.line, self.end = message, line, end
        self.order: Order | None = None
        self.at = hand.now()

    @property
    def now(self) -> Order:
        """The order as it stands."""
        assert self.order is not None, "the order is not registered yet"
        return self.order

    def one(self, role: Role, first: int = 0) -> Person:
        """Somebody of the centre; mostly the first few, so that their lists are full."""
        people = self.cast.by_role[role]
        number = first or min(int(self.rng.expovariate(0.9)), len(people) - 1)
        return people[number % len(people)]

    # --- time -----------------------------------------------------------------------------------------------------

    def later(self, hours: float, *, any_time: bool = False) -> Carrier:
        """So many hours on, by day and not at night unless `any_time`; never past the end."""
        then = self.at + timedelta(hours=hours)
        # Something is left for the steps that follow.
        most = self.at + max(self.end - self.at, timedelta(seconds=8)) * 0.35
        self.at = min(then if any_time else _by_day(then), most)
        return self

    def until(self, moment: datetime) -> Carrier:
        self.at = max(self.at, min(moment, self.end))
        return self

    # --- steps ----------------------------------------------------------------------------------------------------

    def register(self, fields: dict[str, Any], contact: orders.Contact, who: Person, *then: Command) -> Order:
        self.hand.move_to(self.at)
        self.order = orders.register(fields, contact, who, then=then).order
        return self.order

    def do(self, who: Person, *commands: Command) -> Order:
        """The commands, after everything that fires before them."""
        self.fire()
        self.hand.move_to(self.at)
        self.order = orders.apply_many(self.now.id, commands, who).order
        return self.order

    def fire(self) -> None:
        """Limits that end before this moment speak at their own time, as the sweeper would have them."""
        while True:
            waiting = [(stage.at, k.id, stage.key) for k in self.now.clocks if (stage := k.next_stage)]
            due = min((w for w in waiting if w[0] <= self.at), default=None)
            if due is None:
                return
            at, ident, stage = due
            self.hand.move_to(max(at, self.hand.now()))
            self.order = orders.apply(self.now.id, FireClock(clock=ident, stage=stage), SYSTEM).order

    def finish(self) -> None:
        """Everything that has fired by the end."""
        self.at = self.end
        if self.order is not None:
            self.fire()


def _by_day(moment: datetime) -> datetime:
    local = clock.local(moment)
    if local.time() > _CLOSES:
        local = datetime.combine(local.date() + timedelta(days=1), _OPENS, clock.LOCAL)
    elif local.time() < _OPENS:
        local = datetime.combine(local.date(), _OPENS, clock.LOCAL)
    return local
