"""Notices are written, listed and read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from hotline.accounts.models import Person
from hotline.core.state import Order
from hotline.infra import clock, stream
from hotline.supervision.audience import Holder
from hotline.supervision.models import Notice
from hotline.supervision.words import sentence

MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as a person reads it."""

    id: UUID
    order_id: UUID
    number: str
    text: str
    key: str
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """How many are unread; `more`: there are more than the number says."""

    count: int
    more: bool


def write(holders: Collection[Holder], order: Order, key: str, params: Mapping[str, str], at: datetime) -> None:
    """One notice for each holder; open pages hear of it after the commit."""
    Notice.objects.bulk_create(
        Notice(
            holder=h.holder, role=h.role, order_id=order.id, number=order.number, key=key, params=dict(params), at=at
        )
        for h in holders
    )
    _tell(holders)


def write_about(holder: Holder, ident: UUID, number: str, key: str, params: Mapping[str, str]) -> None:
    """A notice that is not about an order: `ident` and `number` are those of what it is about."""
    Notice.objects.create(
        holder=holder.holder,
        role=holder.role,
        order_id=ident,
        number=number,
        key=key,
        params=dict(params),
        at=clock.now(),
    )
    _tell([holder])


def retitle(holder: str, ident: UUID, title: str) -> int:
    """Notices of a holder about a thing say what it is called now; returns how many. Looks through all of the holder's:
    for what happens seldom."""
    old = list(Notice.objects.filter(holder=holder, order_id=ident, params__has_key="title"))
    for notice in old:
        notice.params = notice.params | {"title": title}
    return int(Notice.objects.bulk_update(old, ["params"]))


def _tell(holders: Collection[Holder]) -> None:
    topics = sorted({f"queue:{h.holder}" for h in holders})
    if topics:
        transaction.on_commit(lambda: stream.publish_many([(t, "notices", {}) for t in topics]), robust=True)


def _pairs(person: Person) -> tuple[list[str], list[str]]:
    """Holders and roles under which notices are for this person: own, the unit's roles, the lines' roles."""
    pairs = [(str(person.pk), "")]
    for holder in (*([person.unit_id] if person.unit_id else []), *person.lines):
        pairs += [(holder, role) for role in person.roles]
    return [holder for holder, _ in pairs], [role for _, role in pairs]


# One look into the index for each pair: a page costs the same however many notices there are.
_LIST = """
SELECT n.* FROM unnest(%s::text[], %s::text[]) AS h(holder, role) CROSS JOIN LATERAL (
    SELECT * FROM supervision_notice WHERE holder = h.holder AND role = h.role AND (%s::uuid IS NULL OR id < %s::uuid)
    ORDER BY id DESC LIMIT %s) AS n
ORDER BY n.id DESC LIMIT %s
"""
_COUNT = """
SELECT coalesce(sum(n.one), 0) FROM unnest(%s::text[], %s::text[]) AS h(holder, role) CROSS JOIN LATERAL (
    SELECT 1 AS one FROM supervision_notice
    WHERE holder = h.holder AND role = h.role AND read_at IS NULL LIMIT %s) AS n
"""
_READ = """
UPDATE supervision_notice n SET read_at = %s, read_by = %s
FROM unnest(%s::text[], %s::text[]) AS h(holder, role)
WHERE n.holder = h.holder AND n.role = h.role AND n.read_at IS NULL AND (%s::uuid[] IS NULL OR n.id = ANY(%s::uuid[]))
"""


def listed(person: Person, before: UUID | None = None, limit: int = 30) -> list[ShownNotice]:
    """The person's notices, newest first; `before` is the id of the last one of the page before."""
    holders, roles = _pairs(person)
    rows = Notice.objects.raw(_LIST, [holders, roles, before, before, limit, limit])
    return [
        ShownNotice(n.id, n.order_id, n.number, sentence(n.key, n.number, n.params), n.key, n.at, n.read_at is not None)
        for n in rows
    ]


def unread(person: Person) -> Unread:
    """Unread notices, counted to 99 only: what is read of the table does not grow with it."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [*_pairs(person), MOST_COUNTED + 1])
        (count,) = cursor.fetchone()
    return Unread(min(int(count), MOST_COUNTED), count > MOST_COUNTED)


def read(person: Person, ids: Collection[UUID] | None = None) -> int:
    """Mark notices of the person as read (all of them without `ids`); returns how many were unread."""
    wanted = None if ids is None else list(ids)
    with connection.cursor() as cursor:
        cursor.execute(_READ, [clock.now(), str(person.pk), *_pairs(person), wanted, wanted])
        return int(cursor.rowcount)
