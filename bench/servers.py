"""Web servers for the bench: so many processes on one listening socket, started, waited for, stopped."""

from __future__ import annotations

import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import place
from hotline.infra.paths import var_dir

WORKERS = 4
_ROOT = Path(__file__).parent.parent


def hotline() -> tuple[list[str], dict[str, str]]:
    """The product's own web process."""
    return [sys.executable, "-m", "hotline", "web", "--fd"], {"DATABASE_URL": place.address()}


def floor_asgi() -> tuple[list[str], dict[str, str]]:
    """The floor under uvicorn, set up as the product is."""
    command = [sys.executable, "-m", "uvicorn", "bench.floor.app:application", "--lifespan", "off"]
    command += ["--no-access-log", "--log-level", "warning", "--no-server-header", "--fd"]
    return command, {"FLOOR_DATABASE_URL": place.address(place.FLOOR_DATABASE)}


def has_gunicorn() -> bool:
    return importlib.util.find_spec("gunicorn") is not None


@dataclass(frozen=True)
class Web:
    """A web server that runs: its port, and its processes."""

    port: int
    processes: tuple[psutil.Process, ...]

    def cpu_seconds(self) -> float:
        """Processor time that its processes have used so far."""
        return sum(t.user + t.system for t in (process.cpu_times() for process in self.processes))


def _web(port: int, children: Sequence[subprocess.Popen[bytes]]) -> Web:
    roots = [psutil.Process(child.pid) for child in children]
    return Web(port, tuple(p for root in roots for p in (root, *root.children(recursive=True))))


@contextmanager
def serving(kind: tuple[list[str], dict[str, str]], workers: int = WORKERS) -> Iterator[Web]:
    """Run `workers` processes of a command that ends in a file descriptor."""
    command, environment = kind
    with _listening() as listening:
        fd = listening.fileno()
        children = [_start([*command, str(fd)], environment, fd) for _ in range(workers)]
        with _stopping(children):
            port = listening.getsockname()[1]
            _wait(port, children)
            yield _web(port, children)


@contextmanager
def gunicorn(workers: int = WORKERS) -> Iterator[Web]:
    """The floor under gunicorn's synchronous workers."""
    with _listening() as listening:
        fd = listening.fileno()
        command = [sys.executable, "-m", "gunicorn", "-w", str(workers), "-b", f"fd://{fd}", "--timeout", "300"]
        command += ["--log-level", "warning", "--no-control-socket", "bench.floor.app:application"]
        settings = {"FLOOR_DATABASE_URL": place.address(place.FLOOR_DATABASE), "FLOOR_SERVER": "wsgi"}
        children = [_start(command, settings, fd)]
        with _stopping(children):
            port = listening.getsockname()[1]
            _wait(port, children)
            yield _web(port, children)


@contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        yield listening


def _start(command: Sequence[str], environment: Mapping[str, str], fd: int) -> subprocess.Popen[bytes]:
    with (var_dir() / "bench.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=_ROOT,
            env=os.environ | dict(environment),
            pass_fds=(fd,),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@contextmanager
def _stopping(children: Sequence[subprocess.Popen[bytes]]) -> Iterator[None]:
    try:
        yield
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def _wait(port: int, children: Sequence[subprocess.Popen[bytes]], seconds: float = 60) -> None:
    """Until the server has answered quickly a good many times: every process has then been asked and is warm."""
    until, quick = time.monotonic() + seconds, 0
    while quick < 40:
        if any(child.poll() is not None for child in children):
            raise RuntimeError("a web process of the bench ended at once: see var/bench.log")
        if time.monotonic() > until:
            raise RuntimeError("a web server of the bench does not answer")
        begun = time.monotonic()
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/healthz")
            quick += link.getresponse().status == 200 and time.monotonic() - begun < 0.2
            link.close()
        except OSError:
            time.sleep(0.1)
