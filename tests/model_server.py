"""A small server of the chat protocol: it answers as it is told, and keeps what it received."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MODEL = "stub-model"


@dataclass
class ModelServer:
    """`say`: the text of the next answers; `status`, `raw`, `finish`, `refusal`: how else; `hold`: it waits."""

    port: int = 0
    say: str = "{}"
    status: int = 200
    raw: bytes | None = None
    finish: str = "stop"
    refusal: str | None = None
    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def answers(self, value: Any) -> None:
        """Answer with a JSON object from now on."""
        self.say = json.dumps(value, ensure_ascii=False)

    def hold(self) -> None:
        """Answer no more before `go` is set."""
        self.go.clear()

    @property
    def last(self) -> dict[str, Any]:
        """The material of the last question, as the model saw it."""
        found: dict[str, Any] = json.loads(self.received[-1]["messages"][1]["content"])
        return found

    @property
    def everything(self) -> str:
        """All that ever arrived, as text."""
        return json.dumps(self.received, ensure_ascii=False)

    def body(self) -> bytes:
        if self.raw is not None:
            return self.raw
        message: dict[str, Any] = {"role": "assistant", "content": None if self.refusal else self.say}
        if self.refusal:
            message["refusal"] = self.refusal
        choice = {"index": 0, "message": message, "finish_reason": self.finish}
        return json.dumps({"choices": [choice], "usage": {"total_tokens": 42}}, ensure_ascii=False).encode()

    def settings(self, path: Path, **more: Any) -> Path:
        """An `assistant.toml` that leads here."""
        given = {"url": f"http://127.0.0.1:{self.port}/v1", "model": MODEL, **more}
        path.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items()), encoding="utf-8")
        return path


@contextmanager
def serving() -> Iterator[ModelServer]:
    """The server on a free port, in a thread of this process."""
    stub = ModelServer()
    stub.go.set()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            stub.received.append(json.loads(self.rfile.read(length)))
            stub.headers.append(dict(self.headers))
            stub.arrived.set()
            stub.go.wait(20)
            self.send_response(stub.status if self.path == "/v1/chat/completions" else 404)
            self.send_header("Content-Type", "application/json")
            if stub.status == 302:
                self.send_header("Location", "/v1/elsewhere")
            self.end_headers()
            try:
                self.wfile.write(stub.body())
            except (BrokenPipeError, ConnectionResetError):
                pass  # whoever asked has gone

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield stub
    stub.go.set()
    server.shutdown()
    server.server_close()
