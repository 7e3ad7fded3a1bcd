"""How long a limit is and how it counts: the values `hotline.core.deadlines` works with."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Final

from hotline.core.calendars import DAY_END, EndOfDay

_MIDNIGHT: Final = time(0)


class Roll(StrEnum):
    """What happens to a last day that is off (节假日顺延: S1 克拉玛依 第十一条(二)2(1))."""

    NONE = "none"
    NEXT_WORKING_DAY = "next_working_day"


class AfterClose(StrEnum):
    """From which day a limit counts when it starts after the day's close or on an off day."""

    SAME_DAY = "same_day"
    NEXT_WORKING_DAY = "next_working_day"


def _positive(amount: int, what: str) -> None:
    if amount < 1:
        raise ValueError(f"a limit of {amount} {what} is not a limit; at least 1 is needed")


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """A number of working days."""

    days: int

    def __post_init__(self) -> None:
        _positive(self.days, "working days")


@dataclass(frozen=True, slots=True)
class WorkingMinutes:
    """Working time in minutes, counted from the start itself or, outside working hours, from the next opening."""

    minutes: int

    def __post_init__(self) -> None:
        _positive(self.minutes, "working minutes")


@dataclass(frozen=True, slots=True)
class NaturalMinutes:
    """Elapsed time in minutes, day and night."""

    minutes: int

    def __post_init__(self) -> None:
        _positive(self.minutes, "minutes")


@dataclass(frozen=True, slots=True)
class NaturalDays:
    """Calendar days."""

    days: int

    def __post_init__(self) -> None:
        _positive(self.days, "days")


@dataclass(frozen=True, slots=True)
class NaturalMonths:
    """Calendar months, to the day of the same number, or to the last one of a shorter month (Civil Code art. 202)."""

    months: int

    def __post_init__(self) -> None:
        if self.months < 1:
            raise ValueError("a limit in months has at least one")

    def after(self, day: date) -> date:
        return _months_from(day, self.months)

    def ahead_of(self, day: date) -> date:
        return _months_from(day, -self.months)


def _months_from(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    year, number = divmod(month, 12)
    return date(year, number + 1, min(day.day, monthrange(year, number + 1)[1]))


@dataclass(frozen=True, slots=True)
class SameDay:
    """To the end of the day on which it starts (当日: S1 克拉玛依 第十一条(三)). SAME_TIME means midnight here.

    `stated`: the day is named in each order (a commitment); the clock brings it, this is what holds without one.
    """

    stated: bool = False


@dataclass(frozen=True, slots=True)
class OnDate:
    """A fixed last day, such as a unit's commitment. The command that sets it refuses a day in the past."""

    day: date


@dataclass(frozen=True, slots=True)
class Cutoff:
    """What arrives in a window of the day is due at `due` of the day the window ends on, plus `due_day_offset` days.

    `arrive_from` is included, `arrive_to` excluded. A window whose end is not after its start runs over midnight;
    00:00 as an end or a due time means 24:00.
    """

    arrive_from: time
    arrive_to: time
    due: time
    due_day_offset: int = 0

    def __post_init__(self) -> None:
        if self.due_day_offset < 0:
            raise ValueError("a cutoff is not due before the day its window ends on")
        if (
            self.due_day_offset == 0
            and self.due != _MIDNIGHT
            and (self.arrive_to == _MIDNIGHT or self.due < self.arrive_to)
        ):
            raise ValueError(f"a cutoff due at {self.due:%H:%M} ends before its window does ({self.arrive_to:%H:%M})")

    @property
    def crosses_midnight(self) -> bool:
        """Whether the window ends on the day after the one it starts on."""
        return self.arrive_to <= self.arrive_from and self.arrive_to != _MIDNIGHT

    def days_to_due(self, arrival: time) -> int | None:
        """Days from an arrival at this clock time to the due day; None when the window does not hold it."""
        if self.crosses_midnight:
            if arrival >= self.arrive_from:
                return 1 + self.due_day_offset
            return self.due_day_offset if arrival < self.arrive_to else None
        inside = arrival >= self.arrive_from and (arrival < self.arrive_to or self.arrive_to == _MIDNIGHT)
        return self.due_day_offset if inside else None


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Due times of day by time of arrival. Windows cover the 24 hours once, and a later arrival is never due earlier.

    S2 德州 二(三)4(2)②: 08:30-17:00 due 17:00; 17:00-08:30 due 12:00 of the day on which 08:30 falls.
    """

    cutoffs: tuple[Cutoff, ...]

    def __post_init__(self) -> None:
        ordered = sorted(self.cutoffs, key=lambda c: c.arrive_from)
        if not ordered:
            raise ValueError("cutoffs need at least one window")
        following = [*ordered[1:], ordered[0]]
        for cutoff, after in zip(ordered, following, strict=True):
            if cutoff.arrive_to != after.arrive_from:
                raise ValueError(
                    f"cutoff windows must cover the day once: one ends at {cutoff.arrive_to:%H:%M}, "
                    f"the next starts at {after.arrive_from:%H:%M}"
                )
        dues = [(c.crosses_midnight + c.due_day_offset, c.due if c.due != _MIDNIGHT else DAY_END) for c in ordered]
        dues.append((dues[0][0] + 1, dues[0][1]))
        if dues != sorted(dues):
            raise ValueError("cutoffs must not make a later arrival due earlier")


Length = WorkingDays | WorkingMinutes | NaturalMinutes | NaturalDays | NaturalMonths | SameDay | Cutoffs | OnDate


@dataclass(frozen=True, slots=True)
class Counting:
    """A declared counting rule; see the module's examples. The default is the civil-law way."""

    first_day_counts: bool = False
    end_of_day: EndOfDay = EndOfDay.MIDNIGHT
    roll: Roll = Roll.NEXT_WORKING_DAY
    start_after_close: AfterClose = AfterClose.SAME_DAY

    def __post_init__(self) -> None:
        if self.first_day_counts and self.end_of_day is EndOfDay.SAME_TIME:
            raise ValueError("a limit to the same time of day is made of whole days: its first day cannot count")


CIVIL_LAW: Final = Counting()


@dataclass(frozen=True, slots=True)
class UnknownDue:
    """No due moment can be told: `calendar` has no announcement for `day`. Shown to a person; blocks nothing."""

    reason: str
    calendar: str
    day: date


def length_of(kind: str, amount: int) -> Length:
    """A length by its name in packs, such as ("working_hours", 8). Raises ValueError for an unknown kind."""
    match kind:
        case "working_days":
            return WorkingDays(amount)
        case "working_hours":
            return WorkingMinutes(amount * 60)
        case "working_minutes":
            return WorkingMinutes(amount)
        case "natural_days":
            return NaturalDays(amount)
        case "natural_months":
            return NaturalMonths(amount)
        case "natural_hours":
            return NaturalMinutes(amount * 60)
        case "natural_minutes":
            return NaturalMinutes(amount)
        case "same_day":
            return SameDay()
    raise ValueError(f"{kind!r} is not a kind of length")
