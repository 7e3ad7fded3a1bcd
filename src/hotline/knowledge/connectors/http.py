"""A look-up over HTTP: one GET, JSON back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from hotline.knowledge.connectors.deadline import Deadline
from hotline.knowledge.connectors.shapes import Answer, Came, Cause, HttpConnector

MOST_BYTES = 1024 * 1024
"""Of an answer; more is no answer to one question."""
_ARGUMENT = re.compile(r"\{(\w+)\}")
NOT_THERE = frozenset({404, 410})
_ELSEWHERE = frozenset({".", ".."})
"""What leads out of its place in a path, however it is written: nothing is called so."""


def ask(connector: HttpConnector, arguments: Mapping[str, str]) -> Answer:
    """Ask once. Nothing is followed: an answer that leads to another address is no answer. No proxy of the environment
    is used: what is asked goes to the address of the connector and nowhere else."""
    if any(arguments.get(name, "").strip() in _ELSEWHERE for name in _ARGUMENT.findall(connector.url)):
        return Answer(Came.NOTHING)
    url = _ARGUMENT.sub(lambda m: quote(arguments.get(m[1], ""), safe=""), connector.url)
    seconds = connector.limits.timeout
    with Deadline(seconds) as deadline:
        answer = _asked(connector, url, seconds, deadline)
    # What was read until it was cut may look like a whole answer: it is none.
    return Answer(Came.DOWN, cause=Cause.TIMEOUT) if deadline.over else answer


def _asked(connector: HttpConnector, url: str, seconds: float, deadline: Deadline) -> Answer:
    def trace(event: str, told: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            deadline.watch(told["return_value"].get_extra_info("socket").fileno())

    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False, transport=httpx.HTTPTransport()) as client,
            client.stream("GET", url, headers=dict(connector.headers), extensions={"trace": trace}) as response,
        ):
            return _read(connector, response)
    except httpx.TimeoutException:
        return Answer(Came.DOWN, cause=Cause.TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        return Answer(Came.DOWN, cause=Cause.NO_CONNECTION)


def _read(connector: HttpConnector, response: httpx.Response) -> Answer:
    if response.status_code in NOT_THERE:
        return Answer(Came.NOTHING)
    if response.status_code != httpx.codes.OK:
        return Answer(Came.DOWN, cause=Cause.REFUSED)
    body = b""
    for part in response.iter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            return Answer(Came.DOWN, cause=Cause.BROKEN_ANSWER)
    try:
        found = json.loads(body)
        values = {name: _at(found, path) for name, path in connector.fields.items()}
        data = {name: _text(value) for name, value in values.items() if value is not None}
    except (ValueError, RecursionError):
        return Answer(Came.DOWN, cause=Cause.BROKEN_ANSWER)
    return Answer(Came.FOUND, data) if data else Answer(Came.NOTHING)


def _at(found: Any, path: str) -> Any:
    """What stands at `data.0.sum`; None where there is nothing."""
    for part in path.split("."):
        if isinstance(found, dict):
            found = found.get(part)
        elif isinstance(found, list) and part.isdecimal() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def _text(value: Any) -> str:
    """A value as text that can be kept. Raises UnicodeError (a ValueError) for half a pair of surrogates."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text.encode()
    return text.replace("\0", "").replace("\\u0000", "")
