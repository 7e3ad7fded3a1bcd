"""Sealing: one case, one file, closed for ever (ARC-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hotline.accounts.models import Person
from hotline.archive import manifest
from hotline.archive.models import SealedFile
from hotline.core import events as e
from hotline.core.commands import Archive
from hotline.core.state import SYSTEM, Actor
from hotline.core.vocabulary import CommandName, Role
from hotline.core.workflow import roles_of
from hotline.infra import clock
from hotline.orders import services as orders
from hotline.orders.selectors import ended_orders, get, policy_of, row

BATCH = 200


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one run did. `waiting`: orders with something open in them, or whose pack wants a person to seal."""

    sealed: int
    waiting: int


def seal(
    order_id: UUID | str, who: Person | Actor = SYSTEM, *, expected_version: int | None = None, key: str | None = None
) -> orders.Applied:
    """Seal an order: the list of everything in it is stored with its digest, and the digest goes into the last event.

    Raises Refused (not finished, something open, not this person's role), Stale, NotFound.
    """
    ident = str(order_id)
    with transaction.atomic():
        version = get(ident).version if expected_version is None else expected_version
        made = manifest.build(ident, version)
        applied = orders.apply(ident, Archive(manifest=made.digest), who, key=key, expected_version=version)
        if not applied.repeated:
            _store(applied, made, version)
    return applied


def _store(applied: orders.Applied, made: manifest.Manifest, version: int) -> None:
    (event,) = (event for event in applied.events if isinstance(event, e.Archived))
    SealedFile.objects.create(
        order_id=applied.id,
        number=applied.number,
        line=applied.order.line,
        digest=made.digest,
        version=version,
        contents=made.contents,
        sealed_at=clock.now(),
        keep_until=event.keep_until,
    )


def wait() -> timedelta:
    """How long a finished order is left open for additions after its last event (setting ARCHIVE_AFTER_DAYS)."""
    return timedelta(days=getattr(settings, "ARCHIVE_AFTER_DAYS", 7))


def seal_ended(limit: int = 5000) -> Sealed:
    """Seal what has ended and waited long enough, oldest first. What cannot be sealed yet is passed by."""
    before = clock.now() - wait()
    sealed = waiting = 0
    found = ended_orders(before, BATCH)
    while found and sealed < limit:
        for _at, ident in found:
            if _seal_one(ident):
                sealed += 1
            else:
                waiting += 1
        found = ended_orders(before, BATCH, after=found[-1])
    return Sealed(sealed, waiting)


def _seal_one(ident: str) -> bool:
    if Role.SYSTEM not in roles_of(policy_of(ident), CommandName.ARCHIVE):
        return False  # this hotline wants a person to look before it is sealed
    found = row(ident)
    if found is None or clock.now() - found.changed_at < wait():
        return False
    try:
        seal(ident)
    except (orders.Refused, orders.Stale):
        return False
    return True
