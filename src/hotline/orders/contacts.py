"""Who the citizen is. The only place where the sealed fields are opened, masked or written.

A value is sealed for its column and its order: moved to another column or another order, it cannot be opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from hotline.core.vocabulary import ContactField
from hotline.infra import clock, masking, privacy
from hotline.orders.models import ContactAccess, ContactRecord
from hotline.orders.wire import clean


@dataclass(frozen=True, slots=True)
class Contact:
    """What a citizen gave of himself or herself. Printing it shows which fields there are, never their values."""

    name: str = ""
    phone: str = ""
    address: str = ""
    workplace: str = ""
    identity_number: str = ""
    email: str = ""

    @property
    def known(self) -> frozenset[ContactField]:
        return frozenset(f for f in ContactField if getattr(self, f.value).strip())

    def __repr__(self) -> str:
        return f"Contact({', '.join(sorted(f.value for f in self.known))})"


_NAMES = tuple(f.name for f in fields(Contact))
_SEALED = {name: ContactRecord._meta.get_field(name) for name in _NAMES}
_INDEX = ContactRecord._meta.get_field("phone_index")
_MASKS = {
    ContactField.NAME: masking.mask_name,
    ContactField.PHONE: masking.mask_phone,
    ContactField.ADDRESS: masking.mask_address,
    ContactField.WORKPLACE: masking.mask_address,
    ContactField.IDENTITY_NUMBER: masking.mask_id_number,
    ContactField.EMAIL: lambda text: text[:1] + "***" + text[text.find("@") :] if "@" in text else "***",
}


def sealed_row(order_id: UUID | str, contact: Contact) -> list[bytes | str | None]:
    """The values of the columns name, phone, address, workplace, identity_number, email, phone_index of an order."""
    texts = {name: clean(getattr(contact, name)).strip() for name in _NAMES}
    sealed = [privacy.encrypt(text, _context(order_id, name)) if text else None for name, text in texts.items()]
    return [*sealed, _INDEX.compute(texts["phone"])]


def opened(order_id: UUID | str, values: Mapping[str, bytes | None]) -> Contact:
    """The contact behind the sealed columns of an order; `privacy.Unreadable` when they are not this order's."""
    return Contact(
        **{
            name: privacy.decrypt(bytes(sealed), _context(order_id, name))
            for name in _NAMES
            if (sealed := values.get(name)) is not None
        }
    )


def faults(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Columns of a stored contact that are not what was written: not this order's, or the index of another phone."""
    texts: dict[str, str] = {}
    wrong = []
    for name in _NAMES:
        if row[name] is None:
            continue
        try:
            texts[name] = privacy.decrypt(bytes(row[name]), _context(row["order_id"], name))
        except privacy.Unreadable:
            wrong.append(name)
    if "phone" not in wrong and row["phone_index"] not in _INDEX.possible(texts.get("phone")):
        wrong.append("phone_index")
    return tuple(wrong)


def masked(contact: Contact) -> dict[ContactField, str]:
    """What a page shows: only the fields that are known, each with its middle hidden."""
    return {field: _MASKS[field](getattr(contact, field.value)) for field in ContactField if field in contact.known}


def read(order_id: UUID | str) -> Contact:
    """The contact of an order; empty when none was given. The caller has checked and records who looks."""
    record = ContactRecord.objects.filter(order_id=order_id).first()
    return opened(order_id, {name: getattr(record, name) for name in _NAMES}) if record else Contact()


def known_of_citizen(order_id: UUID | str) -> dict[str, str]:
    """Field → what the citizen gave, to be taken out of a text before it leaves; nobody sees it, so no look is noted.

    `privacy.Unreadable` when it cannot be opened: then nothing may leave.
    """
    contact = read(order_id)
    return {field.value: getattr(contact, field.value) for field in contact.known}


def write(order_id: UUID | str, contact: Contact) -> None:
    """Store the contact of an order in place of an earlier one."""
    values: dict[str, Any] = dict(zip((*_NAMES, _INDEX.name), sealed_row(order_id, contact), strict=True))
    ContactRecord(order_id=order_id, changed_at=clock.now(), **values).save()


def _context(order_id: UUID | str, name: str) -> str:
    # One way of writing an id: what was sealed under a text must open under a UUID.
    return str(_SEALED[name].context_for(UUID(str(order_id))))


def note_access(order_id: UUID | str, person: str, act: str, reason: str) -> None:
    """Write down who saw or changed a contact."""
    ContactAccess.objects.create(order_id=order_id, person=person, act=act, at=clock.now(), reason=clean(reason))
