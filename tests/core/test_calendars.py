"""Calendars: examples, refusals, and properties against the slow reference."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hotline.core.calendars import Calendar, CalendarUnknown, EndOfDay, Season, WorkingSpan
from tests.core import slow_reference as slow
from tests.core.calendar_cases import (
    AROUND_THE_CLOCK,
    FIRST,
    LAST,
    MINUTE_MOMENTS,
    MOMENTS,
    OFFICE,
    ZONE,
    calendars,
    local,
    national,
)

KNOWN_DAYS = st.dates(FIRST, LAST)
ANY_DAYS = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3))


def office(**changes: object) -> Calendar:
    parts: dict[str, object] = {"id": "office", "zone": ZONE, "spans": OFFICE, "known_from": FIRST, "known_until": LAST}
    return Calendar(**(parts | changes))  # type: ignore[arg-type]  # a test's shorthand for any keyword


def test_days_around_the_spring_festival_of_2026() -> None:
    calendar = national()
    assert calendar.is_working_day(date(2026, 2, 14))  # Saturday, made up
    assert not calendar.is_working_day(date(2026, 2, 23))  # Monday, off
    assert calendar.next_working_day(date(2026, 2, 14)) == date(2026, 2, 24)
    assert calendar.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert calendar.subtract_working_days(date(2026, 2, 24), 1) == date(2026, 2, 14)
    assert calendar.previous_working_day(date(2026, 2, 20)) == date(2026, 2, 14)
    assert calendar.add_working_days(date(2026, 2, 20), 0) == date(2026, 2, 24)
    assert calendar.subtract_working_days(date(2026, 2, 20), 0) == date(2026, 2, 14)
    assert calendar.subtract_working_days(date(2026, 2, 24), 0) == date(2026, 2, 24)
    assert calendar.on_or_after(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.on_or_after(date(2026, 2, 28)) == date(2026, 2, 28)  # Saturday, made up
    assert calendar.working_days_between(date(2026, 2, 13), date(2026, 2, 28)) == 6
    assert calendar.working_days_between(date(2026, 2, 28), date(2026, 2, 13)) == -6


def test_working_time_runs_through_breaks_and_holidays() -> None:
    calendar = national()
    assert calendar.add_working_minutes(local("2026-02-14 17:00"), 60) == local("2026-02-24 09:00")
    assert calendar.add_working_minutes(local("2026-01-05 11:30"), 60) == local("2026-01-05 14:00")
    assert calendar.add_working_minutes(local("2026-01-05 11:30"), 30) == local("2026-01-05 12:00")
    assert calendar.subtract_working_minutes(local("2026-01-05 14:00"), 30) == local("2026-01-05 13:30")
    assert calendar.subtract_working_minutes(local("2026-01-05 14:00"), 31) == local("2026-01-05 11:59")
    assert calendar.working_minutes_between(local("2026-01-05 00:00"), local("2026-01-07 00:00")) == 900
    assert calendar.working_minutes_between(local("2026-01-05 09:01"), local("2026-01-05 09:00")) == -1
    start = local("2026-01-05 08:30:20.000001")
    assert calendar.add_working_time(start, timedelta(seconds=1)) == start + timedelta(seconds=1)


def test_a_moment_elsewhere_is_read_on_the_local_clock() -> None:
    answer = national().add_working_minutes(datetime(2026, 1, 5, 0, 30, tzinfo=UTC), 60)
    assert answer == local("2026-01-05 09:30")
    assert answer.tzinfo == ZONE


def test_hours_opening_and_close() -> None:
    calendar = office(seasons=(Season((4, 1), (10, 7), (WorkingSpan(time(9), time(18)),)),))
    monday, saturday, summer = date(2026, 1, 5), date(2026, 1, 10), date(2026, 4, 1)
    assert calendar.opening(monday) == local("2026-01-05 08:30")
    assert calendar.opening(saturday) == local("2026-01-10 00:00")
    assert calendar.day_end(monday, EndOfDay.CLOSE) == local("2026-01-05 17:30")
    assert calendar.day_end(monday, EndOfDay.MIDNIGHT) == local("2026-01-05 23:59:59.999999")
    assert calendar.day_end(saturday, EndOfDay.CLOSE) == local("2026-01-10 23:59:59.999999")
    assert calendar.day_end(summer, EndOfDay.CLOSE) == local("2026-04-01 18:00")
    assert calendar.is_open_at(local("2026-04-01 12:30"))
    assert not calendar.is_open_at(local("2026-03-31 12:30"))
    assert not calendar.is_open_at(local("2026-01-05 17:30"))
    assert not calendar.is_after_close(local("2026-01-05 17:30"))
    assert calendar.is_after_close(local("2026-01-05 17:30:01"))
    assert calendar.is_after_close(local("2026-01-10 09:00"))


def test_a_season_may_run_over_the_end_of_the_year() -> None:
    winter = Season((10, 8), (3, 31), OFFICE)
    assert winter.holds(date(2026, 10, 8))
    assert not winter.holds(date(2026, 10, 7))
    assert winter.holds(date(2026, 3, 31))
    assert winter.holds(date(2026, 12, 31))
    assert winter.holds(date(2026, 1, 1))
    assert not winter.holds(date(2026, 4, 1))


def test_a_centre_open_round_the_clock() -> None:
    calendar = office(spans=AROUND_THE_CLOCK, open_every_day=True, off_days=frozenset({date(2026, 1, 1)}))
    assert calendar.is_working_day(date(2026, 1, 1))
    assert calendar.add_working_days(date(2026, 1, 2), 1) == date(2026, 1, 3)
    assert calendar.add_working_minutes(local("2026-01-03 23:30"), 90) == local("2026-01-04 01:00")
    assert calendar.add_working_minutes(local("2026-01-03 23:30"), 30) == local("2026-01-04 00:00")
    assert calendar.day_end(date(2026, 1, 3), EndOfDay.CLOSE) == local("2026-01-03 23:59:59.999999")
    assert not calendar.is_after_close(local("2026-01-03 23:59:59.999999"))


def test_days_nobody_announced_are_unknown() -> None:
    calendar = national()
    new_year = date(2027, 1, 1)
    assert not calendar.is_known(new_year)
    with pytest.raises(CalendarUnknown, match="2027-01-01") as caught:
        calendar.is_working_day(new_year)
    assert (caught.value.calendar_id, caught.value.day) == ("national", new_year)
    with pytest.raises(CalendarUnknown) as caught:
        calendar.add_working_days(date(2026, 12, 30), 2)
    assert caught.value.day == new_year
    with pytest.raises(CalendarUnknown):
        calendar.subtract_working_days(date(2007, 1, 4), 1)
    with pytest.raises(CalendarUnknown) as caught:
        calendar.add_working_minutes(local("2026-12-31 17:00"), 31)
    assert caught.value.day == new_year
    assert calendar.add_working_minutes(local("2026-12-31 17:00"), 30) == local("2026-12-31 17:30")
    assert calendar.working_minutes_between(local("2026-12-31 17:00"), local("2027-01-01 00:00")) == 30
    with pytest.raises(CalendarUnknown):
        calendar.subtract_working_minutes(local("2007-01-04 08:31"), 2)
    with pytest.raises(CalendarUnknown):
        calendar.working_time_between(local("2026-12-31 17:00"), local("2027-01-01 00:01"))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: WorkingSpan(time(12), time(8)), "ends before it starts"),
        (lambda: WorkingSpan(time(8, tzinfo=UTC), time(12)), "without a zone"),
        (lambda: Season((2, 30), (3, 1), OFFICE), "day is out of range|day 30 must be"),
        (lambda: office(spans=()), "at least one working span"),
        (lambda: office(spans=OFFICE[::-1]), "in order"),
        (lambda: office(known_until=date(2025, 12, 31)), "known_until"),
        (lambda: office(weekend=frozenset({7})), "weekend"),
        (lambda: office(off_days=frozenset({FIRST}), make_up_days=frozenset({FIRST})), "both an off day and"),
        (lambda: office(seasons=(Season((1, 1), (2, 1), OFFICE), Season((2, 1), (3, 1), OFFICE))), "two seasons"),
        (lambda: office(zone=ZoneInfo("Europe/Berlin")), "offset"),
        (lambda: office().add_working_days(FIRST, -1), "not negative"),
        (lambda: office().subtract_working_days(FIRST, -1), "not negative"),
        (lambda: office().add_working_minutes(local("2026-01-05 09:00"), -1), "not negative"),
        (lambda: office().local(datetime(2026, 1, 5)), "time zone"),  # noqa: DTZ001  # the refusal is the point
        (lambda: office().day_end(FIRST, EndOfDay.SAME_TIME), "same time"),
    ],
)
def test_contradictions_are_refused(build: object, message: str) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=message):
        build()


def test_calendars_compare_by_what_they_say() -> None:
    assert office() == office()
    assert hash(office()) == hash(office())
    assert office() != office(zone=timezone(timedelta(hours=8)))


@given(calendars(), ANY_DAYS, st.integers(1, 40))
def test_adding_working_days_agrees_with_walking(calendar: Calendar, day: date, count: int) -> None:
    try:
        walker = slow.forward(calendar, day + timedelta(days=1))
        expected = [next(walker) for _ in range(count)][-1]
    except slow.Unknown:
        with pytest.raises(CalendarUnknown):
            calendar.add_working_days(day, count)
        return
    answer = calendar.add_working_days(day, count)
    assert answer == expected
    assert calendar.working_days_between(day, answer) == count
    assert calendar.subtract_working_days(answer + timedelta(days=1), 1) == answer if answer < LAST else True


@given(calendars(), ANY_DAYS, st.integers(1, 40))
def test_subtracting_working_days_agrees_with_walking(calendar: Calendar, day: date, count: int) -> None:
    try:
        walker = slow.backward(calendar, day)
        expected = [next(walker) for _ in range(count)][-1]
    except slow.Unknown:
        with pytest.raises(CalendarUnknown):
            calendar.subtract_working_days(day, count)
        return
    assert calendar.subtract_working_days(day, count) == expected
    if calendar.is_known(day) and calendar.is_working_day(day):
        assert calendar.add_working_days(expected, count) == day


@given(calendars(), KNOWN_DAYS, KNOWN_DAYS)
def test_counting_working_days_agrees_with_walking(calendar: Calendar, start: date, end: date) -> None:
    first, last = sorted((start, end))
    walked = sum(slow.worked(calendar, first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert calendar.working_days_between(first, last) == walked
    assert calendar.working_days_between(last, first) == -walked


@given(calendars(), MINUTE_MOMENTS, st.integers(1, 1500))
def test_adding_working_minutes_agrees_with_walking(calendar: Calendar, start: datetime, minutes: int) -> None:
    try:
        expected = slow.walk_minutes(calendar, start, minutes)
    except slow.Unknown:
        with pytest.raises(CalendarUnknown):
            calendar.add_working_minutes(start, minutes)
        return
    answer = calendar.add_working_minutes(start, minutes)
    assert answer == expected
    assert calendar.working_minutes_between(start, answer) == minutes
    back = calendar.subtract_working_minutes(answer, minutes)
    assert back >= start
    assert calendar.working_time_between(start, back) == timedelta(0)


@given(calendars(), MINUTE_MOMENTS, st.integers(1, 600))
def test_subtracting_working_minutes_agrees_with_walking(calendar: Calendar, end: datetime, minutes: int) -> None:
    assume(end.date() <= LAST)
    try:
        expected = slow.walk_minutes_back(calendar, end, minutes)
    except slow.Unknown:
        with pytest.raises(CalendarUnknown):
            calendar.subtract_working_minutes(end, minutes)
        return
    assert calendar.subtract_working_minutes(end, minutes) == expected


@given(calendars(), MINUTE_MOMENTS, st.integers(0, 3000))
def test_counting_working_minutes_agrees_with_walking(calendar: Calendar, start: datetime, length: int) -> None:
    end = start + timedelta(minutes=length)
    try:
        expected = slow.minutes_between(calendar, start, end)
    except slow.Unknown:
        return  # the edge of the known days: covered by the example above
    assume(calendar.is_known(start.date()))
    assert calendar.working_minutes_between(start, end) == expected


@given(calendars(), MOMENTS, MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=9)))
def test_working_time_keeps_its_order_and_adds_up(
    calendar: Calendar, one: datetime, other: datetime, amount: timedelta
) -> None:
    first, last = sorted((one, other))
    try:
        ends = [calendar.add_working_time(start, amount) for start in (first, last)]
        back = calendar.subtract_working_time(ends[0], amount)
        between = calendar.working_time_between(first, last)
    except CalendarUnknown:
        return  # beyond the known days: covered by the walks above
    assert ends[0] <= ends[1]
    assert first <= ends[0]
    assert calendar.working_time_between(first, ends[0]) == amount
    assert calendar.working_time_between(back, ends[0]) == amount
    assert between + calendar.working_time_between(last, ends[1]) == calendar.working_time_between(first, ends[1])
