"""The text of an entry as a message to a caller (INT, KNW): to an order, to a call that is not filed yet, to a number.

Written down now, sent when a channel takes it. What was written during a call waits under its key and goes to the
order that is made of it; where none is made, its author binds it to an order or drops it, else it is dropped by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.knowledge.content import Content
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.knowledge.models import Entry, Message, Version

LONGEST = 500
CALL_HOURS = 24
"""Hours that a message of a call waits for the order; then it reaches nobody any more."""
KEPT_DAYS = 30
"""Days after which the number that a message was written to is taken away."""
AGAIN = timedelta(minutes=1)
"""The same text by the same person to the same receiver within this time is the one that waits already."""
_BETWEEN = re.compile(r"[\s\-()\uff08\uff09]")
_NUMBER = re.compile(r"\+?\d{7,15}")
_OPEN = Q(sent_at=None, dropped_at=None)


def send(who: Person, ident: UUID, ref: str = "", *, call: str = "", phone: str = "") -> Message:
    """Keep the public text of an entry as a message: to the citizen of the order `ref` (its number), of the `call` that
    is going on, or to the number `phone` (sealed). Whether the person may see that order was asked before.

    What waits already is not written a second time. Raises Refused for an entry that is no citizen's to see, and for
    none or several of the three.
    """
    entry = Entry.objects.filter(pk=ident, line__in=who.lines, live__isnull=False).first()
    if entry is None or not policies.can(who, "find_knowledge"):
        raise Refused(Refusal.UNKNOWN)
    shown = contents.public(contents.from_row(Version.objects.get(pk=entry.live).content))
    if shown is None:
        raise Refused(Refusal.WRONG_ROLE)
    if sum(map(bool, (ref, call, phone))) != 1:
        raise Refused(Refusal.NO_RECEIVER)
    with transaction.atomic():
        # Pressed twice, the second finds what the first has written.
        Entry.objects.select_for_update(no_key=True).values_list("pk").get(pk=entry.pk)
        same = Message.objects.filter(
            _OPEN, by=str(who.pk), version=entry.live, ref=ref, call=call, at__gt=clock.now() - AGAIN
        )
        if found := next((row for row in same if (row.phone or "") == phone), None):
            return found
        return Message.objects.create(
            id=uuid7(),
            entry=entry,
            version=entry.live,
            line=entry.line,
            ref=ref,
            call=call,
            phone=phone or None,
            text=sms_text(shown),
            by=str(who.pk),
            at=clock.now(),
        )


def telephone(text: str) -> str:
    """The number that was typed, signs between its digits left out; empty for what is none."""
    found = _BETWEEN.sub("", text)
    return found if _NUMBER.fullmatch(found) else ""


def sms_text(content: Content) -> str:
    """What goes into a message: the text answer, else the one for the phone, with where and when."""
    parts = [content.text or content.answer, *content.places[:1], content.hours, *content.phones[:1]]
    told = "\n".join(part.strip() for part in parts if part.strip())
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"


def belongs(who: Person, call: str, ref: str) -> int:
    """What this person wrote during `call` goes to the contact of `ref`; returns how many messages."""
    return Message.objects.filter(_OPEN, call=call, ref="", by=str(who.pk)).update(ref=ref)


def bind(who: Person, ident: UUID, ref: str) -> None:
    """A message of a call that was never filed goes to the citizen of an order after all. Raises Refused."""
    if not _own(who).filter(_OPEN, pk=ident, ref="").exclude(call="").update(ref=ref):
        raise Refused(Refusal.ENDED)


def drop(who: Person, ident: UUID) -> None:
    """It is not to be sent. Raises Refused when it was sent or dropped already, or is not the person's to decide."""
    if not _own(who).filter(_OPEN, pk=ident).update(dropped_at=clock.now(), phone=None):
        raise Refused(Refusal.ENDED)


def tidy() -> int:
    """Messages of calls that were never filed are dropped after a day, numbers are forgotten after a month; how many
    were dropped."""
    now = clock.now()
    Message.objects.filter(phone__isnull=False, at__lt=now - timedelta(days=KEPT_DAYS)).update(phone=None)
    late = Message.objects.filter(_OPEN, ref="", at__lt=now - timedelta(hours=CALL_HOURS)).exclude(call="")
    return late.update(dropped_at=now)


def _own(who: Person) -> QuerySet[Message]:
    """The messages this person answers for: the own ones, and for who leads the knowledge of a line all of it."""
    mine = Q(by=str(who.pk))
    return Message.objects.filter(mine | Q(line__in=who.lines) if policies.can(who, "lead_knowledge") else mine)


def of_person(who: Person, before: tuple[datetime, UUID] | None = None, limit: int = 50) -> list[Message]:
    """The messages this person answers for, latest first, from `before` (moment and id of the last one seen) on."""
    rows = _own(who).select_related("entry").defer("entry__draft").order_by("-at", "-id")
    if before:
        at, ident = before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=ident))
    return list(rows[:limit])


def of_refs(refs: Iterable[str]) -> list[Message]:
    """Messages to the contacts of these orders, oldest first."""
    found = Message.objects.filter(ref__in=list(refs), dropped_at=None)
    return list(found.select_related("entry").defer("entry__draft").order_by("id")[:50])
