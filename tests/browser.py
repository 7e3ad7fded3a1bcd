"""Fixtures for journeys: the product's own ASGI application on a free port, and Debian's chromium.

A missing browser is an error that says what to install; it is never a skip.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium() -> str:
    """The browser's program: HOTLINE_CHROMIUM, or the system's chromium or Chrome."""
    for candidate in (os.environ.get("HOTLINE_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = candidate and shutil.which(candidate)
        if found:
            return str(found)
    raise RuntimeError("journeys need a browser: apt-get install chromium fonts-noto-cjk, or set HOTLINE_CHROMIUM")


@pytest.fixture
def live(transactional_db: None) -> Iterator[str]:
    """The address of the running product. Its threads see what the test has committed."""
    with running() as address:
        yield address


@contextmanager
def running() -> Iterator[str]:
    """The product's web server in a thread of this process; yields its address."""
    import uvicorn
    from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

    from hotline.project.asgi import OneHopHandler
    from hotline.project.server import Server

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        ASGIStaticFilesHandler(OneHopHandler()), log_config=None, lifespan="off", timeout_graceful_shutdown=1
    )
    server = Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the web server did not start"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture(scope="module")
def chromium_process() -> Iterator[object]:
    """One browser for the journeys of a module: its loop, which runs in the tests' thread, must end before other tests
    of this process run a loop of their own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        process = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield process
        process.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser(chromium_process: object, live: str) -> Iterator[object]:
    """A person's own browser window at the running product; `browser.new_page()`; relative addresses work."""
    context = chromium_process.new_context(base_url=live, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[attr-defined]
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(browser: object) -> object:
    """One page in it."""
    return browser.new_page()  # type: ignore[attr-defined]


@pytest.fixture
def another_browser(chromium_process: object, live: str) -> Iterator[object]:
    """A second person's window, with a session of its own."""
    context = chromium_process.new_context(base_url=live, locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[attr-defined]
    context.set_default_timeout(10_000)
    yield context
    context.close()
