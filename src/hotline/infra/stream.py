"""Live pages: server-sent events fed by PostgreSQL's LISTEN/NOTIFY.

`publish` inside a transaction; PostgreSQL delivers at commit, to every web process. Each process has one listening
connection (hub.py) and hands the messages to the pages that asked for their topic. Messages say what changed (ids),
never its content: the page fetches that itself, under its own permissions.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.http import HttpRequest, StreamingHttpResponse

from hotline.infra.hub import CHANNEL, Message, hub
from hotline.infra.ids import uuid7

HEARTBEAT_SECONDS = 15
LONGEST_SECONDS = 10 * 60
"""A stream ends then with the event `again`: the page connects anew, and what it may watch is looked at anew."""
_LONGEST_PAYLOAD = 7000  # NOTIFY takes 8000 bytes


def publish(topic: str, event: str, data: dict[str, Any] | None = None) -> str:
    """Tell the pages that watch `topic`, when the transaction commits. Returns the message's id."""
    return publish_many([(topic, event, data or {})])[0]


def publish_many(messages: Iterable[tuple[str, str, dict[str, Any]]]) -> list[str]:
    """`publish` for several (topic, event, data) in one statement."""
    numbers: list[str] = []
    payloads: list[str] = []
    for topic, event, data in messages:
        numbers.append(str(uuid7()))
        payload = json.dumps({"id": numbers[-1], "topic": topic, "event": event, "data": data}, ensure_ascii=False)
        if len(payload.encode()) > _LONGEST_PAYLOAD:
            raise ValueError(f"a live message carries ids, not contents: {len(payload.encode())} bytes for {event!r}")
        payloads.append(payload)
    # As one JSON text: quoting an array item by item costs more than all the rest of this function.
    together = json.dumps(payloads, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, payload) FROM json_array_elements_text(%s::json) AS payload", [CHANNEL, together]
        )
    return numbers


def sse_response(request: HttpRequest, topics: Iterable[str]) -> StreamingHttpResponse:
    """A long response with the messages of `topics`. The view has checked that this person may watch them."""
    last_seen = request.headers.get("Last-Event-ID")
    response = StreamingHttpResponse(_events(frozenset(topics), last_seen), content_type="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _events(topics: frozenset[str], last_seen: str | None) -> AsyncIterator[bytes]:
    # What the view used to check permissions goes back to the pool now: the response will stay open for hours.
    await sync_to_async(connections.close_all)()
    with hub().subscribe(topics) as subscription:
        # Wait for the listener: from here on nothing is missed. What happened before, the page asks when it hears this.
        await hub().listening()
        yield b"retry: 2000\n\nevent: listening\ndata: {}\n\n"
        if last_seen:
            missed = hub().since(last_seen, topics)
            for message in [Message.resync()] if missed is None else missed:
                yield _written(message)
        end = time.monotonic() + LONGEST_SECONDS
        while not hub().closed and time.monotonic() < end:
            try:
                message = await asyncio.wait_for(subscription.get(), HEARTBEAT_SECONDS)
            except TimeoutError:
                yield b"event: alive\ndata: {}\n\n"  # a comment would not reach the page, which listens for silence
                continue
            yield _written(message)
        yield b"event: again\ndata: {}\n\n"


def _written(message: Message) -> bytes:
    lines = [f"event: {message.event}", f"data: {json.dumps(message.data, ensure_ascii=False)}"]
    if message.number:
        lines.insert(0, f"id: {message.number}")
    return ("\n".join(lines) + "\n\n").encode()
