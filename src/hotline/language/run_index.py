"""An index from runs of characters to messages, small enough for a hundred thousand of them in one worker."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hotline.language.matrices import Floats

NOBODY = -1
_NOTHING = 1e-6
"""What is left of a weight that was taken away again."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Weights of runs: `places` are the runs' numbers in the index, ascending."""

    places: NDArray[np.int32]
    weights: Floats

    def plus(self, other: Runs) -> Runs:
        """The sum, place by place."""
        places, where = np.unique(np.concatenate([self.places, other.places]), return_inverse=True)
        sums = np.bincount(where, np.concatenate([self.weights, other.weights]), len(places))
        return Runs(places.astype(np.int32), sums.astype(np.float32))


class RunIndex:
    """Which messages hold a run, and with what weight. Each message belongs to one owner (its topic), or to nobody.

    A merge of topics only changes owners: the likeness to a topic is the sum of the likenesses to its messages.
    """

    def __init__(self, crowd: int) -> None:
        self._crowd = crowd
        self._places: dict[str, int] = {}
        self._holders: list[array[int]] = []
        self._weights: list[array[float]] = []
        self._owners = array("i")

    def add(self, weights: Mapping[str, float], owner: int) -> tuple[int, Runs]:
        """Enter a message; returns its number and its runs."""
        message = len(self._owners)
        self._owners.append(owner)
        pairs = sorted((self._place(run), weight) for run, weight in weights.items())
        for place, weight in pairs:
            self._holders[place].append(message)
            self._weights[place].append(weight)
        return message, Runs(
            np.array([place for place, _ in pairs], np.int32), np.array([w for _, w in pairs], np.float32)
        )

    def give(self, messages: Iterable[int], owner: int) -> None:
        """Messages change hands; `NOBODY` takes them out."""
        for message in messages:
            self._owners[message] = owner

    def without(self, runs: Runs, message: int) -> Runs:
        """Summed runs without what one message brought to them."""
        weights = runs.weights.copy()
        for at, place in enumerate(runs.places):
            found = np.flatnonzero(np.array(self._holders[place], np.int32) == message)
            weights[at] -= sum(self._weights[place][int(one)] for one in found)
        kept = weights > _NOTHING
        return Runs(runs.places[kept], weights[kept])

    def sums(self, runs: Runs) -> dict[int, float]:
        """Owner -> summed product of weights. Runs that more than a crowd of messages hold are left out."""
        found, shares = [], []
        for place, weight in zip(runs.places, runs.weights, strict=True):
            if len(self._holders[place]) <= self._crowd:
                found.append(np.array(self._holders[place], np.int32))
                shares.append(np.array(self._weights[place], np.float32) * weight)
        if not found:
            return {}
        owners = np.array(self._owners, np.int32)[np.concatenate(found)]
        names, where = np.unique(owners, return_inverse=True)
        sums = np.bincount(where, np.concatenate(shares))
        return {int(n): float(s) for n, s in zip(names, sums, strict=True) if n != NOBODY}

    def clean(self) -> None:
        """Forget what messages of nobody hold. Numbers of messages stay."""
        owners = np.array(self._owners, np.int32)
        for place, holders in enumerate(self._holders):
            kept = owners[np.array(holders, np.int32)] != NOBODY if len(holders) else np.zeros(0, bool)
            if not kept.all():
                self._holders[place] = array("i", np.array(holders, np.int32)[kept].tobytes())
                self._weights[place] = array("f", np.array(self._weights[place], np.float32)[kept].tobytes())

    def _place(self, run: str) -> int:
        place = self._places.get(run)
        if place is None:
            place = self._places[run] = len(self._holders)
            self._holders.append(array("i"))
            self._weights.append(array("f"))
        return place
