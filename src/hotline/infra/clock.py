"""The one clock. Everything outside core asks it; tests and simulations move it.

`now()` is always aware and in UTC; the civil time of the hotline is `LOCAL`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


class MovableClock:
    """A clock that stands still until it is told to move. Never moves back through `advance`."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, step: timedelta | None = None, /, **parts: float) -> datetime:
        """Move forward by a timedelta or by its parts (`hours=3`); returns the new time. ValueError if negative."""
        step = timedelta(**parts) if step is None else step
        if step < timedelta(0):
            raise ValueError("a clock is not advanced by a negative time; use move_to")
        self._now += step
        return self._now

    def move_to(self, moment: datetime) -> datetime:
        """Set the clock to any aware moment; returns it in UTC."""
        self._now = _aware(moment)
        return self._now


_moved: ContextVar[MovableClock | None] = ContextVar("hotline_clock", default=None)
_moved_for_process: list[MovableClock] = []


def now() -> datetime:
    """The present moment, aware, UTC."""
    moved = _moved.get()
    if moved is None and _moved_for_process:
        moved = _moved_for_process[-1]
    return datetime.now(UTC) if moved is None else moved.now()


def local(moment: datetime | None = None) -> datetime:
    """`moment` (default: now) in the civil time of the hotline."""
    return (now() if moment is None else _aware(moment)).astimezone(LOCAL)


def today() -> date:
    """The present civil date."""
    return local().date()


@contextmanager
def moved_to(moment: datetime, *, process_wide: bool = False) -> Iterator[MovableClock]:
    """Run the block under a clock set to `moment`.

    The clock holds for this thread and the tasks started from it. With `process_wide` it also holds for threads that
    have none of their own: for tests that talk to a server in the same process.
    """
    clock = MovableClock(moment)
    if process_wide:
        _moved_for_process.append(clock)
    token = _moved.set(clock)
    try:
        yield clock
    finally:
        _moved.reset(token)
        if process_wide:
            _moved_for_process.remove(clock)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone is not accepted")
    return moment.astimezone(UTC)
