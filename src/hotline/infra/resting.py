"""A source that keeps failing is left alone for a while: a caller does not wait for it, and it can recover.

Each process counts for itself: that costs a few more tries and saves a table that everyone would wait for.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Patience(Protocol):
    """After `failures` in a row a source rests for `rest` seconds."""

    @property
    def failures(self) -> int: ...
    @property
    def rest(self) -> float: ...


class Rest:
    """Counts failures in a row for each source. After the rest, one try decides whether it goes on resting."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._failed: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def resting(self, name: str, limits: Patience) -> bool:
        """Whether it is not to be asked now. The first to ask after the rest is let through, the others wait for it."""
        with self._lock:
            count, since = self._failed.get(name, (0, 0.0))
            if count < limits.failures:
                return False
            if self._seconds() - since < limits.rest:
                return True
            self._failed[name] = (count, self._seconds())
            return False

    def went(self, name: str, well: bool) -> None:
        """A try went well or failed."""
        with self._lock:
            if well:
                self._failed.pop(name, None)
            else:
                count, _ = self._failed.get(name, (0, 0.0))
                self._failed[name] = (count + 1, self._seconds())
