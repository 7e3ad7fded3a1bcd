"""Intake beyond single commands: a whole form at once, joining a group, answering a group's members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from hotline.accounts.models import Person
from hotline.core.commands import AdoptGroupAnswer, JoinGroup, LinkOrder
from hotline.core.decision import Refusal
from hotline.core.state import SYSTEM, Actor, Order
from hotline.core.vocabulary import LinkKind, Phase, RefusalCode
from hotline.intake.forms import command_of, contact_of, register_fields
from hotline.orders import services as orders
from hotline.orders.selectors import NotFound, find_number, get

ENDED = frozenset({Phase.REFUSED, Phase.CLOSED, Phase.ARCHIVED})
Outcome = tuple[str, Mapping[str, Any]]
"""Name of a command and its form."""


def take_down(
    who: Person | Actor,
    form: Mapping[str, Any],
    contact: Mapping[str, Any],
    *,
    outcomes: Sequence[Outcome] = (),
    key: str | None = None,
) -> orders.Applied:
    """Register a matter from form data and give it its first outcome in the same transaction (INT-3 … INT-9).

    `outcomes`: what happens at once, e.g. `("submit_for_dispatch", {})` or `("answer_directly", {…})`; none leaves the
    order with the agent. Raises Refused naming the field or the rule, and NotFound for a line that is not the person's.
    """
    then = [command_of(name, fields) for name, fields in outcomes]
    return orders.register(register_fields(form), contact_of(contact), who, key=key, then=then)


def link(
    order_id: UUID | str, other_number: str, kind: LinkKind, person: Person, *, key: str | None = None
) -> orders.Applied:
    """Link an order to another one, by its number. NotFound when the person may not see either."""
    command = LinkOrder(other=str(find_number(person, other_number.strip().upper())), kind=kind)
    return orders.apply(order_id, command, person, key=key)


def join_group(
    order_id: UUID | str,
    parent_number: str,
    person: Person,
    *,
    key: str | None = None,
    expected_version: int | None = None,
) -> orders.Applied:
    """Join an order to the one that is handled for all (CLS-4).

    The parent must go on itself: Refused when it is a member of another group or has ended.
    """
    parent = get(find_number(person, parent_number.strip().upper()))
    if parent.group:
        raise orders.Refused(Refusal(RefusalCode.GROUPED, {"parent": get(parent.group).number}))
    if parent.phase in ENDED:
        command = JoinGroup.NAME.zh
        raise orders.Refused(Refusal(RefusalCode.WRONG_PHASE, {"phase": parent.phase.zh, "command": command}))
    return orders.apply(order_id, JoinGroup(parent=parent.id), person, key=key, expected_version=expected_version)


def adopt_answer(order_id: UUID | str, parent: Order) -> bool:
    """Give a member the answer of its group; False when it needs none (it has left, or was answered before)."""
    command = AdoptGroupAnswer(parent=parent.id, answer=parent.public_answer, disclosure=parent.disclosure)
    try:
        orders.apply(order_id, command, SYSTEM)
    except (orders.Refused, NotFound):
        return False
    return True
