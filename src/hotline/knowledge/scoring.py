"""How well a list of hits answers labelled questions: recall at one and five, mean reciprocal rank, with intervals."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotline.language.tables import lines_of

Search = Callable[[str], Sequence[str]]
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """A question in a citizen's words and the ids of every entry that answers it."""

    text: str
    answers: frozenset[str]

    @property
    def held(self) -> bool:
        """Whether it is of the half that nothing was chosen on: by its own digest, so it never changes sides."""
        return hashlib.sha256(self.text.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares between 0 and 1; `low` and `high`: 95 % of resamples of recall at five lie between. Ranks start at 1."""

    questions: int
    recall_1: float
    recall_5: float
    mrr: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Missed:
    """A question whose answer was not among the first five; `rank` 0: not among the ten at all."""

    text: str
    wanted: tuple[str, ...]
    got: tuple[str, ...]
    rank: int


def read(path: Path) -> list[Question]:
    """Questions of a CSV file with `question` and `answers` (ids joined by a space)."""
    rows = lines_of(path, ("question", "answers"))[1]
    return [Question(row["question"], frozenset(row["answers"].split())) for row in rows]


def rank(found: Sequence[str], answers: Collection[str]) -> int:
    """Where the first right one stands; 0 when there is none."""
    return next((place for place, ident in enumerate(found, 1) if ident in answers), 0)


def measure(search: Search, questions: Sequence[Question], seed: int = 7) -> tuple[Figures, list[Missed]]:
    """The figures of one way of searching, and what it missed."""
    ranks, missed = [], []
    for question in questions:
        found = list(search(question.text))[:10]
        place = rank(found, question.answers)
        ranks.append(place)
        if not 1 <= place <= 5:
            missed.append(Missed(question.text, tuple(sorted(question.answers)), tuple(found[:3]), place))
    return figures(ranks, seed), missed


def figures(ranks: Sequence[int], seed: int = 7) -> Figures:
    """The figures of some ranks."""
    if not ranks:
        return Figures(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    rng, count = random.Random(seed), len(ranks)
    fives = [1 <= place <= 5 for place in ranks]
    drawn = sorted(sum(rng.choices(fives, k=count)) / count for _ in range(_RESAMPLES))
    return Figures(
        count,
        sum(place == 1 for place in ranks) / count,
        sum(fives) / count,
        sum(1 / place for place in ranks if place) / count,
        drawn[int(_RESAMPLES * 0.025)],
        drawn[int(_RESAMPLES * 0.975)],
    )
