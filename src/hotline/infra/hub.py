"""One listening connection a web process, and the queues of the pages it feeds."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
import structlog

log = structlog.get_logger(__name__)

CHANNEL = "hotline_live"
_REMEMBERED = 2000
_QUEUE = 200
_CHECK_SECONDS = 30
_RECONNECT_SECONDS = 1


@dataclass(frozen=True)
class Message:
    """What happened (`event`) on which `topic`; `number` orders messages and lets a page ask for what it missed."""

    number: str
    topic: str
    event: str
    data: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def resync(cls) -> Message:
        """Some messages were lost: the page should fetch its content again."""
        return cls("", "", "resync")


@dataclass(eq=False)
class Hub:
    """Lives in one event loop. It listens from the first page on, until the loop ends."""

    closed: bool = False
    _subscribers: dict[asyncio.Queue[Message], frozenset[str]] = field(default_factory=dict)
    _recent: deque[Message] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _task: asyncio.Task[None] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def subscribe(self, topics: frozenset[str]) -> Iterator[asyncio.Queue[Message]]:
        """A queue that receives the messages of `topics`."""
        queue: asyncio.Queue[Message] = asyncio.Queue(_QUEUE)
        self._subscribers[queue] = topics
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen_always())
        try:
            yield queue
        finally:
            del self._subscribers[queue]

    async def listening(self) -> None:
        """Returns when the connection listens."""
        await self._ready.wait()

    def close(self) -> None:
        """End all streams: the web server is about to stop, and they would never end by themselves."""
        self.closed = True
        for queue in self._subscribers:
            while not queue.empty():
                queue.get_nowait()
            queue.put_nowait(Message.resync())
        if self._task:
            self._task.cancel()

    def since(self, number: str, topics: frozenset[str]) -> list[Message] | None:
        """Messages of `topics` after `number`; None when this process does not remember that far."""
        numbers = [message.number for message in self._recent]
        if number not in numbers:
            return None
        return [m for m in list(self._recent)[numbers.index(number) + 1 :] if m.topic in topics]

    def hand_out(self, message: Message) -> None:
        """Give a message to the pages that watch its topic; a page that does not keep up is told to fetch again."""
        if message.number:
            self._recent.append(message)
        for queue, topics in self._subscribers.items():
            if message.topic and message.topic not in topics:
                continue
            mine = message
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                mine = Message.resync()
            queue.put_nowait(mine)

    async def _listen_always(self) -> None:
        while True:
            try:
                await self._listen()
            except psycopg.Error as error:
                log.warning("live.listener_lost", error=type(error).__name__)
            if self._ready.is_set():
                self._ready.clear()
                # What was published while nobody listened is gone.
                self._recent.clear()
                self.hand_out(Message.resync())
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(**_connection_parameters(), autocommit=True)
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self._ready.set()
            while True:
                async for notification in connection.notifies(timeout=_CHECK_SECONDS):
                    self.hand_out(_parsed(notification.payload))
                await connection.execute("SELECT 1")  # notices a connection that died silently


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


def _parsed(payload: str) -> Message:
    row = json.loads(payload)
    return Message(row["id"], row["topic"], row["event"], row["data"])


def _connection_parameters() -> dict[str, Any]:
    from django.db import connections

    parameters = connections["default"].get_connection_params()
    return {
        k: v for k, v in parameters.items() if k not in {"cursor_factory", "context", "server_side_binding", "pool"}
    }
