"""How times are said: with the weekday, in 24 hours, in the hotline's own zone; and the chip of what is left."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from hotline.core.vocabulary import ClockState
from hotline.desk.words import say, table
from hotline.infra import clock


class Chip(NamedTuple):
    """A limit in words. `tone`: calm, near, over, wait (unknown or paused), done. Colour is never alone."""

    text: str
    tone: str
    icon: str = ""


def day_of(day: date, now: datetime) -> str:
    """`3月5日 周四`; the year is said when it is another one."""
    local = clock.local(now)
    weekday = table("pages")["day"]["weekdays"][day.weekday()]
    key = "day.date" if day.year == local.year else "day.date_year"
    return say(key, year=day.year, month=day.month, day=day.day, weekday=weekday)


def stamp(at: datetime, now: datetime) -> str:
    """A moment with its weekday: `3月5日 周四 17:30`."""
    local = clock.local(at)
    return f"{day_of(local.date(), now)} {local:%H:%M}"


def short_stamp(at: datetime, now: datetime) -> str:
    """For lists: `今天 09:30`, `昨天 17:02`, else `03-05 17:30`."""
    local, today = clock.local(at), clock.local(now).date()
    if local.date() == today:
        return f"{say('day.today')} {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"{say('day.yesterday')} {local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


NEAR = timedelta(hours=24)


def chip(due_at: datetime | None, state: ClockState | str, now: datetime) -> Chip:
    """What is left until `due_at`: grey while there is time, amber within a day of its end, red when over."""
    if state == ClockState.UNKNOWN:
        return Chip(say("chip.unknown"), "wait", "help-circle")
    if state == ClockState.PAUSED:
        return Chip(say("chip.paused"), "wait", "player-pause")
    if state in (ClockState.MET, ClockState.LATE, ClockState.CANCELLED):
        return Chip(say(f"chip.{state}"), "done" if state == ClockState.MET else "wait")
    if due_at is None:
        return Chip(say("chip.none"), "none")
    left = due_at - now
    if left < timedelta(0):
        return Chip(_amount("over", -left), "over", "alert-triangle")
    due, today = clock.local(due_at), clock.local(now).date()
    if due.date() == today and left > timedelta(hours=1):
        return Chip(say("chip.today", time=_time(due)), "near", "clock")
    if left < NEAR and due.date() != today:
        return Chip(say("chip.tomorrow", time=_time(due)), "near", "clock")
    return Chip(_amount("left", left), "near" if left < NEAR else "calm", "clock" if left < NEAR else "")


def _time(local: datetime) -> str:
    """The end of a day is said as 24:00, which is how people read it."""
    return "24:00" if (local.hour, local.minute) == (23, 59) else f"{local:%H:%M}"


def due_stamp(at: datetime, now: datetime) -> str:
    """Like `stamp`, the last moment of a day said as 24:00."""
    local = clock.local(at)
    return f"{day_of(local.date(), now)} {_time(local)}"


def _amount(direction: str, span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return say(f"chip.{direction}_minutes", n=max(minutes, 1))
    if minutes < 48 * 60:
        return say(f"chip.{direction}_hours", n=minutes // 60)
    return say(f"chip.{direction}_days", n=minutes // (24 * 60))
