"""The hours of a working day: spans, seasons, and the arithmetic of one day in microseconds from its midnight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final, NamedTuple

DAY_MICROSECONDS: Final = 86_400_000_000


@dataclass(frozen=True, slots=True)
class WorkingSpan:
    """Part of a day that is worked, `start` included, `end` excluded; `end` 00:00 means 24:00."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("a working span is given in local wall-clock times without a zone")
        if day_micros(self.start) >= end_micros(self.end):
            raise ValueError(f"working span {self.start:%H:%M}-{self.end:%H:%M} ends before it starts")


@dataclass(frozen=True, slots=True)
class Season:
    """Other working spans between two (month, day) dates, both included; may run over the end of the year."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: tuple[WorkingSpan, ...]

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            date(2000, month, day)  # raises ValueError for a day that no year has

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the season, in any year."""
        key = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= key <= self.last
        return key >= self.first or key <= self.last


class Hours(NamedTuple):
    """One day's spans in microseconds from its midnight; the form all arithmetic uses."""

    spans: tuple[tuple[int, int], ...]
    total: int

    @classmethod
    def of(cls, spans: tuple[WorkingSpan, ...]) -> Hours:
        """The index of one day's spans. Raises ValueError when they are none, out of order or overlap."""
        pairs = tuple((day_micros(s.start), end_micros(s.end)) for s in spans)
        if not pairs:
            raise ValueError("a calendar needs at least one working span a day")
        if any(later[0] < earlier[1] for earlier, later in pairwise(pairs)):
            raise ValueError("working spans must be in order and must not overlap")
        return cls(pairs, sum(end - start for start, end in pairs))

    def worked_by(self, moment: int) -> int:
        """Working microseconds of the day that have passed at `moment`."""
        done = 0
        for start, end in self.spans:
            if moment <= start:
                break
            done += (moment if moment < end else end) - start
        return done

    def first_moment(self, worked: int) -> int:
        """Earliest moment by which `worked` (0 < worked <= total) has passed: a span's end before the next start."""
        for start, end in self.spans:
            if worked <= end - start:
                return start + worked
            worked -= end - start
        raise AssertionError("more working time asked of a day than it has")

    def last_moment(self, worked: int) -> int:
        """Latest moment at which no more than `worked` (0 <= worked < total) has passed."""
        for start, end in self.spans:
            if worked < end - start:
                return start + worked
            worked -= end - start
        raise AssertionError("more working time asked of a day than it has")


def day_micros(moment: time | datetime) -> int:
    """Microseconds since the midnight before `moment`."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


def end_micros(end: time) -> int:
    """The same for the end of a span, where 00:00 is 24:00."""
    return day_micros(end) or DAY_MICROSECONDS
