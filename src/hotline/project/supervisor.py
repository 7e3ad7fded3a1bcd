"""The process manager behind `make run`: database, tables, sample data, front-end files, web, workers, and the end."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import click

from hotline.infra import database
from hotline.infra.embedded import EmbeddedServer, EmbeddedServerError
from hotline.infra.paths import room_has, var_dir
from hotline.project import frontend, words
from hotline.project.cli import setup_django
from hotline.project.processes import Child, stop_all

_STOP_SECONDS = 8.0
_HEALTHY_SECONDS = 60.0


@dataclass(frozen=True)
class Options:
    """What `hotline run` was asked for."""

    host: str = "127.0.0.1"
    port: int = 8000
    web: int = 2
    workers: int = 1
    sample: bool = True


class Supervisor:
    """Runs everything in the foreground until Ctrl-C or SIGTERM; returns the exit code."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self._stop = threading.Event()
        self._server: EmbeddedServer | None = None
        self._children: list[Child] = []
        self._has_city = False
        self._billing = ""
        """What is said of the sample's billing service at the start; empty where there is none."""
        self._held: list[socket.socket] = []
        """Open for as long as we run: a child that is started again serves on the same one."""

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        listening = _listen(self.options.host, self.options.port)
        with listening, self._database():
            accounts = self._prepare()
            if not self._stop.is_set():
                self._start_children(listening)
                try:
                    self._announce(accounts)
                    self._watch()
                finally:
                    _say(words.STOPPING)
                    stop_all(self._children, _STOP_SECONDS)
        return 0

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():  # a second Ctrl-C: at once
            stop_all(self._children, 0)
        self._stop.set()

    @contextlib.contextmanager
    def _database(self) -> Iterator[None]:
        if not os.environ.get("DATABASE_URL"):
            self._server = EmbeddedServer(var_dir() / "pg")
            _own(self._server)
            _say(words.STARTING_DATABASE)
            self._server.start()
            os.environ["DATABASE_URL"] = self._server.url()
        try:
            database.ensure_database(database.url())
            yield
        finally:
            if self._server:
                self._server.stop()

    def _prepare(self) -> str:
        """Tables, front-end files, sample data; returns the text about accounts."""
        setup_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        frontend.install()
        _collect_static()
        database.close_connections()
        if not (self.options.sample and room_has("project/commands", "sample")):
            return ""
        _say(words.SAMPLE)
        with tempfile.TemporaryFile("w+") as output:
            child = subprocess.Popen([*_SELF, "sample", "--if-empty"], stdout=output)
            while child.poll() is None:
                if self._stop.wait(0.1):
                    child.terminate()
                    child.wait()
            if child.returncode and not self._stop.is_set():
                raise click.ClickException(words.SAMPLE_FAILED)
            output.seek(0)
            self._has_city = _has_city()
            return output.read()

    def _start_children(self, listening: socket.socket) -> None:
        fd = listening.fileno()
        billing, told = self._sample_billing()
        web = [Child(f"web {n + 1}", [*_SELF, "web", "--fd", str(fd)], (fd,), told) for n in range(self.options.web)]
        workers = [Child(f"worker {n + 1}", [*_SELF, "worker"], (), told) for n in range(self.options.workers)]
        self._children = web + workers + billing
        for child in self._children:
            child.start()

    def _sample_billing(self) -> tuple[list[Child], dict[str, str]]:
        """The billing service of the sample city, and what tells the others of it; nothing where the city is not, or
        where somebody has connected systems of his own: invented accounts never stand beside real orders."""
        if not (self._has_city and room_has("project/sample", "billing")) or _own_connectors():
            return [], {}
        from hotline.project.sample import billing

        listening = billing.listen(self.options.port + 1)
        address = f"http://{billing.HOST}:{listening.getsockname()[1]}"
        place = var_dir() / billing.FILE
        place.write_text(billing.connectors(address), encoding="utf-8")
        self._billing = billing.ready(address)
        self._held.append(listening)
        fd = listening.fileno()
        command = [*_SELF, "sample-billing", "--fd", str(fd)]
        return [Child("sample billing", command, (fd,))], {"HOTLINE_CONNECTORS": str(place)}

    def _announce(self, accounts: str) -> None:
        address = f"http://{self.options.host}:{self.options.port}"
        if not self._healthy(address):
            return
        for text in (accounts, self._billing):
            print(f"\n{text.rstrip()}\n" if text.strip() else "", flush=True)
        print(words.READY.format(address=address) + "\n", flush=True)

    def _healthy(self, address: str) -> bool:
        until = time.monotonic() + _HEALTHY_SECONDS
        while not self._stop.wait(0.1):
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - our own http address
                    return True
            except (urllib.error.URLError, OSError):
                if time.monotonic() > until:
                    raise click.ClickException("the web server does not answer; see its messages above") from None
                self._revive()
        return False

    def _watch(self) -> None:
        while not self._stop.wait(0.5):
            self._revive()

    def _revive(self) -> None:
        if self._server and not self._server.running:
            _say(words.DATABASE_AGAIN)
            self._server.start()
        for child in self._children:
            child.revive(_say)


def _has_city() -> bool:
    from hotline.project.sample import city

    try:
        return city.is_here()
    finally:
        database.close_connections()


def _own_connectors() -> bool:
    """Whether somebody has connected other systems here."""
    return bool(os.environ.get("HOTLINE_CONNECTORS")) or (var_dir() / "connectors.toml").exists()


_SELF = [sys.executable, "-m", "hotline"]


def _own(server: EmbeddedServer, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not server.try_own():
        if time.monotonic() > until:
            raise EmbeddedServerError(words.ALREADY_RUNNING)
        time.sleep(0.2)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise click.ClickException(words.PORT_TAKEN.format(host=host, port=port, why=error.strerror)) from None
    listening.listen(1024)
    return listening


def _collect_static() -> None:
    """Fill STATIC_ROOT when a source changed: hashing and compressing takes seconds, looking takes milliseconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            state = Path(storage.path(path)).stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT.parent / "static.stamp"
    if settings.STATIC_ROOT.is_dir() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    _say(words.FRONTEND)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(digest.hexdigest())


def _say(text: str) -> None:
    print(f"hotline: {text}", flush=True)
