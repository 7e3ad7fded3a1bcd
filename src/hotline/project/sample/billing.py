"""A billing service for the sample city: invented accounts over real HTTP, on this machine only.

So a newcomer sees a guided diagnosis ask another system, and what it does when that system is gone: the service can be
told to break off. A hotline of one's own connects its own system instead (`knowledge/connectors`).
"""

from __future__ import annotations

import html
import http.server
import json
import socket
import threading
from typing import Any

from hotline.infra import clock
from hotline.project.sample.messages import load

HOST = "127.0.0.1"
FILE = "sample-connectors.toml"
"""In the folder for what is made while running: how the sample's scenarios reach the service."""
_DRIP = 1.0
"""Seconds between two bytes of an account that answers slowly: each in time, all of them never."""


class Handler(http.server.BaseHTTPRequestHandler):
    """`/accounts/<number>` as JSON, `/` as a page for people, `/break` and `/mend` to go away and to come back."""

    server: Service

    def do_GET(self) -> None:
        if not self.path.startswith("/accounts/"):
            self._send(200, self.server.page(), "text/html; charset=utf-8")
        elif self.server.broken.is_set():
            self.close_connection = True  # without a word, as a system that is gone
        else:
            self._account(self.server.accounts.get(self.path.removeprefix("/accounts/")))

    def do_POST(self) -> None:
        turns = {"/break": self.server.broken.set, "/mend": self.server.broken.clear}
        if (turn := turns.get(self.path)) is None:
            self._send(404, "", "text/plain")
            return
        turn()
        self.send_response(303)
        self.send_header("Location", "/")
        self.end_headers()

    def _account(self, found: dict[str, Any] | None) -> None:
        if found is None:
            self._send(404, json.dumps({"sample": True}), "application/json")
        elif found.get("slow"):
            self._drip()
        else:
            data = {name: value for name, value in found.items() if name != "about"}
            told = {"sample": True, "at": clock.now().isoformat(timespec="seconds"), "data": data}
            self._send(200, json.dumps(told, ensure_ascii=False), "application/json; charset=utf-8")

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.ending.wait(_DRIP):
                self.wfile.write(b" ")
        except OSError:
            self.close_connection = True  # who asked has given up

    def _send(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: an address holds a number."""


class Service(http.server.ThreadingHTTPServer):
    """Serves on `listening`, a socket that is bound already. `broken`: it answers nobody for the time being."""

    daemon_threads = True

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(listening.getsockname()[:2], Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.broken, self.ending = threading.Event(), threading.Event()
        self._told: dict[str, Any] = load("billing")
        self.accounts: dict[str, dict[str, Any]] = self._told["accounts"]

    def shutdown(self) -> None:
        """End, also what answers slowly."""
        self.ending.set()
        super().shutdown()

    def page(self) -> str:
        """What it knows and whether it answers, for people."""
        said, down = self._told["words"], self.broken.is_set()
        rows = [(number, found["about"]) for number, found in self.accounts.items()]
        rows.append(("…", self._told["others"]["about"]))
        text: str = self._told["page"]
        for name, value in {
            "state": said["down" if down else "up"],
            "turn": "mend" if down else "break",
            "button": said["mend" if down else "break"],
            "rows": "".join(f"<tr><td>{html.escape(a)}</td><td>{html.escape(b)}</td></tr>" for a, b in rows),
        }.items():
            text = text.replace(f"{{{name}}}", value)
        return text


def listen(port: int) -> socket.socket:
    """A socket of this machine at `port`, or at any free one when that is taken."""
    for wanted in (port, 0):
        listening = socket.socket(socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, wanted))
        except (OSError, OverflowError):
            listening.close()
            continue
        listening.listen(32)
        return listening
    raise OSError("no free port")


def connectors(address: str) -> str:
    """The text of `FILE` for a service at `address`."""
    text: str = load("billing")["connectors"]
    return text.format(address=address)


def ready(address: str) -> str:
    """What is said of it at the start."""
    text: str = load("billing")["said"]["ready"]
    return text.format(address=address)
