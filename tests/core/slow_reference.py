"""An independent, deliberately slow reading of the counting rules: walks day by day and minute by minute.

Shares no code with `hotline.core` beyond the plain value types. Where the fast code answers with an index, this counts
on its fingers; property tests demand that both agree. `None` means the calendar does not know. Working time is walked
in whole minutes, so starts of such walks must be whole minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from hotline.core.calendars import Calendar, WorkingSpan
from hotline.core.deadlines import (
    AfterClose,
    Counting,
    Cutoffs,
    EndOfDay,
    Length,
    NaturalDays,
    NaturalMinutes,
    OnDate,
    Roll,
    SameDay,
    WorkingDays,
    WorkingMinutes,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
LAST_MOMENT = time(23, 59, 59, 999999)


class Unknown(Exception):
    """A day nobody has announced."""


def worked(calendar: Calendar, day: date) -> bool:
    """Whether the day is worked, from the sets alone."""
    if not calendar.known_from <= day <= calendar.known_until:
        raise Unknown(day)
    if calendar.open_every_day:
        return True
    if day in calendar.off_days:
        return False
    return day in calendar.make_up_days or day.weekday() not in calendar.weekend


def spans_of(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """The day's spans as moments; a span to 00:00 ends when the next day begins."""
    spans: tuple[WorkingSpan, ...] = calendar.spans
    for season in calendar.seasons:
        start, key, end = season.first, (day.month, day.day), season.last
        if (start <= key <= end) if start <= end else not (end < key < start):
            spans = season.spans
    moments = []
    for span in spans:
        end_day = day + DAY if span.end == time(0) else day
        moments.append((at(calendar, day, span.start), at(calendar, end_day, span.end)))
    return moments


def at(calendar: Calendar, day: date, clock: time) -> datetime:
    """A moment on the calendar's wall clock."""
    return datetime.combine(day, clock, calendar.zone)


def forward(calendar: Calendar, day: date) -> Iterator[date]:
    """Working days from `day` on, `day` included."""
    while True:
        if worked(calendar, day):
            yield day
        day += DAY


def backward(calendar: Calendar, day: date) -> Iterator[date]:
    """Working days before `day`, newest first."""
    while True:
        day -= DAY
        if worked(calendar, day):
            yield day


def open_at(calendar: Calendar, moment: datetime) -> bool:
    """Whether the second that begins at `moment` is worked."""
    if not worked(calendar, moment.date()):
        return False
    return any(start <= moment < end for start, end in spans_of(calendar, moment.date()))


def walk_minutes(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """Earliest moment by which the minutes have been worked."""
    moment = start
    while minutes > 0:
        if not worked(calendar, moment.date()):
            moment = at(calendar, moment.date() + DAY, time(0))
            continue
        if open_at(calendar, moment):
            minutes -= 1
        moment += MINUTE
    return moment


def walk_minutes_back(calendar: Calendar, end: datetime, minutes: int) -> datetime:
    """Latest moment from which the minutes are still worked before `end`."""
    moment = end
    while minutes > 0:
        moment -= MINUTE
        if open_at(calendar, moment):
            minutes -= 1
    return moment


def minutes_between(calendar: Calendar, start: datetime, end: datetime) -> int:
    """Working minutes from start to end, walked."""
    total, moment = 0, start
    while moment < end:
        total += open_at(calendar, moment)
        moment += MINUTE
    return total


def close_of(calendar: Calendar, day: date) -> datetime:
    """Close of a working day, midnight of another."""
    if worked(calendar, day):
        end = spans_of(calendar, day)[-1][1]
        if end.date() == day:
            return end
    return at(calendar, day, LAST_MOMENT)


def due(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> datetime | None:
    """The slow reading of `hotline.core.deadlines.due`."""
    try:
        return _due(length, counting, start, calendar)
    except Unknown:
        return None


def _due(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> datetime:
    if isinstance(length, WorkingMinutes):
        return walk_minutes(calendar, start, length.minutes)
    if isinstance(length, NaturalMinutes):
        return start + length.minutes * MINUTE
    if isinstance(length, Cutoffs):
        return _cutoff(length, counting, start, calendar)
    if isinstance(length, OnDate):
        return _end(length.day, counting, start, calendar, natural=True, whole=True)
    start = _received(length, counting, start, calendar)
    if isinstance(length, SameDay):
        return _end(start.date(), counting, start, calendar, natural=True, whole=True)
    if isinstance(length, NaturalDays):
        day, left = start.date(), length.days - (1 if counting.first_day_counts else 0)
        for _ in range(left):
            day += DAY
        return _end(day, counting, start, calendar, natural=True, whole=False)
    assert isinstance(length, WorkingDays)
    first = start.date() if counting.first_day_counts else start.date() + DAY
    days = forward(calendar, first)
    for _ in range(length.days - 1):
        next(days)
    return _end(next(days), counting, start, calendar, natural=False, whole=False)


def _received(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> datetime:
    moved = False
    if counting.start_after_close is AfterClose.NEXT_WORKING_DAY:
        moved = not worked(calendar, start.date()) or start > spans_of(calendar, start.date())[-1][1]
    elif counting.end_of_day is EndOfDay.SAME_TIME and isinstance(length, WorkingDays):
        moved = not worked(calendar, start.date())
    if not moved:
        return start
    day = next(forward(calendar, start.date() + DAY))
    return spans_of(calendar, day)[0][0]


def _end(day: date, counting: Counting, start: datetime, calendar: Calendar, *, natural: bool, whole: bool) -> datetime:
    if natural and counting.roll is Roll.NEXT_WORKING_DAY:
        day = next(forward(calendar, day))
    if counting.end_of_day is EndOfDay.SAME_TIME and not whole:
        return at(calendar, day, start.time())
    if counting.end_of_day is EndOfDay.CLOSE and close_of(calendar, day) >= start:
        return close_of(calendar, day)
    return at(calendar, day, LAST_MOMENT)


def _cutoff(length: Cutoffs, counting: Counting, start: datetime, calendar: Calendar) -> datetime:
    """Walks minute by minute from the arrival to the end of its window, then on to the due time."""
    while True:
        for cutoff in length.cutoffs:
            if _in_window(cutoff.arrive_from, cutoff.arrive_to, start.time()):
                window_end, steps = start.replace(second=0, microsecond=0), 0
                while steps == 0 or window_end.time() != cutoff.arrive_to:
                    window_end += MINUTE
                    steps += 1
                day = window_end.date() - (DAY if cutoff.arrive_to == time(0) else timedelta(0))
                day += cutoff.due_day_offset * DAY
                due_at = at(calendar, day, cutoff.due if cutoff.due != time(0) else LAST_MOMENT)
        if counting.roll is Roll.NONE or worked(calendar, due_at.date()):
            return due_at
        start = at(calendar, next(forward(calendar, due_at.date())), time(0))


def _in_window(first: time, last: time, clock: time) -> bool:
    if first == last:
        return True
    return first <= clock < last if first < last else clock >= first or clock < last
