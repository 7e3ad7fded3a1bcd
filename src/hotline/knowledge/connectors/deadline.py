"""A limit on a whole try, however the other side spends it: the connection is cut, so that whoever reads comes back.

A time limit on each read does not end a source that sends one byte a second.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from types import TracebackType


class Deadline:
    """For a `with`: after `seconds` every connection that it `watches` is shut down. `over`: whether that happened."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._watched: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        self._timer.join()
        for one in self._watched:
            one.close()

    def watch(self, number: int) -> None:
        """Cut this connection, too. Its number is taken twice: what wraps it (TLS) gives it another owner meanwhile."""
        with self._lock:
            self._watched.append(socket.socket(fileno=os.dup(number)))
            if self.over:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self.over = True
            self._shut()

    def _shut(self) -> None:
        for one in self._watched:
            with contextlib.suppress(OSError):  # the other side has gone already
                one.shutdown(socket.SHUT_RDWR)
