"""The one writer: stores what commands made of an order in a single statement.

Everything that follows from a command (the order, its events, changed assignments, clocks and list entries, counts,
the idempotency key) is one prepared statement with data-modifying CTEs: one round trip, one plan, all or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.core.codec import encode
from hotline.core.state import Order
from hotline.orders import chain, changes, columns
from hotline.orders.chain import Act
from hotline.orders.locking import Locked, known
from hotline.orders.raw import cursor
from hotline.orders.search_marks import MARKING
from hotline.orders.wire import dumps


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an order is registered under and keeps: the stored line, the pack and its release."""

    line: str
    pack: str
    release: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was stored: first and last sequence number, and whose lists look different (holder → lists)."""

    first_seq: int
    last_seq: int
    touched: dict[str, list[str]]


_COLUMNS = (
    "phase channel mode urgency complexity nature content_class area title place secret accused units lead_unit "
    "joined_to registered_at registered_by next_due_at next_due_clock overdue redo_count version head changed_at "
    "changed_by state"
).split()

_DERIVED = """
WITH events AS (
    INSERT INTO orders_orderevent SELECT * FROM jsonb_populate_recordset(NULL::orders_orderevent, %(events)s::jsonb)
), assignments AS (
    INSERT INTO orders_assignmentrow
    SELECT * FROM jsonb_populate_recordset(NULL::orders_assignmentrow, %(assignments)s::jsonb)
    ON CONFLICT (order_id, aid) DO UPDATE SET (unit, parent, part, state, assigned_at, signed_at, due_at, redo) =
        (excluded.unit, excluded.parent, excluded.part, excluded.state, excluded.assigned_at, excluded.signed_at,
         excluded.due_at, excluded.redo)
), clocks AS (
    INSERT INTO orders_clockrow SELECT * FROM jsonb_populate_recordset(NULL::orders_clockrow, %(clocks)s::jsonb)
    ON CONFLICT (order_id, cid) DO UPDATE SET
        (name, owner, unit, state, due_at, next_fire_at, next_stage, breached_at, stopped_at) =
        (excluded.name, excluded.owner, excluded.unit, excluded.state, excluded.due_at, excluded.next_fire_at,
         excluded.next_stage, excluded.breached_at, excluded.stopped_at)
), entered AS (
    INSERT INTO orders_queueentry SELECT * FROM jsonb_populate_recordset(NULL::orders_queueentry, %(entered)s::jsonb)
    ON CONFLICT (queue, holder, rank, sort_at, order_id, subject) DO UPDATE SET
        (unit, clock, clock_id, due_at, breached) =
        (excluded.unit, excluded.clock, excluded.clock_id, excluded.due_at, excluded.breached)
), counted AS (
    INSERT INTO orders_queuedelta (queue, holder, delta)
    SELECT queue, holder, delta FROM jsonb_to_recordset(%(deltas)s::jsonb) AS d(queue text, holder text, delta int)
), keyed AS (
    INSERT INTO orders_commandkey (key, order_id, first_seq, last_seq, at)
    SELECT %(key)s::text, %(id)s::uuid, %(first)s::int, %(last)s::int, %(at)s::timestamptz
    WHERE %(key)s::text IS NOT NULL
), marked AS (
    INSERT INTO orders_searchmark (order_id) SELECT %(id)s::uuid WHERE %(marked)s::bool
)
"""

_UPDATE = (
    _DERIVED.rstrip()
    + f""", left_lists AS (
    DELETE FROM orders_queueentry q
    USING jsonb_to_recordset(%(left)s::jsonb)
        AS d(queue text, holder text, rank smallint, sort_at timestamptz, subject text)
    WHERE q.order_id = %(id)s::uuid AND (q.queue, q.holder, q.rank, q.sort_at, q.subject) =
        (d.queue, d.holder, d.rank, d.sort_at, d.subject)
)
UPDATE orders_workorder SET ({", ".join(_COLUMNS)}) =
    (SELECT {", ".join(_COLUMNS)} FROM jsonb_populate_record(NULL::orders_workorder, %(order)s::jsonb))
WHERE id = %(id)s::uuid
"""
)

_INSERT = (
    _DERIVED.rstrip()
    + """, contact AS (
    INSERT INTO orders_contactrecord
        (order_id, name, phone, address, workplace, identity_number, email, phone_index, changed_at)
    SELECT %(id)s::uuid, %(c0)s::bytea, %(c1)s::bytea, %(c2)s::bytea, %(c3)s::bytea, %(c4)s::bytea, %(c5)s::bytea,
           %(c6)s::text, %(at)s::timestamptz
    WHERE %(contact)s::bool
)
INSERT INTO orders_workorder SELECT * FROM jsonb_populate_record(NULL::orders_workorder, %(order)s::jsonb)
"""
)


def update(locked: Locked, after: Order, acts: Sequence[Act], at: datetime, key: str | None) -> Written:
    """Store what `acts` made of a locked order."""
    difference = changes.between(locked.order, after, locked.line)
    parameters, head = _parameters(after, difference, locked.order.version, locked.head, acts, at, key)
    parameters["left"] = dumps(difference.left)
    return _run(_UPDATE, parameters, after, head, difference)


def insert(
    after: Order,
    stamp: Stamp,
    acts: Sequence[Act],
    at: datetime,
    key: str | None,
    contact: Sequence[bytes | str | None] | None,
) -> Written:
    """Store a new order with its sealed contact (columns as `contacts.sealed_row` gives them)."""
    difference = changes.between(None, after, stamp.line)
    parameters, head = _parameters(after, difference, 0, chain.FIRST, acts, at, key, stamp)
    sealed = contact or [None] * 7
    parameters |= {f"c{i}": value for i, value in enumerate(sealed)} | {"contact": contact is not None}
    return _run(_INSERT, parameters, after, head, difference)


def _run(statement: str, parameters: dict[str, Any], after: Order, head: bytes, difference: changes.Changes) -> Written:
    with cursor() as cur:
        cur.execute(statement, parameters)
    known.put(after.id, head, after)
    return Written(parameters["first"], parameters["last"], difference.touched)


def _parameters(
    after: Order,
    difference: changes.Changes,
    version: int,
    head: bytes,
    acts: Sequence[Act],
    at: datetime,
    key: str | None,
    stamp: Stamp | None = None,
) -> tuple[dict[str, Any], bytes]:
    """The parameters that both statements share, and the hash of the last event."""
    events, fresh = chain.rows_of(after.id, version, head, acts, at)
    order = columns.order_columns(after)
    if stamp is not None:
        order |= {"line": stamp.line, "pack": stamp.pack, "release": stamp.release}
    order |= {
        "head": "\\x" + fresh.hex(),
        "changed_at": at,
        "changed_by": acts[-1].actor.id,
        "state": encode(after),
    }
    parameters = {
        "id": after.id,
        "at": at,
        "key": key,
        "first": version + 1,
        "last": version + len(events),
        "order": dumps(order),
        "events": dumps(events),
        "assignments": dumps(difference.assignments),
        "clocks": dumps(difference.clocks),
        "entered": dumps(difference.entered),
        "deltas": dumps(difference.deltas),
        "marked": any(event.NAME in MARKING for act in acts for event in act.events),
    }
    return parameters, fresh
