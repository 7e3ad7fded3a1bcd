"""The one writer: locks an order, and stores what commands made of it in a single statement.

Everything that follows from a command (the order, its events, changed assignments, clocks and list entries, counts,
the idempotency key) is one prepared statement with data-modifying CTEs: one round trip, one plan, all or nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any
from uuid import UUID

from hotline.core.codec import decode, encode
from hotline.core.state import Order
from hotline.orders import chain, columns, queues
from hotline.orders.chain import Act
from hotline.orders.raw import cursor
from hotline.orders.wire import dumps, loads


@dataclass(frozen=True, slots=True)
class Locked:
    """An order whose row this transaction holds. It also answers what policies ask (line, secret, units …)."""

    id: str
    order: Order
    pack: str
    release: str
    line: str
    secret: bool
    registered_by: str
    units: list[str]
    accused: list[str]
    head: bytes
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class Written:
    """What was stored: the first sequence number, and whose lists changed (holder → names of the lists)."""

    first_seq: int
    last_seq: int
    touched: dict[str, list[str]]


# --- reading under the lock -------------------------------------------------------------------------------------------

_FOR_UPDATE = """
SELECT pack, release, line, secret, registered_by, units, accused, head, changed_at, changed_by,
       CASE WHEN head = %s THEN NULL ELSE state::text END
FROM orders_workorder WHERE id = %s FOR UPDATE
"""


class _Known:
    """Orders this process has seen last, by the hash of their last event.

    The hash names the whole history, so a remembered order is right whenever the stored hash is the same; then the
    state need not be sent and read again.
    """

    def __init__(self, most: int = 512) -> None:
        self._orders: OrderedDict[str, tuple[bytes, Order]] = OrderedDict()
        self._lock = Lock()
        self._most = most

    def get(self, ident: str) -> tuple[bytes, Order | None]:
        return self._orders.get(ident, (b"", None))

    def put(self, ident: str, head: bytes, order: Order) -> None:
        with self._lock:
            self._orders[ident] = (head, order)
            self._orders.move_to_end(ident)
            while len(self._orders) > self._most:
                self._orders.popitem(last=False)


known = _Known()


def lock(order_id: UUID | str) -> Locked | None:
    """Hold the row of the order until the transaction ends; None when there is none. Waits for whoever holds it."""
    ident = str(order_id)
    head, remembered = known.get(ident)
    with cursor() as cur:
        cur.execute(_FOR_UPDATE, (head, ident))
        row = cur.fetchone()
    if row is None:
        return None
    *facts, state = row
    order = decode(Order, loads(state)) if state is not None or remembered is None else remembered
    return Locked(ident, order, *facts[:7], bytes(facts[7]), *facts[8:])


_FIND_KEY = "SELECT order_id::text, first_seq, last_seq FROM orders_commandkey WHERE key = %s"


def find_key(key: str) -> tuple[str, int, int] | None:
    """What the command with this key did: order, first and last event. Asked after the lock, so nothing is missed."""
    with cursor() as cur:
        cur.execute(_FIND_KEY, (key,))
        return cur.fetchone()  # type: ignore[no-any-return]  # the cursor is Any


# --- writing ----------------------------------------------------------------------------------------------------------

_COLUMNS = (
    "line phase channel mode urgency complexity nature content_class area title place secret accused units lead_unit "
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
    before = locked.order
    parameters, written, head = _parameters(locked.id, before, after, locked.head, acts, at, key)
    parameters["left"] = dumps([_position(e) for e in _gone(before, after)])
    _run(_UPDATE, parameters)
    known.put(locked.id, head, after)
    return written


def insert(
    after: Order,
    pack: str,
    release: str,
    acts: Sequence[Act],
    at: datetime,
    key: str | None,
    contact: Sequence[bytes | str | None] | None,
) -> Written:
    """Store a new order with its sealed contact (columns as `contacts.sealed_row` gives them)."""
    parameters, written, head = _parameters(
        after.id, None, after, chain.FIRST, acts, at, key, pack=pack, release=release
    )
    sealed = contact or [None] * 7
    parameters |= {f"c{i}": value for i, value in enumerate(sealed)} | {"contact": contact is not None}
    _run(_INSERT, parameters)
    known.put(after.id, head, after)
    return written


def _run(statement: str, parameters: dict[str, Any]) -> None:
    with cursor() as cur:
        cur.execute(statement, parameters)


def _parameters(
    ident: str,
    before: Order | None,
    after: Order,
    head: bytes,
    acts: Sequence[Act],
    at: datetime,
    key: str | None,
    **stamp: str,
) -> tuple[dict[str, Any], Written, bytes]:
    version = before.version if before else 0
    events, fresh = chain.rows_of(ident, version, head, acts, at)
    order = columns.order_columns(after) | stamp
    order |= {
        "head": "\\x" + fresh.hex(),
        "changed_at": at,
        "changed_by": acts[-1].actor.id,
        "state": encode(after),
    }
    entered, deltas, touched = _lists(ident, before, after)
    parameters = {
        "id": ident,
        "at": at,
        "key": key,
        "first": version + 1,
        "last": version + len(events),
        "order": dumps(order),
        "events": dumps(events),
        "assignments": dumps(
            columns.changed(columns.assignment_rows(before) if before else {}, columns.assignment_rows(after))
        ),
        "clocks": dumps(columns.changed(columns.clock_rows(before) if before else {}, columns.clock_rows(after))),
        "entered": dumps(entered),
        "deltas": dumps(deltas),
    }
    return parameters, Written(version + 1, version + len(events), touched), fresh


# --- lists ------------------------------------------------------------------------------------------------------------


def entry_row(ident: str, entry: queues.Entry) -> dict[str, Any]:
    """The row of `QueueEntry` for one entry of an order."""
    return {"order_id": ident, **entry._asdict()}


def _position(entry: queues.Entry) -> dict[str, Any]:
    return {
        "queue": entry.queue,
        "holder": entry.holder,
        "rank": entry.rank,
        "sort_at": entry.sort_at,
        "subject": entry.subject,
    }


def _place(entry: queues.Entry) -> tuple[Any, ...]:
    return entry[:5]


def _gone(before: Order, after: Order) -> list[queues.Entry]:
    stays = {_place(e) for e in queues.entries(after)}
    return [e for e in queues.entries(before) if _place(e) not in stays]


def _lists(
    ident: str, before: Order | None, after: Order
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, list[str]]]:
    """Rows to enter, changes of counts, and the lists that look different now."""
    old = queues.entries(before) if before else frozenset()
    new = queues.entries(after)
    counts: dict[tuple[str, str], int] = {}
    for sign, found in ((-1, old), (1, new)):
        for e in found:
            counts[e.queue, e.holder] = counts.get((e.queue, e.holder), 0) + sign
    touched: dict[str, set[str]] = {}
    for e in old ^ new:
        touched.setdefault(e.holder, set()).add(e.queue)
    return (
        [entry_row(ident, e) for e in new - old],
        [{"queue": q, "holder": h, "delta": n} for (q, h), n in counts.items() if n],
        {holder: sorted(names) for holder, names in sorted(touched.items())},
    )
