"""What every test stands on: a PostgreSQL of this run's own, keys of its own, a clock that can be moved.

One embedded server a run (also under xdist: the controller starts it, each worker has its own database on it), in
`var/test-pg/<pid>`; it is stopped and removed at the end. With DATABASE_URL a real server is used instead.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from hotline.infra import clock
from hotline.infra.addresses import parse_database_url
from hotline.infra.embedded import SCRATCH_SETTINGS, EmbeddedServer
from hotline.infra.paths import base_dir

_run: dict[str, EmbeddedServer] = {}
pytest_plugins = ["tests.browser", "tests.covered"]


def pytest_configure(config: pytest.Config) -> None:
    """Start the server where the run begins; workers inherit its address."""
    if hasattr(config, "workerinput"):
        _point_django_at(os.environ["DATABASE_URL"])
        return
    folder = Path(tempfile.mkdtemp(prefix="hotline-test-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ["HOTLINE_KEYS_FILE"] = str(folder / "keys.json")
    from hotline.infra import keys

    keys.create()
    if not os.environ.get("DATABASE_URL"):
        _start_server(config)
    else:
        # Two runs against one real server must not share a database.
        os.environ["HOTLINE_TEST_RUN"] = secrets.token_hex(3)
    _point_django_at(os.environ["DATABASE_URL"])


def _start_server(config: pytest.Config) -> None:
    home = base_dir() / "var" / "test-pg"
    home.mkdir(parents=True, exist_ok=True)
    for old in home.iterdir():
        if not psutil.pid_exists(int(old.name)):
            shutil.rmtree(old, ignore_errors=True)
    server = EmbeddedServer(home / str(os.getpid()), dict(SCRATCH_SETTINGS))
    server.start()
    os.environ["DATABASE_URL"] = server.url()
    os.environ["HOTLINE_TEST_RUN"] = "embedded"

    def stop() -> None:
        server.stop()
        shutil.rmtree(server.root, ignore_errors=True)
        os.environ.pop("DATABASE_URL", None)

    config.add_cleanup(stop)


def _point_django_at(url: str) -> None:
    from django.conf import settings

    from tests import emptying

    database_settings = settings.DATABASES["default"]
    database_settings.update({k: v for k, v in parse_database_url(url).items() if k != "OPTIONS"})
    # Without a pool: Django has to drop the test database at the end, and threads of a test bring their own connection.
    database_settings["OPTIONS"] = parse_database_url(url)["OPTIONS"]
    database_settings.setdefault("TEST", {})["NAME"] = f"test_{os.environ['HOTLINE_TEST_RUN']}"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.ALLOWED_HOSTS = ["*"]
    emptying.install()


@pytest.fixture
def moving_clock() -> Iterator[clock.MovableClock]:
    """A working Monday morning, 2026-03-02 09:00 in Asia/Shanghai, for every thread of the process."""
    with clock.moved_to(datetime(2026, 3, 2, 9, 0, tzinfo=clock.LOCAL), process_wide=True) as moved:
        yield moved


@pytest.fixture
def embedded_settings() -> dict[str, str]:
    """Settings for a server a test starts itself."""
    return dict(SCRATCH_SETTINGS) | {"shared_buffers": "16MB"}


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skipped test proves nothing: in CI it fails the run (see pytest_sessionfinish)."""
    if terminalreporter.stats.get("skipped") and os.environ.get("CI"):
        terminalreporter.write_line("tests were skipped; in CI this is a failure", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def a_new_database_keeps_nothing() -> None:
    """Every test finds its database empty, so what this process knows to be stored is gone, too."""
    rooms = "policy.services", "insight.shapes", "insight.screen", "orders.burning", "desk.views.admin.setup"
    for name in rooms:
        if remembering := sys.modules.get(f"hotline.{name}"):
            remembering.forget()
