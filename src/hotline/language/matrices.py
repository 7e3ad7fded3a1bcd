"""Feature counts as sparse matrices, and the TF-IDF of a block learned from some of its rows."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from hotline.language.features import BLOCKS

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


SLOTS = 1 << 22
"""Marks of what was seen once, a byte each."""


@dataclass(frozen=True)
class Block:
    """One kind of feature over all messages: `counts` has a row a message, a column a feature."""

    name: str
    features: list[str]
    counts: sparse.csr_matrix


class Gathering:
    """Counts of one block, taken message by message.

    A feature is kept as a number until it is seen again: most runs of characters stand in one message only, and their
    texts would fill the memory. A slot shared by chance keeps a text too many, never one too few.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen = bytearray(SLOTS)
        self._texts: dict[int, str] = {}
        self._starts = array("q", [0])
        self._columns = array("q")
        self._values = array("f")

    def add(self, found: Mapping[str, int]) -> None:
        """The features of the next message."""
        for feature, count in found.items():
            number = hash(feature)
            self._columns.append(number)
            self._values.append(count)
            slot = number & (SLOTS - 1)
            if self._seen[slot]:
                self._texts.setdefault(number, feature)
            else:
                self._seen[slot] = 1
        self._starts.append(len(self._columns))

    def block(self, least: int, most: int) -> Block:
        """Only features in at least `least` messages (two at least), the commonest `most`; ties by the text itself."""
        numbers, columns, seen = np.unique(np.array(self._columns, np.int64), return_inverse=True, return_counts=True)
        wanted = np.flatnonzero(seen >= max(least, 2))
        order = sorted((-int(seen[place]), self._texts[int(numbers[place])], place) for place in wanted)[:most]
        place_of = np.full(len(numbers) + 1, -1, np.int32)
        place_of[[place for _, _, place in order]] = np.arange(len(order), dtype=np.int32)
        places = place_of[columns]
        kept = places >= 0
        starts = np.concatenate([[0], np.cumsum(kept)])[np.array(self._starts, np.int64)]
        matrix = sparse.csr_matrix(
            (np.array(self._values, np.float32)[kept], places[kept], starts), shape=(len(starts) - 1, len(order))
        )
        matrix.sort_indices()
        return Block(self._name, [text for _, text, _ in order], matrix)


def idf(counts: sparse.csr_matrix, rows: Ints, least: int) -> Floats:
    """Rarity of each feature among `rows`, as smoothed logarithm; 0 for one in fewer than `least` of them."""
    part = counts[rows]
    seen = np.bincount(part.indices, minlength=counts.shape[1])
    weights = np.log((1 + len(rows)) / (1 + seen)) + 1
    return np.where(seen >= least, weights, 0).astype(np.float32)


def weighted(name: str, counts: sparse.csr_matrix, rarity: Floats) -> sparse.csr_matrix:
    """Damped counts times rarity; each row has the length of its block's weight."""
    matrix = counts.copy()
    matrix.data = (1 + np.log(matrix.data)) * rarity[matrix.indices]
    squares = np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel()
    scale = (BLOCKS[name] / np.sqrt(np.where(squares > 0, squares, 1))).astype(np.float32)
    matrix.data *= np.repeat(scale, np.diff(matrix.indptr))
    return matrix
