"""How sure a proposal may say it is: fitted on development messages alone, by folds within them.

The words and sayings of a scenario were chosen with those messages in sight, so a fold is scored without the vocabulary
that only its own messages can have given: that is how a text nobody has seen looks. From these scores two numbers are
fitted (Platt): how much flatter and how much lower the confidence is. docs/evaluation-detect.md has what came of it.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from hotline.core.diagnosis.shapes import Scenario
from hotline.knowledge.diagnosis.detecting import HEAD, likest, signs_of, weighed
from hotline.knowledge.diagnosis.evaluating import Message

FOLDS, ROUNDS = 5, 10
ALIKE = 0.3
"""From here on a saying may have been written after a message."""


def fitted(messages: Sequence[Message], scenarios: Mapping[str, Scenario]) -> tuple[float, float]:
    """`LOWER` and `FLATTER` of `detecting`, from folds within the messages. The same messages, the same numbers."""
    return platt(inner(messages, scenarios))


def inner(messages: Sequence[Message], scenarios: Mapping[str, Scenario]) -> list[tuple[float, bool]]:
    """What each scenario's signs weigh in each message of a fold, and whether it is the right one."""
    found = []
    for turn in range(ROUNDS):
        mixed = list(messages)
        random.Random(turn).shuffle(mixed)
        for fold in range(FOLDS):
            inside, outside = mixed[fold::FOLDS], [m for n, m in enumerate(mixed) if n % FOLDS != fold]
            for name, scenario in scenarios.items():
                known = without(scenario, inside, outside)
                for one in inside:
                    if (signs := signs_of(known, one.text, one.title)) is not None:
                        found.append((weighed(signs), name == one.scenario))
    return found


def without(scenario: Scenario, inside: Iterable[Message], outside: Iterable[Message]) -> Scenario:
    """The scenario with the vocabulary that it would have without the messages inside the fold."""
    mine, other = _split(scenario, inside), _split(scenario, outside)
    detection = scenario.detection
    words = tuple(w for w in detection.words if not (_has(w, mine[0]) and not _has(w, other[0])))
    never = tuple(w for w in detection.never if not (_has(w, mine[1]) and not _has(w, other[1])))
    sayings = tuple(one for one in detection.sayings if _like(one, mine[0]) <= max(ALIKE, _like(one, other[0])))
    return replace(scenario, detection=replace(detection, words=words, never=never, sayings=sayings))


def _split(scenario: Scenario, messages: Iterable[Message]) -> tuple[list[str], list[str]]:
    """The texts that are about the scenario, and the beginnings of the others."""
    about, others = [], []
    for one in messages:
        if one.scenario == scenario.id:
            about.append(f"{one.title}\n{one.text}")
        else:
            others.append(f"{one.title}\n{one.text[:HEAD]}")
    return about, others


def _has(word: str, texts: Iterable[str]) -> bool:
    return any(word in text for text in texts)


def _like(saying: str, texts: Iterable[str]) -> float:
    return max((likest((saying,), text[: HEAD * 2]) for text in texts), default=0.0)


def platt(scores: Sequence[tuple[float, bool]], steps: int = 100) -> tuple[float, float]:
    """Offset and slope of the logistic curve through the scores, by Newton's method."""
    offset, slope = 0.0, 1.0
    for _ in range(steps):
        g0 = g1 = h00 = h01 = h11 = 1e-9
        for score, right in scores:
            chance = 1 / (1 + math.exp(-(offset + slope * score)))
            wrong, weight = chance - right, chance * (1 - chance)
            g0, g1 = g0 + wrong, g1 + wrong * score
            h00, h01, h11 = h00 + weight, h01 + weight * score, h11 + weight * score * score
        det = h00 * h11 - h01 * h01
        down, across = (g0 * h11 - g1 * h01) / det, (g1 * h00 - g0 * h01) / det
        offset, slope = offset - down, slope - across
        if abs(down) + abs(across) < 1e-9:
            break
    return offset, slope
