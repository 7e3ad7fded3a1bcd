"""Deadlines: a length, a counting rule, a start and a calendar give the last moment that is still in time.

Every function here is pure and answers either a datetime in the calendar's zone or `UnknownDue` where the calendar
has no announcement yet; such an order goes to a person, it is never given a guessed limit.

In time means `done_at <= due_at`: a Chinese limit includes its end (Civil Code art. 1259). The end of a whole day is
therefore its last storable moment, 23:59:59.999999, and `due_at.date()` is the last day. A close of 17:30 is met at
17:30:00.

How a limit in days counts (`Counting`); examples with Friday 9 January 2026, hours 08:30-12:00 and 13:30-17:30:

- The civil-law way, the default (Civil Code art. 201-203): the day of the start is not counted, the last day ends at
  24:00, and a last day that is off moves to the next working day. Accepted Friday 10:00, 3 working days: Monday,
  Tuesday, Wednesday, so Wednesday 24:00. Accepted on Saturday: the same Wednesday. 2 natural days from Friday:
  Sunday, moved to Monday 24:00.
- `first_day_counts`: Friday is day one, so 3 working days end on Tuesday. An off day is never counted as a working
  day.
- `start_after_close`: an order that comes Friday at 20:00 or on Saturday is received on that day (SAME_DAY), or is
  taken as received when the office opens on the next working day (NEXT_WORKING_DAY): then 3 working days from
  Saturday are counted from Monday and end on Thursday. Before the opening and in the noon break of a working day
  nothing is moved.
- `end_of_day` CLOSE: the last day ends with its last working span. A limit never ends before it starts: where the
  close has already passed when it starts, or the last day has no working hours, it ends at that day's 24:00.
- `end_of_day` SAME_TIME: whole days from one clock time to the same clock time, Friday 10:00 to Wednesday 10:00. In
  working days a start on an off day is then always taken as the next opening, or a later start could end earlier.
- `roll` moves a last day that is off. It touches lengths in days, never hours: 24 hours for an emergency are 24
  hours.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from hotline.core.calendars import DAY_END, Calendar, CalendarUnknown, EndOfDay
from hotline.core.lengths import (
    CIVIL_LAW,
    AfterClose,
    Counting,
    Cutoff,
    Cutoffs,
    Length,
    NaturalDays,
    NaturalMinutes,
    NaturalMonths,
    OnDate,
    Roll,
    SameDay,
    UnknownDue,
    WorkingDays,
    WorkingMinutes,
    length_of,
)

__all__ = [
    "CIVIL_LAW",
    "AfterClose",
    "Counting",
    "Cutoff",
    "Cutoffs",
    "EndOfDay",
    "Length",
    "NaturalDays",
    "NaturalMinutes",
    "NaturalMonths",
    "OnDate",
    "Roll",
    "SameDay",
    "UnknownDue",
    "WorkingDays",
    "WorkingMinutes",
    "before",
    "due",
    "extend",
    "length_of",
    "paused_due",
]

_ONE_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = time(0)


def due(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> datetime | UnknownDue:
    """The last moment in time for a limit of `length` that starts at `start`."""
    try:
        return _due(length, counting, calendar.local(start), calendar)
    except CalendarUnknown as unknown:
        return _unknown(unknown)


def extend(due_at: datetime, length: Length, counting: Counting, calendar: Calendar) -> datetime | UnknownDue:
    """A granted extension: counts on after the old last day (or moment), which is not counted again. Never shortens.

    Whether the first day counts and what happens after close concern a start, not an extension. `SameDay` extends to
    the end of the old last day, `OnDate` to that day. Raises ValueError for Cutoffs, which say nothing about an
    extension.
    """
    try:
        return _extend(calendar.local(due_at), length, counting, calendar)
    except CalendarUnknown as unknown:
        return _unknown(unknown)


def before(due_at: datetime, length: Length, calendar: Calendar) -> datetime | UnknownDue:
    """The moment to remind, `length` ahead of `due_at`.

    Working days: that many working days before the due day, at the due clock time brought inside that day's working
    hours, so a limit to Friday 24:00 reminds on Thursday at the close. Working minutes: the latest moment with that
    much working time left. Natural lengths: plain subtraction. SameDay: when the office opens on the due day. Raises
    ValueError for Cutoffs and OnDate, which measure no distance.
    """
    end = calendar.local(due_at)
    try:
        match length:
            case WorkingDays(days):
                day = calendar.subtract_working_days(end.date(), days)
                moment = datetime.combine(day, end.time(), calendar.zone)
                return max(calendar.opening(day), min(moment, calendar.day_end(day, EndOfDay.CLOSE)))
            case WorkingMinutes(minutes):
                return calendar.subtract_working_minutes(end, minutes)
            case NaturalMinutes(minutes):
                return end - timedelta(minutes=minutes)
            case NaturalDays(days):
                return end - timedelta(days=days)
            case NaturalMonths():
                return datetime.combine(length.ahead_of(end.date()), end.time(), calendar.zone)
            case SameDay():
                return min(end, calendar.opening(end.date()))
            case _:
                raise ValueError(f"{type(length).__name__} says no distance before a limit")
    except CalendarUnknown as unknown:
        return _unknown(unknown)


def paused_due(
    due_at: datetime,
    paused_from: datetime,
    paused_to: datetime,
    length: Length,
    counting: Counting,
    calendar: Calendar,
) -> datetime | UnknownDue:
    """The due moment of a clock that stood still from `paused_from` to `paused_to`, moved by what the pause took away.

    Working days: by the working days after the day of the pause up to the day of going on (a pause within one day
    moves nothing). Working minutes: by the working time in the pause. Natural minutes and cutoffs: by its elapsed
    time. Natural days and SameDay: by its calendar days, rolled again. A fixed date (OnDate) does not move, nor does
    a limit that had run out before the pause. Raises ValueError for a pause that ends before it begins.
    """
    end, began, ended = calendar.local(due_at), calendar.local(paused_from), calendar.local(paused_to)
    if ended < began:
        raise ValueError("a pause does not end before it begins")
    if began >= end or isinstance(length, OnDate):
        return end
    try:
        match length:
            case WorkingDays():
                missed = calendar.working_days_between(began.date(), ended.date())
                return _extend(end, WorkingDays(missed), counting, calendar) if missed else end
            case WorkingMinutes():
                return calendar.add_working_time(end, calendar.working_time_between(began, ended))
            case NaturalDays() | NaturalMonths() | SameDay():
                lost = (ended.date() - began.date()).days
                return _extend(end, NaturalDays(lost), counting, calendar) if lost else end
            case _:
                return end + (ended - began)
    except CalendarUnknown as unknown:
        return _unknown(unknown)


def _due(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> datetime:
    if isinstance(length, WorkingMinutes):
        return calendar.add_working_minutes(start, length.minutes)
    if isinstance(length, NaturalMinutes):
        return start + timedelta(minutes=length.minutes)
    if isinstance(length, Cutoffs):
        return _cutoff_due(length, counting, start, calendar)
    if isinstance(length, OnDate):
        return _end(_rolled(length.day, counting, calendar), counting, start, calendar, whole_day=True)
    start = _counted_start(length, counting, start, calendar)
    if isinstance(length, SameDay):
        return _end(_rolled(start.date(), counting, calendar), counting, start, calendar, whole_day=True)
    last = start.date() - _ONE_DAY if counting.first_day_counts else start.date()
    if isinstance(length, WorkingDays):
        last = calendar.add_working_days(last, length.days)
    elif isinstance(length, NaturalMonths):
        last = _rolled(length.after(last), counting, calendar)
    else:
        last = _rolled(last + timedelta(days=length.days), counting, calendar)
    return _end(last, counting, start, calendar)


def _extend(end: datetime, length: Length, counting: Counting, calendar: Calendar) -> datetime:
    match length:
        case WorkingMinutes(minutes):
            return calendar.add_working_minutes(end, minutes)
        case NaturalMinutes(minutes):
            return end + timedelta(minutes=minutes)
        case WorkingDays(days):
            last = calendar.add_working_days(end.date(), days)
        case NaturalDays(days):
            last = _rolled(end.date() + timedelta(days=days), counting, calendar)
        case NaturalMonths():
            last = _rolled(length.after(end.date()), counting, calendar)
        case SameDay():
            last = _rolled(end.date(), counting, calendar)
        case OnDate(day):
            last = _rolled(day, counting, calendar)
        case Cutoffs():
            raise ValueError("cutoffs do not say how long an extension is")
    return max(end, _end(last, counting, end, calendar, whole_day=isinstance(length, SameDay | OnDate)))


def _counted_start(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> datetime:
    """The moment the count takes as its start: `start`, or the next opening where the rule says so."""
    if counting.start_after_close is AfterClose.NEXT_WORKING_DAY:
        late = calendar.is_after_close(start)
    elif counting.end_of_day is EndOfDay.SAME_TIME and isinstance(length, WorkingDays):
        late = not calendar.is_working_day(start)
    else:
        late = False
    return calendar.opening(calendar.next_working_day(start)) if late else start


def _rolled(day: date, counting: Counting, calendar: Calendar) -> date:
    return calendar.on_or_after(day) if counting.roll is Roll.NEXT_WORKING_DAY else day


def _end(day: date, counting: Counting, start: datetime, calendar: Calendar, whole_day: bool = False) -> datetime:
    """When the last day `day` ends; `whole_day` lengths have no clock time to come back to."""
    kind = counting.end_of_day
    if kind is EndOfDay.SAME_TIME and not whole_day:
        return datetime.combine(day, start.time(), calendar.zone)
    if kind is EndOfDay.CLOSE:
        close = calendar.day_end(day, EndOfDay.CLOSE)
        if close >= start:
            return close
    return datetime.combine(day, DAY_END, calendar.zone)


def _cutoff_due(length: Cutoffs, counting: Counting, start: datetime, calendar: Calendar) -> datetime:
    """The cutoff of the arrival; a due day that is off counts as an arrival at 00:00 of the next working day."""
    arrival = start
    while True:
        moment = _plain_cutoff(length, arrival, calendar)
        if counting.roll is Roll.NONE or calendar.is_working_day(moment):
            return moment
        arrival = datetime.combine(calendar.next_working_day(moment), _MIDNIGHT, calendar.zone)


def _plain_cutoff(length: Cutoffs, arrival: datetime, calendar: Calendar) -> datetime:
    for cutoff in length.cutoffs:
        days = cutoff.days_to_due(arrival.time())
        if days is not None:
            at = DAY_END if cutoff.due == _MIDNIGHT else cutoff.due
            return datetime.combine(arrival.date() + timedelta(days=days), at, calendar.zone)
    raise AssertionError("cutoff windows cover the whole day")


def _unknown(unknown: CalendarUnknown) -> UnknownDue:
    return UnknownDue("calendar_unknown", unknown.calendar_id, unknown.day)
