"""What is the same for everybody, made once for all who ask at the same time and kept for some seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")
_STALE = 10
"""While one makes it anew, others are given the old one up to so many times its age."""
_MOST = 1000


class Shared(Generic[T]):
    """Values at most `seconds` old. One thread makes a value anew; the others go on with the old one meanwhile."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[Hashable, tuple[float, T]] = {}
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of this key, made by `make` when it is too old."""
        found = self._kept.get(key)
        age = monotonic() - found[0] if found else 0.0
        if found and age <= self._seconds:
            return found[1]
        making = self._making.setdefault(key, threading.Lock())
        if not making.acquire(blocking=found is None or age > self._seconds * _STALE):
            return found[1]  # type: ignore[index]  # without a value the lock was waited for
        try:
            newer = self._kept.get(key)
            if newer is not None and newer is not found:
                return newer[1]
            value = make()
            if len(self._kept) >= _MOST:
                self.forget()
            self._kept[key] = (monotonic(), value)
            return value
        finally:
            making.release()

    def forget(self) -> None:
        """Make everything anew at the next call."""
        self._kept.clear()
