"""What is usual for a week-day, and when more than that is a warning."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.core.policy.shapes import WarningLevel, WarningRule
from hotline.core.usual import Course, at_least, course, rise, usual, window

RULE = WarningRule(levels=(WarningLevel(5, 2, 200), WarningLevel(10, 3, 5000)), window_days=2, weeks=4, new_days=3)
MONDAY = date(2026, 11, 23)


def test_the_window_ends_with_the_day() -> None:
    assert window(MONDAY, 2) == (date(2026, 11, 22), MONDAY)


def test_usual_is_the_mean_of_the_same_week_days() -> None:
    history = {MONDAY - timedelta(weeks=k): 4 for k in range(1, 5)}
    history |= {MONDAY - timedelta(weeks=k, days=1): 2 for k in range(1, 5)}
    history |= {MONDAY - timedelta(weeks=k, days=3): 100 for k in range(1, 5)}
    assert usual(history, MONDAY, RULE, date(2026, 1, 1)) == 6.0


def test_with_little_history_every_day_counts() -> None:
    since = MONDAY - timedelta(days=11)
    history = {since + timedelta(days=k): 3 for k in range(10)}
    assert usual(history, MONDAY, RULE, since) == 6.0
    assert usual({}, MONDAY, RULE, MONDAY) == 0.5, "nothing is known: one matter is no miracle"


def test_the_window_is_not_its_own_history() -> None:
    since = MONDAY - timedelta(days=11)
    assert usual({MONDAY: 500, MONDAY - timedelta(days=1): 500}, MONDAY, RULE, since) == 0.5


@pytest.mark.parametrize(
    ("count", "expected", "level"), [(4, 0.5, 0), (5, 0.5, 1), (10, 1, 2), (9, 5, 0), (1050, 1000, 0)]
)
def test_a_warning_needs_both_many_times_and_no_chance(count: int, expected: float, level: int) -> None:
    assert rise(count, expected, RULE).level == level


def test_the_tail_of_chance_is_that_of_poisson() -> None:
    for mean in (0.5, 3.0, 40.0):
        for count in (1, 3, 10, 60):
            below = sum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count))
            assert at_least(count, mean) == pytest.approx(1 - below, abs=1e-9)
    assert at_least(0, 3.0) == 1.0
    assert 0 < at_least(1000, 1.0) < 1e-300 or at_least(1000, 1.0) == 0.0


@given(st.integers(1, 400), st.floats(0.5, 300))
def test_more_is_never_more_likely(count: int, expected: float) -> None:
    assert at_least(count + 1, expected) <= at_least(count, expected) + 1e-9
    assert rise(count + 1, expected, RULE).level >= rise(count, expected, RULE).level


@pytest.mark.parametrize(
    ("days", "age", "level", "expected"),
    [
        ((0, 0, 3, 3), 1, 0, Course.NEW),
        ((3, 3, 3, 3), 9, 0, Course.STEADY),
        ((1, 1, 4, 4), 9, 0, Course.RISING),
        ((3, 3, 3, 3), 9, 1, Course.RISING),
        ((4, 4, 1, 1), 9, 0, Course.FADING),
        ((0, 0, 0, 0), 9, 0, Course.FADING),
    ],
)
def test_how_a_topic_goes(days: tuple[int, ...], age: int, level: int, expected: Course) -> None:
    counts = dict(zip(window(MONDAY, 4), days, strict=True))
    assert course(counts, MONDAY - timedelta(days=age), MONDAY, RULE, level) is expected
