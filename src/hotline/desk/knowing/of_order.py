"""What the page of an order offers of the knowledge base: send its entry to the caller, draft an entry from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hotline.accounts import policies
from hotline.core.knowledge.life import EDITORS, WRITERS
from hotline.core.state import Order
from hotline.core.vocabulary import ContactField, Phase
from hotline.knowledge import drafting
from hotline.knowledge.models import Entry
from hotline.knowledge.selectors import public_text, reference
from hotline.orders import selectors as orders

WELL_OVER = frozenset({Phase.ANSWERED_DIRECTLY, Phase.CLOSED, Phase.ARCHIVED})


def offered(person: Any, row: Any, order: Order, source: dict[str, str] | None) -> dict[str, Any]:
    """For `desk/order.html`: `sends` (may send texts of entries to its citizen), `entry` (the one it was answered from,
    when its text may go to a citizen), `drafts` (may draft from it), `drafted` (what was drafted from it already)."""
    sends = policies.can(person, "register") and ContactField.PHONE in order.contact
    entry = source.get("entry", "") if source and sends else ""
    drafts = may_draft(person, row, order) and not (source or {}).get("entry")
    made = drafting.of_source(person, source_name(row.id)) if drafts else None
    return {
        "sends": sends,
        "entry": entry if entry and _public(person, entry) else "",
        "drafts": drafts and made is None,
        "drafted": reference(made.number) if made else "",
    }


def _public(person: Any, number: str) -> bool:
    found = Entry.objects.filter(number=int(number[1:]), line__in=person.lines).values_list("pk", flat=True).first()
    return found is not None and public_text(found) is not None


def may_draft(person: Any, row: Any, order: Order) -> bool:
    """Whether the person writes for the knowledge base and the order was answered well: to its end, to the citizen's
    content as far as it was asked, and without a secret."""
    if row.secret or order.phase not in WELL_OVER or not order.public_answer.strip() or order.callback.dissatisfied:
        return False
    writes = (person.role_set & EDITORS and row.line in person.lines) or (person.role_set & WRITERS and person.unit_id)
    return bool(writes) and policies.can(person, "write_knowledge")


def source_name(order_id: Any) -> str:
    """How a draft names the order it came from."""
    return f"order:{order_id}"


def _personal(known: Mapping[str, str]) -> list[str]:
    """What of the contact names somebody. A street without a house is where a lamp is dark, not where one lives."""
    street = ContactField.ADDRESS.value
    return [value for name, value in known.items() if name != street or any(sign.isdigit() for sign in value)]


def draft(person: Any, row: Any, order: Order) -> Entry:
    """The draft of an order: the answer and what was asked, without who asked. Raises knowledge's Refused."""
    return drafting.from_order(
        person,
        row.line,
        person.unit_id or "",
        title=order.title,
        asked=order.content,
        answer=order.public_answer,
        content_class=order.content_class,
        area=order.area or "",
        known=_personal(orders.known_of_citizen(row.id)),
        external=source_name(row.id),
    )
