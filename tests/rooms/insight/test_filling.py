"""What happened to orders becomes counted matters: once, for ever, and by several workers at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from hotline.core import commands as c
from hotline.insight import filling, rebuilding, services
from hotline.insight.models import CountedMatter, Pending, Rollup, Touched
from hotline.orders import services as orders
from tests.rooms.orders import city
from tests.rooms.together import together

pytestmark = pytest.mark.usefixtures("reacting")
PACK = "dezhou-12345"


def rows():
    return sorted(CountedMatter.objects.values_list("kind", "ref", "part", "day", "unit", "settled"))


def called_back(town):
    order = city.replied(town)
    orders.apply(order.id, c.TakeCallback(), town["caller"])
    return orders.apply(order.id, city.SATISFIED, town["caller"])


def test_a_day_is_counted_at_once_and_stands_when_it_is_over(town, moving_clock):
    order = called_back(town)
    assert services.fill().orders == 1
    kinds = set(CountedMatter.objects.values_list("kind", flat=True))
    assert {"registered", "dispatched", "signed", "answered", "called_back", "concluded", "closed"} <= kinds
    assert not CountedMatter.objects.filter(settled=True).exists()
    moving_clock.advance(days=1)
    services.fill()
    assert CountedMatter.objects.filter(day="2026-03-02", settled=False).count() == 0
    assert CountedMatter.objects.filter(day="2026-03-02", settled=True).exists()
    assert rebuilding.verify(PACK).broken == 0
    assert order.id in set(CountedMatter.objects.values_list("ref", flat=True))


def test_what_is_settled_cannot_be_changed(town, moving_clock):
    city.in_hand(town)
    moving_clock.advance(days=1)
    services.fill()
    for change in ("UPDATE insight_countedmatter SET unit = 'streets'", "DELETE FROM insight_countedmatter"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


def test_nothing_is_pending_when_nothing_more_can_count(town, moving_clock):
    called_back(town)
    while (next_one := Pending.objects.order_by("due_at").first()) is not None:
        moving_clock.move_to(max(next_one.due_at, moving_clock.now()))
        assert services.fill().orders
    assert not CountedMatter.objects.filter(settled=False).exists()
    assert rebuilding.verify(PACK).broken == 0


def test_counted_again_nothing_changes(town, moving_clock):
    order = called_back(town)
    services.fill()
    before, sums = rows(), list(Rollup.objects.order_by("pk").values())
    filling.touch([order.id])
    assert services.fill() == services.Filled(1, 0, ())
    assert rows() == before and list(Rollup.objects.order_by("pk").values()) == sums


def test_workers_at_once_count_each_order_once(town, moving_clock):
    for _ in range(12):
        city.in_hand(town)
    results = together(*[lambda: filling.fill_batch(4)] * 6)
    services.fill()
    assert sum(result.orders for result in results) <= 12 and any(result.orders for result in results)
    assert CountedMatter.objects.filter(kind="registered").count() == 12
    moving_clock.advance(days=1)
    services.fill()
    assert rebuilding.verify(PACK).broken == 0


def test_a_worker_that_dies_leaves_everything_as_it_was(town, moving_clock, monkeypatch):
    city.in_hand(town)

    def die(changes):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(filling.rollups, "add", die)
        with pytest.raises(RuntimeError):
            services.fill_batch()
    assert not CountedMatter.objects.exists() and Pending.objects.count() == 1
    services.fill()
    assert CountedMatter.objects.filter(kind="registered").count() == 1


def test_a_command_touches_its_order_in_its_own_transaction(town, moving_clock):
    order = city.registered(town)
    before = Touched.objects.count()
    with pytest.raises(orders.Refused):
        orders.apply(order.id, c.SignFor(assignment="a1"), town["agent"])
    orders.apply(order.id, c.AddNote(text="不计数的事"), town["agent"])
    assert Touched.objects.count() == before
    with pytest.raises(RuntimeError), transaction.atomic():
        orders.apply(order.id, city.ASSIGN, town["dispatcher"])
        raise RuntimeError("power cut")
    assert Touched.objects.count() == before
    orders.apply(order.id, city.ASSIGN, town["dispatcher"])
    assert Touched.objects.count() == before + 1
    assert rebuilding.verify(PACK).waiting == 1
    services.fill()
    assert not Touched.objects.exists() and rebuilding.verify(PACK).waiting == 0


def test_a_command_never_waits_for_those_who_count(town, moving_clock):
    order = city.registered(town)
    services.fill()

    def assign():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        return orders.apply(order.id, city.ASSIGN, town["dispatcher"])

    with transaction.atomic():
        assert list(Pending.objects.select_for_update())
        (done,) = together(assign)
    assert done.id == order.id and services.fill().orders == 1


def test_rebuilt_from_the_log_all_is_as_it_was(town, moving_clock):
    called_back(town)
    moving_clock.advance(days=1)
    services.fill()
    before, sums = rows(), sorted(map(str, Rollup.objects.filter(top__gt=0).values()))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL hotline.rebuild = 'on'")
        cursor.execute("UPDATE insight_countedmatter SET unit = 'streets' WHERE kind = 'signed'")
        cursor.execute("DELETE FROM insight_countedmatter WHERE kind = 'answered'")
        cursor.execute("UPDATE insight_rollup SET top = top + 1 WHERE dim = 'all'")
    found = rebuilding.verify(PACK)
    assert {d.kind for d in found.differences} == {"signed", "answered"} and found.wrong_sums
    made = services.rebuild(PACK)
    assert made.orders == 1 and made.matters == len(before)
    assert rows() == before and sorted(map(str, Rollup.objects.filter(top__gt=0).values())) == sums
    assert rebuilding.verify(PACK).broken == 0


def test_an_order_that_was_never_counted_is_named(town, moving_clock):
    order = city.in_hand(town)
    Touched.objects.all().delete()
    moving_clock.advance(days=1)
    found = rebuilding.verify(PACK)
    assert {d.ref for d in found.differences} == {order.id} and all(d.stored is None for d in found.differences)


def test_an_order_that_cannot_be_counted_holds_nobody_up(town, moving_clock, monkeypatch):
    bad, good = city.in_hand(town), city.in_hand(town)
    counting = filling.counted_log

    def stumble(events, as_of):
        if events.order_id == bad.id:
            raise ValueError("not to be read")
        return counting(events, as_of)

    with monkeypatch.context() as patched:
        patched.setattr(filling, "counted_log", stumble)
        services.fill()
        assert set(CountedMatter.objects.values_list("ref", flat=True)) == {good.id}
        assert services.fill().orders == 0
    moving_clock.advance(minutes=11)
    services.fill()
    assert set(CountedMatter.objects.values_list("ref", flat=True)) == {bad.id, good.id}


def test_lists_and_orders_at_once_wait_for_nobody_for_ever(town, moving_clock):
    now = moving_clock.now()

    def calls(prefix):
        made = [
            services.Call(f"{prefix}{n}", "in", now, now + timedelta(seconds=30), "no", valid=bool(n % 2))
            for n in range(60)
        ]
        return lambda: services.record_calls(city.LINE, made)

    for _ in range(6):
        city.in_hand(town)
    together(calls("a"), calls("b"), calls("a"), services.fill, services.fill)
    services.fill()
    assert CountedMatter.objects.filter(kind="call").count() == 120
    moving_clock.advance(days=1)
    services.fill()
    assert rebuilding.verify(PACK).broken == 0
