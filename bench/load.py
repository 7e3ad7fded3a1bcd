"""A small closed-loop load client: some processes, some connections each, standard library only.

Each connection sends its next request when the answer to the last one has come: warm-up, then timed segments without a
pause between them. A request belongs to the segment in which its answer ended. Nothing is abandoned: every connection
finishes its last request, so the server is idle when the client returns.

    python -m bench.load < job.json      one process of the client; `run` starts several
"""

from __future__ import annotations

import itertools
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

WARM = float(os.environ.get("BENCH_WARM", "4"))
SEGMENT = float(os.environ.get("BENCH_SEGMENT", "10"))
SEGMENTS = 2


@dataclass(frozen=True)
class Job:
    """What to ask. In `paths`, `headers` and `bodies`, `@N@` becomes a text that never comes twice, in `bodies` `@T@`
    one of `texts`, drawn by chance.

    `headers` holds one set for each signed-in person, `bodies` the body that goes with it (or one for all);
    connections take them in turn. `paths` are drawn by chance.
    An answer is bad unless its status is in `expect` and it holds `contains` (in body or headers).
    """

    host: str
    port: int
    paths: Sequence[str]
    headers: Sequence[dict[str, str]] = ({},)
    method: str = "GET"
    bodies: Sequence[str] = ("",)
    texts: Sequence[str] = ("",)
    expect: Sequence[int] = (200,)
    contains: str = ""
    connections: int = 4
    keep_alive: bool = False
    warm: float = WARM
    segment: float = SEGMENT
    segments: int = SEGMENTS
    seed: int = 1
    pause: float = 0.0
    """Seconds on average before a connection asks again; everybody begins at another moment."""


@dataclass
class Segment:
    """What one timed segment saw: milliseconds of every request, and what went wrong."""

    milliseconds: list[float] = field(default_factory=list)
    bad: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Result:
    """The whole run. Rates are requests a second; times are milliseconds."""

    rates: tuple[float, ...]
    p50: float
    p95: float
    p99: float
    worst: float
    requests: int
    bad: int
    first_bad: str
    page: int
    """Bytes of an answer, headers included (mean)."""
    asked: int
    """Every request, those of the warm-up included."""

    @property
    def rate(self) -> float:
        return sum(self.rates) / len(self.rates)


class Broken(Exception):
    """The answer could not be read to its end."""


# --- one process ------------------------------------------------------------------------------------------------------


class Connection:
    """One client: opens a socket when it has none, sends, reads the answer."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and the whole answer. Raises OSError or Broken."""
        if self._socket is None:
            self._socket = socket.create_connection((self.job.host, self.job.port), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self._socket.sendall(request)
            answer, ends = _read(self._socket)
        except (OSError, Broken):
            self.close()
            raise
        if ends or not self.job.keep_alive:
            self.close()
        return int(answer[9:12]), answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _read(source: socket.socket) -> tuple[bytes, bool]:
    """One answer, by its length, its chunks, or to the end of the stream; and whether the server closes."""
    data = bytearray()
    while (end := data.find(b"\r\n\r\n")) < 0:
        _more(source, data)
    head = bytes(data[:end]).lower()
    start = end + 4
    closing = b"\r\nconnection: close" in head or head.startswith(b"http/1.0")
    length = _header(head, b"content-length")
    if length is not None:
        while len(data) < start + int(length):
            _more(source, data)
    elif b"\r\ntransfer-encoding: chunked" in head:
        while not data.endswith(b"\r\n0\r\n\r\n") and not data.endswith(b"\r\n\r\n0\r\n\r\n"):
            _more(source, data)
    elif head[9:12] not in (b"204", b"304"):
        closing = True
        while part := source.recv(65536):
            data += part
    return bytes(data), closing


def _more(source: socket.socket, data: bytearray) -> None:
    part = source.recv(65536)
    if not part:
        raise Broken("the connection ended inside an answer")
    data += part


def _header(head: bytes, name: bytes) -> bytes | None:
    at = head.find(b"\r\n" + name + b":")
    if at < 0:
        return None
    return head[at + len(name) + 3 :].split(b"\r\n", 1)[0].strip()


class Client:
    """One process of the client: `connections` threads against one clock."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.segments = [Segment() for _ in range(job.segments)]
        self.first_bad = ""
        self.asked = 0
        self._unique = f"{os.getpid()}-{job.seed}-"
        self._counter = itertools.count()
        self._lock = threading.Lock()

    def run(self) -> None:
        threads = [threading.Thread(target=self._loop, args=(n,)) for n in range(self.job.connections)]
        self._begun = time.perf_counter() + self.job.warm
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _loop(self, number: int) -> None:
        job, rng = self.job, random.Random(self.job.seed * 1000 + number)
        turn = job.seed * job.connections + number
        headers, body = job.headers[turn % len(job.headers)], job.bodies[turn % len(job.bodies)]
        connection = Connection(job)
        until = self._begun + job.segment * job.segments
        if job.pause:
            time.sleep(rng.uniform(0, job.pause))
        while (sent := time.perf_counter()) < until:
            status, size, trouble = self._once(connection, self._request(rng, headers, body))
            self._note(sent, time.perf_counter(), status, size, trouble)
            if job.pause:
                time.sleep(rng.uniform(0.5, 1.5) * job.pause)
        connection.close()

    def _once(self, connection: Connection, request: bytes) -> tuple[int, int, str]:
        try:
            status, answer = connection.ask(request)
        except (OSError, Broken) as error:
            return 0, 0, repr(error)
        if status not in self.job.expect or self.job.contains.encode() not in answer:
            return status, len(answer), answer[:600].decode("utf-8", "replace")
        return status, len(answer), ""

    def _request(self, rng: random.Random, headers: dict[str, str], text: str) -> bytes:
        job = self.job
        unique = self._unique + str(next(self._counter))
        body = text.replace("@N@", unique).replace("@T@", rng.choice(job.texts)).encode()
        lines = [f"{job.method} {rng.choice(job.paths)} HTTP/1.1", f"Host: {job.host}:{job.port}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines.append("Connection: keep-alive" if job.keep_alive else "Connection: close")
        if job.method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").replace("@N@", unique).encode() + body

    def _note(self, sent: float, done: float, status: int, size: int, trouble: str) -> None:
        with self._lock:
            self.asked += 1
            if trouble and not self.first_bad:
                self.first_bad = f"{status} {trouble}"
            at = int((done - self._begun) // self.job.segment)
            if done < self._begun or at >= len(self.segments):
                return
            segment = self.segments[at]
            segment.milliseconds.append((done - sent) * 1000)
            segment.bytes += size
            segment.bad += bool(trouble)


def main() -> None:
    """Run the job on standard input; write what was seen to standard output."""
    client = Client(Job(**json.load(sys.stdin)))
    client.run()
    seen = {"segments": [asdict(s) for s in client.segments], "first_bad": client.first_bad, "asked": client.asked}
    json.dump(seen, sys.stdout)


# --- all processes ----------------------------------------------------------------------------------------------------


def run(job: Job, processes: int = 2) -> Result:
    """Ask the same of several client processes at once and put together what they saw."""
    started = []
    for number in range(processes):
        text = json.dumps(asdict(job) | {"seed": job.seed + number})
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )
        assert process.stdin is not None
        process.stdin.write(text)
        process.stdin.close()
        started.append(process)
    seen = []
    for process in started:
        assert process.stdout is not None
        text = process.stdout.read()
        if process.wait():
            raise RuntimeError("a process of the load client failed")
        seen.append(json.loads(text))
    return together(job, seen)


def together(job: Job, seen: Sequence[dict[str, Any]]) -> Result:
    """One result of what several processes saw (the dictionaries that `main` writes)."""
    segments = [[Segment(**s) for s in one["segments"]] for one in seen]
    times = sorted(ms for one in segments for segment in one for ms in segment.milliseconds)
    rates = tuple(sum(len(one[n].milliseconds) for one in segments) / job.segment for n in range(job.segments))
    first_bad = next((one["first_bad"] for one in seen if one["first_bad"]), "")
    total = sum(segment.bytes for one in segments for segment in one)
    return Result(
        rates=rates,
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        p99=percentile(times, 99),
        worst=times[-1] if times else 0.0,
        requests=len(times),
        bad=sum(segment.bad for one in segments for segment in one),
        first_bad=first_bad,
        page=total // max(1, len(times)),
        asked=sum(one["asked"] for one in seen),
    )


def joined(results: Sequence[Result]) -> Result:
    """Several runs of one job as one: all rates, the mean of the times, the worst of the worst."""
    count = len(results)
    return Result(
        rates=tuple(rate for one in results for rate in one.rates),
        p50=sum(one.p50 for one in results) / count,
        p95=sum(one.p95 for one in results) / count,
        p99=sum(one.p99 for one in results) / count,
        worst=max(one.worst for one in results),
        requests=sum(one.requests for one in results),
        bad=sum(one.bad for one in results),
        first_bad=next((one.first_bad for one in results if one.first_bad), ""),
        page=sum(one.page for one in results) // count,
        asked=sum(one.asked for one in results),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the ordered values lie; 0 for none."""
    if not ordered:
        return 0.0
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


if __name__ == "__main__":
    main()
