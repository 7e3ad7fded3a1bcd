"""Messages written during a call, before there is an order: they wait under the call's key."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.accounts.models import Person
from hotline.knowledge.models import Message


def belongs(who: Person, call: str, ref: str) -> int:
    """What this person wrote during `call` goes to the contact of `ref`; returns how many messages."""
    return Message.objects.filter(ref=call, by=str(who.pk), sent_at=None).update(ref=ref)


def of_refs(refs: Iterable[str]) -> list[Message]:
    """Messages to the contacts of these orders, oldest first."""
    return list(Message.objects.filter(ref__in=list(refs)).select_related("entry").order_by("id")[:50])
