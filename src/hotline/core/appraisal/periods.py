"""The periods of a sheet: the month, quarter or year that a day lies in."""

from __future__ import annotations

from datetime import date, timedelta

from hotline.core.appraisal.results import Period
from hotline.core.vocabulary import ScorePeriod

_MONTHS = {ScorePeriod.MONTH: 1, ScorePeriod.QUARTER: 3, ScorePeriod.YEAR: 12}


def period_of(kind: ScorePeriod, day: date) -> Period:
    """The whole month, quarter or year around `day`."""
    months = _MONTHS[kind]
    first = (day.month - 1) // months * months
    after = first + months
    end = date(day.year + after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return Period(date(day.year, first + 1, 1), end)
