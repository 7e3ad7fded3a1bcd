"""Texts of new orders, in the order of their registration, for who follows what a city talks about. For machines:
secret orders are left out, and who the citizen is stands nowhere here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from hotline.infra import clock
from hotline.orders.raw import cursor

NOBODY = "00000000-0000-0000-0000-000000000000"
Place = tuple[datetime, str]
"""Where somebody stands among the orders of a line: time of registration and id of the last one that was read."""


@dataclass(frozen=True, slots=True)
class NewText:
    """One order as it was written down. The text may hold a name; nothing of it is stored by who reads this."""

    id: str
    registered_at: datetime
    title: str
    content: str
    content_class: str
    area: str
    place: str

    @property
    def day(self) -> date:
        return clock.local(self.registered_at).date()


@dataclass(frozen=True, slots=True)
class Fact:
    """What an order is about, without its text. `unit`: who leads, empty while nobody does."""

    id: str
    content_class: str
    area: str
    place: str
    unit: str


_FIELDS = "id::text, registered_at, title, coalesce(state->>'content', ''), content_class, area, place"
_NEW = f"""
SELECT {_FIELDS} FROM orders_workorder
WHERE line = %s AND (registered_at, id) > (%s, %s::uuid) AND registered_at <= %s AND NOT secret
ORDER BY registered_at, id LIMIT %s
"""
_LATEST = f"""
SELECT {_FIELDS} FROM orders_workorder
WHERE line = %s AND (registered_at, id) <= (%s, %s::uuid) AND registered_at >= %s AND NOT secret
ORDER BY registered_at DESC, id DESC LIMIT %s
"""
_OF = f"SELECT {_FIELDS} FROM orders_workorder WHERE id = ANY(%s::uuid[]) AND NOT secret ORDER BY registered_at, id"
_AS = "SELECT line, content_class, area, registered_at FROM orders_workorder WHERE id = %s"
_COUNTED = """
SELECT content_class, area, (registered_at AT TIME ZONE 'Asia/Shanghai')::date, count(*)::int FROM orders_workorder
WHERE line = %s AND registered_at >= %s AND (registered_at, id) <= (%s, %s::uuid) AND NOT secret GROUP BY 1, 2, 3
"""
_FACTS = """
SELECT id::text, content_class, area, place, lead_unit FROM orders_workorder WHERE id = ANY(%s::uuid[]) AND NOT secret
"""


def new_texts(line: str, after: Place, until: datetime, limit: int) -> list[NewText]:
    """The next orders of a hotline after a place, oldest first, registered at `until` or before."""
    with cursor() as cur:
        cur.execute(_NEW, (line, *after, until, limit))
        return [NewText(*values) for values in cur.fetchall()]


def latest_texts(line: str, until: Place, since: datetime, limit: int) -> list[NewText]:
    """The latest orders up to and with a place, oldest first."""
    with cursor() as cur:
        cur.execute(_LATEST, (line, *until, since, limit))
        return [NewText(*values) for values in reversed(cur.fetchall())]


def texts_of(idents: Collection[str]) -> list[NewText]:
    """The orders of these ids, oldest first; secret ones are left out."""
    with cursor() as cur:
        cur.execute(_OF, (list(idents),))
        return [NewText(*values) for values in cur.fetchall()]


def counted_as(ident: str) -> tuple[str, str, str, datetime] | None:
    """(line, content class, area, registered at) of an order, secret or not: what it was counted under, no word of it.

    None: there is no such order.
    """
    with cursor() as cur:
        cur.execute(_AS, (ident,))
        found = cur.fetchone()
    return (found[0], found[1], found[2], found[3]) if found else None


def counted_texts(line: str, since: datetime, until: Place) -> list[tuple[str, str, date, int]]:
    """(content class, area, civil day, how many) of a span. Reads the whole span: once for a hotline."""
    with cursor() as cur:
        cur.execute(_COUNTED, (line, since, *until))
        return [tuple(values) for values in cur.fetchall()]


def facts(idents: Collection[str]) -> dict[str, Fact]:
    """Id → what it is about now, of those that exist and are not secret."""
    with cursor() as cur:
        cur.execute(_FACTS, (list(idents),))
        return {found[0]: Fact(*found) for found in cur.fetchall()}
