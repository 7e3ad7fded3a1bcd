"""The live stream through the real web server: one thread hop, then an endless asynchronous response."""

import http.client
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from hotline.infra import stream
from tests.browser import running

LISTENERS = "FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND datname = current_database()"


@pytest.fixture
def address(settings, live):
    settings.ROOT_URLCONF = "tests.rooms.infra.live_urls"
    return urlsplit(live).netloc


def connect(address, **headers):
    client = http.client.HTTPConnection(address, timeout=20)
    client.request("GET", "/live", headers=headers)
    answer = client.getresponse()
    assert answer.readline() == b"retry: 2000\n"
    assert event(answer) == "event: listening\ndata: {}\n\n"
    return client, answer


def publish():
    with transaction.atomic():
        return stream.publish("order:1", "changed", {"id": "1"})


def event(answer):
    lines = []
    while not lines or lines[-1] != b"\n":
        line = answer.readline()
        if lines or line != b"\n":
            lines.append(line)
    return b"".join(lines).decode()


def test_every_open_page_gets_the_message(address):
    pages = [connect(address) for _ in range(5)]
    number = publish()
    for client, answer in pages:
        assert answer.getheader("Content-Type") == "text/event-stream"
        assert event(answer) == f'id: {number}\nevent: changed\ndata: {{"id": "1"}}\n\n'
        client.close()


def test_open_pages_hold_no_database_connections(address):
    pages = [connect(address) for _ in range(30)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        assert cursor.fetchone()[0] < 10
    for client, _ in pages:
        client.close()


def test_the_listener_comes_back_after_its_connection_was_cut(address):
    client, answer = connect(address)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {LISTENERS}")
        assert cursor.rowcount == 1
    assert event(answer).startswith("event: resync")
    deadline = time.monotonic() + 20
    listeners = 0
    while not listeners and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 {LISTENERS}")
            listeners = cursor.rowcount
    number = publish()
    assert event(answer).startswith(f"id: {number}\n")
    client.close()


def test_a_stopping_server_ends_its_streams(settings, transactional_db):
    settings.ROOT_URLCONF = "tests.rooms.infra.live_urls"
    with running() as address:
        client, answer = connect(urlsplit(address).netloc)
    assert answer.read().endswith(b"\n\n")
    client.close()
