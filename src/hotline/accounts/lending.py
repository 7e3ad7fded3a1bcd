"""A and B (A/B 角): while somebody is away, a colleague of the same unit acts with some of his or her roles.

Roles are never lent on, an administrator's are never lent, and nobody reaches more than the two reach together: the
colleague is of the same unit and serves no line that the absent person does not serve. Whoever acts stays the actor of
the event; the event says for whom. Rules about the person (CBK-5, secrecy) hold for both.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.apps import apps

from hotline.core.vocabulary import Role
from hotline.infra import clock

NEVER_LENT = frozenset({Role.SYSTEM, Role.ADMINISTRATOR})
ON_LINES = frozenset(Role) - NEVER_LENT - {Role.UNIT_CLERK, Role.UNIT_LEADER}
"""Roles that reach the orders of lines; the two others reach those of a unit."""
_FRESH_SECONDS = 2.0


class Lender(Protocol):
    """What the rule looks at in a person."""

    pk: UUID
    unit_id: str | None
    is_active: bool

    @property
    def lines(self) -> list[str]: ...

    @property
    def own_roles(self) -> frozenset[Role]: ...


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two people, as far as the rule looks."""

    id: str
    unit: str
    lines: frozenset[str]
    roles: frozenset[Role]
    active: bool = True


@dataclass(frozen=True, slots=True)
class Grant:
    """What was agreed: some roles of `giver`, for `taker`, from `starts` until before `ends`."""

    giver: Side
    taker: str
    roles: frozenset[Role]
    starts: datetime
    ends: datetime


def fault(giver: Side, taker: Side, roles: frozenset[Role]) -> str:
    """Why these roles cannot be lent from one to the other; empty when they can."""
    if giver.id == taker.id:
        return "to_oneself"
    if not (giver.active and taker.active):
        return "not_active"
    if not roles:
        return "no_roles"
    if roles & NEVER_LENT:
        return "never_lent"
    if not roles <= giver.roles:
        return "not_own_role"
    if not giver.unit or giver.unit != taker.unit:
        return "other_unit"
    if roles & ON_LINES and not taker.lines <= giver.lines:
        return "other_lines"
    return ""


def lent(grants: Iterable[Grant], taker: Side, now: datetime) -> dict[str, frozenset[Role]]:
    """Giver → roles that `taker` has of him or her at `now`. What the giver has lost since is not lent any more."""
    found: dict[str, frozenset[Role]] = {}
    for grant in grants:
        still = grant.roles & grant.giver.roles
        if grant.taker == taker.id and grant.starts <= now < grant.ends and not fault(grant.giver, taker, still):
            found[grant.giver.id] = found.get(grant.giver.id, frozenset()) | still
    return found


# --- with the database ------------------------------------------------------------------------------------------------

_grants: list[tuple[float, dict[str, list[Grant]]]] = []


def side_of(person: Lender) -> Side:
    """The person as the rule sees him or her: only the own roles count."""
    return Side(str(person.pk), person.unit_id or "", frozenset(person.lines), person.own_roles, bool(person.is_active))


def lent_to(person: Lender) -> dict[str, frozenset[Role]]:
    """For whom the person acts now. Costs no query: open delegations are read again every two seconds."""
    granted = _open()
    mine = granted.get(str(person.pk)) if granted else None
    return lent(mine, side_of(person), clock.now()) if mine else {}


def _open() -> dict[str, list[Grant]]:
    moment = time.monotonic()
    if not _grants or moment - _grants[0][0] > _FRESH_SECONDS:
        _grants[:] = [(moment, _read())]
    return _grants[0][1]


def _read() -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = {}
    # Asked for by its name: people ask here who has lent them what.
    table = apps.get_model("accounts", "Delegation")
    rows = table.objects.filter(withdrawn_at=None, ends_at__gt=clock.now()).select_related("person")
    for row in rows.order_by("id"):
        roles = frozenset(Role(word) for word in row.roles)
        grant = Grant(side_of(row.person), str(row.to_id), roles, row.starts_at, row.ends_at)
        found.setdefault(grant.taker, []).append(grant)
    return found


def forget() -> None:
    """Ask the database again at the next call."""
    _grants.clear()
