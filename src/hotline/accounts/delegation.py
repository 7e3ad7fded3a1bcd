"""A and B (A/B 角): while somebody is away, a colleague of the same unit acts with some of his or her roles.

Roles are never lent on, an administrator's are never lent, and nobody reaches more than the two reach together: the
colleague is of the same unit and serves no line that the absent person does not serve. Whoever acts stays the actor of
the event; the event says for whom. Rules about the person (CBK-5, secrecy) hold for both.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hotline.accounts import audit
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Delegation, Person
from hotline.core.vocabulary import Role
from hotline.infra import clock

LONGEST = timedelta(days=92)
NEVER_LENT = frozenset({Role.SYSTEM, Role.ADMINISTRATOR})
ON_LINES = frozenset(Role) - NEVER_LENT - {Role.UNIT_CLERK, Role.UNIT_LEADER}
"""Roles that reach the orders of lines; the two others reach those of a unit."""
_FRESH_SECONDS = 2.0


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


def side_of(person: Person) -> Side:
    """The person as the rule sees him or her: only the own roles count."""
    return Side(str(person.pk), person.unit_id or "", frozenset(person.lines), person.own_roles, bool(person.is_active))


def lent_to(person: Person) -> dict[str, frozenset[Role]]:
    """For whom the person acts now. Costs no query: open delegations are read again every two seconds."""
    mine = _open().get(str(person.pk))
    return lent(mine, side_of(person), clock.now()) if mine else {}


def _open() -> dict[str, list[Grant]]:
    moment = time.monotonic()
    if not _grants or moment - _grants[0][0] > _FRESH_SECONDS:
        _grants[:] = [(moment, _read())]
    return _grants[0][1]


def _read() -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = {}
    rows = Delegation.objects.filter(withdrawn_at=None, ends_at__gt=clock.now()).select_related("person")
    for row in rows.order_by("id"):
        roles = frozenset(Role(word) for word in row.roles)
        grant = Grant(side_of(row.person), str(row.to_id), roles, row.starts_at, row.ends_at)
        found.setdefault(grant.taker, []).append(grant)
    return found


def forget() -> None:
    """Ask the database again at the next call."""
    _grants.clear()


def lend(
    giver: Person, taker: Person, roles: Iterable[Role], starts: datetime, ends: datetime, reason: str = ""
) -> Delegation:
    """`taker` acts for `giver` with `roles` in that time. NotPossible names the rule against it."""
    wanted = frozenset(roles)
    with transaction.atomic():
        people = {
            p.pk: p for p in Person.objects.select_for_update().filter(pk__in=[giver.pk, taker.pk]).order_by("pk")
        }
        if giver.pk not in people or taker.pk not in people:
            raise NotPossible("not_active")
        if code := fault(side_of(people[giver.pk]), side_of(people[taker.pk]), wanted) or _span(starts, ends):
            raise NotPossible(code)
        overlap = Delegation.objects.filter(
            person=giver, to=taker, withdrawn_at=None, starts_at__lt=ends, ends_at__gt=starts
        )
        if overlap.exists():
            raise NotPossible("already_lent")
        made = Delegation.objects.create(
            person=giver,
            to=taker,
            roles=sorted(role.value for role in wanted),
            starts_at=starts,
            ends_at=ends,
            reason=reason.strip(),
            made_at=clock.now(),
        )
        detail = {"roles": made.roles, "from": starts.isoformat(), "until": ends.isoformat(), "giver": giver.username}
        audit.note(giver, "delegated", taker.username, detail)
    forget()
    transaction.on_commit(forget)
    return made


def _span(starts: datetime, ends: datetime) -> str:
    if ends <= starts or ends <= clock.now():
        return "ends_first"
    return "too_long" if ends - starts > LONGEST else ""


def withdraw(giver: Person, ident: object) -> None:
    """End a delegation now. NotPossible when it is not the person's, or over already."""
    now = clock.now()
    with transaction.atomic():
        row = Delegation.objects.select_for_update(of=("self",)).select_related("to").filter(pk=ident).first()
        if row is None or row.person_id != giver.pk or row.withdrawn_at or row.ends_at <= now:
            raise NotPossible("nothing_to_end")
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        audit.note(giver, "delegation_withdrawn", row.to.username, {"roles": row.roles})
    forget()
    transaction.on_commit(forget)


def of_person(person: Person, most: int = 50) -> list[Delegation]:
    """What the person lent, latest first."""
    rows = Delegation.objects.filter(person=person).select_related("to", "person").order_by("-made_at", "-id")
    return list(rows[:most])
