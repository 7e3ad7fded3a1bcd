"""Objections to single occasions, and rulings on them: a ruling is a new entry and a new version, never an edit."""

from __future__ import annotations

from decimal import Decimal

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.appraisal import computing, words
from hotline.appraisal.models import Objection, Ruling, Run, State
from hotline.appraisal.refusing import Refused, changing, is_bound, is_subject, needs, reason_given
from hotline.appraisal.runs import note
from hotline.core.appraisal import Occasion, revise
from hotline.core.appraisal.results import INSPECTION, MEASURE
from hotline.infra import clock


def object_to(person: Person, run: Run, occasion: str, reason: str) -> Objection:
    """By the leader of the unit, or the agent, that the sheet is about; once for each occasion, within the days.

    `occasion` is its key on the present sheet. Raises Refused.
    """
    subject = _own(person, run)
    why = reason_given(reason)
    with changing(run, None, State.PUBLISHED, refusal="not_published") as held:
        if held.object_until is not None and clock.today() > held.object_until:
            raise Refused("too_late", until=held.object_until)
        _occasion(held, subject, occasion)
        return Objection.objects.create(
            run=held, subject=subject, occasion=occasion, reason=why, by=str(person.pk), at=clock.now()
        )


def rule(
    person: Person,
    objection: Objection,
    upheld: bool,
    grounds: str,
    points: Decimal | None = None,
    expected_version: int | None = None,
) -> Ruling:
    """The word on an objection. Upheld: the occasion counts `points` instead, or nothing; every sheet that this
    changes (places move, too) gets a new version. Also after the issue."""
    run = objection.run
    needs(person, "rule_scores", run.pack)
    why = reason_given(grounds)
    with changing(run, expected_version, State.PUBLISHED, State.ISSUED, refusal="not_published") as held:
        return _rule(person, held, objection, upheld, why, points)


def correct(
    person: Person,
    run: Run,
    subject: str,
    occasion: str,
    grounds: str,
    points: Decimal | None = None,
    expected_version: int | None = None,
) -> Ruling:
    """The centre's own motion: an occasion turns out to be wrong though nobody objected in time."""
    needs(person, "rule_scores", run.pack)
    why = reason_given(grounds)
    with changing(run, expected_version, State.PUBLISHED, State.ISSUED, refusal="not_published") as held:
        made = Objection.objects.create(
            run=held, subject=subject, occasion=occasion, reason=why, own_motion=True, by=str(person.pk), at=clock.now()
        )
        return _rule(person, held, made, True, why, points)


def _rule(person: Person, run: Run, objection: Objection, upheld: bool, grounds: str, points: Decimal | None) -> Ruling:
    if is_bound(person, run, objection.subject):
        raise Refused("own_unit")
    occasion = _occasion(run, objection.subject, objection.occasion)
    if upheld and points is None and occasion.kind in (MEASURE, INSPECTION):
        raise Refused("points_needed")
    made = Ruling.objects.create(
        objection=objection,
        n=run.version + 1,
        upheld=upheld,
        points=points if upheld else None,
        grounds=grounds,
        after_issue=run.state == State.ISSUED,
        by=str(person.pk),
        at=clock.now(),
    )
    if upheld:
        _, sheet = computing.rules_of(run)
        before = computing.current(run)
        results = revise(sheet, [computing.result_of(row) for row in before.values()], computing.overruled(run))
        computing.keep(run, sheet, results, str(person.pk), "ruling", made, before)
    note(run, person, "ruled", grounds)
    return made


def _own(person: Person, run: Run) -> str:
    """Whom the person may object for."""
    for subject in (person.unit_id or "", str(person.pk)):
        if policies.can(person, "object_score") and is_subject(person, run, subject):
            return subject
    raise Refused(words.NO_ROLE)


def _occasion(run: Run, subject: str, key: str) -> Occasion:
    """The occasion on the subject's present sheet."""
    row = run.sheets.filter(subject=subject).order_by("-n").first()
    occasions = computing.result_of(row).occasions if row else ()
    found = next((o for o in occasions if o.key == key), None)
    if found is None:
        raise Refused("no_occasion")
    return found
