"""What is too long is refused before it is written to the disk."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.exceptions import RequestAborted

from hotline.project import asgi

HANDLER = asgi.OneHopHandler()


def post(length: bytes) -> list[Any]:
    sent: list[Any] = []

    async def receive() -> Any:
        raise AssertionError("the body is not read")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/sign-in/", "headers": [(b"content-length", length)]}
    async_to_sync(HANDLER)(scope, receive, send)
    return sent


def test_a_body_that_says_it_is_too_long_is_not_read():
    start, body = post(b"%d" % (asgi.MOST_BODY + 1))
    assert start["status"] == 413 and "没有任何内容被改动" in body["body"].decode()


def test_a_body_that_does_not_say_is_read_to_the_limit(monkeypatch):
    monkeypatch.setattr(asgi, "MOST_BODY", 100)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"x" * 40, "more_body": True}

    with pytest.raises(RequestAborted):
        async_to_sync(HANDLER.read_body)(receive)
