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


SLOTS = 1 << 25
"""Counters of what was seen, a byte each; a page of them is taken from the machine only when it is written to."""
STRETCH = 1 << 20
"""Entries that are looked up at once."""


@dataclass(frozen=True)
class Block:
    """One kind of feature over all messages: `counts` has a row a message, a column a feature."""

    name: str
    features: list[str]
    counts: sparse.csr_matrix


class Gathering:
    """Counts of one block, taken message by message; features in fewer than `least` messages (two at least) are left.

    A feature is kept as a number until it has been seen so often: most runs of characters stand in a message or two,
    and their texts would fill the memory. A slot shared by chance keeps a text too many, never one too few.
    """

    def __init__(self, name: str, least: int) -> None:
        self._name = name
        self._least = max(least, 2)
        self._seen = bytearray(SLOTS)
        self._texts: dict[int, str] = {}
        self._starts = array("q", [0])
        self._columns = array("q")
        self._values = array("f")

    def add(self, found: Mapping[str, int]) -> None:
        """The features of the next message."""
        seen, texts, often = self._seen, self._texts, self._least - 1
        for feature, count in found.items():
            number = hash(feature)
            self._columns.append(number)
            self._values.append(count)
            slot = number & (SLOTS - 1)
            if seen[slot] < often:
                seen[slot] += 1
            else:
                texts.setdefault(number, feature)
        self._starts.append(len(self._columns))

    def block(self, most: int) -> Block:
        """The commonest `most` features; ties by the text itself. To be asked once: what was gathered is given up."""
        self._seen = bytearray()
        columns = np.frombuffer(self._columns, np.int64)
        kept, often = _common(columns, self._least)
        texts, self._texts = self._texts, {}
        told = [texts[number] for number in kept.tolist()]
        del texts
        order = sorted(range(len(told)), key=lambda place: (-int(often[place]), told[place]))[:most]
        place_of = np.full(len(kept) + 1, -1, np.int32)
        place_of[order] = np.arange(len(order), dtype=np.int32)
        places = _places(columns, kept, place_of)
        known = places >= 0
        starts = np.concatenate([[0], np.cumsum(known)])[np.frombuffer(self._starts, np.int64)]
        values = np.frombuffer(self._values, np.float32)[known]
        matrix = sparse.csr_matrix((values, places[known], starts), shape=(len(starts) - 1, len(order)))
        matrix.sort_indices()
        return Block(self._name, [told[place] for place in order], matrix)


def _common(columns: Ints, least: int) -> tuple[Ints, Ints]:
    """The numbers that stand there `least` times or more, in their order, and how often."""
    ordered = np.sort(columns)
    edges = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1], [True]])[: len(ordered) + 1])
    often = np.diff(edges)
    enough = often >= least
    return ordered[edges[:-1][enough]], often[enough]


def _places(columns: Ints, kept: Ints, place_of: NDArray[np.int32]) -> NDArray[np.int32]:
    """For every entry the column of its feature, -1 for one that is left out; in stretches, not all doubled at once."""
    places = np.full(len(columns), -1, np.int32)
    if not len(kept):
        return places
    for start in range(0, len(columns), STRETCH):
        part = columns[start : start + STRETCH]
        at = np.minimum(np.searchsorted(kept, part), len(kept) - 1)
        places[start : start + STRETCH] = np.where(kept[at] == part, place_of[at], -1)
    return places


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
