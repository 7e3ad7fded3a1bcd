"""Whether a new classifier is better than the one in use, on messages that neither has learned from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.language import measures
from hotline.language.matrices import Floats, Ints

RESAMPLES = 1000
SURE = 0.95
"""So many of the resamples must not be worse, and the mean must be better."""
PRECISION = 0.95

Answers = Callable[[int], tuple[str, float, bool]]
"""Place of a tested row -> first choice, its probability, whether it would be preset."""


@dataclass(frozen=True)
class Tested:
    """How one classifier did on the tested rows."""

    given: list[str]
    sure: Floats
    preset: NDArray[np.bool_]
    right: NDArray[np.bool_]
    truth: list[str] = field(repr=False)

    def figures(self, groups: Ints) -> dict[str, Any]:
        """For the card: macro-F1 and accuracy with intervals, per class, ECE, what would be preset and how right."""
        classes = sorted({*self.truth, *self.given})
        place = {name: at for at, name in enumerate(classes)}
        targets: Ints = np.array([place[name] for name in self.truth], np.int64)
        given: Ints = np.array([place[name] for name in self.given], np.int64)
        macro, accuracy = measures.intervals(targets, given, len(classes), groups, 7)
        return {
            "macro_f1": macro.as_json(),
            "accuracy": accuracy.as_json(),
            "ece": round(measures.expected_calibration_error(self.sure, self.right), 4),
            "covered_at_95": round(measures.coverage(self.sure, self.right, PRECISION), 4),
            "preset_share": round(float(self.preset.mean()), 4),
            "preset_precision": round(float(self.right[self.preset].mean()), 4) if self.preset.any() else None,
            "per_class": {
                row.label: {
                    "precision": round(float(row.precision), 4),
                    "recall": round(float(row.recall), 4),
                    "f1": round(float(row.f1), 4),
                    "support": row.support,
                }
                for row in measures.per_class(targets, given, classes)
                if row.support
            },
        }


@dataclass(frozen=True)
class Compared:
    """The difference in accuracy, new minus old, with its interval; `better` decides."""

    difference: float
    low: float
    high: float
    not_worse: float

    @property
    def better(self) -> bool:
        return self.difference > 0 and self.not_worse >= SURE

    def as_json(self) -> dict[str, float | bool]:
        return {
            "difference": round(self.difference, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "not_worse": round(self.not_worse, 4),
            "better": self.better,
        }


def tested(answers: Answers, truth: Sequence[str]) -> Tested:
    """Run a classifier over the tested rows."""
    told = [answers(place) for place in range(len(truth))]
    given = [label for label, _, _ in told]
    return Tested(
        given,
        np.array([sure for _, sure, _ in told], np.float32),
        np.array([preset for _, _, preset in told], np.bool_),
        np.array([one == true for one, true in zip(given, truth, strict=True)], np.bool_),
        list(truth),
    )


def compare(new: Tested, old: Tested, groups: Ints, seed: int = 7) -> Compared:
    """Paired bootstrap over whole groups of near-duplicates."""
    gained = new.right.astype(float) - old.right.astype(float)
    _, members = np.unique(groups, return_inverse=True)
    count = int(members.max()) + 1
    sums = np.bincount(members, gained, count)
    sizes = np.bincount(members, minlength=count)
    chance = np.random.default_rng(seed)
    draws = chance.integers(0, count, (RESAMPLES, count))
    drawn = sums[draws].sum(axis=1) / sizes[draws].sum(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Compared(float(gained.mean()), float(low), float(high), float((drawn >= 0).mean()))
