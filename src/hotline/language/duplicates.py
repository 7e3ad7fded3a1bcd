"""Groups of texts that say nearly the same: for honest splits of data, and for repeated complaints.

Shingles of characters, MinHash with bands to find candidates, and the exact share of shingles to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from hotline.language.normalise import compact

SHINGLE = 5
BANDS = 16
ROWS = 4
MOST_IN_BUCKET = 20
"""A new text is compared with at most this many texts of one bucket: enough to join the group, never quadratic."""

_RNG = np.random.default_rng(20240521)
_FACTORS = _RNG.integers(1, 2**61, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_OFFSETS = _RNG.integers(0, 2**61, BANDS * ROWS, dtype=np.uint64)

Shingles = frozenset[int]


def shingles(text: str) -> Shingles:
    """Hashes of the runs of five characters of a text without signs; a shorter text is one run."""
    bare = compact(text)
    return frozenset(crc32(bare[i : i + SHINGLE].encode()) for i in range(max(1, len(bare) - SHINGLE + 1)))


def likeness(one: Shingles, other: Shingles) -> float:
    """The share of shingles two texts have in common (Jaccard), 0 to 1."""
    return len(one & other) / (len(one | other) or 1)


def signature(found: Shingles) -> NDArray[np.uint64]:
    """MinHash: two signatures agree at a place as often as their texts share shingles."""
    hashes = np.fromiter(found, np.uint64, len(found))
    mixed: NDArray[np.uint64] = ((hashes[:, None] * _FACTORS + _OFFSETS) >> np.uint64(32)).min(axis=0)
    return mixed


class Groups:
    """Joins texts one by one; the group of a text is the smallest place of a member."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._shingles: list[NDArray[np.uint32]] = []  # sorted: a tenth of what sets of numbers would take
        self._parents: list[int] = []
        self._buckets: dict[tuple[int, bytes], list[int]] = {}

    def add(self, text: str) -> int:
        """Add a text and return its place."""
        place = len(self._parents)
        found = shingles(text)
        self._shingles.append(np.sort(np.fromiter(found, np.uint32, len(found))))
        self._parents.append(place)
        mixed = signature(found)
        for band in range(BANDS):
            bucket = self._buckets.setdefault((band, mixed[band * ROWS : (band + 1) * ROWS].tobytes()), [])
            for other in bucket[:MOST_IN_BUCKET]:
                self._join(place, other)
            bucket.append(place)
        return place

    def group(self, place: int) -> int:
        while self._parents[place] != place:
            self._parents[place] = self._parents[self._parents[place]]
            place = self._parents[place]
        return place

    def _join(self, place: int, other: int) -> None:
        one, two = self.group(place), self.group(other)
        if one != two and _alike(self._shingles[place], self._shingles[other]) >= self._threshold:
            self._parents[max(one, two)] = min(one, two)


def _alike(one: NDArray[np.uint32], other: NDArray[np.uint32]) -> float:
    """As `likeness`, of sorted shingles."""
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common / (len(one) + len(other) - common or 1)


def near_duplicates(texts: Sequence[str], threshold: float = 0.5) -> NDArray[np.int64]:
    """For every text the place of the first text of its group. Texts join when they share `threshold` of shingles."""
    groups = Groups(threshold)
    for text in texts:
        groups.add(text)
    return np.array([groups.group(place) for place in range(len(texts))], dtype=np.int64)
