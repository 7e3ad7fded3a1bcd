"""What time does to the knowledge base: texts appear, fall due, and somebody is told (jobs call this; KNW-1, SUP-1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from hotline.accounts import selectors as accounts
from hotline.core.knowledge import renewal
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import KnowledgeAct as Act
from hotline.core.vocabulary import KnowledgeState as State
from hotline.core.vocabulary import RenewalStep, Role
from hotline.infra import clock
from hotline.knowledge.entries import act
from hotline.knowledge.models import Entry, Feedback
from hotline.knowledge.rules import rule_of

_AT_ONCE = 200
RENEWAL, FEEDBACK, FEEDBACK_LATE = "knowledge_renewal", "knowledge_feedback", "knowledge_feedback_late"
"""What a telling is about: the key of its sentence."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody is to be told: `holder` is a unit or a line, `role` who in it. `about` is the entry or the feedback.

    `number` leads to the page: K17 of an entry, `feedback` of what is said to be missing.
    """

    key: str
    holder: str
    role: Role
    about: UUID
    number: str
    title: str
    due: date
    step: RenewalStep = RenewalStep.OWNER


def appear() -> int:
    """Texts whose moment has come are shown; returns how many. One that meanwhile cannot is left as it is."""
    waiting = Entry.objects.filter(state=State.SCHEDULED.value, appear_at__lte=clock.now())
    return _each(list(waiting.order_by("appear_at").values_list("pk", flat=True)[:_AT_ONCE]), Act.APPEAR)


def fall_due() -> int:
    """Entries whose term is over are marked; returns how many."""
    over = Entry.objects.filter(state=State.PUBLISHED.value, live__isnull=False, renew_on__lte=clock.today())
    return _each(list(over.order_by("renew_on").values_list("pk", flat=True)[:_AT_ONCE]), Act.FALL_DUE)


def _each(idents: list[UUID], step: Act) -> int:
    done = 0
    for ident in idents:
        try:
            act(None, ident, step)
        except Refused:
            continue
        done += 1
    return done


def to_tell() -> list[Telling]:
    """Who must be told now, each once: it is written down with the answer, so a second call gives nothing.

    The caller writes the notices in the same transaction.
    """
    with transaction.atomic():
        return [*_renewals(), *_late_feedback()]


def _renewals() -> Iterator[Telling]:
    today = clock.today()
    rows = Entry.objects.select_for_update(skip_locked=True).filter(live__isnull=False, told__lt=len(RenewalStep))
    for row in rows.filter(renew_on__lte=_furthest(today)).order_by("renew_on", "id")[:_AT_ONCE]:
        rule = rule_of(row.line, today)
        step = renewal.next_step(row.renew_on, today, rule, row.told)
        if step is None:
            continue
        Entry.objects.filter(pk=row.pk).update(told=len(renewal.steps_until(row.renew_on, today, rule)))
        holder, role = _holder(row.owner, row.line, step)
        yield Telling(RENEWAL, holder, role, row.pk, f"K{row.number}", row.title, row.renew_on, step)


def _furthest(today: date) -> date:
    return date.fromordinal(today.toordinal() + 60)


def _holder(owner: str, line: str, step: RenewalStep) -> tuple[str, Role]:
    """A unit without such a person (a desk of the centre) is told through the centre's editors."""
    role = {RenewalStep.OWNER: Role.UNIT_CLERK, RenewalStep.LEADER: Role.UNIT_LEADER}.get(step)
    if role and accounts.people_of(owner, role):
        return owner, role
    return line, Role.KNOWLEDGE_EDITOR


def _late_feedback() -> Iterator[Telling]:
    rows = Feedback.objects.select_for_update(skip_locked=True).filter(answered_at=None, told=False)
    late = list(rows.filter(due_on__lt=clock.today()).order_by("due_on", "id")[:_AT_ONCE])
    named = Entry.objects.filter(pk__in=[row.entry_id for row in late]).values_list("pk", "number", "title")
    titles = {ident: (f"K{number}", title) for ident, number, title in named}
    Feedback.objects.filter(pk__in=[row.pk for row in late]).update(told=True)
    for row in late:
        number, title = titles.get(row.entry_id, ("feedback", row.text[:30]))
        to = (row.line, Role.KNOWLEDGE_EDITOR)
        yield Telling(FEEDBACK_LATE, *to, row.pk, number, title, row.due_on, RenewalStep.CENTRE)
