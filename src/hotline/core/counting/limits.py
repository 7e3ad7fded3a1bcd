"""When a limit counts, and as what.

A limit counts on the local day of its due time, as it is known at the end of that day, whoever or whatever fires late.
It counts as met, late, or not to be kept (cancelled, waived, the citizen not reached, no due time). A limit that stands
still on its due day does not count then. Once it has counted it stays counted: if it is moved afterwards, that is a
matter of its own on that day, and the moved limit counts again with the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hotline.core.clockwork import WINDOWS
from hotline.core.state import Clock
from hotline.core.vocabulary import OPEN_CLOCKS, ClockName, ClockState

NOT_COUNTED = WINDOWS
"""A right that lapses and a pause that is over are nobody's failure."""


@dataclass(slots=True)
class Limit:
    """One clock as it counts. `day`: the earliest day on which it can count."""

    clock: Clock
    unit: str
    due: datetime | None
    day: date
    state: ClockState
    breached: bool
    paused_at: datetime | None
    marks: dict[str, str]
    """What it is a limit of."""
    ended: datetime | None = None
    waived: bool = False
    tried: bool = False
    counted: str = ""
    """The result it counted with; empty until it has."""
    round: int = 1

    @classmethod
    def started(cls, clock: Clock, unit: str, day: date, marks: dict[str, str]) -> Limit:
        late = clock.breached_at is not None
        return cls(clock, unit, clock.due_at, day, clock.state, late, clock.paused_at, marks)

    @property
    def open(self) -> bool:
        return self.ended is None

    @property
    def part(self) -> str:
        return self.clock.id if self.round == 1 else f"{self.clock.id}/{self.round}"

    @property
    def stands_still(self) -> bool:
        """Paused before it ran out."""
        return self.open and self.paused_at is not None and (self.due is None or self.paused_at <= self.due)

    @property
    def will_count(self) -> bool:
        """On its day, even if nothing more happens."""
        return not self.counted and not self.stands_still and (self.due is not None or not self.open)

    def moved(self, due: datetime | None, day: date) -> bool:
        """Another due time from now on; `day`: the earliest on which it can count. True: it had counted as late."""
        was_late = self.counted == "late"
        if self.counted:
            self.counted = ""
            self.round += 1
        self.due, self.day, self.breached = due, day, False
        return was_late

    def stopped(self, state: ClockState, at: datetime, today: date) -> None:
        if self.due is None:
            self.day = today
        elif self.paused_at is not None:
            self.day = max(self.day, today)
        self.state, self.ended = state, at

    def tried_to_reach(self, at: datetime) -> None:
        if self.clock.name is ClockName.CALLBACK and self.open and self.due is not None and at <= self.due:
            self.tried = True

    def waive(self) -> None:
        if self.clock.name is ClockName.CALLBACK and self.open:
            self.waived = True

    def known(self, as_of: datetime) -> bool:
        """On its day: whether it is settled before the day is over."""
        return not self.open or self.breached or (self.due is not None and as_of > self.due)

    def result(self) -> str:
        """As what it counts now that its day is over."""
        if self.due is None:
            return "unknown"
        if self.state is ClockState.MET:
            return "met"
        if self.tried:
            return "unreachable"
        if self.breached or self.state is ClockState.LATE or self.state in OPEN_CLOCKS:
            return "late"
        return "waived" if self.waived else "cancelled"

    def minutes(self) -> float | None:
        """Natural minutes from its start to its end, two digits, where it has ended."""
        return None if self.ended is None else round((self.ended - self.clock.started_at).total_seconds() / 60, 2)
