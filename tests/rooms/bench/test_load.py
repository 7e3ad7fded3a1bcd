"""The load client counts what it sees: every answer once, the wrong ones as bad. Nothing here asserts a speed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load


class Dummy(BaseHTTPRequestHandler):
    """Answers by the path: /ok, /chunked, /no (500), /elsewhere (302), /form (echoes the body)."""

    seen: Counter[str] = Counter()
    bodies: list[str] = []
    lock = threading.Lock()

    def setup(self) -> None:
        super().setup()
        with self.lock:
            self.seen["connections"] += 1

    def do_GET(self) -> None:
        with self.lock:
            self.seen[self.path] += 1
        if self.path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"5\r\nhello\r\n6\r\n right\r\n0\r\n\r\n")
            return
        status = {"/no": 500, "/elsewhere": 302}.get(self.path, 200)
        self._answer(status, b"all right")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.lock:
            self.bodies.append(body.decode())
        self._answer(200, b"got " + body)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence."""


class KeepingAlive(Dummy):
    protocol_version = "HTTP/1.1"


@pytest.fixture(params=[Dummy, KeepingAlive])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    Dummy.seen.clear()
    Dummy.bodies.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), request.param) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def job(port: int, *paths: str, **fields: object) -> load.Job:
    settings = {"warm": 0.1, "segment": 0.2, "segments": 2, "connections": 2, **fields}
    return load.Job(host="127.0.0.1", port=port, paths=paths, **settings)  # type: ignore[arg-type]  # test settings


@pytest.mark.parametrize("keep_alive", [False, True])
@pytest.mark.parametrize("path", ["/ok", "/chunked"])
def test_every_answer_is_counted(port: int, path: str, keep_alive: bool) -> None:
    result = load.run(job(port, path, contains="right", keep_alive=keep_alive), processes=2)
    assert result.bad == 0, result.first_bad
    assert result.requests <= result.asked == Dummy.seen[path]
    assert sum(result.rates) * 0.2 == pytest.approx(result.requests)
    assert 0 <= result.p50 <= result.p95 <= result.p99 <= result.worst


def test_connections_are_kept_or_closed_as_asked(port: int) -> None:
    result = load.run(job(port, "/ok"), processes=1)
    assert Dummy.seen["connections"] == result.asked


@pytest.mark.parametrize(("path", "fields"), [("/no", {}), ("/elsewhere", {}), ("/ok", {"contains": "left"})])
def test_wrong_answers_are_bad(port: int, path: str, fields: dict[str, object]) -> None:
    result = load.run(job(port, path, **fields), processes=1)
    assert result.bad == result.requests
    assert result.first_bad


def test_a_redirect_can_be_what_is_wanted(port: int) -> None:
    assert load.run(job(port, "/elsewhere", expect=(302,)), processes=1).bad == 0


def test_no_server_is_bad() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Dummy) as server:
        free = server.server_address[1]
    assert load.run(job(free, "/ok"), processes=1).first_bad


def test_bodies_never_repeat(port: int) -> None:
    result = load.run(job(port, "/form", method="POST", bodies=["key=@N@"], contains="got key="), processes=2)
    assert result.bad == 0, result.first_bad
    assert len(Dummy.bodies) == len(set(Dummy.bodies)) == result.asked


def test_percentiles() -> None:
    assert load.percentile([], 50) == 0
    assert load.percentile([1.0], 99) == 1
    assert load.percentile([float(n) for n in range(1, 101)], 95) == 96
