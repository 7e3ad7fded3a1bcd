"""Some orders read back whole and checked against their own events, in one frozen view of the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from psycopg.rows import dict_row

from hotline.orders import checks, contacts
from hotline.orders.checks import Stored, StoredEvent
from hotline.orders.raw import cursor
from hotline.orders.wire import loads


@dataclass(frozen=True, slots=True)
class Broken:
    """One difference. `number` is empty for rows whose order is gone."""

    order_id: str
    number: str
    what: str


Part = tuple[int, int, tuple[Broken, ...]]
"""Orders looked at, events replayed, differences found."""


def check_batch(idents: list[str]) -> Part:
    """Check some orders in one view of the database."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cur:
                cur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = _load(idents)
    broken = [Broken(ident, "", "no such order") for ident in idents if ident not in found]
    for stored in found.values():
        broken += [Broken(stored.id, stored.row["number"], what) for what in checks.differences(stored)]
    return len(found), sum(len(stored.events) for stored in found.values()), tuple(broken)


# --- reading ----------------------------------------------------------------------------------------------------------


def _load(idents: list[str]) -> dict[str, Stored]:
    orders = {}
    for row in _select("orders_workorder", "id", idents):
        state = loads(row.pop("state"))
        orders[str(row["id"])] = Stored(str(row["id"]), row | {"id": str(row["id"])}, state)
    for row in _select("orders_orderevent", "order_id", list(orders), "ORDER BY order_id, seq"):
        ident = str(row.pop("order_id"))
        cause = row["cause"]
        row |= {
            "data": loads(row["data"]),
            "cause": loads(cause) if cause else None,
            "prev_hash": bytes(row["prev_hash"]),
            "hash": bytes(row["hash"]),
        }
        orders[ident].events.append(StoredEvent(**row))
    for table, key, name in (("orders_assignmentrow", "aid", "assignments"), ("orders_clockrow", "cid", "clocks")):
        for row in _select(table, "order_id", list(orders)):
            ident = str(row["order_id"])
            getattr(orders[ident], name)[row[key]] = row | {"order_id": ident}
    for row in _select("orders_queueentry", "order_id", list(orders)):
        ident = str(row["order_id"])
        orders[ident].entries.append(row | {"order_id": ident})
    fields = ("name", "phone", "address", "workplace", "identity_number", "email")
    for row in _select("orders_contactrecord", "order_id", list(orders)):
        stored = orders[str(row["order_id"])]
        stored.contact = frozenset(f for f in fields if row[f] is not None)
        stored.unsound = contacts.faults(row)
    return orders


def _select(table: str, key: str, idents: list[str], order: str = "") -> list[dict[str, Any]]:
    with cursor() as cur:
        cur.row_factory = dict_row
        cur.execute(f"SELECT * FROM {table} WHERE {key} = ANY(%s::uuid[]) {order}", (idents,))
        found: list[dict[str, Any]] = cur.fetchall()
    return found
