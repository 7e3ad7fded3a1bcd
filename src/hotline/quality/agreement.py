"""How far two inspectors judge alike: the share of equal marks, and Cohen's kappa, which takes chance out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Agreement:
    """`pairs` judgements by two people each, of which `same` were equal. `percent` None: nothing to compare.

    `kappa` = (observed − expected by chance) ÷ (1 − expected by chance); None where chance alone makes all equal, as
    when both always mark the same.
    """

    pairs: int
    same: int
    percent: Decimal | None
    kappa: Decimal | None


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Of the words that two people gave to the same things."""
    pairs = list(pairs)
    total = len(pairs)
    if not total:
        return Agreement(0, 0, None, None)
    same = sum(one == other for one, other in pairs)
    observed = Fraction(same, total)
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum((Fraction(ones[word] * others[word], total * total) for word in ones), Fraction(0))
    kappa = None if expected == 1 else _rounded((observed - expected) / (1 - expected))
    return Agreement(total, same, _rounded(observed * 100), kappa)


def _rounded(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(HUNDREDTH, ROUND_HALF_UP)
