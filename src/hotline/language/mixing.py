"""Several grounds for one choice joined into probabilities: a logistic choice between candidates and `another`.

Every candidate has one number a ground; a ground that says nothing is 0. The weights are learned from held-out
decisions, held to the starting ones, so that a hundred decisions already help and ten do no harm.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PULL = 4.0
"""How many decisions the starting weights are worth, each."""
LEAST = 0.01


def logit(share: float) -> float:
    """Of a probability, kept from the ends."""
    share = min(max(share, LEAST), 1 - LEAST)
    return float(np.log(share / (1 - share)))


def chances(grounds: Floats, weights: Sequence[float] | Floats) -> Floats:
    """The probability of each candidate (a row of `grounds`); what is missing to 1 is that of another one."""
    scores = np.concatenate([grounds @ np.asarray(weights, float), [0.0]])
    raw = np.exp(scores - scores.max())
    return np.asarray(raw / raw.sum())[:-1]


def fit(cases: Sequence[tuple[Floats, int]], start: Sequence[float]) -> tuple[float, ...]:
    """Weights under which what was chosen is most likely. A case: grounds, and the row chosen (-1: another one)."""
    from scipy.optimize import minimize

    first = np.asarray(start, float)

    def loss(weights: Floats) -> tuple[float, Floats]:
        away = weights - first
        value, slope = float(PULL * away @ away / 2), PULL * away
        for grounds, right in cases:
            likely = chances(grounds, weights)
            value -= float(np.log(max(likely[right] if right >= 0 else 1 - likely.sum(), 1e-9)))
            slope += likely @ grounds - (grounds[right] if right >= 0 else 0)
        return value, slope

    if not cases:
        return tuple(map(float, first))
    best = minimize(loss, first, jac=True, method="L-BFGS-B").x
    return tuple(round(float(weight), 4) for weight in best)
