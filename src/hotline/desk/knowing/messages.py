"""Messages to callers in words, and to whom one goes: an order's citizen or a number that is typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hotline.accounts import policies
from hotline.core.vocabulary import ContactField
from hotline.desk.knowing.shown import words_of
from hotline.desk.times import short_stamp
from hotline.infra import clock
from hotline.infra.masking import mask_phone
from hotline.knowledge import sending
from hotline.knowledge.models import Message
from hotline.knowledge.selectors import reference
from hotline.orders import selectors as orders
from hotline.orders.results import NotFound


class NoReceiver(Exception):
    """Nobody can be reached by what was typed; the text says why."""


def receiver(person: Any, post: Mapping[str, str]) -> tuple[str, str, str]:
    """The order (its number), or the telephone that was typed, and what is said when it is done. Raises NoReceiver."""
    typed = post.get("to", "").strip()[:40]
    said = words_of("done")
    if phone := sending.telephone(typed):
        return "", phone, said["sent_phone"].format(phone=mask_phone(phone))
    number = order_named(person, typed)
    return number, "", said["sent_order"].format(number=number)


def order_named(person: Any, typed: str) -> str:
    """The number of an order that the person may see and whose citizen left a telephone. Raises NoReceiver."""
    said, typed = words_of("wrong"), typed.strip()[:40]
    try:
        row = orders.row(orders.find_number(person, typed)) if typed else None
    except NotFound:
        row = None
    if row is None:
        raise NoReceiver(said["receiver"].format(text=typed))
    if ContactField.PHONE not in orders.get(row.id).contact:
        raise NoReceiver(said["no_phone"].format(number=row.number))
    return str(row.number)


def seen_of(person: Any, numbers: Collection[str]) -> frozenset[str]:
    """Those of the orders (numbers) that the person may see: who leads the knowledge reads what was sent, not who has
    what order."""
    idents = orders.ids_of_numbers(numbers)
    rows = orders.rows(set(idents.values()))
    return frozenset(n for n, i in idents.items() if i in rows and policies.can(person, "view", rows[i]))


def message_row(row: Message, names: Mapping[str, str], seen: Collection[str]) -> dict[str, Any]:
    """One message of the list; `seen`: numbers of orders that the reader may see. What waits can be dropped; what
    waits from a call can be bound to an order."""
    waits = row.sent_at is None and row.dropped_at is None
    of_call = bool(row.call) and not row.ref
    return {
        "id": str(row.pk),
        "state": words_of("messages")[_state(row, of_call)],
        "to": _to(row, of_call, row.ref in seen),
        "order": row.ref if row.ref in seen else "",
        "ref": reference(row.entry.number),
        "title": row.entry.title,
        "text": row.text,
        "who": names.get(row.by, ""),
        "at": short_stamp(row.at, clock.now()),
        "waits": waits,
        "unfiled": waits and of_call,
    }


def _state(row: Message, of_call: bool) -> str:
    if row.sent_at:
        return "sent"
    if row.dropped_at:
        return "lapsed" if of_call else "dropped"
    return "unfiled" if of_call else "waiting"


def _to(row: Message, of_call: bool, seen: bool) -> str:
    said = words_of("messages")
    if of_call:
        return str(said["to_call"].format(hours=sending.CALL_HOURS))
    if row.ref and not seen:
        return str(said["to_other"])
    if row.ref:
        return str(said["to_order"].format(number=row.ref))
    return str(said["to_phone"].format(phone=mask_phone(row.phone)) if row.phone else said["to_number"])
