"""Whether the conditions of a fork hold for what is known."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping
from typing import Any

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
    for read in _SIZES:
        a, b = read(have), read(want)
        if a is not None and b is not None:
            return _COMPARED[operator](a, b)
    return False


_SIZES: tuple[Callable[[str], Any], ...] = (number, day)
_COMPARED: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.OVER: operators.gt,
    Operator.AT_LEAST: operators.ge,
    Operator.UNDER: operators.lt,
    Operator.AT_MOST: operators.le,
}
