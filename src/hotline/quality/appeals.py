"""The agent objects to the score of a recording; somebody who did not inspect it rules (QLT-1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.core.calendars import CalendarUnknown
from hotline.infra import clock
from hotline.quality.inspections import Standing, ruled, standing
from hotline.quality.marking import Mark, sheet_at
from hotline.quality.models import Appeal, AppealRuling, Draw
from hotline.quality.refusing import Refused, needs, one_with, only_once, reason_given

OFFICE = "office"


def appeal_until(found: Standing) -> date | None:
    """The last day to appeal: the sheet's working days after the result was complete. None: no calendar knows it."""
    policy = packs.in_force(found.draw.pack, found.draw.release)
    calendar = policy.calendars.get(OFFICE, policy.first_calendar)
    days = sheet_at(found.draw.pack, found.draw.release, found.draw.sheet).objection_days
    try:
        return calendar.add_working_days(calendar.local(found.since).date(), days)
    except CalendarUnknown:
        return None


def appeal(person: Person, draw: Draw, recording: str, reason: str) -> Appeal:
    """By the agent of the recording, once, within the sheet's days; where no calendar knows them, at any time.

    Raises Refused (not this agent's, not published yet, too late, appealed already).
    """
    needs(person, "appeal_inspection", draw.pack)
    if draw.agent != str(person.pk):
        raise Refused("no_role")
    why = reason_given(reason)
    found = standing(draw, recording)
    if not found.complete:
        raise Refused("not_visible")
    until = appeal_until(found)
    if until is not None and clock.today() > until:
        raise Refused("too_late", until=until)
    with only_once():
        return Appeal.objects.create(draw=draw, recording=recording, reason=why, by=str(person.pk), at=clock.now())


def rule(
    person: Person, appeal: Appeal, upheld: bool, grounds: str, marks: Iterable[Mark] | None = None
) -> AppealRuling:
    """The word on an appeal, by somebody who did not inspect the recording. Upheld: `marks` are the corrected sheet."""
    needs(person, "rule_inspections", appeal.draw.pack)
    why = reason_given(grounds)
    if upheld and marks is None:
        raise Refused("marks_needed")
    with only_once():
        # Where it is dismissed the sheet stands as it is; who inspected it does not rule on it either way.
        judged = appeal.draw.inspections.filter(recording=appeal.recording, by__in=one_with(person))
        if judged.exclude(round="ruling").exists() or appeal.by in one_with(person):
            raise Refused("own_ruling")
        made = ruled(person, appeal.draw, appeal.recording, marks or (), why) if upheld else None
        return AppealRuling.objects.create(
            appeal=appeal, upheld=upheld, grounds=why, inspection=made, by=str(person.pk), at=clock.now()
        )
