"""Appraisal: score sheets of units, agents, recordings and lines, computed from counted matters and figures."""

from hotline.core.appraisal.periods import period_of
from hotline.core.appraisal.results import (
    Occasion,
    Overruling,
    Period,
    Proposed,
    SheetResult,
    Subject,
    exact,
    occasion_key,
)
from hotline.core.appraisal.scoring import appraise, measures_of, revise, score

__all__ = [
    "Occasion",
    "Overruling",
    "Period",
    "Proposed",
    "SheetResult",
    "Subject",
    "appraise",
    "exact",
    "measures_of",
    "occasion_key",
    "period_of",
    "revise",
    "score",
]
