"""How well an entry answers: weights of terms after BM25, what was learned, where and for what it holds.

k1 and b are those of Robertson and Zaragoza (2009); the boosts of fields and the shares of what was learned were chosen
on the first half of the question set (docs/evaluation-find.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

BOOSTS = {"title": 2.0, "questions": 2.0, "keywords": 1.5, "answer": 0.8, "text": 0.3}
LENGTHS = {"title": 14, "questions": 40, "keywords": 12, "answer": 60, "text": 250}
"""Usual number of terms of each field."""
K1, B = 1.5, 0.75
SYNONYM = 0.25
"""What a term counts that the caller did not say but that means the same."""
CHARACTER = 1.0
"""Weight of a single character of the title or of a question form: what people shorten is found by it."""
HALF_LIFE_DAYS = 90.0
LEARNED = 0.35
"""The most that use adds, as a share of the score of the best hit."""
AREA, CONTENT_CLASS, ELSEWHERE = 0.12, 0.15, 0.45
"""Shares added for the caller's area and the order's class; taken away when it holds for other areas only."""


def weights(fields: Mapping[str, Mapping[str, int]]) -> dict[str, float]:
    """Term → its weight in one entry, between 0 and 1 + K1. `fields`: field → how often each term stands in it."""
    added: dict[str, float] = {}
    for name, terms in fields.items():
        length = sum(terms.values())
        norm = 1 - B + B * length / LENGTHS[name]
        for term, count in terms.items():
            added[term] = added.get(term, 0.0) + BOOSTS[name] * count / norm
    return {term: value * (1 + K1) / (value + K1) for term, value in added.items()}


def idf(rows: int, entries: int) -> float:
    """How much a term says that stands in `rows` of `entries`; never below a little."""
    return max(0.05, math.log(1 + (entries - rows + 0.5) / (rows + 0.5)))


def decayed(score: float, since: datetime, now: datetime) -> float:
    """What is left of a score: half of it after HALF_LIFE_DAYS."""
    days = max(0.0, (now - since).total_seconds() / 86400)
    return float(score * 0.5 ** (days / HALF_LIFE_DAYS))


def learned_share(used: float) -> float:
    """From how often it was the answer to such a question (decayed) to a share between 0 and LEARNED."""
    return LEARNED * (1 - math.exp(-used / 3)) if used > 0 else 0.0


def final(score: float, best: float, used: float, in_area: bool | None, in_class: bool) -> float:
    """The score by which hits are ordered. `in_area` None: it holds everywhere, or the caller's area is not known."""
    total = score + best * learned_share(used)
    if in_area:
        total += best * AREA
    elif in_area is False:
        total -= best * ELSEWHERE
    return total + (best * CONTENT_CLASS if in_class else 0.0)


def counted(terms: Iterable[str]) -> dict[str, int]:
    """How often each term stands there."""
    found: dict[str, int] = {}
    for term in terms:
        found[term] = found.get(term, 0) + 1
    return found
