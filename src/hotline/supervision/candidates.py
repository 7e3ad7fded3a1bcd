"""Orders for which a supervision order may be due: found by the system, decided by a person (SUP-2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from hotline.accounts.models import Person
from hotline.core.draft import Draft
from hotline.core.policy.shapes import SupervisionRule
from hotline.core.state import SYSTEM, Order, Snapshot
from hotline.core.vocabulary import LIVE_STATES, DocumentKind, DocumentState, RequestKind, RequestState, Role
from hotline.core.vocabulary import SupervisionReason as Reason
from hotline.orders.selectors import policy_of
from hotline.supervision.models import Candidate

SEVERAL = 2
"""How many units must have sent an order back."""

DECIDERS = frozenset({Role.SUPERVISOR, Role.CENTRE_DIRECTOR})


def units_that_returned(order: Order) -> frozenset[str]:
    return frozenset(r.unit for r in order.requests if r.kind is RequestKind.RETURN and r.state is RequestState.GRANTED)


def propose(order: Order, line: str, assignment: str, reason: Reason, at: datetime) -> None:
    """Put a part of an order on the list, unless its pack does not supervise for this reason, or it is done already."""
    part = order.assignment(assignment)
    if part is None or part.state not in LIVE_STATES or _supervised(order, part.unit):
        return
    draft = Draft(Snapshot(order, SYSTEM, {}), policy_of(order.id), at)
    rule: Any = draft.rule("supervision", SupervisionRule(), part)[0]
    if reason not in rule.reasons:
        return
    Candidate.objects.get_or_create(
        order_id=order.id,
        assignment=assignment,
        reason=reason.value,
        defaults={"line": line, "number": order.number, "unit": part.unit, "since": at},
    )


def _supervised(order: Order, unit: str) -> bool:
    return any(
        d.kind is DocumentKind.SUPERVISION_ORDER and d.unit == unit and d.state is DocumentState.OPEN
        for d in order.documents
    )


def settle(order_id: UUID | str, at: datetime, assignment: str = "") -> None:
    """Take an order, or one part of it, off the list."""
    rows = Candidate.objects.filter(order_id=order_id, settled_at__isnull=True)
    if assignment:
        rows = rows.filter(assignment=assignment)
    rows.update(settled_at=at)


def open_candidates(person: Person, after: tuple[datetime, UUID] | None = None, limit: int = 50) -> list[Candidate]:
    """The list for a supervisor or director, oldest first; `after`: (since, id) of the last one of the page before."""
    if not person.role_set & DECIDERS:
        return []
    rows = Candidate.objects.filter(line__in=list(person.lines), settled_at__isnull=True)
    if after is not None:
        since, ident = after
        rows = rows.filter(since__gte=since).exclude(since=since, id__lte=ident)
    return list(rows.order_by("since", "id")[:limit])
