"""Why a limit is what it is: the rule, its article, and what has moved it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hotline.core.lengths import NaturalDays, NaturalMinutes, WorkingDays, WorkingMinutes
from hotline.core.policy.rules import Rule
from hotline.core.state import Clock
from hotline.core.vocabulary import ClockName, ClockState
from hotline.desk.times import Chip, chip, day_of, due_stamp, stamp
from hotline.desk.words import say
from hotline.infra.tongues import in_words


@dataclass(frozen=True)
class Limit:
    """One clock as the page shows it. `reasons` are sentences, the article first."""

    id: str
    name: str
    unit: str
    chip: Chip
    due: str
    reasons: tuple[str, ...]
    open: bool


def limit_of(clock: Clock, unit_name: str, rule: Rule | None, now: datetime, name: str = "") -> Limit:
    """The clock with its chip and its why. `name`: what it is called here, where that is not its own word."""
    ended = clock.stopped_at is not None or clock.state not in _OPEN
    due = due_stamp(clock.due_at, now) if clock.due_at else ""
    left = chip(clock.due_at, clock.state, now)
    if clock.name is ClockName.RETURN_WINDOW and left.tone == "over":
        # A window to return that has passed is no fault: it only means that it can no longer be returned.
        left = Chip(say("chip.passed"), "wait")
    return Limit(
        id=clock.id,
        name=name or in_words(clock.name),
        unit=unit_name,
        chip=left,
        due=due,
        reasons=tuple(_reasons(clock, rule, now)),
        open=not ended,
    )


_OPEN = (ClockState.RUNNING, ClockState.PAUSED, ClockState.UNKNOWN)


def length_said(value: Any) -> str:
    """How long a limit is, in words; empty for lengths that have no one number (hours of a day, a stated day)."""
    return amount_said(getattr(value, "length", None))


def amount_said(length: Any) -> str:
    """A length in words; empty for one that is no one number."""
    if isinstance(length, WorkingDays | NaturalDays):
        return say(f"length.{'working' if isinstance(length, WorkingDays) else 'natural'}_days", n=length.days)
    if isinstance(length, WorkingMinutes | NaturalMinutes):
        kind = "working" if isinstance(length, WorkingMinutes) else "natural"
        hours, minutes = divmod(length.minutes, 60)
        return (
            say(f"length.{kind}_hours", n=hours)
            if hours and not minutes
            else say(f"length.{kind}_minutes", n=length.minutes)
        )
    return ""


def _reasons(clock: Clock, rule: Rule | None, now: datetime) -> list[str]:
    out = []
    if rule is not None:
        out.append(say("why.rule", source=str(rule.source)))
        length = "" if clock.last_day else length_said(rule.value)
        if clock.last_day:
            out.append(say("why.on_day", day=day_of(clock.last_day, now)))
            ahead = amount_said(rule.value.ahead)
            if ahead:
                out.append(say("why.ahead", length=ahead))
        if length:
            out.append(say("why.length", length=length))
        if rule.unstated:
            out.append(say("why.unstated"))
    out.append(say("why.started", at=stamp(clock.started_at, now)))
    if clock.state is ClockState.UNKNOWN:
        out.append(say("why.unknown_reason", reason=clock.reason))
    if clock.extended:
        out.append(say("why.extended", times=len(clock.extended)))
    if clock.pauses:
        out.append(say("why.paused"))
    if clock.by_hand:
        out.append(say("why.by_hand"))
    if clock.breached_at:
        out.append(say("why.breached", at=stamp(clock.breached_at, now)))
    if clock.stopped_at:
        out.append(say("why.stopped", at=stamp(clock.stopped_at, now)))
    return out
