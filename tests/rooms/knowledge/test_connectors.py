"""Connectors against a real HTTP server and a real PostgreSQL: found, nothing, slow, broken, resting, secrets."""

from __future__ import annotations

import contextlib
import http.server
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from hotline.infra.resting import Rest
from hotline.knowledge.connectors import asking
from hotline.knowledge.connectors.deadline import Deadline
from hotline.knowledge.connectors.reading import NotRead, read
from hotline.knowledge.connectors.shapes import Came, Cause, Limits

PAGES = {
    "/accounts/8801": (200, {"data": {"balance": -12.5, "stopped": True, "name": "张三"}}),
    "/accounts/8802": (200, {"data": {}}),
    "/accounts/a%2Fb": (200, {"data": {"balance": 1}}),
    "/accounts/broken": (200, None),
    "/accounts/error": (500, {}),
    "/accounts/away": (302, {}),
    "/accounts/slow": (200, {"data": {"balance": 1}}),
    "/accounts/nul": (200, {"data": {"balance": "1\0", "stopped": ["2\0"]}}),
    "/accounts/half": (200, {"data": {"balance": "\ud800"}}),
    "/accounts/drips": (200, {"data": {"balance": 1}}),
    "/accounts/drips-from-its-head": (200, {"data": {"balance": 1}}),
}


class Handler(http.server.BaseHTTPRequestHandler):
    """A small billing service. It notes what it was asked and with which authorisation."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Authorization", "")))
        status, body = PAGES.get(self.path, (404, {}))
        if self.path.endswith("slow"):
            time.sleep(1)
        if self.path.endswith("head"):
            self.drip(b"HTTP/1.0 200 OK\r\nX-Long: " + b"x" * 40 + b'\r\n\r\n{"data": {"balance": 1}}')
            return
        if self.path.endswith("drips"):
            self.drip(b'HTTP/1.0 200 OK\r\n\r\n{"data": {"balance": 1}}' + b" " * 40, whole=19)
            return
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/accounts/8801")
        self.end_headers()
        self.wfile.write(b"<html>" if body is None else json.dumps(body).encode())

    def drip(self, said: bytes, whole: int = 0) -> None:
        """All of it, byte by byte: each comes long before anybody gives up on one read. The first `whole` at once."""
        with contextlib.suppress(OSError):  # who asked has gone
            for part in (said[:whole], *(said[n : n + 1] for n in range(whole, len(said)))):
                self.wfile.write(part)
                self.wfile.flush()
                time.sleep(0.05)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def billing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Handler]]:
    """The service, and a connector to it whose token comes from the environment."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    file = tmp_path / "connectors.toml"
    file.write_text(
        f'[billing]\ntitle = "账务"\nurl = "http://127.0.0.1:{server.server_port}/accounts/{{account}}"\n'
        'headers = {Authorization = "Bearer ${BILLING_TOKEN}"}\ntimeout = 0.3\n'
        'fields = {balance = "data.balance", stopped = "data.stopped"}\n',
        encoding="utf-8",
    )
    monkeypatch.setenv("HOTLINE_CONNECTORS", str(file))
    monkeypatch.setenv("BILLING_TOKEN", "s3cret-token")
    monkeypatch.setattr(asking, "rest", Rest())
    Handler.asked.clear()
    yield Handler
    server.shutdown()
    server.server_close()


def ask(account: str) -> tuple[Came, Cause | None]:
    answer = asking.ask("billing", {"account": account})
    return answer.came, answer.cause


def test_what_is_found_are_the_fields_that_were_named(billing: type[Handler]) -> None:
    answer = asking.ask("billing", {"account": "8801"})
    assert (answer.came, answer.data) == (Came.FOUND, {"balance": "-12.5", "stopped": "yes"})
    assert billing.asked == [("/accounts/8801", "Bearer s3cret-token")]


def test_what_no_database_takes_is_left_out(billing: type[Handler]) -> None:
    assert asking.ask("billing", {"account": "nul"}).data == {"balance": "1", "stopped": '["2"]'}


def test_what_is_asked_goes_to_no_proxy(billing: type[Handler], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert ask("8801") == (Came.FOUND, None)


def test_an_argument_stays_in_its_place(billing: type[Handler]) -> None:
    assert ask("a/b")[0] is Came.FOUND
    assert billing.asked[0][0] == "/accounts/a%2Fb"


@pytest.mark.parametrize("account", [".", "..", " .. "])
def test_an_argument_leads_to_no_other_address(billing: type[Handler], account: str) -> None:
    assert ask(account)[0] is Came.NOTHING
    assert billing.asked == []


@pytest.mark.parametrize(
    ("account", "came", "cause", "tries"),
    [
        ("none", Came.NOTHING, None, 1),
        ("8802", Came.NOTHING, None, 1),
        ("broken", Came.DOWN, Cause.BROKEN_ANSWER, 1),
        ("half", Came.DOWN, Cause.BROKEN_ANSWER, 1),
        ("error", Came.DOWN, Cause.REFUSED, 1),
        ("away", Came.DOWN, Cause.REFUSED, 1),
        ("slow", Came.DOWN, Cause.TIMEOUT, 2),
        ("drips", Came.DOWN, Cause.TIMEOUT, 2),
        ("drips-from-its-head", Came.DOWN, Cause.TIMEOUT, 2),
    ],
)
def test_what_is_no_answer_is_told_apart(
    billing: type[Handler], account: str, came: Came, cause: Cause | None, tries: int
) -> None:
    assert ask(account) == (came, cause)
    assert len(billing.asked) == tries


def test_nothing_of_a_cut_try_goes_on(billing: type[Handler]) -> None:
    before = {one for one in threading.enumerate() if isinstance(one, threading.Timer)}
    assert ask("drips") == (Came.DOWN, Cause.TIMEOUT)
    assert {one for one in threading.enumerate() if isinstance(one, threading.Timer)} == before


def test_a_database_that_says_nothing_any_more_is_cut_off() -> None:
    """The other end of the line is silent: only the deadline ends the wait."""
    ours, theirs = socket.socketpair()
    with ours, theirs, Deadline(0.05) as deadline:
        deadline.watch(ours.fileno())
        assert ours.recv(1) == b"" and deadline.over
        late, other = socket.socketpair()
        with late, other:
            deadline.watch(late.fileno())
            assert late.recv(1) == b"", "what comes after the end is cut at once"


def test_a_source_that_keeps_failing_is_left_alone(billing: type[Handler]) -> None:
    for _ in range(Limits().failures):
        ask("error")
    asked = len(billing.asked)
    assert ask("8801") == (Came.DOWN, Cause.LEFT_ALONE)
    assert len(billing.asked) == asked


def test_after_its_rest_one_try_decides() -> None:
    now = [0.0]
    rest = Rest(lambda: now[0])
    limits = Limits(failures=2, rest=30)
    for _ in range(2):
        rest.went("x", False)
    assert rest.resting("x", limits)
    now[0] = 31
    assert not rest.resting("x", limits), "one is let through"
    assert rest.resting("x", limits), "the others wait for it"
    rest.went("x", True)
    assert not rest.resting("x", limits)


def test_a_connector_nobody_set_up_is_down(billing: type[Handler]) -> None:
    answer = asking.ask("weather", {})
    assert (answer.came, answer.cause) == (Came.DOWN, Cause.NOT_SET_UP)


def test_neither_argument_nor_secret_is_logged(billing: type[Handler], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ask("8801")
    ask("error")
    told = " ".join(r.getMessage() for r in caplog.records if r.name.startswith(("httpx", "hotline")))
    assert "8801" not in told and "s3cret" not in told


def test_a_row_of_another_database(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = connection.get_connection_params()
    dsn = " ".join(f"{k}={info[k]}" for k in ("host", "port", "user", "dbname", "password") if info.get(k))
    file = tmp_path / "connectors.toml"
    file.write_text(
        f"[meters]\ndsn = '{dsn}'\nquery = \"SELECT * FROM (VALUES ('8801', 3)) m(no, rooms) WHERE no = %(no)s\"\n"
        f"[writes]\ndsn = '{dsn}'\nquery = \"CREATE TABLE taken (x int)\"\n"
        f"[sleeps]\ndsn = '{dsn}'\nquery = \"SELECT pg_sleep(5)\"\ntimeout = 0.2\ntries = 1\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("HOTLINE_CONNECTORS", str(file))
    monkeypatch.setattr(asking, "rest", Rest())
    found = asking.ask("meters", {"no": "8801"})
    assert (found.came, found.data) == (Came.FOUND, {"no": "8801", "rooms": "3"})
    assert asking.ask("meters", {"no": "1' OR '1'='1"}).came is Came.NOTHING
    assert asking.ask("writes", {}).cause is Cause.REFUSED
    assert asking.ask("sleeps", {}).cause is Cause.TIMEOUT


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a]\ntitle='x'", "either url or dsn"),
        ("[a]\nurl='ftp://x'", "url begins with"),
        ("[a]\nurl='http://x'\ntimeout=90", "at most 30"),
        ("[a]\nurl='http://x'\nheaders={A='${NOT_SET_HERE}'}", "NOT_SET_HERE is not in the environment"),
        ("[a", "Expected"),
    ],
)
def test_a_file_that_says_no_connector_is_refused_by_name(text: str, says: str) -> None:
    with pytest.raises(NotRead, match=says):
        read(text)
