"""Dispatch beyond single commands: carry out a suggestion, settle who answers."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.core.commands import AssignToUnit, EscalateDispute
from hotline.core.state import Actor
from hotline.core.vocabulary import AuditPoint
from hotline.dispatch.importing import BadList, Imported, Known, import_list
from hotline.dispatch.selectors import dispute, suggest
from hotline.orders import services as orders
from hotline.orders.selectors import get

__all__ = ["BadList", "Imported", "Known", "NoSuggestion", "accept_suggestion", "escalate", "import_list"]


class NoSuggestion(Exception):
    """The list names no unit, or several equally near ones: a person must choose."""


def accept_suggestion(
    order_id: UUID | str,
    who: Person | Actor,
    *,
    audit: Sequence[AuditPoint] = (),
    note: str = "",
    key: str | None = None,
    expected_version: int | None = None,
) -> orders.Applied:
    """Assign an order to the units the responsibility list names. Raises NoSuggestion, and what `orders.apply` does."""
    found = suggest(get(order_id))
    if found.lead is None:
        raise NoSuggestion
    command = AssignToUnit(
        lead=found.lead.unit, assisting=tuple(c.unit for c in found.assisting), audit=tuple(audit), note=note
    )
    return orders.apply(order_id, command, who, key=key, expected_version=expected_version)


def escalate(order_id: UUID | str, who: Person | Actor, reason: str, *, key: str | None = None) -> orders.Applied:
    """Hand a dispute one rung up; who refused so far, and with which words, is written into the reason."""
    refusals = dispute(get(order_id)).refusals
    told = "\n".join(f"{directory().name(unit)}：{why}" for unit, why in refusals)
    return orders.apply(order_id, EscalateDispute(reason="\n".join(filter(None, (reason.strip(), told)))), who, key=key)
