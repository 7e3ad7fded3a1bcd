"""Lengths, counting rules and other values in words for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from hotline.core.calendars import Calendar, EndOfDay
from hotline.core.deadlines import (
    AfterClose,
    Counting,
    Cutoffs,
    Length,
    NaturalDays,
    NaturalMinutes,
    NaturalMonths,
    OnDate,
    Roll,
    SameDay,
    WorkingDays,
    WorkingMinutes,
)
from hotline.core.policy.rules import Source
from hotline.infra.tongues import said
from hotline.policy.messages import say


def length(value: Length) -> str:
    """`5个工作日`, `24小时`."""
    match value:
        case WorkingDays(days):
            return say("length_working_days", n=days)
        case WorkingMinutes(minutes):
            return say("length_working_minutes", n=minutes)
        case NaturalMinutes(minutes) if minutes % 60 == 0:
            return say("length_natural_hours", n=minutes // 60)
        case NaturalMinutes(minutes):
            return say("length_natural_minutes", n=minutes)
        case NaturalDays(days):
            return say("length_natural_days", n=days)
        case NaturalMonths(months):
            return say("length_natural_months", n=months)
        case SameDay(stated=True):
            return say("length_stated")
        case SameDay():
            return say("length_same_day")
        case OnDate(day):
            return say("length_on_date", n=day.isoformat())
        case Cutoffs(cutoffs):
            windows = (f"{c.arrive_from:%H:%M}-{c.arrive_to:%H:%M}→{c.due:%H:%M}" for c in cutoffs)
            return say("length_cutoffs", n=said("，").join(windows))


def counting(value: Counting, timed: Length) -> str:
    """How a length in days counts; a length in hours has nothing to say about days."""
    if isinstance(timed, (WorkingMinutes, NaturalMinutes)):
        return ""
    parts = []
    if isinstance(timed, (WorkingDays, NaturalDays, NaturalMonths)):
        parts.append(say("counting_first_day" if value.first_day_counts else "counting_no_first_day"))
    if not isinstance(timed, Cutoffs):
        ends = {
            EndOfDay.MIDNIGHT: "counting_midnight",
            EndOfDay.CLOSE: "counting_close",
            EndOfDay.SAME_TIME: "counting_same_time",
        }
        parts.append(say(ends[value.end_of_day]))
    parts.append(say("counting_roll" if value.roll is Roll.NEXT_WORKING_DAY else "counting_no_roll"))
    if value.start_after_close is AfterClose.NEXT_WORKING_DAY:
        parts.append(say("counting_after_close"))
    return str(said("，")).join(parts)


def moment(at: datetime | None, calendar: Calendar) -> str:
    """A moment of the calendar's zone; the last moment of a day is its 24:00."""
    if at is None:
        return ""
    local = calendar.local(at)
    if (local.hour, local.minute, local.second) == (23, 59, 59):
        return f"{local:%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def days(found: Iterable[date]) -> str:
    """Days, with neighbours drawn together: `2026-10-01..10-07`."""
    runs: list[list[date]] = []
    for day in sorted(found):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "，".join(f"{r[0]:%Y-%m-%d}" if len(r) == 1 else f"{r[0]:%Y-%m-%d}..{r[-1]:%m-%d}" for r in runs)


def plain(value: Any) -> str:
    """Any value of a rule on one line."""
    if isinstance(value, Length):
        return length(value)
    if isinstance(value, Enum):
        return str(said(getattr(value, "zh", value.value)))
    if isinstance(value, Source):
        return str(value)
    if isinstance(value, Counting):
        return counting(value, WorkingDays(1))
    if is_dataclass(value) and not isinstance(value, type):
        return "；".join(f"{f.name}={plain(getattr(value, f.name))}" for f in fields(value))
    if isinstance(value, (tuple, list)):
        return "[" + "、".join(plain(item) for item in value) + "]"
    if isinstance(value, (set, frozenset)):
        return "[" + "、".join(sorted(plain(item) for item in value)) + "]"
    return str(value)
