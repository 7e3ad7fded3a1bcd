"""One question over the protocol that local model servers speak: POST `/chat/completions`, no streaming."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from typing import Any, NamedTuple

import httpx

from hotline.language.assistant.shapes import Came, Settings

MOST_BYTES = 1024 * 1024
"""Of an answer; more is no answer to one question."""

GRACE = 0.25
"""Seconds beyond the time limit in which a broken-off question may still say why it ended."""


class Said(NamedTuple):
    """What the server said: the text of its answer and the tokens it counted; `came` ANSWERED when there is a text."""

    came: Came
    text: str = ""
    tokens: int = 0


def ask(settings: Settings, body: dict[str, Any]) -> Said:
    """Ask once. It never takes longer than the time limit, however slowly the answer drips; nothing is followed, and
    no proxy of the environment is used: the texts go to the address in the settings and nowhere else."""
    said: queue.SimpleQueue[Said] = queue.SimpleQueue()
    # Apart from the caller's thread: the look-up of a name cannot be broken off, and nobody waits for it.
    threading.Thread(target=lambda: said.put(_asked(settings, body)), daemon=True).start()
    try:
        return said.get(timeout=settings.timeout + GRACE)
    except queue.Empty:
        return Said(Came.TIMEOUT)


def _asked(settings: Settings, body: dict[str, Any]) -> Said:
    try:
        return asyncio.run(_within(settings, body))
    except (TimeoutError, httpx.TimeoutException):
        return Said(Came.TIMEOUT)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError):
        return Said(Came.NO_CONNECTION)


async def _within(settings: Settings, body: dict[str, Any]) -> Said:
    headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
    async with (
        asyncio.timeout(settings.timeout),
        httpx.AsyncClient(timeout=settings.timeout, trust_env=False, follow_redirects=False) as client,
        client.stream("POST", f"{settings.url}/chat/completions", json=body, headers=headers) as response,
    ):
        if response.status_code != httpx.codes.OK:
            return Said(Came.REFUSED)
        got = b""
        async for part in response.aiter_bytes():
            got += part
            if len(got) > MOST_BYTES:
                return Said(Came.BROKEN_ANSWER)
    return _read(got)


def _read(got: bytes) -> Said:
    try:
        found = json.loads(got)
        choice = found["choices"][0]
        message = choice["message"]
        text, refusal = message.get("content"), message.get("refusal")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return Said(Came.BROKEN_ANSWER)
    tokens = _tokens(found)
    if refusal or choice.get("finish_reason") == "content_filter":
        return Said(Came.DECLINED, tokens=tokens)
    return Said(Came.ANSWERED, text, tokens) if isinstance(text, str) else Said(Came.BROKEN_ANSWER, tokens=tokens)


def _tokens(found: dict[str, Any]) -> int:
    usage = found.get("usage")
    total = usage.get("total_tokens") if isinstance(usage, dict) else 0
    return total if isinstance(total, int) and not isinstance(total, bool) and 0 <= total < 10**9 else 0
