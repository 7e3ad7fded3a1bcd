"""What is usual, and when it is more than that (STA-3): counts of days against the same week-days before. Pure.

A rise is measured twice: how many times what is usual, and how seldom chance alone would bring it. Only both together
make a warning: three instead of one is three times as much and means nothing; 1,050 instead of 1,000 is no chance and
is still no news.

Several windows end with the same day. A short one sees what comes at once, a long one what comes slowly. One thing has
one rise: that of the highest level, of the shortest window that has it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from hotline.core.policy.shapes import WarningLevel, WarningRule, WarningWindow

FEW_WEEKS = 3
"""With fewer weeks of history a week-day has no usual of its own: every day of the history counts."""
SELDOM = 20
"""Where many things are looked at side by side, chance alone brings one of them in so many looks at all."""
SAYING = 6
"""So many in a window and the one before it say how something goes; fewer, and a longer window is asked."""

Days = Mapping[date, int]


class Course(str, Enum):  # noqa: UP042 - a plain value
    """How a topic goes."""

    NEW = "new"
    RISING = "rising"
    STEADY = "steady"
    FADING = "fading"


@dataclass(frozen=True, slots=True)
class Rise:
    """`count` in a window of `days` against what is `usual` for it. `level`: 0 none, else the number of the level.

    `chance`: the probability that so many or more come by chance when the usual holds.
    """

    days: int
    count: int
    usual: float
    chance: float
    level: int

    @property
    def times(self) -> float:
        """How many times what is usual."""
        return self.count / self.usual


@dataclass(frozen=True, slots=True)
class Scale:
    """A window that ends with a day, and what it is measured with: made once, held against everything of that day.

    `weights`: how much an order of each past day adds to what is usual for the window. `unsure`: how much an order of
    the past weighs on average (0.5: the past is twice the window), 0 in the shortest window, whose rule is plain.
    """

    days: int
    first: date
    last: date
    levels: tuple[WarningLevel, ...]
    least_usual: float
    weights: Mapping[date, float]
    unsure: float = 0.0

    def count(self, counts: Days) -> int:
        """What the window holds."""
        return sum(count for day, count in counts.items() if self.first <= day <= self.last)

    def usual(self, history: Days) -> float:
        """What the window would hold usually. Days that are not in the history held nothing."""
        return self.expected(sum(count * self.weights.get(day, 0.0) for day, count in history.items()))

    def expected(self, weighed: float) -> float:
        """What is usual, of a history that is weighed and summed already."""
        return max(self.least_usual, weighed)

    def rise(self, count: int, expected: float, beside: int = 1) -> Rise:
        """How unusual `count` is, and of which level. `beside`: so many things are looked at in the same way, and each
        has its chance: what would ring among all of them more often than once in `SELDOM` looks does not count."""
        chance = at_least(count, expected, self.unsure if expected > self.least_usual else 0.0)
        level = 0
        for number, wanted in enumerate(self.levels, start=1):
            seldom = wanted.once_in if beside <= 1 else max(wanted.once_in, beside * SELDOM)
            if count >= wanted.least and count >= wanted.times * expected and chance * seldom <= 1:
                level = number
        return Rise(self.days, count, expected, chance, level)


def window(day: date, days: int) -> tuple[date, ...]:
    """The days that are looked at together, `day` the last."""
    return tuple(day - timedelta(days=back) for back in range(days - 1, -1, -1))


def scales(day: date, rule: WarningRule, since: date) -> tuple[Scale, ...]:
    """The windows of a rule that end with `day`, the shortest first. `since`: the first day there is history of.

    A longer window than the shortest is left out while less than its own length lies before it: nothing would be usual.
    """
    made = tuple(_scale(day, one, rule.weeks, since, unsure=n > 0) for n, one in enumerate(rule.windows))
    return tuple(one for n, one in enumerate(made) if n == 0 or (one.first - since).days >= one.days)


def history_days(rule: WarningRule) -> int:
    """How many days back anything is looked at."""
    return max((_weeks_back(one.days, rule.weeks) * 7 + one.days for one in rule.windows), default=0)


def rises(counts: Days, history: Days, by: Sequence[Scale]) -> tuple[Rise, ...]:
    """The rise in each window."""
    return tuple(one.rise(one.count(counts), one.usual(history)) for one in by)


def highest(found: Sequence[Rise]) -> Rise:
    """The one rise that is spoken of: of the highest level, of the shortest window that has it."""
    return max(found, key=lambda one: (one.level, -one.days))


def course(counts: Days, first: date, by: Sequence[Scale], rule: WarningRule, level: int) -> tuple[Course, Scale]:
    """How a topic goes, and the window that says so: the shortest that, with the one before it, holds enough.

    `counts` by day, `first` the day of its first message, `level` of its rise.
    """
    for scale in by:
        now, before = scale.count(counts), _before(scale, counts)
        if now + before >= SAYING:
            break
    if (scale.last - first).days < rule.new_days or first >= scale.first:
        return Course.NEW, scale
    if now == 0 or 2 * now < before:
        return Course.FADING, scale
    return (Course.RISING if level or now > 2 * before > 0 else Course.STEADY), scale


def at_least(count: int, expected: float, unsure: float = 0.0) -> float:
    """Probability of `count` or more when `expected` come on average (Poisson).

    `unsure`: what is expected was itself counted, each matter of the past weighing so much. The fewer there were, the
    less is known; the count then spreads wider (negative binomial, of the variance `expected * (1 + unsure)`).
    """
    if count <= 0:
        return 1.0
    if unsure > 0:
        return _at_least_unsure(count, expected, unsure)
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


def _at_least_unsure(count: int, expected: float, unsure: float) -> float:
    size, part = expected / unsure, unsure / (1 + unsure)
    log_term = math.lgamma(count + size) - math.lgamma(count + 1) - math.lgamma(size)
    term = math.exp(log_term - size * math.log1p(unsure) + count * math.log(part))
    if count > expected:
        total, k = 0.0, count
        while term > total * 1e-17 and k < count + 10_000:
            total += term
            term *= (k + size) / (k + 1) * part
            k += 1
        return min(1.0, total)
    below = 0.0
    for k in range(count - 1, -1, -1):
        term *= (k + 1) / ((k + size) * part)
        below += term
    return max(0.0, 1.0 - below)


def _before(scale: Scale, counts: Days) -> int:
    start = scale.first - timedelta(days=scale.days)
    return sum(count for day, count in counts.items() if start <= day < scale.first)


def _scale(day: date, one: WarningWindow, weeks: int, since: date, *, unsure: bool) -> Scale:
    days = window(day, one.days)
    weights: defaultdict[date, float] = defaultdict(float)
    for each in days:
        same, part = _same(each, days[0], one.days, weeks, since)
        for past in same:
            weights[past] += part
    mean = sum(weight * weight for weight in weights.values()) / sum(weights.values()) if weights and unsure else 0.0
    return Scale(one.days, days[0], day, one.levels, one.least_usual, dict(weights), mean)


def _same(day: date, before: date, days: int, weeks: int, since: date) -> tuple[Sequence[date], float]:
    """Past days that tell what is usual for a day, and the part each has. Days of the window never do."""
    found = [day - timedelta(weeks=back) for back in range(1, _weeks_back(days, weeks) + 1)]
    found = [one for one in found if since <= one < before][:weeks]
    if len(found) >= FEW_WEEKS:
        return found, 1 / len(found)
    known = (before - since).days
    return [since + timedelta(days=n) for n in range(known)], 1 / known if known > 0 else 0.0


def _weeks_back(days: int, weeks: int) -> int:
    """So many weeks back lie the same week-days of the weeks before a window."""
    return weeks + math.ceil(days / 7)
