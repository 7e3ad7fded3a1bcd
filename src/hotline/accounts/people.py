"""People and sessions remembered for a few seconds, so that a busy page costs no query to know who asks.

A change of password, roles or unit, and a sign-out, take effect at once in the process that makes it and within
`FRESH_SECONDS` in every other.
"""

from __future__ import annotations

import time
from typing import Any, Generic, TypeVar
from uuid import UUID

from hotline.accounts.models import Person

FRESH_SECONDS = 3.0
T = TypeVar("T")


class Memory(Generic[T]):
    """A small store whose entries are forgotten after `FRESH_SECONDS`. Threads may share it."""

    def __init__(self, most: int = 4000) -> None:
        self._kept: dict[Any, tuple[float, T]] = {}
        self._most = most

    def get(self, key: Any) -> T | None:
        found = self._kept.get(key)
        if found is None or time.monotonic() - found[0] > FRESH_SECONDS:
            return None
        return found[1]

    def put(self, key: Any, value: T) -> None:
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[key] = (time.monotonic(), value)

    def drop(self, key: Any) -> None:
        self._kept.pop(key, None)

    def clear(self) -> None:
        self._kept.clear()


_people: Memory[Person] = Memory()


def remembered(ident: str | UUID) -> Person | None:
    """The active person with this id, at most `FRESH_SECONDS` old."""
    key = str(ident)
    person = _people.get(key)
    if person is None:
        person = Person.objects.filter(pk=key, is_active=True).first()
        if person is not None:
            _people.put(key, person)
    return person


def drop(ident: str | UUID) -> None:
    """Ask the database again for this person."""
    _people.drop(str(ident))


def forget() -> None:
    """Ask the database again for everyone."""
    _people.clear()
