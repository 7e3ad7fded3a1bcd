"""Working calendars: which days are worked, during which spans, and how working time adds up.

A calendar is built once from data (a pack's statutory holidays and make-up days) and indexed at construction, so that
every question costs a few array look-ups. It answers only inside `known_from..known_until`: the State Council
announces the holidays of a year in the autumn before it, and a day nobody has announced yet is unknown
(`CalendarUnknown`), never guessed from the weekday.

Assumption, checked at construction: the zone keeps one UTC offset over the known years (China has had no summer time
since 1991), so an hour on the wall is an hour of time.

A span that ends at 00:00 ends at 24:00 of its own day. The end of a whole day is represented as 23:59:59.999999: the
last moment the database can store, so "in time" is simply `done_at <= due_at` and `due_at.date()` is the last day
itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from itertools import accumulate
from typing import Final

from hotline.core.hours import DAY_MICROSECONDS, Hours, Season, WorkingSpan, day_micros

__all__ = ["DAY_END", "Calendar", "CalendarUnknown", "EndOfDay", "Season", "WorkingSpan"]

DAY_END: Final = time(23, 59, 59, 999999)
_MIDNIGHT: Final = time(0)
_ONE_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)


class EndOfDay(StrEnum):
    """When the last day of a limit ends."""

    MIDNIGHT = "midnight"  # 24:00 of the day (Civil Code art. 203)
    CLOSE = "close"  # end of the day's last working span (art. 203: where there are business hours, when they stop)
    SAME_TIME = "same_time"  # the clock time at which the limit began


class CalendarUnknown(LookupError):
    """The calendar has no announcement for `day`; the caller decides what a person must do, nothing is guessed."""

    def __init__(self, calendar_id: str, day: date) -> None:
        super().__init__(f"calendar {calendar_id!r} does not know {day.isoformat()}")
        self.calendar_id = calendar_id
        self.day = day


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days and hours one office works.

    A day is worked when it is a make-up day, or neither a weekend day nor an off day; with `open_every_day` (a centre
    that answers round the clock) every known day is worked and the other day sets are not consulted. `seasons`
    replace `spans` on their dates. Raises ValueError when the parts contradict one another.
    """

    id: str
    zone: tzinfo
    spans: tuple[WorkingSpan, ...]
    known_from: date
    known_until: date
    off_days: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({5, 6})
    seasons: tuple[Season, ...] = ()
    open_every_day: bool = False
    # The index. Day i is known_from + i; _rank[i] working days lie before it, so _rank has one entry more than days.
    _first: int = field(init=False, repr=False, compare=False)
    _rank: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _days: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _hours: tuple[Hours, ...] = field(init=False, repr=False, compare=False)
    _worked: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._check()
        first = self.known_from.toordinal()
        known = [date.fromordinal(n) for n in range(first, self.known_until.toordinal() + 1)]
        flags = [self._is_worked(day) for day in known]
        days = tuple(day for day, worked in zip(known, flags, strict=True) if worked)
        default, seasonal = Hours.of(self.spans), [(s, Hours.of(s.spans)) for s in self.seasons]
        hours = tuple(next((h for s, h in seasonal if s.holds(day)), default) for day in days)
        for name, value in (
            ("_first", first),
            ("_rank", tuple(accumulate(flags, initial=0))),
            ("_days", days),
            ("_hours", hours),
            ("_worked", tuple(accumulate((h.total for h in hours), initial=0))),
        ):
            object.__setattr__(self, name, value)

    def _check(self) -> None:
        if self.known_until < self.known_from:
            raise ValueError(f"calendar {self.id!r}: known_until lies before known_from")
        if not self.weekend <= frozenset(range(7)):
            raise ValueError(f"calendar {self.id!r}: weekend days are 0 (Monday) to 6 (Sunday)")
        if both := sorted(self.off_days & self.make_up_days):
            raise ValueError(f"calendar {self.id!r}: {both[0].isoformat()} is both an off day and a make-up day")
        for n in range(366 if len(self.seasons) > 1 else 0):
            day = date(2000, 1, 1) + timedelta(days=n)
            if sum(season.holds(day) for season in self.seasons) > 1:
                raise ValueError(f"calendar {self.id!r}: two seasons claim {day:%m-%d}")
        years = range(self.known_from.year, self.known_until.year + 1)
        noons = (datetime(year, month, 1, 12, tzinfo=self.zone) for year in years for month in range(1, 13))
        if len({noon.utcoffset() for noon in noons}) != 1:
            raise ValueError(f"calendar {self.id!r}: the zone changes its offset from UTC within the known years")

    def _is_worked(self, day: date) -> bool:
        if self.open_every_day or day in self.make_up_days:
            return True
        return day not in self.off_days and day.weekday() not in self.weekend

    # Days

    def is_known(self, day: date) -> bool:
        """Whether the calendar says anything about `day`."""
        return 0 <= day.toordinal() - self._first < len(self._rank) - 1

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked. Raises CalendarUnknown outside the known days, as every method below."""
        index = day.toordinal() - self._first
        if not 0 <= index < len(self._rank) - 1:
            raise CalendarUnknown(self.id, day)
        return self._rank[index] != self._rank[index + 1]

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is worked, otherwise the next working day."""
        return self._working_day(self._rank_at(day.toordinal() - self._first))

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.subtract_working_days(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which is itself not counted; with 0, `on_or_after(day)`."""
        if count <= 0:
            if count < 0:
                raise ValueError("a number of working days is not negative")
            return self.on_or_after(day)
        return self._working_day(self._rank_at(day.toordinal() - self._first + 1) + count - 1)

    def subtract_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`; with 0, `day` itself or the last working day before it."""
        if count < 0:
            raise ValueError("a number of working days is not negative")
        return self._working_day(self._rank_at(day.toordinal() - self._first + (count == 0)) - max(count, 1))

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` is earlier."""
        if start == end:
            return 0
        first, last = (d.toordinal() - self._first + 1 for d in (start, end))
        return self._rank_at(last) - self._rank_at(first)

    # Hours

    def local(self, moment: datetime) -> datetime:
        """`moment` on this calendar's wall clock. Raises ValueError for a datetime without a zone."""
        if moment.tzinfo is self.zone:
            return moment
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.zone)

    def opening(self, day: date) -> datetime:
        """Start of the first working span; of a day that is not worked, its 00:00."""
        if not self.is_working_day(day):
            return datetime.combine(day, _MIDNIGHT, self.zone)
        return self._moment(day, self._hours_of(day).spans[0][0])

    def day_end(self, day: date, kind: EndOfDay) -> datetime:
        """Last moment of `day`: MIDNIGHT needs no knowledge of it; CLOSE of a day that is off is its midnight."""
        if kind is EndOfDay.SAME_TIME:
            raise ValueError("the same time of day depends on the limit, not on the day")
        if kind is EndOfDay.CLOSE and self.is_working_day(day):
            close = self._hours_of(day).spans[-1][1]
            if close < DAY_MICROSECONDS:
                return self._moment(day, close)
        return datetime.combine(day, DAY_END, self.zone)

    def is_open_at(self, moment: datetime) -> bool:
        """Whether `moment` falls inside a working span."""
        local = self.local(moment)
        if not self.is_working_day(local):
            return False
        time_of_day = day_micros(local)
        return any(start <= time_of_day < end for start, end in self._hours_of(local).spans)

    def is_after_close(self, moment: datetime) -> bool:
        """Whether the day's work is over at `moment`: past the last span's end, or the day is not worked at all."""
        local = self.local(moment)
        return not self.is_working_day(local) or day_micros(local) > self._hours_of(local).spans[-1][1]

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """Earliest moment by which `amount` of working time has passed since `start`, to the microsecond."""
        micros = _amount(amount)
        if micros == 0:
            return self.local(start)
        target = self._worked_until(start) + micros
        if target > self._worked[-1]:
            raise CalendarUnknown(self.id, self.known_until + _ONE_DAY)
        index = bisect_left(self._worked, target) - 1
        return self._moment(self._days[index], self._hours[index].first_moment(target - self._worked[index]))

    def subtract_working_time(self, end: datetime, amount: timedelta) -> datetime:
        """Latest moment from which `amount` of working time still passes before `end`."""
        micros = _amount(amount)
        if micros == 0:
            return self.local(end)
        target = self._worked_until(end) - micros
        if target < 0:
            raise CalendarUnknown(self.id, self.known_from - _ONE_DAY)
        index = bisect_right(self._worked, target) - 1
        return self._moment(self._days[index], self._hours[index].last_moment(target - self._worked[index]))

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` is earlier."""
        return (self._worked_until(end) - self._worked_until(start)) * _MICROSECOND

    def add_working_minutes(self, start: datetime, minutes: int) -> datetime:
        """`add_working_time` in minutes."""
        return self.add_working_time(start, timedelta(minutes=minutes))

    def subtract_working_minutes(self, end: datetime, minutes: int) -> datetime:
        """`subtract_working_time` in minutes."""
        return self.subtract_working_time(end, timedelta(minutes=minutes))

    def working_minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`, rounded towards zero."""
        return int(self.working_time_between(start, end) / timedelta(minutes=1))

    # The index

    def _rank_at(self, index: int) -> int:
        if 0 <= index < len(self._rank):
            return self._rank[index]
        raise CalendarUnknown(self.id, self.known_until + _ONE_DAY if index > 0 else self.known_from - _ONE_DAY)

    def _working_day(self, rank: int) -> date:
        if 0 <= rank < len(self._days):
            return self._days[rank]
        raise CalendarUnknown(self.id, self.known_until + _ONE_DAY if rank >= 0 else self.known_from - _ONE_DAY)

    def _hours_of(self, day: date) -> Hours:
        return self._hours[self._rank[day.toordinal() - self._first]]

    def _moment(self, day: date, micros: int) -> datetime:
        return datetime.combine(day, _MIDNIGHT, self.zone) + timedelta(microseconds=micros)

    def _worked_until(self, moment: datetime) -> int:
        """Working microseconds from the first known day to `moment`, at most the very end of the last known day."""
        local = self.local(moment)
        index = local.toordinal() - self._first
        time_of_day = day_micros(local)
        known = len(self._rank) - 1
        if not 0 <= index < known:
            if index == known and time_of_day == 0:
                return self._worked[-1]
            raise CalendarUnknown(self.id, local.date())
        rank = self._rank[index]
        worked = self._worked[rank]
        return worked if rank == self._rank[index + 1] else worked + self._hours[rank].worked_by(time_of_day)


def _amount(amount: timedelta) -> int:
    micros = amount // _MICROSECOND
    if micros < 0:
        raise ValueError("an amount of working time is not negative")
    return micros
