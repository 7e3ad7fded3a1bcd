"""A trained classifier: linear weights over blocks of features, a curve, a threshold. Numbers and words only.

It is kept as one file of JSON and raw arrays, closed by its SM3 digest: nothing in it can run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hotline.language import calibration
from hotline.language.calibration import Curve
from hotline.language.features import BLOCKS, RUNS, Reading, features, joined, numbered, numbers_of, read, shown
from hotline.language.matrices import Floats
from hotline.language.prior import Evidence, Prior, shares
from hotline.language.segment import Segmenter, default_segmenter

TOP = 3
MOST_OF_BLOCK = 8
"""Reasons are looked for among so many features of each kind."""


class Found(NamedTuple):
    """The known features of a message in one block: their places, their values, their weights (a row each)."""

    at: NDArray[np.int64]
    values: Floats
    weights: Floats


@dataclass(frozen=True)
class BlockModel:
    """Weights of one kind of feature: `weights` has a row a feature, a column a class.

    They are kept in 16 bits: half of the memory of every process that suggests, and no answer differs by a thousandth.
    """

    name: str
    features: tuple[str, ...]
    idf: Floats
    weights: NDArray[np.floating[Any]]
    constant: Floats

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {feature: place for place, feature in enumerate(self.features)}

    @cached_property
    def numbers(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of a kind that is runs of characters: their numbers in order, and the place of each."""
        numbers = numbers_of(self.features)
        order = np.argsort(numbers, kind="stable")
        return numbers[order], order

    @cached_property
    def means(self) -> Floats:
        """The mean weight of each feature over the classes."""
        made: Floats = self.weights.mean(axis=1, dtype=np.float32)
        return made

    def found(self, reading: Reading) -> Found:
        """The known features of a message. No loop in Python: a letter has two thousand features."""
        at, seen = self._runs(reading) if self.name in RUNS else self._words(reading)
        values = (1 + np.log(seen.astype(np.float32))) * self.idf[at]
        length = float(np.sqrt(np.sum(values * values)))
        if length:
            values = values * np.float32(BLOCKS[self.name] / length)
        return Found(at, values, self.weights[at].astype(np.float32))

    def _words(self, reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        present = Counter(features(self.name, reading))
        places = np.fromiter(map(self.places.get, present, repeat(-1)), np.int64, len(present))
        known = places >= 0
        return places[known], np.fromiter(present.values(), np.int64, len(present))[known]

    def _runs(self, reading: Reading) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        ordered, place_of = self.numbers
        present, often = numbered(self.name, reading)
        if not len(ordered):
            return present[:0], often[:0]
        near = np.minimum(np.searchsorted(ordered, present), len(ordered) - 1)
        known = ordered[near] == present
        return place_of[near[known]], often[known]


@dataclass(frozen=True)
class Reason:
    """A word that decided, and how much it spoke for the class."""

    word: str
    weight: float


@dataclass(frozen=True)
class Suggestion:
    """One class for a message, with its probability and the words that speak for it, strongest first."""

    label: str
    probability: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Answer:
    """The likeliest classes, first first. `preset` says whether the first may be filled in."""

    suggestions: tuple[Suggestion, ...]
    preset: bool


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned from `rows` messages; `wanted` is the precision the threshold was chosen for.

    `favour` is added to the logarithm of the probabilities when classes are put in order (`calibration.favour`).
    """

    classes: tuple[str, ...]
    blocks: tuple[BlockModel, ...]
    curve: Curve
    favour: Floats
    threshold: float
    wanted: float
    rows: int
    prior: Prior | None = None
    segmenter: Segmenter = field(default_factory=default_segmenter)

    def probabilities(self, fields: Sequence[str]) -> Floats:
        """The probability of every class, in the order of `classes`."""
        text = joined(fields)
        return self._judged(self._found(text), self._evidence(text))[0]

    def answer(self, fields: Sequence[str], top: int = TOP, reasons: int = 5) -> Answer:
        """The `top` best classes of a message given as its parts (title, content …), with `reasons` words each."""
        text = joined(fields)
        found, evidence = self._found(text), self._evidence(text)
        chances, order = self._judged(found, evidence)
        best = [int(place) for place in order[:top]]
        spoke = self._reasons(found, evidence, best, reasons) if reasons else [()] * len(best)
        told = tuple(
            Suggestion(self.classes[place], float(chances[place]), why) for place, why in zip(best, spoke, strict=True)
        )
        return Answer(told, bool(told and told[0].probability >= self.threshold))

    def _found(self, text: str) -> list[Found]:
        reading = read(text, self.segmenter)
        return [block.found(reading) for block in self.blocks]

    def _evidence(self, text: str) -> Evidence | None:
        """What the descriptions say; None when they weigh nothing any more."""
        return self.prior.evidence(text) if self.prior and self.curve.cold else None

    def _judged(self, found: Sequence[Found], evidence: Evidence | None) -> tuple[Floats, NDArray[np.int64]]:
        """The probability of every class, and the classes' places, the first choice first."""
        total = np.zeros(len(self.classes), np.float32)
        for block, part in zip(self.blocks, found, strict=True):
            total += part.values @ part.weights + block.constant
        cold = shares([evidence], self.classes)[0] if evidence is not None else np.zeros_like(total)
        chances = calibration.apply(self.curve, total, cold)
        order = np.argsort(-(np.log(np.maximum(chances, 1e-9)) + self.favour), kind="stable")
        return calibration.straighten(self.curve, chances[None, :], order[:1])[0], order

    def _reasons(
        self, found: Sequence[Found], evidence: Evidence | None, best: Sequence[int], count: int
    ) -> list[tuple[Reason, ...]]:
        """What each of the best classes has more than the others have on average, summed over the kinds of feature."""
        spoke: list[dict[str, float]] = [{} for _ in best]
        for block, (at, values, rows) in zip(self.blocks, found, strict=True):
            spoken = values[:, None] * (rows[:, best] - block.means[at][:, None]) * self.curve.slope
            for column, weights in enumerate(spoke):
                for place in _largest(spoken[:, column], MOST_OF_BLOCK):
                    feature = block.features[at[place]]
                    if len(feature) > 1:
                        word = shown(block.name, feature)
                        weights[word] = weights.get(word, 0.0) + float(spoken[place, column])
        for place, weights in zip(best, spoke, strict=True):
            for word, share in (evidence or {}).get(self.classes[place], {}).items():
                weights[word] = weights.get(word, 0.0) + share * self.curve.cold
        return [_strongest(weights, count) for weights in spoke]


def _largest(values: NDArray[np.floating[Any]], count: int) -> NDArray[np.int64]:
    """The places of the `count` largest, largest first, the first of equals; without putting all in order."""
    if len(values) <= count:
        return np.argsort(-values, kind="stable")
    near = np.flatnonzero(values >= np.partition(values, -count)[-count])
    return near[np.argsort(-values[near], kind="stable")[:count]]


def _strongest(weights: Mapping[str, float], count: int) -> tuple[Reason, ...]:
    """The strongest words; a run of characters inside a word already named adds nothing."""
    named: list[Reason] = []
    for word, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if weight <= 0 or len(named) == count:
            break
        if not any(word in other.word or other.word in word for other in named):
            named.append(Reason(word, weight))
    return tuple(named)


def untaught(prior: Prior, segmenter: Segmenter | None = None) -> Model:
    """The classifier of a new centre: descriptions alone; nothing is preset before it has learned."""
    classes = tuple(prior.described)
    return Model(
        classes=classes,
        blocks=(),
        curve=calibration.untaught(len(classes)),
        favour=np.zeros(len(classes), np.float32),
        threshold=calibration.NEVER,
        wanted=1.0,
        rows=0,
        prior=prior,
        segmenter=segmenter or default_segmenter(),
    )
