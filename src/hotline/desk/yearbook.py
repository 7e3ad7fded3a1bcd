"""A working calendar as a year of months, and the reckoning of a limit on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from hotline.core.calendars import Calendar
from hotline.core.deadlines import UnknownDue, due
from hotline.core.policy.pack import Policy
from hotline.core.policy.rules import Rule
from hotline.core.policy.shapes import ClockRule
from hotline.desk.words import say
from hotline.infra.tongues import listed


@dataclass(frozen=True)
class Day:
    """`kind`: work, rest (weekend), off (holiday), make_up (a weekend day that is worked), unknown."""

    number: int
    kind: str
    today: bool
    in_reckoning: str = ""


@dataclass(frozen=True)
class Month:
    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    working_days: int


def kind_of(calendar: Calendar, day: date) -> str:
    if not calendar.is_known(day):
        return "unknown"
    if calendar.open_every_day:
        return "work"
    if day in calendar.make_up_days:
        return "make_up"
    if day in calendar.off_days:
        return "off"
    return "rest" if day.weekday() in calendar.weekend else "work"


def year_of(calendar: Calendar, year: int, today: date, marked: dict[date, str] | None = None) -> tuple[Month, ...]:
    """Twelve months in weeks from Monday; days of other months are None."""
    marked = marked or {}
    return tuple(_month(calendar, year, month, today, marked) for month in range(1, 13))


def _month(calendar: Calendar, year: int, month: int, today: date, marked: dict[date, str]) -> Month:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    days: list[Day | None] = [None] * first.weekday()
    worked = 0
    day = first
    while day < after:
        kind = kind_of(calendar, day)
        worked += kind in ("work", "make_up")
        days.append(Day(day.day, kind, day == today, marked.get(day, "")))
        day += timedelta(days=1)
    days += [None] * (-len(days) % 7)
    weeks = tuple(tuple(days[n : n + 7]) for n in range(0, len(days), 7))
    return Month(month, weeks, worked)


def hours(calendar: Calendar) -> str:
    """When it is worked: `08:30–12:00、13:30–17:30`, or around the clock."""
    spans = [f"{s.start:%H:%M}–{'24:00' if s.end == time(0) else f'{s.end:%H:%M}'}" for s in calendar.spans]
    told = listed(spans)
    return say("calendar.every_day", hours=told) if calendar.open_every_day else told


@dataclass(frozen=True)
class Reckoned:
    """A limit from its start: when it ends, and what each day between counted as."""

    rule: Rule
    start: datetime
    end: datetime | None
    days: dict[date, str]
    counted: int


def reckon(policy: Policy, ref: str, start: datetime) -> Reckoned | None:
    """The end of a limit that starts at `start`, day by day; None for a rule that is no limit."""
    rule: Any = policy.rule(ref)
    if rule is None or not isinstance(rule.value, ClockRule):
        return None
    value: ClockRule = rule.value
    calendar = policy.calendars[value.calendar]
    end = due(value.length, value.counting, start, calendar)
    if isinstance(end, UnknownDue):
        return Reckoned(rule, start, None, {}, 0)
    first, last = calendar.local(start).date(), calendar.local(end).date()
    days: dict[date, str] = {}
    day = first
    while day <= last and len(days) < 400:
        days[day] = "start" if day == first else "end" if day == last else "counted"
        day += timedelta(days=1)
    between = (d for d in days if calendar.is_known(d) and d != first)
    return Reckoned(rule, start, end, days, sum(calendar.is_working_day(d) for d in between))
