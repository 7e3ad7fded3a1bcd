"""Seeded chance. Every question has a name, and its answer depends on seed, row and name alone.

So a run is the same whichever process works on a row and in whatever order the questions are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Chance of one row."""

    __slots__ = ("_key",)

    def __init__(self, seed: int, line: int) -> None:
        self._key = f"{seed}/{line}".encode()

    def number(self, name: str) -> float:
        """A number from 0 to 1, 1 excluded, the same for the same name."""
        digest = blake2b(name.encode(), key=self._key, digest_size=7).digest()
        return (int.from_bytes(digest, "big") >> 3) / (1 << 53)

    def happens(self, name: str, share: float) -> bool:
        return self.number(name) < share

    def between(self, name: str, span: tuple[float, float]) -> float:
        low, high = span
        return low + (high - low) * self.number(name)

    def pick(self, name: str, things: Sequence[T]) -> T:
        """One of `things`, which are not empty."""
        return things[int(self.number(name) * len(things))]
