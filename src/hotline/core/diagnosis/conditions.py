"""Whether the conditions of a fork hold for what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hotline.core.diagnosis.answers import day, number
from hotline.core.diagnosis.shapes import Condition, Operator
from hotline.core.diagnosis.texts import filled


def holds(condition: Condition, known: Mapping[str, str]) -> bool:
    """Whether a condition holds. An unknown name holds for UNKNOWN only: a comparison with nothing is not true."""
    have = known.get(condition.what, "")
    match condition.operator:
        case Operator.KNOWN:
            return bool(have)
        case Operator.UNKNOWN:
            return not have
        case _ if not have:
            return False
    want = filled(condition.value, known)
    match condition.operator:
        case Operator.IS:
            return _same(have, want)
        case Operator.IS_NOT:
            return not _same(have, want)
        case Operator.ONE_OF:
            return any(_same(have, one.strip()) for one in want.split("|"))
        case _:
            return _sized(condition.operator, have, want)


def _same(a: str, b: str) -> bool:
    x, y = number(a), number(b)
    return x == y if x is not None and y is not None else a == b


def _sized(operator: Operator, have: str, want: str) -> bool:
    """Numbers by size, dates (2026-11-22) by day; anything else has no size and is not compared."""
    pair: tuple[Decimal, Decimal] | tuple[date, date] | None = None
    numbers = number(have), number(want)
    if numbers[0] is not None and numbers[1] is not None:
        pair = (numbers[0], numbers[1])
    else:
        days = day(have), day(want)
        if days[0] is not None and days[1] is not None:
            pair = (days[0], days[1])
    if pair is None:
        return False
    a, b = pair
    return {
        Operator.OVER: a > b,  # type: ignore[operator]  # both are of one kind
        Operator.AT_LEAST: a >= b,  # type: ignore[operator]
        Operator.UNDER: a < b,  # type: ignore[operator]
        Operator.AT_MOST: a <= b,  # type: ignore[operator]
    }[operator]
