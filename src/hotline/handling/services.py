"""Files are taken in, let out of quarantine; drafts are kept and dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.commands import AttachFile
from hotline.core.vocabulary import CommandName, Role
from hotline.handling import holding, kinds
from hotline.handling.kinds import BadFile, Doubt, Fault
from hotline.handling.models import Attachment, Draft
from hotline.infra import clock, vault
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, row

__all__ = ["BadFile", "Doubt", "Fault", "attach", "drop_draft", "forget_old_drafts", "keep_draft", "let_out"]

RELEASERS = frozenset({Role.SUPERVISOR, Role.DISPATCH_LEAD, Role.CENTRE_DIRECTOR})
"""Who may look at a doubtful file and let it out."""

_NAME_MOST = 150


def attach(
    order_id: UUID | str, person: Person, name: str, content: bytes, title: str = "", *, key: str | None = None
) -> Attachment:
    """Put a file into an order. Raises BadFile, and Refused or NotFound as orders do; then no row is kept.

    The same `key` again gives the first attachment.
    """
    kind, doubt = kinds.inspect(name, content)
    if doubt is None and holding.held(content, name, kind.id):
        doubt = Doubt.HELD
    digest = vault.keep(content)
    made = Attachment(
        order_id=UUID(str(order_id)),
        digest=digest,
        size=len(content),
        name=_clean_name(name),
        title=title.strip() or _clean_name(name),
        kind=kind.id,
        mime=kind.mime,
        uploaded_by=str(person.pk),
        uploaded_at=clock.now(),
        doubt=doubt.value if doubt else "",
    )
    command = AttachFile(file=str(made.id), title=made.title, digest=digest, size=made.size)
    with transaction.atomic():
        applied = orders.apply(order_id, command, person, key=f"attach:{key}" if key else None)
        if applied.repeated:
            (event,) = (e for e in applied.events if e.NAME == "file_attached")
            return Attachment.objects.get(pk=event.file)  # type: ignore[attr-defined]  # it is a FileAttached
        made.save(force_insert=True)
    return made


def _clean_name(name: str) -> str:
    """The last part of a path, without signs that a file system or a header could misread."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>:|?*')
    return kept.strip(". ")[-_NAME_MOST:] or "file"


def let_out(attachment_id: UUID | str, person: Person) -> Attachment:
    """End the quarantine of a file. NotFound when there is none, or the person may not decide it."""
    with transaction.atomic():
        found = Attachment.objects.select_for_update().filter(pk=attachment_id).first()
        if found is None or not (person.role_set & RELEASERS) or not _may_see(person, found.order_id):
            raise NotFound(str(attachment_id))
        if found.quarantined:
            found.released_by, found.released_at = str(person.pk), clock.now()
            found.save(update_fields=["released_by", "released_at"])
    return found


def _may_see(person: Person, order_id: UUID) -> bool:
    order = row(order_id)
    return order is not None and policies.can(person, "view", order)


def keep_draft(
    order_id: UUID | str,
    person: Person,
    command: CommandName,
    fields: Mapping[str, Any],
    *,
    target: str = "",
    version: int = 0,
) -> Draft:
    """Keep what is in a form, in place of what was kept before. NotFound when the person may not see the order."""
    if not _may_see(person, UUID(str(order_id))):
        raise NotFound(str(order_id))
    kept, _created = Draft.objects.update_or_create(
        person=str(person.pk),
        order_id=order_id,
        command=command.value,
        target=target,
        defaults={"fields": dict(fields), "version": version, "saved_at": clock.now()},
    )
    return kept


def drop_draft(order_id: UUID | str, person: Person, command: CommandName, target: str = "") -> None:
    """Forget a draft; nothing happens when there is none."""
    Draft.objects.filter(order_id=order_id, person=str(person.pk), command=command.value, target=target).delete()


def forget_old_drafts(days: int = 60) -> int:
    """Drafts that nobody touched for so long are dropped; returns how many."""
    return Draft.objects.filter(saved_at__lt=clock.now() - timedelta(days=days)).delete()[0]
