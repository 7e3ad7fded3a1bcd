"""What is usual for a week-day, and when more than that is a warning, in one window or another."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.policy.shapes import WarningLevel, WarningRule, WarningWindow
from hotline.core.usual import Course, at_least, course, highest, history_days, rises, scales, window

SHORT = WarningWindow(2, (WarningLevel(5, 2, 200), WarningLevel(10, 3, 5000)))
WEEK = WarningWindow(7, (WarningLevel(8, 2, 700), WarningLevel(16, 3, 20000)), 1.75)
MONTH = WarningWindow(28, (WarningLevel(14, 2, 2800), WarningLevel(28, 3, 80000)), 5)
ONE = WarningRule((SHORT,), weeks=4, new_days=3)
ALL = WarningRule((SHORT, WEEK, MONTH), weeks=4, new_days=3)
MONDAY = date(2026, 11, 23)
LONG_AGO = date(2026, 1, 1)

A_DAY = st.integers(0, 100).map(lambda back: MONDAY - timedelta(days=back))
COUNTS = st.dictionaries(A_DAY, st.integers(0, 12), max_size=40)


def usual(history, since=LONG_AGO, rule=ONE):
    return scales(MONDAY, rule, since)[0].usual(history)


def level(counts, rule=ALL, history=None, since=LONG_AGO):
    return highest(rises(counts, counts if history is None else history, scales(MONDAY, rule, since)))


def daily(count, days, until=0):
    """So many on each of the `days` days that end `until` days ago."""
    return {MONDAY - timedelta(days=until + n): count for n in range(days)}


def test_the_window_ends_with_the_day() -> None:
    assert window(MONDAY, 2) == (date(2026, 11, 22), MONDAY)


def test_usual_is_the_mean_of_the_same_week_days() -> None:
    history = {MONDAY - timedelta(weeks=k): 4 for k in range(1, 5)}
    history |= {MONDAY - timedelta(weeks=k, days=1): 2 for k in range(1, 5)}
    history |= {MONDAY - timedelta(weeks=k, days=3): 100 for k in range(1, 5)}
    assert usual(history) == pytest.approx(6.0)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_of_a_steady_stream_as_much_is_usual_as_comes(place: int) -> None:
    by = scales(MONDAY, ALL, LONG_AGO)[place]
    assert by.usual(daily(3, 90)) == pytest.approx(3 * by.days) and by.count(daily(3, 90)) == 3 * by.days
    assert min(by.weights) >= MONDAY - timedelta(days=history_days(ALL)), "all that is looked at is kept"
    assert max(by.weights) < by.first, "the window is not its own history"


def test_with_little_history_every_day_counts() -> None:
    since = MONDAY - timedelta(days=11)
    history = {since + timedelta(days=k): 3 for k in range(10)}
    assert usual(history, since) == pytest.approx(6.0)
    assert usual({}, MONDAY) == 0.5, "nothing is known: one matter is no miracle"


def test_a_window_longer_than_what_lies_before_it_says_nothing() -> None:
    assert [one.days for one in scales(MONDAY, ALL, MONDAY)] == [2]
    assert [one.days for one in scales(MONDAY, ALL, MONDAY - timedelta(days=13))] == [2, 7]
    assert [one.days for one in scales(MONDAY, ALL, MONDAY - timedelta(days=55))] == [2, 7, 28]


@pytest.mark.parametrize(
    ("count", "expected", "wanted"), [(4, 0.5, 0), (5, 0.5, 1), (10, 1, 2), (9, 5, 0), (1050, 1000, 0)]
)
def test_a_warning_needs_both_many_times_and_no_chance(count: int, expected: float, wanted: int) -> None:
    assert scales(MONDAY, ONE, LONG_AGO)[0].rise(count, expected).level == wanted


def test_the_tail_of_chance_is_that_of_poisson() -> None:
    for mean in (0.5, 3.0, 40.0):
        for count in (1, 3, 10, 60):
            below = sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))
            assert at_least(count, mean) == pytest.approx(1 - below, abs=1e-9)
    assert at_least(0, 3.0) == 1.0
    assert 0 < at_least(1000, 1.0) < 1e-300 or at_least(1000, 1.0) == 0.0


def test_what_is_known_from_few_spreads_wider() -> None:
    for mean, unsure in ((0.5, 0.125), (3.0, 0.5), (40.0, 0.5)):
        size, part = mean / unsure, unsure / (1 + unsure)
        shares = [
            math.exp(
                math.lgamma(k + size) - math.lgamma(k + 1) - math.lgamma(size) + size * math.log(1 - part)
                + k * math.log(part)
            )
            for k in range(80)
        ]  # fmt: skip
        for count in (1, 3, 10, 60):
            assert at_least(count, mean, unsure) == pytest.approx(1 - sum(shares[:count]), abs=1e-9)
            assert count < 3 * mean + 3 or at_least(count, mean, unsure) > at_least(count, mean)


@given(st.integers(1, 200), st.floats(0.5, 100), st.sampled_from([0.125, 0.5, 1.0]))
def test_unsure_or_not_more_is_never_more_likely(count: int, expected: float, unsure: float) -> None:
    now = at_least(count, expected, unsure)
    assert 0 <= at_least(count + 1, expected, unsure) <= now + 1e-9 <= 1 + 2e-9
    assert at_least(count, expected + 1, unsure) >= now - 1e-9


@given(st.integers(1, 100), st.floats(0.5, 60), st.integers(1, 5000), st.sampled_from([0, 1, 2]))
def test_among_many_that_are_looked_at_chance_counts_for_more(count, expected, beside, place) -> None:
    by = scales(MONDAY, ALL, LONG_AGO)[place]
    assert by.rise(count, expected, beside + 1).level <= by.rise(count, expected, beside).level
    assert by.rise(count, expected, 1) == by.rise(count, expected)


@given(st.integers(1, 400), st.floats(0.5, 300), st.sampled_from([0, 1, 2]))
def test_more_is_never_more_likely(count: int, expected: float, place: int) -> None:
    by = scales(MONDAY, ALL, LONG_AGO)[place]
    assert at_least(count + 1, expected) <= at_least(count, expected) + 1e-9
    assert by.rise(count + 1, expected).level >= by.rise(count, expected).level


@pytest.mark.req("STA-3")
def test_what_comes_slowly_is_seen_by_a_longer_window() -> None:
    slow = daily(1, 21)
    assert level(slow, ONE).level == 0, "two in two days are nothing"
    found = level(slow)
    assert (found.days, found.level, found.count) == (28, 1, 21)
    assert level(daily(1, 90)).level == 0, "as every month"
    assert level(daily(6, 2)).days == 2, "what comes at once is of the shortest window"


@given(COUNTS, COUNTS)
def test_longer_windows_lose_no_burst_that_the_short_one_finds(counts, history) -> None:
    assert level(counts, ALL, history).level >= level(counts, ONE, history).level
    if short := level(counts, ONE, history).level:
        found = level(counts, ALL, history)
        assert found.days == 2 or found.level > short, "and it is of the longer only at a higher level"


@given(COUNTS, COUNTS, A_DAY, st.integers(1, 5))
def test_one_more_in_a_window_never_lowers_a_level(counts, history, day, more) -> None:
    grown = counts | {day: counts.get(day, 0) + more}
    assert level(grown, ALL, history).level >= level(counts, ALL, history).level


@given(COUNTS, COUNTS, A_DAY, st.integers(1, 5))
def test_what_was_more_usual_never_raises_a_level(counts, history, day, more) -> None:
    usual_more = history | {day: history.get(day, 0) + more}
    assert level(counts, ALL, usual_more).level <= level(counts, ALL, history).level


@given(COUNTS, A_DAY.filter(lambda day: day < MONDAY - timedelta(days=1)), st.integers(0, 50))
def test_only_the_days_of_a_window_count_in_it(counts, day, other) -> None:
    short = scales(MONDAY, ALL, LONG_AGO)[0]
    assert short.count(counts) == short.count(counts | {day: other})


@pytest.mark.parametrize(
    ("days", "age", "raised", "expected"),
    [
        ((0, 0, 3, 3), 1, 0, Course.NEW),
        ((3, 3, 3, 3), 9, 0, Course.STEADY),
        ((1, 1, 4, 4), 9, 0, Course.RISING),
        ((3, 3, 3, 3), 9, 1, Course.RISING),
        ((4, 4, 1, 1), 9, 0, Course.FADING),
        ((9, 9, 0, 0), 9, 1, Course.FADING),
    ],
)
def test_how_a_topic_goes(days: tuple[int, ...], age: int, raised: int, expected: Course) -> None:
    counts = dict(zip(window(MONDAY, 4), days, strict=True))
    goes, said_by = course(counts, MONDAY - timedelta(days=age), scales(MONDAY, ALL, LONG_AGO), ALL, raised)
    assert goes is expected and said_by.days == 2


@pytest.mark.req("STA-3")
@pytest.mark.parametrize(
    ("counts", "age", "expected", "days"),
    [
        (daily(1, 14), 60, Course.STEADY, 7),
        (daily(1, 7) | {MONDAY - timedelta(days=10): 1}, 60, Course.RISING, 7),
        (daily(1, 7, until=7), 60, Course.FADING, 7),
        ({MONDAY - timedelta(days=n): 1 for n in (0, 9, 20)}, 20, Course.NEW, 28),
        ({MONDAY - timedelta(days=n): 1 for n in (0, 9, 20, 50)}, 50, Course.RISING, 28),
        ({MONDAY - timedelta(days=n): 1 for n in (30, 40, 50)}, 50, Course.FADING, 28),
    ],
)
def test_how_a_slow_topic_goes_is_said_by_a_longer_window(counts, age, expected, days) -> None:
    first = MONDAY - timedelta(days=age)
    goes, said_by = course(counts, first, scales(MONDAY, ALL, LONG_AGO), ALL, 0)
    assert (goes, said_by.days) == (expected, days)


@pytest.mark.parametrize("back", range(10))
def test_a_slow_topic_does_not_turn_each_day(back: int) -> None:
    by = scales(MONDAY - timedelta(days=back), ALL, LONG_AGO)
    assert course(daily(1, 90), MONDAY - timedelta(days=89), by, ALL, 0)[0] is Course.STEADY


def test_a_longer_window_must_be_as_much_more_seldom_wrong() -> None:
    with pytest.raises(ValueError, match="once_in"):
        WarningRule((SHORT, WarningWindow(7, (WarningLevel(8, 2, 699),))))
    with pytest.raises(ValueError, match="days"):
        WarningRule((WEEK, SHORT))
    with pytest.raises(ValueError, match="levels"):
        WarningWindow(2, (WarningLevel(5, 2, 200), WarningLevel(4, 3, 5000)))
    with pytest.raises(ValueError, match="days"):
        WarningWindow(2, ())
