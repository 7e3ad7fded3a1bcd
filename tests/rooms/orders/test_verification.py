"""Whoever changes what is stored behind the writer's back is found out, by order and by what was changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from hotline.core import commands as c
from hotline.core.vocabulary import ReworkMode, ReworkReason
from hotline.infra import privacy
from hotline.orders import chain, counts, services
from hotline.orders.models import ContactRecord, OrderEvent, WorkOrder
from hotline.orders.verification import verify
from tests.rooms.orders import city


@contextmanager
def unguarded() -> Iterator[None]:
    """What a database administrator with bad intent can do."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_orderevent DISABLE TRIGGER append_only")
        yield
        cursor.execute("ALTER TABLE orders_orderevent ENABLE ALWAYS TRIGGER append_only")


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def words(order_id: str) -> str:
    report = verify([order_id])
    assert {b.order_id for b in report.broken} <= {order_id}
    return " | ".join(b.what for b in report.broken)


def test_what_the_services_write_is_sound(people):
    city.archived(people)
    city.in_hand(people)
    city.registered(people, secret=True)
    order = city.replied(people)
    services.apply(order.id, c.TakeCallback(), people["caller"])
    unhappy = c.RecordCallback(
        reached=True, answered=True, solved=False, satisfied_result=False, satisfied_process=True
    )
    services.apply(order.id, unhappy, people["caller"])
    services.apply(order.id, c.JudgeDissatisfaction(reasonable=True, grounds="确未修好"), people["supervisor"])
    rework = c.OrderRework(mode=ReworkMode.SAME_UNIT, reason=ReworkReason.DISSATISFIED, text="请重新维修")
    services.apply(order.id, rework, people["supervisor"])
    report = verify()
    assert report.broken == ()
    assert report.orders == 4 and report.events == OrderEvent.objects.count()
    counts.add_up()
    assert verify().ok


@pytest.mark.parametrize("statement", ["UPDATE {} SET name = name", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["orders_orderevent", "orders_contactaccess"])
@pytest.mark.parametrize("role", ["origin", "replica"])
def test_events_cannot_be_changed_by_anyone(people, table, statement, role):
    order = city.registered(people)
    services.reveal_contact(order.id, people["agent"], "回电")
    if "name" in statement and table == "orders_contactaccess":
        statement = statement.replace("name", "reason")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(f"SET LOCAL session_replication_role = {role}")
        run(statement.format(table))
    assert verify().ok


def test_a_changed_event_is_found(people):
    order = city.in_hand(people)
    with unguarded():
        run(
            "UPDATE orders_orderevent SET actor_id = %s WHERE order_id = %s AND seq = 2",
            str(people["agent2"].id),
            order.id,
        )
    assert "event 2 was changed after it was written" in words(order.id)


@pytest.mark.parametrize("seq", [1, 4])
def test_a_removed_event_is_found(people, seq):
    order = city.in_hand(people)
    with unguarded():
        run("DELETE FROM orders_orderevent WHERE order_id = %s AND seq = %s", order.id, seq)
    assert f"event {seq} is missing" in words(order.id)


def test_a_cut_off_tail_is_found(people):
    order = city.in_hand(people)
    with unguarded():
        run("DELETE FROM orders_orderevent WHERE order_id = %s AND seq = %s", order.id, order.version)
    assert "the last events are missing" in words(order.id)


def test_an_event_without_legal_cause_is_found_though_its_hashes_fit(people):
    """Somebody who can compute hashes writes history anew: the agent, not the dispatcher, sent it to the unit."""
    order = city.in_hand(people)
    rows = list(OrderEvent.objects.filter(order_id=order.id).order_by("seq"))
    head = chain.FIRST
    with unguarded():
        for row in rows:
            cause = row.cause
            if cause and cause["command"] == "assign_to_unit":
                cause["roles"] = ["agent"]
            fresh = chain.link(head, order.id, row.seq, row.name, row.at, row.actor_id, row.actor_unit, row.data, cause)
            run(
                "UPDATE orders_orderevent SET cause = %s, prev_hash = %s, hash = %s WHERE order_id = %s AND seq = %s",
                json.dumps(cause) if cause else None,
                head,
                fresh,
                order.id,
                row.seq,
            )
            head = fresh
    run("UPDATE orders_workorder SET head = %s WHERE id = %s", head, order.id)
    assert words(order.id) == "event 4: assign_to_unit is refused: wrong_role"


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        (
            "UPDATE orders_workorder SET state = jsonb_set(state, '{title}', '\"别的\"') WHERE id = %s",
            "stored state differs",
        ),
        ("UPDATE orders_workorder SET phase = 'closed' WHERE id = %s", "columns differ: phase"),
        ("UPDATE orders_workorder SET units = '{}' WHERE id = %s", "columns differ: units"),
        ("UPDATE orders_workorder SET version = version + 1 WHERE id = %s", "the order names others"),
        ("UPDATE orders_assignmentrow SET unit = 'streets' WHERE order_id = %s", "assignment a1 differs: unit"),
        ("DELETE FROM orders_assignmentrow WHERE order_id = %s", "assignment a1 is missing"),
        ("UPDATE orders_clockrow SET due_at = due_at + interval '1 day' WHERE order_id = %s", "differs: due_at"),
        ("UPDATE orders_clockrow SET cid = 'x' WHERE order_id = %s AND cid = 'reply-1'", "clock x is unknown"),
        ("DELETE FROM orders_queueentry WHERE order_id = %s", "list entries differ"),
        ("UPDATE orders_contactrecord SET phone = NULL WHERE order_id = %s", "contact fields differ"),
        ("UPDATE orders_contactrecord SET phone = name WHERE order_id = %s", "contact was changed outside: phone"),
        ("UPDATE orders_contactrecord SET phone_index = '1:00' WHERE order_id = %s", "outside: phone_index"),
        ("UPDATE orders_workorder SET line = 'other' WHERE id = %s", "columns differ: line"),
        ("UPDATE orders_workorder SET changed_by = 'other' WHERE id = %s", "columns differ: changed_at, changed_by"),
        ("UPDATE orders_workorder SET release = 'gone' WHERE id = %s", "cannot be replayed: LookupError"),
    ],
)
def test_a_changed_row_is_found(people, statement, what):
    order, other = city.in_hand(people), city.in_hand(people)
    run(statement, order.id)
    assert what in words(order.id)
    assert verify([other.id]).ok


@pytest.mark.parametrize("whole_rows", [True, False])
def test_contacts_exchanged_between_two_orders_are_found(people, whole_rows):
    first = city.in_hand(people)
    second = city.registered(people, contact=replace(city.CONTACT, name="李四", phone="13900009999"))
    if whole_rows:
        for old, new in ((first.id, UUID(int=0)), (second.id, first.id), (UUID(int=0), second.id)):
            run("UPDATE orders_contactrecord SET order_id = %s WHERE order_id = %s", new, old)
    else:
        columns = ("name", "phone", "phone_index")
        run(
            f"UPDATE orders_contactrecord c SET {', '.join(f'{name} = d.{name}' for name in columns)}"
            " FROM orders_contactrecord d WHERE c.order_id <> d.order_id"
        )
    found = {b.order_id: b.what for b in verify().broken}
    assert set(found) == {first.id, second.id}
    assert all("contact was changed outside: name, phone" in what for what in found.values())
    with pytest.raises(privacy.Unreadable):
        services.reveal_contact(first.id, people["agent"], "核实")


def test_rows_without_an_order_and_wrong_counts_are_found(people):
    order = city.in_hand(people)
    WorkOrder.objects.filter(pk=order.id).delete()
    run("INSERT INTO orders_queuedelta (queue, holder, delta) VALUES ('open', 'dezhou', 5)")
    found = verify().broken
    assert {b.order_id for b in found if "the order is gone" in b.what} == {order.id}
    assert any("list open of dezhou has 1 entries and counts 6" in b.what for b in found)
    assert verify([order.id]).broken[0].what == "no such order"


def test_no_personal_data_is_in_events_or_lists(people):
    order = city.in_hand(people)
    secrets = [value for value in (city.CONTACT.name, city.CONTACT.phone, city.CONTACT.address) if value]
    with connection.cursor() as cursor:
        for table in ("orders_orderevent", "orders_workorder", "orders_queueentry", "orders_contactrecord"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = " ".join(row[0] for row in cursor.fetchall())
            assert text and not [s for s in secrets if s in text or s.encode().hex() in text]
    assert city.CONTACT.name not in repr(city.CONTACT) and ContactRecord.objects.get().order_id == UUID(order.id)


@pytest.mark.django_db(transaction=True)
def test_processes_share_the_work(transactional_db, moving_clock):
    people = city.build()
    orders = [city.in_hand(people) for _ in range(3)]
    run("UPDATE orders_workorder SET phase = 'closed' WHERE id = %s", orders[1].id)
    seen: list[tuple[int, int]] = []
    report = verify(workers=2, progress=lambda done, total: seen.append((done, total)))
    assert report.orders == 3 and [b.number for b in report.broken] == [orders[1].number]
    assert seen[-1] == (3, 3)
