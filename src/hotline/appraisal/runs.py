"""A run from draft to issue (APR-1): drafted, published to those it is about, issued with a number."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.appraisal import computing
from hotline.appraisal.models import Objection, Run, State, Step
from hotline.appraisal.refusing import Refused, changing, needs, reason_given
from hotline.core.appraisal import Period, period_of
from hotline.core.calendars import CalendarUnknown
from hotline.infra import clock
from hotline.insight.filling import open_from
from hotline.insight.selectors import waiting
from hotline.policy.services import keep as keep_release

OFFICE = "office"


def draft(person: Person, pack: str, sheet: str, start: date, end: date) -> Run:
    """Work the sheet out for everybody under the pack as it stands now, and keep it as a draft that only the centre
    sees. Raises Refused (role, sheet, period, a run that exists, orders not counted yet, nobody to score)."""
    needs(person, "draft_scores", pack)
    if start > end:
        raise Refused("no_period")
    policy = packs.load(pack)
    found = computing.sheet_of(policy, sheet)
    _all_counted()
    now = clock.now()
    results = computing.compute(policy, found, Period(start, end), now)
    if not results:
        raise Refused("nobody")
    try:
        with transaction.atomic():
            keep_release(policy)
            run = Run.objects.create(
                pack=pack,
                release=policy.release,
                sheet=sheet,
                of=found.of.value,
                start=start,
                end=end,
                as_of=now,
                by=str(person.pk),
                at=now,
            )
            computing.keep(run, found, results, str(person.pk), "draft")
            note(run, person, "drafted")
    except IntegrityError as error:
        raise Refused("exists") from error
    return run


def draft_for(person: Person, pack: str, sheet: str, day: date) -> Run:
    """`draft` of the sheet's own period around a day: its month, quarter or year."""
    needs(person, "draft_scores", pack)
    period = period_of(computing.sheet_of(packs.load(pack), sheet).period, day)
    return draft(person, pack, sheet, period.start, period.end)


def recompute(person: Person, run: Run, expected_version: int | None = None) -> Run:
    """A draft anew, with what has been recorded since, under the same release."""
    needs(person, "draft_scores", run.pack)
    _all_counted()
    policy, sheet = computing.rules_of(run)
    with changing(run, expected_version, State.DRAFT, refusal="not_draft") as held:
        held.as_of = clock.now()
        results = computing.compute(policy, sheet, computing.period_of(held), held.as_of)
        computing.keep(held, sheet, results, str(person.pk), "draft", before=computing.current(held))
        note(held, person, "recomputed")
    return held


def cancel(person: Person, run: Run, reason: str, expected_version: int | None = None) -> Run:
    """Give a draft up. It stays to be read; the period can be drafted anew."""
    needs(person, "draft_scores", run.pack)
    why = reason_given(reason)
    with changing(run, expected_version, State.DRAFT, refusal="not_draft") as held:
        held.state = State.CANCELLED
        note(held, person, "cancelled", why)
    return held


def publish(person: Person, run: Run, expected_version: int | None = None) -> Run:
    """Show each sheet to the unit or agent it is about; from now on they may object for the sheet's working days."""
    needs(person, "draft_scores", run.pack)
    with changing(run, expected_version, State.DRAFT, refusal="not_draft") as held:
        if open_from(clock.now()) <= held.end:
            raise Refused("not_over")
        if open_from(held.as_of) <= held.end:
            raise Refused("drafted_early")
        held.state, held.published_at = State.PUBLISHED, clock.now()
        held.object_until = _until(held)
        note(held, person, "published")
    return held


def issue(person: Person, run: Run, number: str, on: date, expected_version: int | None = None) -> Run:
    """Make it final, with a number and a date: after the days for objections, with a word on each of them."""
    needs(person, "rule_scores", run.pack)
    if not number.strip():
        raise Refused("number_needed")
    with changing(run, expected_version, State.PUBLISHED, refusal="not_published") as held:
        if held.object_until is not None and clock.today() <= held.object_until:
            raise Refused("still_open", until=held.object_until)
        open_ = Objection.objects.filter(run=held, ruling__isnull=True).count()
        if open_:
            raise Refused("open_objections", n=open_)
        held.state, held.issued_at = State.ISSUED, clock.now()
        held.number, held.issued_on = number.strip(), on
        note(held, person, "issued", held.number)
    return held


def note(run: Run, person: Person, what: str, text: str = "") -> Step:
    """Write a step into the run's own trace; a run that is being changed gets its next version."""
    n = run.version + (what != "drafted")
    return Step.objects.create(run=run, n=n, what=what, note=text, by=str(person.pk), at=clock.now())


def _until(run: Run) -> date | None:
    """The last day for objections: the sheet's working days, the day of publication not counted."""
    policy, sheet = computing.rules_of(run)
    policy = packs.in_force(run.pack, run.release)  # holidays may have been announced since
    calendar = policy.calendars.get(OFFICE, policy.first_calendar)
    try:
        return calendar.add_working_days(clock.today(), sheet.objection_days)
    except CalendarUnknown:
        return None


def _all_counted() -> None:
    uncounted = waiting()
    if uncounted:
        raise Refused("counting", n=uncounted)
