"""How alike two matters of one caller are, by pairs of characters and by place. Pure; suggests, never decides."""

from __future__ import annotations

import re
from collections import Counter

_SIGNS = re.compile(r"[\W_]+")


def likeness(title: str, place: str, other_title: str, other_place: str) -> float:
    """0 to 1: how many pairs of neighbouring characters the titles share; the same place lifts it."""
    words = _share(title, other_title)
    where = _share(place, other_place)
    if not _SIGNS.sub("", place) or not _SIGNS.sub("", other_place):
        return words
    return 0.65 * words + 0.35 * where


def _share(one: str, other: str) -> float:
    """Dice coefficient over character pairs."""
    a, b = _pairs(one), _pairs(other)
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 0.0


def _pairs(text: str) -> Counter[str]:
    cleaned = _SIGNS.sub("", text).lower()
    if len(cleaned) == 1:
        return Counter([cleaned])
    return Counter(cleaned[i : i + 2] for i in range(len(cleaned) - 1))
