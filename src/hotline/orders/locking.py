"""Holding an order's row, and reading what it holds."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from hotline.core.codec import decode
from hotline.core.state import Order
from hotline.orders.raw import cursor
from hotline.orders.wire import loads


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
