"""Appraisal: score sheets of units, agents, recordings and lines, computed from counted matters and figures."""

from hotline.core.appraisal.measuring import measured, specs_of, values_of
from hotline.core.appraisal.periods import period_of
from hotline.core.appraisal.results import (
    Occasion,
    Overruling,
    Period,
    Proposed,
    SheetResult,
    Subject,
    Value,
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
    "Value",
    "appraise",
    "exact",
    "measured",
    "measures_of",
    "occasion_key",
    "period_of",
    "revise",
    "score",
    "specs_of",
    "values_of",
]
