"""Wrong, outdated, missing (KNW-3): a small task for the owner, with a limit, an answer and an outcome."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge import renewal
from hotline.core.knowledge.life import EDITORS, WRITERS, Refused
from hotline.core.vocabulary import FeedbackKind, FeedbackOutcome
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.infra import clock
from hotline.infra.masking import mask_inside
from hotline.knowledge.models import Entry, Feedback
from hotline.knowledge.rules import calendar_of, rule_of


def report(
    who: Person, kind: FeedbackKind, text: str, *, entry: UUID | None = None, line: str = "", owner: str = ""
) -> Feedback:
    """Say what is wrong with an entry, or (without one) what is missing on a line. Numbers of people are masked.

    Without an owner the centre's own unit answers (`owner` empty). Raises Refused.
    """
    if not policies.can(who, "find_knowledge"):
        raise Refused(Refusal.WRONG_ROLE)
    if not text.strip():
        raise Refused(Refusal.NO_REASON)
    row = Entry.objects.filter(pk=entry).first() if entry else None
    if entry and row is None:
        raise Refused(Refusal.UNKNOWN)
    line, today = row.line if row else line, clock.today()
    return Feedback.objects.create(
        line=line,
        entry=row,
        version=row.live if row else None,
        kind=kind.value,
        text=mask_inside(text.strip()),
        owner=row.owner if row else owner,
        due_on=renewal.feedback_due(today, rule_of(line, today), calendar_of(line)),
        by=str(who.pk),
        at=clock.now(),
    )


def answer(who: Person, ident: UUID, outcome: FeedbackOutcome, text: str = "") -> Feedback:
    """Settle one. Raises Refused: not the owner's staff, already settled, or "nothing is wrong" without a reason."""
    with transaction.atomic():
        row = Feedback.objects.select_for_update().filter(pk=ident).first()
        if row is None:
            raise Refused(Refusal.UNKNOWN)
        if not _answers(who, row):
            raise Refused(Refusal.OTHER_UNIT)
        if row.answered_at:
            raise Refused(Refusal.ENDED)
        if outcome in (FeedbackOutcome.UNCHANGED, FeedbackOutcome.NOT_OURS) and not text.strip():
            raise Refused(Refusal.NO_REASON)
        row.outcome, row.answer = outcome.value, mask_inside(text.strip())
        row.answered_by, row.answered_at = str(who.pk), clock.now()
        row.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
    return row


def _answers(who: Person, row: Feedback) -> bool:
    if who.role_set & EDITORS and row.line in who.lines:
        return True
    return bool(who.role_set & WRITERS) and row.owner in accounts.directory().below(who.unit_id or "-")


def waiting(who: Person, limit: int = 100) -> list[Feedback]:
    """What this person can answer, the nearest limit first."""
    rows = Feedback.objects.filter(answered_at=None).select_related("entry")
    if who.role_set & EDITORS:
        rows = rows.filter(Q(line__in=who.lines))
    elif who.role_set & WRITERS:
        rows = rows.filter(owner__in=accounts.directory().below(who.unit_id or "-"))
    else:
        return []
    return list(rows.order_by("due_on", "id")[:limit])


def of_entry(entry: Entry, limit: int = 50) -> list[Feedback]:
    """Everything said of an entry, latest first."""
    return list(Feedback.objects.filter(entry=entry).order_by("-id")[:limit])


def said_by(who: Person, lines: Collection[str], limit: int = 50) -> list[Feedback]:
    """What this person said, latest first: so that one sees what became of it."""
    rows = Feedback.objects.filter(by=str(who.pk), line__in=list(lines)).select_related("entry")
    return list(rows.order_by("-id")[:limit])
