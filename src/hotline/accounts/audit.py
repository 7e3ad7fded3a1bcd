"""Who did what when, beside the events of orders: sign-ins, administration, exports, prints. Append-only (SEC-2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from hotline.accounts.models import AuditEntry, Person
from hotline.infra import clock

ADMIN_ACTS = (
    "unit_added",
    "unit_changed",
    "unit_moved",
    "unit_retired",
    "unit_restored",
    "units_imported",
    "person_added",
    "person_changed",
    "person_retired",
    "person_restored",
    "people_imported",
    "password_reset",
    "line_added",
    "line_changed",
    "line_retired",
    "line_restored",
    "job_retried",
    "job_stopped",
    "screen_made",
    "screen_revoked",
    "packs_renewed",
    "model_training",
    "model_back",
    "model_switched",
    "words_changed",
    "reindexed",
    "knowledge_imported",
)
OWN_ACTS = ("signed_in", "signed_out", "password_changed", "delegated", "delegation_withdrawn")
PAPER_ACTS = ("exported", "printed")
SHOWN_ACTS = ("callee_shown", "entry_shown")
"""Somebody saw who a person on a list of calls, or behind an entry of the market, is."""
MODEL_ACTS = ("assistant_asked",)
"""A large model was asked; the subject is the order's number, empty for a form that is not filed yet."""
ACTS = (*OWN_ACTS, *ADMIN_ACTS, *PAPER_ACTS, *SHOWN_ACTS, *MODEL_ACTS)
"""Everything that may stand in the table; the desk has a word for each (`words/admin.toml [acts]`)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the search: where it stands (`at`, `id`), who did what to what."""

    at: datetime
    id: UUID
    person: str
    act: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search asks for. `before`: the last line of the page before; empty collections ask for everything."""

    people: Collection[str] | None = None
    lines: Collection[str] | None = None
    """Only acts of people who serve one of these lines, or none (staff of units); None asks for everybody's."""
    acts: Collection[str] | None = None
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: tuple[datetime, UUID] | None = None
    limit: int = 50


def note(person: Person | str, act: str, subject: str = "", detail: Mapping[str, Any] | None = None) -> None:
    """Write down an act, as part of the caller's transaction. ValueError for an act that `ACTS` does not name.

    `detail` must hold no personal data of citizens: count rows, name columns and filters.
    """
    if act not in ACTS:
        raise ValueError(act)
    who = person if isinstance(person, str) else str(person.pk)
    AuditEntry.objects.create(at=clock.now(), person=who, act=act, subject=subject, detail=dict(detail or {}))


def find(wanted: Wanted) -> list[Seen]:
    """At most `limit` entries, latest first."""
    rows = AuditEntry.objects.all()
    if wanted.people is not None:
        rows = rows.filter(person__in=list(wanted.people))
    if wanted.lines is not None:
        # Who acts is an id as text: the people of other lines are few, those of the own ones many.
        others = Person.objects.exclude(lines=[]).exclude(lines__overlap=list(wanted.lines))
        rows = rows.exclude(person__in=[str(pk) for pk in others.values_list("pk", flat=True)])
    if wanted.acts is not None:
        rows = rows.filter(act__in=list(wanted.acts))
    if wanted.subject:
        rows = rows.filter(subject=wanted.subject)
    if wanted.since:
        rows = rows.filter(at__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(at__lt=wanted.until)
    if wanted.before:
        at, ident = wanted.before
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=ident))
    found = rows.order_by("-at", "-id")[: wanted.limit]
    return [Seen(e.at, e.id, e.person, e.act, e.subject, e.detail) for e in found]
