"""Children of the process manager: started, watched, restarted, stopped.

Written here and not taken from honcho or circus: honcho stops everything when one child ends and cannot restart;
circus brings its own sockets, daemon and configuration. What we need is what stands below.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

_PR_SET_PDEATHSIG = 1
_LONGEST_PAUSE = 30.0
_STABLE_SECONDS = 60.0


@dataclass
class Child:
    """One program that should run until we stop it."""

    name: str
    command: Sequence[str]
    pass_fds: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _pause: float = 0.0
    _not_before: float = 0.0

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the program. In a session of its own: Ctrl-C reaches only us, and we stop our children in order."""
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self.command,
            pass_fds=self.pass_fds,
            env=os.environ | self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_stop_with_parent(),
        )

    def revive(self, report: Callable[[str], None]) -> None:
        """Start it again if it has ended: at once the first time, with growing pauses when it keeps falling."""
        if self.alive:
            return
        now = time.monotonic()
        if self._not_before == 0.0:
            code = self._process.returncode if self._process else None
            lived = now - self._started
            self._pause = 0.5 if lived > _STABLE_SECONDS else min(_LONGEST_PAUSE, max(0.5, self._pause * 2))
            self._not_before = now + self._pause
            report(f"{self.name} ended (code {code}), starting it again in {self._pause:g} s")
        elif now >= self._not_before:
            self._not_before = 0.0
            self.start()

    def ask_to_stop(self) -> None:
        if self.alive and self._process:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait until the monotonic time `until`, then kill it with everything it started."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def stop_all(children: Sequence[Child], seconds: float) -> None:
    """Ask all, then wait for all; whoever is not gone after `seconds` is killed."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + seconds
    for child in children:
        child.wait(until)


def _stop_with_parent() -> Callable[[], None] | None:
    """To be called in the child: SIGTERM when we die without having stopped it (Linux)."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel
