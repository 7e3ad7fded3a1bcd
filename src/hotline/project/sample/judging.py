"""How the sample city's work is judged: calls on its boards, a published score run, recordings that are inspected."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from hotline.accounts.models import Person
from hotline.appraisal import selectors as appraisal
from hotline.appraisal import services as scores
from hotline.core.vocabulary import Role
from hotline.infra import clock
from hotline.insight import services as insight
from hotline.insight.recordings import recordings
from hotline.project.sample.calls import calls, messages
from hotline.project.sample.carrying import Cast
from hotline.project.sample.messages import load
from hotline.quality import services as quality

CALLED, SCORED, INSPECTED = "dezhou-12345", "heze-county", "mayor-hotline"
"""Lines, which are also packs here: one with calls, one whose units are scored, one whose recordings are inspected."""
DAYS, CALLS, MESSAGES = 30, 90, 6
RECORDED, AGENTS = 24, 4


def judged(cast: Cast, rng: random.Random) -> None:
    """Everything, at the present moment, after all orders have come to where they are."""
    _telephony(cast, rng)
    insight.fill()
    _inspections(cast, rng)
    _scores(cast.people)


def last_month(now: datetime) -> tuple[date, date]:
    """First and last day of the month before."""
    last = clock.local(now).date().replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _telephony(cast: Cast, rng: random.Random) -> None:
    agents = [str(person.pk) for person in cast.by_role[Role.AGENT]]
    days = [clock.today() - timedelta(days=n) for n in reversed(range(DAYS))]
    insight.record_calls(CALLED, calls(rng, "A", days, CALLS, agents))
    insight.record_messages(CALLED, messages(rng, "A", days, MESSAGES))
    first, last = last_month(clock.now())
    month = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    insight.record_calls(INSPECTED, calls(rng, "S", month, RECORDED, agents[:AGENTS]))


def _inspections(cast: Cast, rng: random.Random) -> None:
    """Most of last month's sample is judged; some wait for the inspectors, one for a word on an appeal."""
    supervisor, (one, two, *_) = cast.people["supervisor1"], cast.by_role[Role.QUALITY_INSPECTOR]
    first, last = last_month(clock.now())
    pool = [quality.Recording(r.ref, r.agent, r.day) for r in recordings(INSPECTED, first, last)]
    plan = quality.set_plan(supervisor, INSPECTED, "recording", number=6, second_share=50)
    findings = load("judging")["findings"]
    for draw in quality.draw(supervisor, plan, first, pool):
        for recording in draw.drawn[:4]:
            marks = [quality.Mark(**rng.choice(findings)) for _ in range(rng.randrange(3))]
            quality.inspect(one, draw, recording, marks)
            if recording in draw.second and rng.random() < 0.7:
                quality.inspect(two, draw, recording, marks if rng.random() < 0.6 else marks[:1])


def _scores(people: Mapping[str, Person]) -> None:
    """Last month's sheets of the units are published; one leader objects to a late order."""
    supervisor, leader = people["supervisor1"], people["leader-shizheng"]
    first, last = last_month(clock.now())
    for row in load("judging")["entries"]:
        day = min(first + timedelta(days=row["day"]), last)
        given = quality.Given(row["kind"], day, row["document"], unit=row["unit"], number=row["number"])
        quality.record(supervisor, SCORED, given)
    run = scores.publish(supervisor, scores.draft_for(supervisor, SCORED, "unit-monthly", first))
    sheet = appraisal.sheet(leader, run)
    late = next((o for o in sheet.result.occasions if o.points < Decimal(0)), None)
    if late is not None:
        scores.object_to(leader, run, late.key, load("judging")["objection"])
