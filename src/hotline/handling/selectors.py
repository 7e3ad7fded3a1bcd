"""Files and drafts a person may see."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.vocabulary import CommandName
from hotline.handling.kinds import PICTURES, SOUNDS
from hotline.handling.models import Attachment, Draft
from hotline.handling.services import RELEASERS
from hotline.infra import vault
from hotline.orders.selectors import NotFound, row


@dataclass(frozen=True, slots=True)
class Download:
    """A file to send: where it lies, and the headers that keep a browser from running it."""

    path: Path
    headers: dict[str, str]


def attachments(person: Person, order_id: UUID | str) -> list[Attachment]:
    """The files of an order, oldest first. NotFound when the person may not see it."""
    _visible(person, order_id)
    return list(Attachment.objects.filter(order_id=order_id).order_by("id"))


def download(person: Person, attachment_id: UUID | str) -> Download:
    """What to send for a file.

    NotFound when there is none, the person may not see its order, or it is in quarantine: then it is given only to
    those who decide whether to let it out, for they must look at it.
    """
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None or (found.quarantined and not person.role_set & RELEASERS):
        raise NotFound(str(attachment_id))
    _visible(person, found.order_id)
    place = vault.path(found.digest)
    if not place.is_file():
        raise NotFound(str(attachment_id))
    return Download(place, _headers(found))


def shown(person: Person, attachment_id: UUID | str) -> Download:
    """A picture or a recording for the order's own page. NotFound as for `download`, and for every other kind; one in
    quarantine is shown to nobody: who decides about it saves it."""
    found = Attachment.objects.filter(pk=attachment_id).first()
    if found is None or found.quarantined or found.kind not in PICTURES | SOUNDS:
        raise NotFound(str(attachment_id))
    whole = download(person, attachment_id)
    inline = {"Content-Disposition": "inline", "Cross-Origin-Resource-Policy": "same-origin"}
    return Download(whole.path, whole.headers | inline)


def shown_as(found: Attachment) -> str:
    """`picture`, `sound`, or nothing where the file can only be saved."""
    if found.quarantined:
        return ""
    return "picture" if found.kind in PICTURES else "sound" if found.kind in SOUNDS else ""


def _headers(found: Attachment) -> dict[str, str]:
    return {
        "Content-Type": found.mime,
        "Content-Length": str(found.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


def draft(person: Person, order_id: UUID | str, command: CommandName, target: str = "") -> Draft | None:
    """What the person left in this form, or None."""
    return Draft.objects.filter(order_id=order_id, person=str(person.pk), command=command.value, target=target).first()


def _visible(person: Person, order_id: UUID | str) -> None:
    order = row(order_id)
    if order is None or not policies.can(person, "view", order):
        raise NotFound(str(order_id))
