"""Which recordings are inspected: plans, and the draw of each month (APR-2, QLT-1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.core.appraisal import period_of
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Scored, ScorePeriod
from hotline.infra import clock
from hotline.policy.services import keep
from hotline.quality import sampling
from hotline.quality.marking import sheet_of
from hotline.quality.models import Draw, Plan, Skip
from hotline.quality.refusing import Refused, needs, only_once, reason_given

MOST_RECORDINGS = 10_000
"""For one agent and month."""
MOST_TOLERANCE = 1_000


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording that could be drawn: what it is found by, whose it is, and its local day."""

    ref: str
    agent: str
    day: date


def number_of(policy: Policy, sheet: str) -> int:
    """How many recordings the pack wants inspected for each agent and month: its agent sheet's word, else 0."""
    wanted = [
        s.inspections
        for s in policy.lists.score_sheets
        if s.of is Scored.AGENT and any(item.inspection == sheet for item in s.items)
    ]
    return max(wanted, default=0)


def set_plan(
    person: Person,
    pack: str,
    sheet: str,
    number: int | None = None,
    *,
    second_share: int = 0,
    tolerance: Decimal = Decimal(5),
) -> Plan:
    """Put a plan into use; it takes the place of the one before. `number` None: what the pack says.

    Raises Refused (role, no such sheet, numbers that make no plan).
    """
    needs(person, "plan_inspections", pack)
    policy = packs.load(pack)
    sheet_of(policy, sheet)
    wanted = number_of(policy, sheet) if number is None else number
    in_bounds = 1 <= wanted <= MOST_RECORDINGS and 0 <= second_share <= 100
    if not in_bounds or not tolerance.is_finite() or not 0 <= tolerance <= MOST_TOLERANCE:
        raise Refused("bad_plan")
    with only_once():
        Plan.objects.filter(pack=pack, sheet=sheet, active=True).update(active=False)
        return Plan.objects.create(
            pack=pack,
            sheet=sheet,
            number=wanted,
            second_share=second_share,
            tolerance=tolerance,
            by=str(person.pk),
            at=clock.now(),
        )


def draw(person: Person, plan: Plan, month: date, recordings: Iterable[Recording]) -> list[Draw]:
    """Draw the month's recordings of every agent that has any. Agents drawn before keep their draw.

    `recordings` may hold other months: they are left aside. Refused while the month still runs, or with nothing to
    draw from.
    """
    needs(person, "plan_inspections", plan.pack)
    period = period_of(ScorePeriod.MONTH, month)
    if period.end >= clock.today():
        raise Refused("future_month")
    pools: dict[str, dict[str, str]] = {}
    for recording in recordings:
        if period.start <= recording.day <= period.end:
            pools.setdefault(recording.agent, {})[recording.ref] = recording.day.isoformat()
    if not pools:
        raise Refused("few_pools")
    policy = packs.load(plan.pack)
    with transaction.atomic():
        keep(policy)
        done = set(Draw.objects.filter(plan=plan, month=period.start).values_list("agent", flat=True))
        made = [
            _draw_one(person, plan, policy.release, period.start, agent, pool)
            for agent, pool in sorted(pools.items())
            if agent not in done
        ]
        Draw.objects.bulk_create(made, ignore_conflicts=True)
    return list(Draw.objects.filter(plan=plan, month=period.start).order_by("agent"))


def _draw_one(person: Person, plan: Plan, release: str, month: date, agent: str, pool: dict[str, str]) -> Draw:
    seed = sampling.seed_of(str(plan.pk), month, agent)
    drawn = sampling.drawn(seed, pool, plan.number)
    return Draw(
        plan=plan,
        pack=plan.pack,
        release=release,
        sheet=plan.sheet,
        month=month,
        agent=agent,
        seed=seed,
        number=plan.number,
        second_share=plan.second_share,
        tolerance=plan.tolerance,
        pool=dict(sorted(pool.items())),
        drawn=drawn,
        second=sampling.second(seed, drawn, plan.second_share),
        by=str(person.pk),
        at=clock.now(),
    )


def holds(draw: Draw) -> bool:
    """Whether the stored lists are those that its seed and pool give."""
    seed = sampling.seed_of(str(draw.plan_id), draw.month, draw.agent)
    first = sampling.drawn(seed, draw.pool, draw.number)
    again = sampling.second(seed, first, draw.second_share)
    return bool(seed == draw.seed and first == draw.drawn and again == draw.second)


def skip(person: Person, draw: Draw, recording: str, reason: str) -> str:
    """A drawn recording cannot be inspected (no sound, cut off): returns the one in its place, "" when none is left."""
    needs(person, "inspect", draw.pack)
    why = reason_given(reason)
    if recording not in in_sample(draw):
        raise Refused("no_recording")
    if draw.inspections.filter(recording=recording).exists():
        raise Refused("settled")
    with only_once():
        before = set(in_sample(draw))
        Skip.objects.create(draw=draw, recording=recording, reason=why, by=str(person.pk), at=clock.now())
    return next((r for r in in_sample(draw) if r not in before), "")


def in_sample(draw: Draw) -> list[str]:
    """The recordings that are to be inspected: those drawn, and the next in order for each that was skipped."""
    skipped = set(draw.skips.values_list("recording", flat=True))
    if not skipped:
        return list(draw.drawn)
    return [r for r in sampling.in_order(draw.seed, draw.pool) if r not in skipped][: draw.number]
