"""What is usual, and when it is more than that (STA-3): counts of a day against the same week-days before. Pure.

A rise is measured twice: how many times what is usual, and how seldom chance alone would bring it. Only both together
make a warning: three instead of one is three times as much and means nothing; 1,050 instead of 1,000 is no chance and
is still no news.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from hotline.core.policy.shapes import WarningRule

FEW_WEEKS = 3
"""With fewer weeks of history a week-day has no usual of its own: every day of the history counts."""
FLOOR = 0.5
"""The least that is called usual: where nothing was ever reported, one matter is no miracle."""


class Course(str, Enum):  # noqa: UP042 - a plain value
    """How a topic goes."""

    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Rise:
    """`count` in the window against what is `usual` for it. `level`: 0 none, else the number of the rule's level.

    `chance`: the probability that so many or more come by chance when the usual holds.
    """

    count: int
    usual: float
    chance: float
    level: int

    @property
    def times(self) -> float:
        """How many times what is usual."""
        return self.count / max(self.usual, FLOOR)


def window(day: date, days: int) -> tuple[date, ...]:
    """The days that are looked at together, `day` the last."""
    return tuple(day - timedelta(days=back) for back in range(days - 1, -1, -1))


def usual(history: Mapping[date, int], day: date, rule: WarningRule, since: date) -> float:
    """What the window that ends with `day` would hold usually. `since`: the first day there is history of.

    Days of the history that are not in it held nothing. Days of the window itself never count as history.
    """
    days = window(day, rule.window_days)
    return max(FLOOR, sum(_of_day(history, one, days[0], rule.weeks, since) for one in days))


def _of_day(history: Mapping[date, int], day: date, before: date, weeks: int, since: date) -> float:
    same = [day - timedelta(weeks=back) for back in range(1, weeks + 2)]
    same = [one for one in same if since <= one < before][:weeks]
    if len(same) >= FEW_WEEKS:
        return sum(history.get(one, 0) for one in same) / len(same)
    known = (before - since).days
    if known <= 0:
        return 0.0
    return sum(count for one, count in history.items() if since <= one < before) / known


def rise(count: int, expected: float, rule: WarningRule) -> Rise:
    """How unusual `count` is, and of which level."""
    chance = at_least(count, expected)
    level = 0
    for number, wanted in enumerate(rule.levels, start=1):
        enough = count >= wanted.least and count >= wanted.times * max(expected, FLOOR)
        if enough and chance * wanted.once_in <= 1:
            level = number
    return Rise(count, expected, chance, level)


def at_least(count: int, expected: float) -> float:
    """Probability of `count` or more when `expected` come on average (Poisson)."""
    if count <= 0:
        return 1.0
    term = log_term = -expected + count * math.log(expected) - math.lgamma(count + 1)
    if expected < count:
        # The tail falls from `count` on: summed until it adds nothing.
        total, factor, k = 0.0, 1.0, count
        while factor > 1e-17 and k < count + 10_000:
            total += factor
            k += 1
            factor *= expected / k
        return min(1.0, math.exp(term) * total)
    below = sum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(count))
    return max(0.0, min(1.0, 1.0 - below)) if log_term < 0 else 0.0


def course(counts: Mapping[date, int], first: date, day: date, rule: WarningRule, level: int) -> Course:
    """How a topic goes on `day`: `counts` by day, `first` the day of its first message, `level` of its rise."""
    now = sum(counts.get(one, 0) for one in window(day, rule.window_days))
    before = sum(counts.get(one, 0) for one in window(day - timedelta(days=rule.window_days), rule.window_days))
    if (day - first).days < rule.new_days:
        return Course.NEW
    if level or now > 2 * before > 0:
        return Course.RISING
    return Course.FADING if 2 * now < before or now == 0 else Course.STEADY
