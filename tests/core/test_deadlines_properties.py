"""Deadlines by property: they agree with the slow reference, keep their order, and undo what they do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.core.calendars import Calendar
from hotline.core.deadlines import (
    Counting,
    EndOfDay,
    Length,
    NaturalDays,
    NaturalMinutes,
    OnDate,
    Roll,
    SameDay,
    UnknownDue,
    WorkingDays,
    WorkingMinutes,
    before,
    due,
    extend,
    paused_due,
)
from tests.core import slow_reference as slow
from tests.core.calendar_cases import (
    DEZHOU_CUTOFFS,
    FIRST,
    LAST,
    MINUTE_MOMENTS,
    MOMENTS,
    calendars,
    countings,
    cutoffs,
    national,
)

DAY_LENGTHS: st.SearchStrategy[Length] = (
    st.builds(WorkingDays, st.integers(1, 15)) | st.builds(NaturalDays, st.integers(1, 40)) | st.just(SameDay())
)
HOUR_LENGTHS: st.SearchStrategy[Length] = st.builds(WorkingMinutes, st.integers(1, 1500)) | st.builds(
    NaturalMinutes, st.integers(1, 5000)
)
CUTOFFS: st.SearchStrategy[Length] = st.just(DEZHOU_CUTOFFS) | cutoffs()
DATES: st.SearchStrategy[Length] = st.builds(OnDate, st.dates(FIRST, LAST + timedelta(days=5)))
RELATIVE = DAY_LENGTHS | HOUR_LENGTHS | CUTOFFS


def agrees(length: Length, counting: Counting, start: datetime, calendar: Calendar) -> None:
    fast = due(length, counting, start, calendar)
    expected = slow.due(length, counting, start.astimezone(calendar.zone), calendar)
    assert (None if isinstance(fast, UnknownDue) else fast) == expected


@given(DAY_LENGTHS | CUTOFFS | DATES, countings(), MOMENTS, calendars())
def test_limits_in_days_agree_with_walking(
    length: Length, counting: Counting, start: datetime, calendar: Calendar
) -> None:
    agrees(length, counting, start, calendar)


@given(HOUR_LENGTHS, countings(), MINUTE_MOMENTS, calendars())
def test_limits_in_hours_agree_with_walking(
    length: Length, counting: Counting, start: datetime, calendar: Calendar
) -> None:
    agrees(length, counting, start, calendar)


@given(
    DAY_LENGTHS | HOUR_LENGTHS | CUTOFFS,
    countings(),
    st.dates(date(2006, 12, 25), date(2027, 1, 5)),
    st.integers(0, 1439),
)
def test_limits_on_the_national_calendar_agree_with_walking(
    length: Length, counting: Counting, day: date, minute: int
) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=national().zone) + timedelta(minutes=minute)
    agrees(length, counting, start, national())


@given(RELATIVE, countings(), MOMENTS, calendars())
def test_a_limit_never_ends_before_it_starts(
    length: Length, counting: Counting, start: datetime, calendar: Calendar
) -> None:
    limit = due(length, counting, start, calendar)
    if not isinstance(limit, UnknownDue):
        assert limit >= start
        assert limit.tzinfo is calendar.zone


@given(RELATIVE, countings(), MOMENTS, MOMENTS, calendars())
def test_a_later_start_is_never_due_earlier(
    length: Length, counting: Counting, one: datetime, other: datetime, calendar: Calendar
) -> None:
    # Natural days to the same clock time, rolled to a working day, keep the clock time: a start late on a Saturday
    # may end later on Monday than a start early on Sunday. No rule that keeps the clock time can avoid it.
    rolls = counting.roll is Roll.NEXT_WORKING_DAY
    to_the_hour = counting.end_of_day is EndOfDay.SAME_TIME
    assume(not (isinstance(length, NaturalDays) and to_the_hour and rolls))
    first, last = sorted((one, other))
    early, late = (due(length, counting, start, calendar) for start in (first, last))
    if isinstance(early, datetime) and isinstance(late, datetime):
        assert early <= late


@given(DAY_LENGTHS | HOUR_LENGTHS | DATES, countings(), MOMENTS, calendars())
def test_an_extension_never_shortens(length: Length, counting: Counting, end: datetime, calendar: Calendar) -> None:
    longer = extend(end, length, counting, calendar)
    if isinstance(longer, datetime):
        assert longer >= end


@given(st.integers(1, 8), st.integers(1, 8), countings(), MOMENTS, calendars())
def test_working_days_extended_equal_a_longer_limit(
    days: int, more: int, counting: Counting, start: datetime, calendar: Calendar
) -> None:
    limit = due(WorkingDays(days), counting, start, calendar)
    assume(isinstance(limit, datetime))
    assert isinstance(limit, datetime)
    longer = extend(limit, WorkingDays(more), counting, calendar)
    assert longer == due(WorkingDays(days + more), counting, start, calendar)


@given(st.integers(1, 900), st.integers(1, 900), countings(), MOMENTS, calendars())
def test_working_minutes_extended_equal_a_longer_limit(
    minutes: int, more: int, counting: Counting, start: datetime, calendar: Calendar
) -> None:
    limit = due(WorkingMinutes(minutes), counting, start, calendar)
    if isinstance(limit, datetime):
        longer = extend(limit, WorkingMinutes(more), counting, calendar)
        assert longer == due(WorkingMinutes(minutes + more), counting, start, calendar)


@given(DAY_LENGTHS | HOUR_LENGTHS, MOMENTS, calendars())
def test_a_reminder_comes_first(length: Length, end: datetime, calendar: Calendar) -> None:
    moment = before(end, length, calendar)
    if isinstance(moment, datetime):
        assert moment <= end
        if isinstance(length, WorkingMinutes):
            assert calendar.working_time_between(moment, end) == timedelta(minutes=length.minutes)
        if isinstance(length, WorkingDays):
            assert calendar.is_working_day(moment)
            assert not calendar.is_after_close(moment) or moment.time() >= calendar.opening(moment.date()).time()


@given(RELATIVE | DATES, countings(), MOMENTS, MOMENTS, MOMENTS, calendars())
def test_a_pause_never_shortens(
    length: Length, counting: Counting, end: datetime, one: datetime, other: datetime, calendar: Calendar
) -> None:
    began, ended = sorted((one, other))
    moved = paused_due(end, began, ended, length, counting, calendar)
    if isinstance(moved, datetime):
        assert moved >= end
        if isinstance(length, OnDate) or began >= end or began == ended:
            assert moved == end


@given(st.integers(1, 900), countings(), MOMENTS, st.integers(0, 500), st.integers(0, 900), calendars())
def test_working_minutes_paused_leave_the_same_working_time(
    minutes: int, counting: Counting, start: datetime, wait: int, pause: int, calendar: Calendar
) -> None:
    limit = due(WorkingMinutes(minutes), counting, start, calendar)
    began, ended = start + timedelta(minutes=wait), start + timedelta(minutes=wait + pause)
    if not isinstance(limit, datetime) or began >= limit:
        return
    moved = paused_due(limit, began, ended, WorkingMinutes(minutes), counting, calendar)
    if isinstance(moved, datetime):
        left = calendar.working_time_between(began, limit)
        assert calendar.working_time_between(ended, moved) == left
