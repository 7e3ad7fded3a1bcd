"""How long an entry holds before its owner must look at it again, and who is told when nobody does (KNW-1, SUP-1)."""

from __future__ import annotations

from datetime import date, timedelta

from hotline.core.calendars import Calendar, CalendarUnknown
from hotline.core.policy.shapes import KnowledgeRule
from hotline.core.vocabulary import KnowledgeKind, RenewalStep


def term(kind: KnowledgeKind, rule: KnowledgeRule) -> int:
    """Days that an entry of this kind holds."""
    days: int = getattr(rule, f"{kind.value}_days")
    return days


def renew_on(kind: KnowledgeKind, rule: KnowledgeRule, looked_at: date, until: date | None = None) -> date:
    """The day on which it is due: the end of its term, or the last day on which it holds when that is earlier."""
    due = looked_at + timedelta(days=term(kind, rule))
    return min(due, until) if until else due


def steps_until(due: date, today: date, rule: KnowledgeRule) -> tuple[RenewalStep, ...]:
    """Everyone who must have been told by today, nearest first."""
    days = {
        RenewalStep.OWNER: -rule.ahead_days,
        RenewalStep.LEADER: rule.leader_days,
        RenewalStep.CENTRE: rule.centre_days,
    }
    return tuple(step for step in RenewalStep if today >= due + timedelta(days=days[step]))


def next_step(due: date, today: date, rule: KnowledgeRule, told: int) -> RenewalStep | None:
    """Who is to be told now when `told` steps were told before; only the furthest, so that nobody is told twice."""
    reached = steps_until(due, today, rule)
    return reached[-1] if len(reached) > told else None


def feedback_due(asked: date, rule: KnowledgeRule, calendar: Calendar) -> date:
    """The last day to answer what an agent said of an entry. A year without a calendar counts natural days."""
    try:
        return calendar.add_working_days(asked, rule.feedback_days)
    except CalendarUnknown:
        return asked + timedelta(days=rule.feedback_days)
