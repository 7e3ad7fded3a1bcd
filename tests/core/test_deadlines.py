"""Deadlines by example: the counting rules as the module documents them, on the real national calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from hotline.core.deadlines import (
    CIVIL_LAW,
    AfterClose,
    Counting,
    Cutoff,
    Cutoffs,
    EndOfDay,
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
    before,
    due,
    extend,
    length_of,
    paused_due,
)
from tests.core.calendar_cases import DEZHOU_CUTOFFS, local, national

END = " 23:59:59.999999"
FIRST_COUNTS = Counting(first_day_counts=True)
CLOSE = Counting(end_of_day=EndOfDay.CLOSE)
SAME_TIME = Counting(end_of_day=EndOfDay.SAME_TIME)
NO_ROLL = Counting(roll=Roll.NONE)
NEXT_DAY = Counting(start_after_close=AfterClose.NEXT_WORKING_DAY)
NEXT_DAY_CLOSE = Counting(end_of_day=EndOfDay.CLOSE, start_after_close=AfterClose.NEXT_WORKING_DAY)
FIRST_TO_CLOSE = Counting(first_day_counts=True, end_of_day=EndOfDay.CLOSE)


@pytest.mark.parametrize(
    ("length", "counting", "start", "expected"),
    [
        # the module's examples: Friday 9 January 2026
        (WorkingDays(3), CIVIL_LAW, "2026-01-09 10:00", "2026-01-14" + END),
        (WorkingDays(3), CIVIL_LAW, "2026-01-09 20:00", "2026-01-14" + END),
        (WorkingDays(3), CIVIL_LAW, "2026-01-10 09:00", "2026-01-14" + END),
        (NaturalDays(2), CIVIL_LAW, "2026-01-09 10:00", "2026-01-12" + END),
        (WorkingDays(3), FIRST_COUNTS, "2026-01-09 10:00", "2026-01-13" + END),
        (WorkingDays(3), FIRST_COUNTS, "2026-01-10 10:00", "2026-01-14" + END),
        (WorkingDays(3), NEXT_DAY, "2026-01-09 17:30", "2026-01-14" + END),
        (WorkingDays(3), NEXT_DAY, "2026-01-09 20:00", "2026-01-15" + END),
        (WorkingDays(3), NEXT_DAY, "2026-01-10 09:00", "2026-01-15" + END),
        (WorkingDays(3), NEXT_DAY, "2026-01-09 07:00", "2026-01-14" + END),
        (WorkingDays(3), NEXT_DAY, "2026-01-09 12:30", "2026-01-14" + END),
        (WorkingDays(3), CLOSE, "2026-01-09 10:00", "2026-01-14 17:30"),
        (WorkingDays(3), SAME_TIME, "2026-01-09 10:00", "2026-01-14 10:00"),
        (WorkingDays(3), SAME_TIME, "2026-01-10 10:00", "2026-01-15 08:30"),
        # holidays and make-up days (S1 克拉玛依 第十一条(二)2(1) 节假日顺延)
        (WorkingDays(3), CIVIL_LAW, "2026-02-12 10:00", "2026-02-24" + END),
        (WorkingDays(5), CIVIL_LAW, "2026-09-29 10:00", "2026-10-12" + END),
        (WorkingDays(1), CIVIL_LAW, "2026-02-13 10:00", "2026-02-14" + END),
        (WorkingDays(10), CIVIL_LAW, "2026-04-28 23:59", "2026-05-14" + END),
        # the boundary of a day
        (WorkingDays(1), CIVIL_LAW, "2026-01-05 23:59:59.999999", "2026-01-06" + END),
        (WorkingDays(1), CIVIL_LAW, "2026-01-06 00:00", "2026-01-07" + END),
        # a limit never ends before it starts
        (WorkingDays(1), FIRST_TO_CLOSE, "2026-01-05 09:00", "2026-01-05 17:30"),
        (WorkingDays(1), FIRST_TO_CLOSE, "2026-01-05 18:00", "2026-01-05" + END),
        # natural days
        (NaturalDays(7), CIVIL_LAW, "2026-02-10 10:00", "2026-02-24" + END),
        (NaturalDays(7), NO_ROLL, "2026-02-10 10:00", "2026-02-17" + END),
        (NaturalDays(7), SAME_TIME, "2026-01-05 10:20", "2026-01-12 10:20"),
        (NaturalDays(3), SAME_TIME, "2026-01-10 10:00", "2026-01-13 10:00"),
        (NaturalDays(1), FIRST_COUNTS, "2026-01-05 10:20", "2026-01-05" + END),
        (NaturalDays(1), Counting(end_of_day=EndOfDay.CLOSE, roll=Roll.NONE), "2026-01-09 10:00", "2026-01-10" + END),
        (NaturalDays(30), CIVIL_LAW, "2027-03-01 10:00", None),
        (NaturalDays(30), NO_ROLL, "2027-03-01 10:00", "2027-03-31" + END),
        # the day it starts on
        (SameDay(), CIVIL_LAW, "2026-01-05 16:00", "2026-01-05" + END),
        (SameDay(), CLOSE, "2026-01-05 16:00", "2026-01-05 17:30"),
        (SameDay(), CLOSE, "2026-01-05 17:30", "2026-01-05 17:30"),
        (SameDay(), CLOSE, "2026-01-05 18:00", "2026-01-05" + END),
        (SameDay(), NEXT_DAY_CLOSE, "2026-01-05 18:00", "2026-01-06 17:30"),
        (SameDay(), CIVIL_LAW, "2026-01-10 16:00", "2026-01-12" + END),
        (SameDay(), NO_ROLL, "2026-01-10 16:00", "2026-01-10" + END),
        (SameDay(), SAME_TIME, "2026-01-05 16:00", "2026-01-05" + END),
        # hours
        (WorkingMinutes(8 * 60), CIVIL_LAW, "2026-01-09 10:00", "2026-01-12 10:30"),
        (WorkingMinutes(240), CIVIL_LAW, "2026-01-10 10:00", "2026-01-12 14:00"),
        (NaturalMinutes(24 * 60), CIVIL_LAW, "2026-01-09 10:00", "2026-01-10 10:00"),
        (NaturalMinutes(24 * 60), CIVIL_LAW, "2027-01-09 10:00", "2027-01-10 10:00"),
        # a promised day
        (OnDate(date(2026, 3, 2)), CIVIL_LAW, "2026-01-09 10:00", "2026-03-02" + END),
        (OnDate(date(2026, 3, 1)), CIVIL_LAW, "2026-01-09 10:00", "2026-03-02" + END),
        (OnDate(date(2026, 3, 1)), NO_ROLL, "2026-01-09 10:00", "2026-03-01" + END),
        (OnDate(date(2026, 3, 2)), CLOSE, "2026-01-09 10:00", "2026-03-02 17:30"),
        (OnDate(date(2027, 3, 1)), CIVIL_LAW, "2026-01-09 10:00", None),
        # S2 德州 二(三)4(2)②
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-05 08:29:59", "2026-01-05 12:00"),
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-05 08:30", "2026-01-05 17:00"),
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-05 16:59:59.999999", "2026-01-05 17:00"),
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-05 17:00", "2026-01-06 12:00"),
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-09 23:00", "2026-01-10 12:00"),
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-10 00:00", "2026-01-10 12:00"),
        (DEZHOU_CUTOFFS, CIVIL_LAW, "2026-01-09 17:00", "2026-01-12 12:00"),
        (DEZHOU_CUTOFFS, CIVIL_LAW, "2026-01-10 09:00", "2026-01-12 12:00"),
        (DEZHOU_CUTOFFS, CIVIL_LAW, "2026-12-31 17:00", None),
        # the end of the known days
        (WorkingDays(1), CIVIL_LAW, "2026-12-30 10:00", "2026-12-31" + END),
        (WorkingDays(1), CIVIL_LAW, "2026-12-31 10:00", None),
        (WorkingMinutes(60), CIVIL_LAW, "2026-12-31 17:00", None),
        (WorkingDays(1), CIVIL_LAW, "2006-12-20 10:00", None),
    ],
)
def test_due(length: Length, counting: Counting, start: str, expected: str | None) -> None:
    answer = due(length, counting, local(start), national())
    if expected is None:
        assert isinstance(answer, UnknownDue)
    else:
        assert answer == local(expected)


def test_what_is_unknown_says_why() -> None:
    assert due(WorkingDays(5), CIVIL_LAW, local("2026-12-29 10:00"), national()) == UnknownDue(
        "calendar_unknown", "national", date(2027, 1, 1)
    )


@pytest.mark.parametrize(
    ("length", "counting", "old", "expected"),
    [
        (WorkingDays(3), CIVIL_LAW, "2026-02-12" + END, "2026-02-24" + END),
        (WorkingDays(3), CLOSE, "2026-01-09 17:30", "2026-01-14 17:30"),
        (WorkingDays(3), SAME_TIME, "2026-01-09 10:00", "2026-01-14 10:00"),
        (WorkingDays(3), FIRST_COUNTS, "2026-01-09" + END, "2026-01-14" + END),
        (NaturalDays(7), CIVIL_LAW, "2026-02-10" + END, "2026-02-24" + END),
        (NaturalDays(7), NO_ROLL, "2026-02-10" + END, "2026-02-17" + END),
        (WorkingMinutes(60), CIVIL_LAW, "2026-01-09 17:00", "2026-01-12 09:00"),
        (NaturalMinutes(60), CIVIL_LAW, "2026-01-09 17:00", "2026-01-09 18:00"),
        (SameDay(), CIVIL_LAW, "2026-01-09 17:00", "2026-01-09" + END),
        (OnDate(date(2026, 1, 20)), CIVIL_LAW, "2026-01-09" + END, "2026-01-20" + END),
        (OnDate(date(2026, 1, 5)), CIVIL_LAW, "2026-01-09" + END, "2026-01-09" + END),
        (WorkingDays(3), CIVIL_LAW, "2026-12-30" + END, None),
    ],
)
def test_extend(length: Length, counting: Counting, old: str, expected: str | None) -> None:
    answer = extend(local(old), length, counting, national())
    if expected is None:
        assert isinstance(answer, UnknownDue)
    else:
        assert answer == local(expected)


@pytest.mark.parametrize(
    ("length", "end", "expected"),
    [
        (WorkingDays(1), "2026-01-09" + END, "2026-01-08 17:30"),
        (WorkingDays(1), "2026-01-12 10:00", "2026-01-09 10:00"),
        (WorkingDays(1), "2026-01-12 03:00", "2026-01-09 08:30"),
        (WorkingDays(1), "2026-01-11 10:00", "2026-01-09 10:00"),
        (WorkingDays(2), "2026-02-25" + END, "2026-02-14 17:30"),
        (WorkingMinutes(120), "2026-01-12 10:00", "2026-01-09 17:00"),
        (WorkingMinutes(120), "2026-01-12" + END, "2026-01-12 15:30"),
        (NaturalMinutes(120), "2026-01-12 10:00", "2026-01-12 08:00"),
        (NaturalDays(1), "2026-01-12" + END, "2026-01-11" + END),
        (SameDay(), "2026-01-12" + END, "2026-01-12 08:30"),
        (SameDay(), "2026-01-12 07:00", "2026-01-12 07:00"),
        (WorkingDays(1), "2027-01-12" + END, None),
    ],
)
def test_before(length: Length, end: str, expected: str | None) -> None:
    answer = before(local(end), length, national())
    if expected is None:
        assert isinstance(answer, UnknownDue)
    else:
        assert answer == local(expected)


@pytest.mark.parametrize(
    ("length", "counting", "end", "pause", "expected"),
    [
        (WorkingDays(5), CIVIL_LAW, "2026-01-09" + END, ("2026-01-05 09:00", "2026-01-05 17:00"), "2026-01-09" + END),
        (WorkingDays(5), CIVIL_LAW, "2026-01-09" + END, ("2026-01-05 09:00", "2026-01-07 09:00"), "2026-01-13" + END),
        (WorkingDays(5), CIVIL_LAW, "2026-01-09" + END, ("2026-01-08 09:00", "2026-01-13 09:00"), "2026-01-14" + END),
        (WorkingDays(5), CLOSE, "2026-01-09 17:30", ("2026-01-09 09:00", "2026-01-12 09:00"), "2026-01-12 17:30"),
        (WorkingDays(5), CIVIL_LAW, "2026-01-09" + END, ("2026-01-10 09:00", "2026-01-12 09:00"), "2026-01-09" + END),
        (
            WorkingMinutes(60),
            CIVIL_LAW,
            "2026-01-09 11:00",
            ("2026-01-09 10:30", "2026-01-09 14:00"),
            "2026-01-09 14:30",
        ),
        (
            NaturalMinutes(60),
            CIVIL_LAW,
            "2026-01-09 11:00",
            ("2026-01-09 10:30", "2026-01-09 14:00"),
            "2026-01-09 14:30",
        ),
        (NaturalDays(3), CIVIL_LAW, "2026-01-09" + END, ("2026-01-08 10:30", "2026-01-09 14:00"), "2026-01-12" + END),
        (NaturalDays(3), NO_ROLL, "2026-01-09" + END, ("2026-01-08 10:30", "2026-01-09 14:00"), "2026-01-10" + END),
        (SameDay(), CIVIL_LAW, "2026-01-08" + END, ("2026-01-08 10:30", "2026-01-09 14:00"), "2026-01-09" + END),
        (DEZHOU_CUTOFFS, NO_ROLL, "2026-01-08 17:00", ("2026-01-08 10:00", "2026-01-08 11:00"), "2026-01-08 18:00"),
        (
            OnDate(date(2026, 1, 8)),
            CIVIL_LAW,
            "2026-01-08" + END,
            ("2026-01-05 10:00", "2026-01-07 11:00"),
            "2026-01-08" + END,
        ),
        (WorkingDays(5), CIVIL_LAW, "2026-12-30" + END, ("2026-12-28 09:00", "2026-12-31 09:00"), None),
    ],
)
def test_paused_due(length: Length, counting: Counting, end: str, pause: tuple[str, str], expected: str | None) -> None:
    answer = paused_due(local(end), local(pause[0]), local(pause[1]), length, counting, national())
    if expected is None:
        assert isinstance(answer, UnknownDue)
    else:
        assert answer == local(expected)


@pytest.mark.parametrize(
    ("kind", "amount", "expected"),
    [
        ("working_days", 5, WorkingDays(5)),
        ("working_hours", 8, WorkingMinutes(480)),
        ("working_minutes", 30, WorkingMinutes(30)),
        ("natural_days", 7, NaturalDays(7)),
        ("natural_hours", 24, NaturalMinutes(1440)),
        ("natural_minutes", 30, NaturalMinutes(30)),
        ("same_day", 0, SameDay()),
    ],
)
def test_lengths_by_name(kind: str, amount: int, expected: Length) -> None:
    assert length_of(kind, amount) == expected


def clock_cutoff(first: int, last: int, due_hour: int, offset: int = 0) -> Cutoff:
    return Cutoff(time(first), time(last), time(due_hour), offset)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: WorkingDays(0), "at least 1"),
        (lambda: WorkingMinutes(0), "at least 1"),
        (lambda: NaturalMinutes(-5), "at least 1"),
        (lambda: NaturalDays(0), "at least 1"),
        (lambda: length_of("fortnights", 1), "not a kind of length"),
        (lambda: Counting(first_day_counts=True, end_of_day=EndOfDay.SAME_TIME), "whole days"),
        (lambda: clock_cutoff(8, 17, 16), "before its window"),
        (lambda: clock_cutoff(17, 0, 12), "before its window"),
        (lambda: clock_cutoff(8, 17, 17, -1), "not due before"),
        (lambda: Cutoffs(()), "at least one"),
        (lambda: Cutoffs((clock_cutoff(8, 17, 17),)), "cover the day once"),
        (lambda: Cutoffs((clock_cutoff(8, 17, 17), clock_cutoff(16, 8, 12))), "cover the day once"),
        (lambda: Cutoffs((clock_cutoff(8, 17, 17, 3), clock_cutoff(17, 8, 12))), "later arrival due earlier"),
        (lambda: Cutoffs((clock_cutoff(8, 17, 17), clock_cutoff(17, 8, 12, 2))), "later arrival due earlier"),
        (lambda: extend(local("2026-01-05 12:00"), DEZHOU_CUTOFFS, CIVIL_LAW, national()), "cutoffs"),
        (lambda: before(local("2026-01-05 12:00"), DEZHOU_CUTOFFS, national()), "Cutoffs"),
        (lambda: before(local("2026-01-05 12:00"), OnDate(date(2026, 1, 5)), national()), "OnDate"),
        (
            lambda: paused_due(
                local("2026-01-05 12:00"),
                local("2026-01-05 11:00"),
                local("2026-01-05 10:00"),
                NaturalMinutes(5),
                CIVIL_LAW,
                national(),
            ),
            "pause",
        ),
        (lambda: due(WorkingDays(1), CIVIL_LAW, datetime(2026, 1, 5), national()), "time zone"),  # noqa: DTZ001  # refused
    ],
)
def test_contradictions_are_refused(build: object, message: str) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=message):
        build()


def test_in_time_is_up_to_and_including_the_last_moment() -> None:
    limit = due(WorkingDays(1), CIVIL_LAW, local("2026-01-05 10:00"), national())
    assert isinstance(limit, datetime)
    assert limit.date() == date(2026, 1, 6)
    assert local("2026-01-06" + END) <= limit < local("2026-01-07 00:00") == limit + timedelta(microseconds=1)


def test_one_window_for_the_whole_day() -> None:
    midnight = Cutoffs((Cutoff(time(0), time(0), time(0)),))
    assert due(midnight, NO_ROLL, local("2026-01-05 00:00"), national()) == local("2026-01-05" + END)
    afternoon = Cutoffs((Cutoff(time(17), time(17), time(18)),))
    assert due(afternoon, NO_ROLL, local("2026-01-05 16:59"), national()) == local("2026-01-05 18:00")
    assert due(afternoon, NO_ROLL, local("2026-01-05 17:00"), national()) == local("2026-01-06 18:00")


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-06-12", 1, "2026-07-13"), ("2024-11-30", 3, "2025-02-28")],
)
def test_months_end_on_the_day_of_the_same_number_or_the_last_one(start: str, months: int, last: str) -> None:
    """Civil Code art. 202. 28 February 2026 is a Saturday that is worked, 12 July 2026 a Sunday that is not."""
    office = national()
    began = datetime.combine(date.fromisoformat(start), time(10), office.zone)
    end = due(NaturalMonths(months), Counting(), began, office)
    assert isinstance(end, datetime) and end.date().isoformat() == last
    assert before(end, NaturalMonths(1), office) < end
    assert extend(end, NaturalMonths(1), Counting(), office) > end
    with pytest.raises(ValueError, match="at least one"):
        NaturalMonths(0)
