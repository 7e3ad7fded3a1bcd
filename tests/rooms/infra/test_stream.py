"""Live messages: delivered at commit, to those who asked, again after a reconnect."""

import asyncio
import functools
import json

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import transaction
from django.test import RequestFactory

from hotline.infra import stream
from hotline.infra.hub import Hub, Message, hub

pytestmark = pytest.mark.django_db(transaction=True)


def in_a_loop(test):
    """Run an async test in a loop of its own; database work goes to the test's thread and connection."""

    @functools.wraps(test)
    def run(**fixtures):
        async_to_sync(test)(**fixtures)

    return run


def request(last: str | None = None):
    return RequestFactory().get("/live", **({"HTTP_LAST_EVENT_ID": last} if last else {}))


class Reader:
    """Reads one response; the hub of the test's loop stops with it."""

    def __init__(self, topics, last=None):
        self.chunks = stream.sse_response(request(last), topics).streaming_content.__aiter__()

    async def next(self) -> dict:
        while True:
            text = (await asyncio.wait_for(anext(self.chunks), 20)).decode()
            lines = dict(line.split(": ", 1) for line in text.strip().splitlines())
            if "event" in lines:
                return lines | {"data": json.loads(lines["data"])}

    async def open(self):
        assert (await anext(self.chunks)).startswith(b"retry")
        return self


def publish(topic, event, data=None, fail=False):
    with transaction.atomic():
        number = stream.publish(topic, event, data)
        if fail:
            transaction.set_rollback(True)
    return number


@in_a_loop
async def test_a_page_hears_what_was_committed_on_its_topics():
    reader = await Reader(["order:1"]).open()
    await sync_to_async(publish)("order:1", "lost", fail=True)
    await sync_to_async(publish)("order:2", "elsewhere")
    number = await sync_to_async(publish)("order:1", "changed", {"id": "1"})
    assert await reader.next() == {"id": number, "event": "changed", "data": {"id": "1"}}


@in_a_loop
async def test_after_a_reconnect_the_missed_messages_come_first():
    reader = await Reader(["order:1"]).open()
    first = await sync_to_async(publish)("order:1", "a")
    await reader.next()
    await reader.chunks.aclose()
    second = await sync_to_async(publish)("order:1", "b")
    while hub().since(first, frozenset({"order:1"})) == []:
        await asyncio.sleep(0.01)
    again = await Reader(["order:1"], last=first).open()
    assert (await again.next())["id"] == second


@in_a_loop
async def test_a_page_that_was_away_too_long_is_told_to_fetch_again():
    reader = await Reader(["order:1"], last="unknown").open()
    assert (await reader.next())["event"] == "resync"


@in_a_loop
async def test_no_stream_outlives_the_rights_it_was_opened_with(monkeypatch):
    monkeypatch.setattr(stream, "LONGEST_SECONDS", 0)
    reader = await Reader(["order:1"]).open()
    assert (await reader.next())["event"] == "again"
    with pytest.raises(StopAsyncIteration):
        await anext(reader.chunks)


@in_a_loop
async def test_two_pages_share_one_listener():
    one, two = await Reader(["x"]).open(), await Reader(["x"]).open()
    await sync_to_async(publish)("x", "changed")
    assert (await one.next())["event"] == (await two.next())["event"] == "changed"
    assert len(hub()._subscribers) == 2


@in_a_loop
async def test_a_page_that_does_not_read_gets_one_resync_and_stays_small():
    room = Hub()
    queue = asyncio.Queue(5)
    room._subscribers[queue] = frozenset({"x"})
    for n in range(12):
        room.hand_out(Message(str(n), "x", "changed"))
    events = [queue.get_nowait().event for _ in range(queue.qsize())]
    assert "resync" in events
    assert len(events) <= 5


def test_a_message_carries_no_content():
    with pytest.raises(ValueError, match="ids, not contents"):
        stream.publish("order:1", "changed", {"text": "很" * 4000})
