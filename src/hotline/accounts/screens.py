"""Links for screens in a hall: made and taken back by an administrator; only a digest of the token is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from hotline.accounts import audit
from hotline.accounts.models import Person, ScreenLink
from hotline.accounts.people import Memory
from hotline.infra import clock

LONGEST_NAME = 40
_known: Memory[tuple[str, ...]] = Memory()


def make(person: Person, name: str, lines: Sequence[str]) -> str:
    """A new link; returns its token, which is shown once and kept nowhere. ValueError without a name or line."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name or not lines:
        raise ValueError("screen")
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        ScreenLink.objects.create(
            name=name, digest=_digest(token), lines=list(lines), made_by=str(person.pk), made_at=clock.now()
        )
        audit.note(person, "screen_made", name, {"lines": list(lines)})
    return token


def lines_of(token: str) -> tuple[str, ...]:
    """The lines whose numbers this token shows; none for one that is unknown or taken back (within a few seconds)."""
    if not token:
        return ()
    digest = _digest(token)
    found = _known.get(digest)
    if found is None:
        link = ScreenLink.objects.filter(digest=digest, revoked_at=None).first()
        found = tuple(link.lines) if link else ()
        if found:
            _known.put(digest, found)
    return found


def links() -> list[ScreenLink]:
    """All links that hold, latest first."""
    return list(ScreenLink.objects.filter(revoked_at=None).order_by("-made_at", "-id"))


def revoke(person: Person, ident: UUID) -> bool:
    """Take a link back. False when there is none, or none any more."""
    with transaction.atomic():
        link = ScreenLink.objects.select_for_update().filter(pk=ident, revoked_at=None).first()
        if link is None:
            return False
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        audit.note(person, "screen_revoked", link.name)
    _known.drop(link.digest)
    return True


def _digest(token: str) -> str:
    """A token has more chance in it than anybody can try, so one round of a plain digest is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
