"""One row's life: the order as it is now, the chance of its people, and the questions actors ask about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from hotline.core.commands import Command
from hotline.core.draft import Draft
from hotline.core.events import Event
from hotline.core.policy import Policy
from hotline.core.responsibility import Suggestion
from hotline.core.state import SYSTEM, Actor, Assignment, Clock, Order, Snapshot
from hotline.core.vocabulary import OPEN_CLOCKS, ClockName
from hotline.infra.clock import LOCAL
from hotline.project.replay.cast import Cast
from hotline.project.replay.chance import Chance
from hotline.project.replay.hours import Hours
from hotline.project.replay.rates import Rates
from hotline.project.replay.reading import Row

R = TypeVar("R")
Act = tuple[Command | Callable[[Order], Command], Actor]


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next in a life: some commands in one sitting. `key` names the intention."""

    at: datetime
    key: str
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class World:
    """What all lives of a run share."""

    policy: Policy
    cast: Cast
    rates: Rates
    hours: Hours
    line: str
    """The id of the line under which the service registers."""
    seed: int
    suggest: Callable[[Order, date], Suggestion]
    """What the responsibility list says of an order on a day."""


@dataclass
class Life:
    """One order on its way. `given_up`: intentions that were refused; nobody tries them again."""

    world: World
    row: Row
    earlier: tuple[Life, ...] = ()
    """Lives of the same citizen that began before."""
    order: Order | None = None
    now: datetime = datetime.min.replace(tzinfo=LOCAL)
    history: list[tuple[datetime, Event]] = field(default_factory=list)
    given_up: dict[str, str] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    anchors: dict[str, datetime] = field(default_factory=dict)
    steps: int = 0
    replied_at: datetime | None = None
    """When the answer that now stands was complete."""
    over: bool = False

    def __post_init__(self) -> None:
        self.chance = Chance(self.world.seed, self.row.line)
        self.created = self._civil(self.row.created.at, self.row.created.has_time, "created", 8.5, 2.0)
        self.replied: datetime | None = None
        if self.row.replied is not None:
            replied = self._civil(self.row.replied.at, self.row.replied.has_time, "replied", 15.0, 2.5)
            self.replied = max(replied, self.created + timedelta(minutes=1))

    def _civil(self, at: datetime, has_time: bool, name: str, hour: float, spread: float) -> datetime:
        """A date without time of day: letters come in the first hours of the day, answers go out in the afternoon."""
        if has_time:
            return at.astimezone(LOCAL)
        return at.astimezone(LOCAL) + timedelta(hours=hour, minutes=int(self.chance.number(name) * spread * 60))

    # --- the order ----------------------------------------------------------------------------------------------------

    @property
    def it(self) -> Order:
        assert self.order is not None
        return self.order

    def rule(self, topic: str, default: R, part: Assignment | None = None) -> R:
        """What the pack says on a topic for this order."""
        draft = Draft(Snapshot(self.it, SYSTEM, {}), self.world.policy, self.now)
        return draft.rule(topic, default, part)[0]

    def open_clocks(self, name: ClockName, assignment: str | None = None) -> tuple[Clock, ...]:
        return tuple(
            clock
            for clock in self.it.clocks
            if clock.name is name
            and clock.state in OPEN_CLOCKS
            and (assignment is None or clock.assignment == assignment)
        )

    @property
    def is_real(self) -> bool:
        """Whether the unit's answer is the one of the table, at its own time."""
        return self.replied is not None and not self.it.redo_count

    # --- chance and time ----------------------------------------------------------------------------------------------

    def happens(self, name: str, rate: str) -> bool:
        return self.chance.happens(name, self.world.rates.share(rate))

    def since(self, name: str) -> datetime:
        """When this intention was first thought of."""
        return self.anchors.setdefault(name, self.now)

    def after(self, name: str, start: datetime | None, rate: str) -> datetime:
        """A moment after `start` (None: after it was first thought of), in the hours that the rate's name says."""
        start = start or self.since(name)
        hours = self.chance.between(name, self.world.rates.span(rate))
        last = rate.rpartition(".")[2]
        add = self.world.hours.desk if last.startswith("desk_") else self.world.hours.office
        return add(start, hours)

    def soon(self, name: str, start: datetime | None, rate: str) -> datetime:
        """A moment some hours on the wall after `start` (None: after it was first thought of)."""
        return (start or self.since(name)) + timedelta(hours=self.chance.between(name, self.world.rates.span(rate)))

    def amount(self, name: str, rate: str) -> int:
        return round(self.chance.between(name, self.world.rates.span(rate)))

    def capped(self, at: datetime, share: float) -> datetime:
        """No later than this share of the time until the real answer, where there is one."""
        if not self.is_real or self.replied is None:
            return at
        return min(at, self.created + (self.replied - self.created) * share)

    # --- steps --------------------------------------------------------------------------------------------------------

    def step(self, key: str, at: datetime, *acts: Act) -> Iterator[Step]:
        """The step, unless this intention was carried out or refused before. Nothing happens before now."""
        if key not in self.given_up and key not in self.done:
            yield Step(max(at, self.now), key, acts)
