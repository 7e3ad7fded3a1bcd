"""From scores to probabilities that mean what they say, and the threshold above which a class may be preset."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotline.language.matrices import Floats, Ints
from hotline.language.measures import confusion, macro

COLD_WEIGHT = 2.0
"""What the class descriptions weigh while there is nothing to learn from."""
PULL = 0.05
"""How strongly the curve is held to its starting values; it matters with few examples only."""
FAVOUR = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Parts of the classes' frequency that may be taken away (see `favour`)."""
WORTH = 0.003
"""A gain below this is chance; the likeliest class stays first."""
LEAST = 1e-6
"""No probability is nearer to 0 or 1 when its logit is taken."""
PROOF = 30
"""Held-out messages that a threshold must rest on."""
NEVER = 1.01
"""A threshold no probability reaches."""


@dataclass(frozen=True)
class Curve:
    """`softmax(slope * score + cold * description score + shift of the class)`.

    `first` (slope, shift) then straightens the logit of the first choice: with few messages and many classes the first
    choice is surer of itself than it is right.
    """

    slope: float
    cold: float
    shift: Floats
    first: tuple[float, float] = (1.0, 0.0)


def untaught(classes: int) -> Curve:
    """The curve of a centre without a single example: descriptions alone."""
    return Curve(0.0, COLD_WEIGHT, np.zeros(classes, np.float32))


def apply(curve: Curve, scores: Floats, cold: Floats) -> Floats:
    """Probabilities, a row a message."""
    raw = curve.slope * scores + curve.cold * cold + curve.shift
    raw = np.exp(raw - raw.max(axis=-1, keepdims=True))
    made: Floats = (raw / raw.sum(axis=-1, keepdims=True)).astype(np.float32)
    return made


def fit(scores: Floats, cold: Floats, targets: Ints) -> Curve:
    """The curve under which the held-out answers are most likely."""
    from scipy.optimize import minimize

    rows, classes = scores.shape
    truth = np.zeros((rows, classes))
    truth[np.arange(rows), targets] = 1
    told = bool(np.any(cold))
    first = np.concatenate([[3.0, COLD_WEIGHT if told else 0.0], np.zeros(classes)])
    pull = np.concatenate([[0.0, PULL if told else 1.0], np.full(classes, PULL * 10)])

    def loss(values: Floats) -> tuple[float, Floats]:
        chances = apply(Curve(values[0], values[1], values[2:]), scores, cold).astype(np.float64)
        likely = -np.log(np.maximum(chances[np.arange(rows), targets], 1e-12)).sum()
        wrong = chances - truth
        slopes = np.concatenate([[np.sum(wrong * scores), np.sum(wrong * cold)], wrong.sum(axis=0)])
        away = values - first
        return float(likely + np.sum(pull * away**2) / 2), slopes + pull * away

    bounds = [(0.0, None), (0.0, None)] + [(None, None)] * classes
    best = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Curve(float(best[0]), float(best[1]), best[2:].astype(np.float32))


def straighten(curve: Curve, chances: Floats, places: Ints) -> Floats:
    """Probabilities in which the first choice (`places`, one a row) is as sure as it is right.

    The others share what is left as before.
    """
    rows = np.arange(len(chances))
    before = np.clip(chances[rows, places], LEAST, 1 - LEAST)
    after = _squashed(curve.first[0] * _logit(before) + curve.first[1])
    made: Floats = (chances * ((1 - after) / (1 - before))[:, None]).astype(np.float32)
    made[rows, places] = after
    return made


def fit_first(sure: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift under which held-out first choices are most likely as right as they are."""
    from scipy.optimize import minimize

    logits = _logit(np.clip(sure.astype(np.float64), LEAST, 1 - LEAST))

    def loss(values: Floats) -> tuple[float, Floats]:
        chances = _squashed(values[0] * logits + values[1])
        likely = np.where(right, np.log(np.maximum(chances, LEAST)), np.log(np.maximum(1 - chances, LEAST)))
        wrong = chances - right
        away = values - np.array([1.0, 0.0])
        return float(-likely.sum() + np.sum(away**2) / 2), np.array([wrong @ logits, wrong.sum()]) + away

    best = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.05, None), (None, None)]).x
    return float(best[0]), float(best[1])


def _logit(chances: Floats) -> Floats:
    made: Floats = np.log(chances / (1 - chances))
    return made


def _squashed(logits: Floats) -> Floats:
    made: Floats = np.reciprocal(1 + np.exp(-logits))
    return made


def favour(chances: Floats, targets: Ints) -> Floats:
    """What is added to the logarithm of each class's probability when the first choice is made.

    The likeliest class alone would never be a rare one where one class takes half of all messages. Part of the classes'
    own frequency is taken away, as much as serves the mean of macro-F1 and accuracy on held-out messages.
    """
    classes = chances.shape[1]
    share = (np.bincount(targets, minlength=classes) + 1) / (len(targets) + classes)
    away = -np.log(share)
    likely = np.log(np.maximum(chances, 1e-9))
    gained = []
    for part in FAVOUR:
        table = confusion(targets, (likely + part * away).argmax(axis=1), classes)
        gained.append((macro(table) + np.diag(table).sum() / len(targets)) / 2)
    best = int(np.argmax(gained)) if max(gained) > gained[0] + WORTH else 0
    made: Floats = (FAVOUR[best] * away).astype(np.float32)
    return made


def threshold(sure: Floats, right: NDArray[np.bool_], precision: float, proof: int = PROOF) -> float:
    """The lowest probability of a first choice above which at least `precision` of first choices are right.

    Fewer than `proof` messages above it prove nothing; then nothing is preset.
    """
    order = np.argsort(-sure, kind="stable")
    reached = np.flatnonzero(np.cumsum(right[order]) / np.arange(1, len(order) + 1) >= precision)
    if not len(reached) or reached[-1] + 1 < proof:
        return NEVER
    return float(sure[order[reached[-1]]])
