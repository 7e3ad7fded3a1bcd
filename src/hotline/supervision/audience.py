"""Who is meant by a role, for one order: a person where one has it in hand, else all of that role in a unit or line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from hotline.core.state import Order
from hotline.core.vocabulary import Role

_OF_UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})


class Holder(NamedTuple):
    """Whom a notice is for: person id with an empty role, or unit or line id with a role."""

    holder: str
    role: str = ""


def resolve(order: Order, line: str, roles: Iterable[Role], unit: str, assignment: str = "") -> tuple[Holder, ...]:
    """The holders behind `roles`, each once. Roles of a unit without a unit fall to the order's lead, if it has one.

    `line` is the id of the stored line (the order itself holds the pack's name for it).
    """
    found = (_one(order, line, role, unit, assignment) for role in roles)
    return tuple(dict.fromkeys(h for h in found if h is not None))


def _one(order: Order, line: str, role: Role, unit: str, assignment: str) -> Holder | None:
    if role in _OF_UNIT:
        return _in_unit(order, role, unit, assignment)
    if role is Role.CALLBACK_AGENT and order.callback.taken_by:
        return Holder(order.callback.taken_by)
    if role is Role.AGENT and _is_person(order.registered_by):
        return Holder(order.registered_by)
    return None if role is Role.SYSTEM else Holder(line, role.value)


def _in_unit(order: Order, role: Role, unit: str, assignment: str) -> Holder | None:
    part = order.assignment(assignment)
    own = part is not None and unit in ("", part.unit)
    if role is Role.UNIT_CLERK and part is not None and own and part.handler:
        return Holder(part.handler)
    lead = order.lead()
    where = unit or (part.unit if part else "") or (lead.unit if lead else "")
    return Holder(where, role.value) if where else None


def _is_person(ident: str) -> bool:
    try:
        UUID(ident)
    except ValueError:
        return False
    return True
