"""What an archive needs of an order: every event with its hash, and a keyed digest of the citizen's contact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from hotline.core.vocabulary import Phase
from hotline.infra import privacy
from hotline.orders import contacts
from hotline.orders.contacts import Contact
from hotline.orders.raw import cursor
from hotline.orders.wire import canonical

_EVENTS = """
SELECT seq, name, at, actor_id, encode(hash, 'hex') FROM orders_orderevent
WHERE order_id = %s AND seq <= %s ORDER BY seq
"""
_ARCHIVED = """
SELECT id::text, number FROM orders_workorder
WHERE id > %(after)s AND phase = %(phase)s AND (%(numbers)s::text[] IS NULL OR number = ANY(%(numbers)s))
ORDER BY id LIMIT 500
"""
_PURPOSE = "archive.contact"


@dataclass(frozen=True, slots=True)
class FiledEvent:
    """One event as the archive lists it; its hash covers all it says and everything before it."""

    seq: int
    name: str
    at: datetime
    actor: str
    hash: str


def filed_events(order_id: UUID | str, until: int) -> tuple[FiledEvent, ...]:
    """The events of an order up to `until`, in order."""
    with cursor() as cur:
        cur.execute(_EVENTS, (str(order_id), until))
        return tuple(FiledEvent(*row) for row in cur.fetchall())


def archived_orders(numbers: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Id and number of every sealed order, or of those with these numbers."""
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        with cursor() as cur:
            cur.execute(_ARCHIVED, {"after": last, "numbers": list(numbers) or None, "phase": Phase.ARCHIVED.value})
            found = cur.fetchall()
        if not found:
            return
        yield from found
        last = found[-1][0]


def contact_digest(order_id: UUID | str) -> str:
    """HMAC-SM3 over the contact, "" without one. Nobody without the key can guess a telephone from it."""
    found = contacts.read(order_id)
    return privacy.blind_index(_PURPOSE, _text(order_id, found)) if found.known else ""


def contact_matches(order_id: UUID | str, digest: str) -> bool:
    """Whether the contact is the one `digest` was made of, under any key generation that still exists."""
    try:
        found = contacts.read(order_id)
    except privacy.Unreadable:
        return False
    if not digest or not found.known:
        return not digest and not found.known
    return digest in privacy.blind_indexes(_PURPOSE, _text(order_id, found))


def _text(order_id: UUID | str, contact: Contact) -> str:
    return canonical([str(order_id), *(getattr(contact, f.name) for f in fields(contact))]).decode()
