"""Delegations are made and ended (A/B 角); who may lend what to whom is `lending.fault`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from hotline.accounts import audit
from hotline.accounts.faults import NotPossible
from hotline.accounts.lending import fault, forget, side_of
from hotline.accounts.models import Delegation, Person
from hotline.core.vocabulary import Role
from hotline.infra import clock

LONGEST = timedelta(days=92)


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
