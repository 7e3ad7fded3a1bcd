"""Topics and warnings in words and small pictures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hotline.accounts import selectors as accounts
from hotline.desk.areas import area_name
from hotline.desk.bars import Picture, Point, picture
from hotline.desk.context import unit_name
from hotline.desk.times import day_of, short_stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.insight.growth import label
from hotline.insight.topic_models import Topic, Warning, WarningAct

SPARK_DAYS = 28
"""As long as the longest window, so that what comes slowly is seen to come."""
TREND_DAYS = 28
LEVEL_TONES = {1: "near", 2: "over", 3: "over"}
"""Amber and red are for limits: a level is one that was passed."""


def words_of(name: str) -> Any:
    return table("topics")[name]


def say(name: str, /, **params: object) -> str:
    """A sentence of `[said]` with its `{…}` filled in."""
    return str(words_of("said")[name]).format(**params)


def number(value: float) -> str:
    """A usual count: whole numbers from ten on, else one decimal."""
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def trend_days(window: int) -> int:
    """How many days are drawn: four weeks, or the window and as much before it."""
    return max(TREND_DAYS, 2 * window)


def trend(days: Mapping[date, int], last: date, name: str, window: int, usual: float) -> Picture:
    """A bar a day over the page; what is usual a day is the line across. `usual` for the window."""
    return bars(days, last, name, trend_days(window), usual / window, wide=True)


def bars(
    days: Mapping[date, int],
    last: date,
    name: str,
    count: int = SPARK_DAYS,
    usual: float = 0.0,
    *,
    wide: bool = False,
) -> Picture:
    """A bar a day; `usual` a day is the line across."""
    now = clock.now()
    points = []
    for back in range(count - 1, -1, -1):
        day = last - timedelta(days=back)
        seen = days.get(day, 0)
        points.append(Point(say("bar", day=day_of(day, now), count=seen), Decimal(seen) if seen else None, None))
    goal = Decimal(str(round(usual, 2))) if usual else None
    size = {"width": 960, "height": 96} if wide else {}
    return picture(points, goal, say("bars", name=name, days=count), **size)


def topic_row(topic: Topic, days: Mapping[date, int], warning: Warning | None = None) -> dict[str, Any]:
    """A topic as a row of the list."""
    now = clock.now()
    return {
        "id": str(topic.pk),
        "name": topic.name,
        "place": topic.place or (area_name(topic.area) if topic.area else ""),
        "class": label(topic.line, topic.content_class) if topic.content_class else "",
        "unit": unit_name(topic.unit) if topic.unit else "",
        "line": line_name(topic.line),
        "course": topic.course,
        "course_word": words_of("course")[topic.course],
        "course_long": words_of("course_long")[topic.course],
        "level": topic.level,
        "level_word": say("level", level=words_of("level")[str(topic.level)]) if topic.level else "",
        "tone": LEVEL_TONES.get(topic.level, ""),
        "count": topic.count,
        "size": topic.size,
        "window": topic.days,
        "usual": say("usual", usual=number(topic.expected)),
        "about": say("about", usual=number(topic.expected)),
        "times": times(topic.count, topic.expected),
        "span": span(topic.first, topic.last),
        "keywords": list(topic.keywords),
        "bars": bars(days, clock.local(now).date(), topic.name),
        "warning": str(warning.pk) if warning else "",
    }


def warning_row(row: Warning, title: str = "") -> dict[str, Any]:
    """A warning as a row of the list."""
    now = clock.now()
    name = title or row.title or say("gone")
    where = area_name(row.area) if row.area else ""
    return {
        "id": str(row.pk),
        "name": say("many", area=where, label=name) if row.topic is None else name,
        "kind": words_of("kind")[row.kind],
        "state": row.state,
        "state_word": words_of("state")[row.state],
        "level": row.level,
        "level_word": say("level", level=words_of("level")[str(row.level)]),
        "tone": LEVEL_TONES.get(row.level, ""),
        "where": where,
        "class": label(row.line, row.content_class) if row.content_class else "",
        "line": line_name(row.line),
        "count": row.count,
        "window": row.days,
        "usual": say("usual", usual=number(row.expected)),
        "about": say("about", usual=number(row.expected)),
        "times": times(row.count, row.expected),
        "chance": chance(row.chance),
        "at": short_stamp(row.raised_at, now),
        "topic": str(row.topic) if row.topic else "",
        "taken_by": accounts.person_name(row.taken_by) if row.taken_by else "",
        "until": say("until", day=day_of(row.muted_until, now)) if row.muted_until else "",
        "revision": row.revision,
    }


def act_row(act: WarningAct) -> dict[str, str]:
    """A line of a warning's history."""
    return {
        "what": words_of("act")[act.what],
        "by": accounts.person_name(act.by) if act.by else say("system"),
        "at": short_stamp(act.at, clock.now()),
        "words": act.words,
        "level": words_of("level")[str(act.level)],
    }


def times(count: int, usual: float) -> str:
    """How many times what is usual; empty where that says nothing."""
    ratio = count / usual if usual > 0 else 0.0
    return say("times", times=number(ratio)) if ratio >= 1.5 else ""


def chance(value: float) -> str:
    """How seldom chance alone brings so many, in words."""
    if value <= 0 or value > 0.01:
        return say("more") if value <= 0 else ""
    one_in = 10 ** min(len(str(int(1 / value))) - 1, 6)
    return say("chance", one_in=f"{one_in:,}")


def span(first: date, last: date) -> str:
    """From the first day to the last."""
    now = clock.now()
    if first == last:
        return day_of(first, now)
    return say("span", first=day_of(first, now), last=day_of(last, now))


def followed(found: tuple[datetime, datetime] | None) -> tuple[str, str]:
    """Since which day topics are made, and how far they are, in words; empty while nothing is followed."""
    if found is None:
        return ("", "")
    now = clock.now()
    since, until = found
    return day_of(clock.local(since).date(), now), short_stamp(until, now)


def line_name(ident: str) -> str:
    """The name of a hotline, where there are several."""
    known = accounts.lines()
    return known[ident].name if len(known) > 1 and ident in known else ""
