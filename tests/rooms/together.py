"""Acts at the same moment, as people and workers make them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def together(*acts: Callable[[], Any], expected: tuple[type[Exception], ...] = ()) -> list[Any]:
    """Run the acts at once, each in a thread with a connection of its own; results, or exceptions that are expected."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(10)
            return act()
        except expected as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
