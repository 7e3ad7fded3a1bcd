"""A trained classifier: linear weights over blocks of features, a curve, a threshold. Numbers and words only.

It is kept as one file of JSON and raw arrays, closed by its SM3 digest: nothing in it can run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hotline.language import calibration
from hotline.language.calibration import Curve
from hotline.language.features import BLOCKS, counts, joined, shown
from hotline.language.matrices import Floats
from hotline.language.prior import Prior
from hotline.language.segment import Segmenter, default_segmenter

TOP = 3
MOST_OF_BLOCK = 8
"""Reasons are looked for among so many features of each kind."""

Found = tuple[list[str], list[int], Floats]
"""The known features of a message in one block: themselves, their places, their values."""


@dataclass(frozen=True)
class BlockModel:
    """Weights of one kind of feature: `weights` has a row a feature, a column a class."""

    name: str
    features: tuple[str, ...]
    idf: Floats
    weights: Floats
    constant: Floats

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {feature: place for place, feature in enumerate(self.features)}

    def found(self, present: Mapping[str, int]) -> Found:
        """The known features of a message, their places, and their values in the block."""
        place_of = self.places.get
        names, at, seen = [], [], []
        for feature, count in present.items():
            place = place_of(feature)
            if place is not None:
                names.append(feature)
                at.append(place)
                seen.append(count)
        values = (1 + np.log(np.array(seen, np.float32))) * self.idf[at]
        length = float(np.sqrt(np.sum(values * values)))
        return names, at, values * np.float32(BLOCKS[self.name] / length) if length else values


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
        return self._judged(text, self._found(text))[0]

    def answer(self, fields: Sequence[str], top: int = TOP, reasons: int = 5) -> Answer:
        """The `top` best classes of a message given as its parts (title, content …), with `reasons` words each."""
        text = joined(fields)
        found = self._found(text)
        chances, order = self._judged(text, found)
        best = [int(place) for place in order[:top]]
        spoke = self._reasons(text, found, best, reasons) if reasons else [()] * len(best)
        told = tuple(
            Suggestion(self.classes[place], float(chances[place]), why) for place, why in zip(best, spoke, strict=True)
        )
        return Answer(told, bool(told and told[0].probability >= self.threshold))

    def _found(self, text: str) -> list[Found]:
        present = counts(text, self.segmenter, [block.name for block in self.blocks])
        return [block.found(present[block.name]) for block in self.blocks]

    def _judged(self, text: str, found: Sequence[Found]) -> tuple[Floats, NDArray[np.int64]]:
        """The probability of every class, and the classes' places, the first choice first."""
        chances = self._chances(text, found)
        order = np.argsort(-(np.log(np.maximum(chances, 1e-9)) + self.favour), kind="stable")
        return calibration.straighten(self.curve, chances[None, :], order[:1])[0], order

    def _chances(self, text: str, found: Sequence[Found]) -> Floats:
        total = np.zeros(len(self.classes), np.float32)
        for block, (_, at, values) in zip(self.blocks, found, strict=True):
            total += values @ block.weights[at] + block.constant
        cold = self.prior.scores([text], self.classes)[0] if self.prior else np.zeros_like(total)
        return calibration.apply(self.curve, total, cold)

    def _reasons(self, text: str, found: Sequence[Found], best: Sequence[int], count: int) -> list[tuple[Reason, ...]]:
        """What each of the best classes has more than the others have on average, summed over the kinds of feature."""
        spoke: list[dict[str, float]] = [{} for _ in best]
        for block, (names, at, values) in zip(self.blocks, found, strict=True):
            if not at:
                continue
            rows = block.weights[at]
            shares = values[:, None] * (rows[:, best] - rows.mean(axis=1, keepdims=True)) * self.curve.slope
            for column, weights in enumerate(spoke):
                for place in np.argsort(-shares[:, column], kind="stable")[:MOST_OF_BLOCK]:
                    if len(names[place]) > 1:
                        word = shown(block.name, names[place])
                        weights[word] = weights.get(word, 0.0) + float(shares[place, column])
        if self.prior is not None and self.curve.cold:
            evidence = self.prior.evidence(text)
            for place, weights in zip(best, spoke, strict=True):
                for word, share in evidence.get(self.classes[place], {}).items():
                    weights[word] = weights.get(word, 0.0) + share * self.curve.cold
        return [_strongest(weights, count) for weights in spoke]


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
