"""Writing an exact value with so many digits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hotline.core.vocabulary import Rounding


def rounded(exact: Fraction, digits: int, how: Rounding) -> Decimal:
    """`exact` with `digits` digits after the point. Up, down and halves go by the amount, whatever its sign."""
    scaled = abs(exact) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if _goes_up(Fraction(rest, scaled.denominator), whole, how):
        whole += 1
    return Decimal(-whole if exact < 0 else whole).scaleb(-digits)


def _goes_up(rest: Fraction, whole: int, how: Rounding) -> bool:
    half = Fraction(1, 2)
    match how:
        case Rounding.DOWN:
            return False
        case Rounding.UP:
            return rest > 0
        case Rounding.HALF_UP:
            return rest >= half
        case Rounding.HALF_EVEN:
            return rest > half or (rest == half and whole % 2 == 1)
