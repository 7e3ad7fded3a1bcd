"""Narrowed lists: what each filter finds, and that none of them ever reads more than the list along its index."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection

from hotline.core import commands as c
from hotline.core.vocabulary import Channel, Urgency
from hotline.orders import filters, lists, raw, selectors, services
from tests.rooms.orders import city

SCALE = """
INSERT INTO orders_workorder
SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', gen_random_uuid(), 'number', 'ZZ20260101-' || lpad(n::text, 6, '0'),
    'urgency', CASE WHEN n %% 50 = 0 THEN 'urgent' ELSE 'normal' END, 'area', '99' || lpad((n %% 40)::text, 4, '0')
))).* FROM orders_workorder o, generate_series(1, 20000) n WHERE o.number = %s;
INSERT INTO orders_queueentry
SELECT (jsonb_populate_record(q, jsonb_build_object(
    'order_id', o.id, 'sort_at', q.sort_at + make_interval(mins => (random() * 9000)::int)))).*
FROM orders_queueentry q, orders_workorder o WHERE o.number LIKE 'ZZ%%' AND q.queue = %s;
"""
"""Twenty thousand orders like the first, all in one list."""


def numbers(person, name, **wanted) -> list[str]:
    return [row.number for row in selectors.queue(person, name, filters=wanted).rows]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"channel": "phone"}, 2),
        ({"channel": "web"}, 0),
        ({"from": "2026-03-02", "to": "2026-03-02"}, 1),
        ({"from": "2026-03-03"}, 1),
        ({"to": "2026-03-01"}, 0),
        ({"from": "yesterday", "to": "9999-99-99"}, 2),
        ({"limit": "over"}, 1),
        ({"limit": "nonsense"}, 2),
        ({"urgency": "urgent", "channel": "phone"}, 1),
        ({"mine": "1"}, 0),
    ],
)
def test_what_each_filter_finds(people, moving_clock, wanted, found):
    city.registered(people, urgency=Urgency.URGENT)
    moving_clock.advance(days=1)
    city.registered(people, channel=Channel.PHONE)
    assert len(numbers(people["dispatcher"], "awaiting_dispatch", **wanted)) == found


def test_near_and_over_the_limit(people, moving_clock):
    order = city.registered(people)
    (row,) = selectors.queue(people["director"], "open").rows
    for before, near, over in ((timedelta(hours=30), 0, 0), (timedelta(hours=1), 1, 0), (timedelta(hours=-1), 0, 1)):
        moving_clock.move_to(row.due_at - before)
        assert len(numbers(people["director"], "open", limit="near")) == near
        assert len(numbers(people["director"], "open", limit="over")) == over
    assert numbers(people["director"], "open", limit="over") == [order.number]


def test_mine_is_what_i_registered_or_worked_on(people):
    mine, other = city.registered(people), city.registered(people)
    services.apply(mine.id, city.ASSIGN, people["dispatcher"])
    services.apply(mine.id, c.SignFor(assignment="a1"), people["lamps_clerk"])
    services.apply(other.id, city.ASSIGN, people["dispatcher"])
    assert numbers(people["lamps_clerk"], "in_hand", mine="1") == [mine.number]
    assert numbers(people["lamps_clerk"], "to_sign", mine="1") == []


def test_a_unit_with_all_below_it(people):
    order = city.in_hand(people)
    assert numbers(people["director"], "open", unit="lamps") == [order.number]
    assert numbers(people["director"], "open", unit="city") == [order.number]
    assert numbers(people["director"], "open", unit="streets") == []
    assert numbers(people["director"], "open", unit="no such unit") == []


WANTED = {
    "unit": "lamps", "due_before": "2026-03-04T00:00:00+08:00", "urgency": "emergency", "nature": "help",
    "content_class": "C1", "area": "990101", "channel": "phone", "number": "DZ", "from": "2026-03-01",
    "to": "2026-03-09", "limit": "near", "mine": "1", "owner": "lamps", "clock": "sign_for",
}  # fmt: skip


def test_every_filter_has_a_plan_to_be_looked_at():
    assert set(WANTED) == filters.FILTERS


def test_no_filter_reads_a_table_from_end_to_end(people, scaled):
    for name in (*WANTED, "all together"):
        wanted = WANTED if name == "all together" else {name: WANTED[name]}
        statement, values = scaled(people["director"], "open", wanted)
        for kind in ("custom", "generic"):
            nodes = list(every_node(plan_of(statement, values, kind)))
            tables = [n for n in nodes if n.get("Relation Name") in ("orders_queueentry", "orders_workorder")]
            assert not [n for n in tables if n["Node Type"] == "Seq Scan"], (name, kind, tables)
            walked = [n for n in tables if n["Relation Name"] == "orders_queueentry"]
            assert walked and all(n["Node Type"].startswith("Index") for n in walked), (name, kind, walked)


def plan_of(statement, values, kind):
    """How PostgreSQL would do it: knowing the values, and not knowing them."""
    with connection.cursor() as cur:
        cur.execute(f"SET LOCAL plan_cache_mode = force_{kind}_plan")
    with raw.cursor() as cur:
        cur.execute("EXPLAIN (FORMAT json) " + statement, values)
        plan = cur.fetchone()[0]
    return (plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"]


def every_node(node):
    yield node
    for below in node.get("Plans", ()):
        yield from every_node(below)


@pytest.fixture
def scaled(people, monkeypatch):
    """The statement and values of a page, in a list of twenty thousand orders."""
    first = city.registered(people)
    with connection.cursor() as cur:
        cur.execute(SCALE, [first.number, "open"])
        cur.execute("ANALYZE orders_workorder, orders_queueentry")

    def page(person, name, wanted):
        told = []

        class Listening:
            def __init__(self, cur):
                self.cur = cur

            def execute(self, statement, parameters):
                told.append((statement, parameters))
                self.cur.execute(statement, parameters)

            def fetchall(self):
                return self.cur.fetchall()

        plain = raw.cursor

        @contextmanager
        def listening():
            with plain() as cur:
                yield Listening(cur)

        with monkeypatch.context() as patched:
            patched.setattr(lists.raw, "cursor", listening)
            selectors.queue(person, name, filters=wanted)
        return told[0]

    return page
