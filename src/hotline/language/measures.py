"""Figures of a classifier, each with an interval by resampling whole groups of near-duplicates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.language.matrices import Floats, Ints

BINS = 15
RESAMPLES = 1000


@dataclass(frozen=True)
class Interval:
    """A figure and the range that holds 95 % of its resamples."""

    value: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        return {"value": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


@dataclass(frozen=True)
class PerClass:
    """How one class fares."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


def confusion(targets: Ints, given: Ints, classes: int, weights: NDArray[Any] | None = None) -> NDArray[np.float64]:
    """Rows are the true classes, columns the given ones."""
    flat = np.bincount(targets * classes + given, weights=weights, minlength=classes * classes)
    return flat.reshape(classes, classes).astype(np.float64)


def f1_scores(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of every class; 0 for one that is neither true nor given anywhere."""
    right = np.diag(table)
    total = table.sum(axis=0) + table.sum(axis=1)
    made: NDArray[np.float64] = np.divide(2 * right, total, out=np.zeros_like(total), where=total > 0)
    return made


def macro(table: NDArray[np.float64]) -> float:
    """The mean F1 of the classes that are true or given somewhere."""
    seen = (table.sum(axis=0) + table.sum(axis=1)) > 0
    return float(f1_scores(table)[seen].mean()) if seen.any() else 0.0


def per_class(targets: Ints, given: Ints, classes: Sequence[str]) -> list[PerClass]:
    """Precision, recall, F1 and rows of every class."""
    table = confusion(targets, given, len(classes))
    right, true, told = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    scores = f1_scores(table)
    return [
        PerClass(name, right[i] / max(told[i], 1), right[i] / max(true[i], 1), float(scores[i]), int(true[i]))
        for i, name in enumerate(classes)
    ]


def intervals(targets: Ints, given: Ints, classes: int, groups: Ints, seed: int) -> tuple[Interval, Interval]:
    """Macro-F1 and accuracy, with intervals."""
    macros, rights = [], []
    for weights in _drawn(groups, seed):
        table = confusion(targets, given, classes, weights)
        macros.append(macro(table))
        rights.append(_accuracy(table))
    table = confusion(targets, given, classes)
    return _interval(macro(table), macros), _interval(_accuracy(table), rights)


def differences(
    targets: Ints, given: Ints, other: Ints, classes: int, groups: Ints, seed: int
) -> tuple[Interval, Interval]:
    """What `given` has more than `other` in macro-F1 and in accuracy: both on the same resamples (paired bootstrap).

    An interval above 0 means that another draw of such messages would hardly turn it round.
    """
    macros, rights = [], []
    for weights in _drawn(groups, seed):
        mine, theirs = (confusion(targets, one, classes, weights) for one in (given, other))
        macros.append(macro(mine) - macro(theirs))
        rights.append(_accuracy(mine) - _accuracy(theirs))
    mine, theirs = (confusion(targets, one, classes) for one in (given, other))
    return _interval(macro(mine) - macro(theirs), macros), _interval(_accuracy(mine) - _accuracy(theirs), rights)


def _drawn(groups: Ints, seed: int) -> Iterator[NDArray[np.float64]]:
    """How often each row is in each resample: whole groups are drawn."""
    chance = np.random.default_rng(seed)
    _, members = np.unique(groups, return_inverse=True)
    count = int(members.max()) + 1
    for _ in range(RESAMPLES):
        yield np.bincount(chance.integers(0, count, count), minlength=count)[members].astype(np.float64)


def _accuracy(table: NDArray[np.float64]) -> float:
    return float(np.diag(table).sum() / max(table.sum(), 1))


def expected_calibration_error(sure: Floats, right: NDArray[np.bool_]) -> float:
    """How far the probability of the first choice is from how often it is right, over 15 bins of equal width."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    error = 0.0
    for place in range(BINS):
        inside = bins == place
        if inside.any():
            error += float(inside.mean()) * abs(float(sure[inside].mean()) - float(right[inside].mean()))
    return error


def coverage(sure: Floats, right: NDArray[np.bool_], precision: float) -> float:
    """The largest share of messages, surest first, of which `precision` are right."""
    order = np.argsort(-sure, kind="stable")
    shares = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(shares >= precision)
    return float((reached[-1] + 1) / len(order)) if len(reached) else 0.0


def _interval(value: float, samples: Sequence[float]) -> Interval:
    low, high = np.percentile(samples, [2.5, 97.5])
    return Interval(value, float(low), float(high))
