"""Counts of the last days, in each window of the pack, against what is usual for the place, the class and the day of
the week (STA-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import connection

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import Course, Rise, Scale, course, highest, history_days, rises, scales
from hotline.insight.topic_models import Topic, TopicDay

CURRENT = timedelta(days=30)
"""A topic nobody spoke of for so long is not looked at any more."""
STREET = 9
"""Digits of the code of a street or township: the places in which classes are counted."""
MANY_FROM = 2
"""Hundreds of classes and places are looked at at once: chance alone brings the mildest level somewhere every day."""
EXPLAINED = 0.5

Days = Mapping[date, int]
Cell = tuple[str, str]
"""A class and an area."""
NOTHING = (0.0,) * 10
"""A history that holds nothing: as many sums as there are windows, and more."""


class Why(str, Enum):  # noqa: UP042 - a plain value
    """Kinds of a warning."""

    NEW_TOPIC = "new_topic"
    RISING_TOPIC = "rising_topic"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Grown:
    """Something that was looked at, with its rise in each window. `subject` names it in warnings."""

    kind: Why
    subject: str
    title: str
    content_class: str
    area: str
    rises: tuple[Rise, ...]
    topic: UUID | None = None

    @property
    def rise(self) -> Rise:
        """The one that is spoken of (level 0: nothing to warn of)."""
        return highest(self.rises)

    @property
    def rings(self) -> list[int]:
        """Days of the windows that hold too much."""
        return [one.days for one in self.rises if one.level]


def rule_of(line: str, day: date) -> WarningRule | None:
    """The rule of a hotline's pack; None: it has none, and nothing is warned of."""
    found = packs.load(accounts.line(line).pack).find("warning", Facts(), day, day)
    value = found.rule.value if isinstance(found, Found) else None
    return value if isinstance(value, WarningRule) else None


def label(line: str, content_class: str) -> str:
    """What the hotline's pack calls a class."""
    term = packs.load(accounts.line(line).pack).content_class(content_class)
    return term.label if term else content_class


def kept_days(rule: WarningRule | None) -> int:
    """How far back counts are kept: what is looked at, and a few days more."""
    return (history_days(rule) if rule else 0) + 14


def look(line: str, day: date, rule: WarningRule, since: date, whole: bool) -> list[Grown]:
    """What there is in the windows, compared; the rows of the topics are brought up to date. `whole`: all current
    topics, not only those of the shortest window: nothing rises in a longer one without a new order in that."""
    by = scales(day, rule, since)
    if not by:
        return []
    topics = list(
        Topic.objects.filter(line=line, last__gte=day - CURRENT if whole else by[0].first, merged_into=None, size__gt=0)
    )
    back = day - timedelta(days=history_days(rule))
    days = _topic_days([topic.pk for topic in topics], back)
    weighed = _weighed(line, {(t.content_class, t.area) for t in topics}, back, by)
    found = [_topic(topic, days[topic.pk], weighed, by, rule) for topic in topics]
    Topic.objects.bulk_update(
        [topic for topic, _, changed in found if changed], ["days", "count", "expected", "chance", "level", "course"]
    )
    grown = [one for _, one, _ in found]
    return grown + _many(line, back, grown, by)


def _topic(
    topic: Topic, days: Days, weighed: Mapping[Cell, Sequence[float]], by: Sequence[Scale], rule: WarningRule
) -> tuple[Topic, Grown, bool]:
    if topic.content_class or topic.area:
        sums = weighed.get((topic.content_class, topic.area), NOTHING)
        all_rises = tuple(s.rise(s.count(days), s.expected(w)) for s, w in zip(by, sums, strict=False))
    else:
        all_rises = rises(days, days, by)
    now = highest(all_rises)
    goes, said_by = course(days, topic.first, by, rule, now.level)
    kind = Why.NEW_TOPIC if goes is Course.NEW else Why.RISING_TOPIC
    told = now if now.level else next(one for one in all_rises if one.days == said_by.days)
    before = (topic.days, topic.count, topic.expected, topic.level, topic.course)
    topic.days, topic.count, topic.expected = told.days, told.count, told.usual
    topic.level, topic.course, topic.chance = told.level, goes.value, told.chance
    changed = before != (topic.days, topic.count, topic.expected, topic.level, topic.course)
    grown = Grown(kind, str(topic.pk), topic.name, topic.content_class, topic.area, all_rises, topic.pk)
    return topic, grown, changed


def _many(line: str, since: date, topics: Iterable[Grown], by: Sequence[Scale]) -> list[Grown]:
    """Classes of which a place has many, unless one topic that is warned of is half of them."""
    cells, beside = _crowded(line, since, by)
    warned: dict[str, list[Grown]] = defaultdict(list)
    for one in topics:
        if one.rings:
            warned[one.content_class].append(one)
    found = []
    for (content_class, area), counts in cells.items():
        made = [s.rise(count, s.expected(w), beside) for s, (count, w) in zip(by, counts, strict=True)]
        quiet = [r.level < MANY_FROM or _explained(n, r, area, warned[content_class]) for n, r in enumerate(made)]
        kept = tuple(replace(rise, level=0) if no else rise for rise, no in zip(made, quiet, strict=True))
        if any(rise.level for rise in kept):
            title = label(line, content_class)
            found.append(Grown(Why.MANY, f"{content_class}@{area}", title, content_class, area, kept))
    return found


def _explained(window: int, rise: Rise, area: str, warned: Iterable[Grown]) -> bool:
    return any(
        (one.area.startswith(area) or area.startswith(one.area)) and one.rises[window].count >= EXPLAINED * rise.count
        for one in warned
    )


def _crowded(line: str, since: date, by: Sequence[Scale]) -> tuple[dict[Cell, list[tuple[int, float]]], int]:
    """Classes and streets of which a window holds enough for a warning: in each window what it holds, and what is usual
    before the least that is called so. And among how many they stand."""
    if all(len(one.levels) < MANY_FROM for one in by):
        return {}, 0
    held = [f"coalesce(sum(u.count) FILTER (WHERE u.day >= %s), 0)::int AS c{n}" for n in range(len(by))]
    many = [
        f"(c{n} >= %s AND c{n} >= %s * greatest(w{n}, %s))" for n, one in enumerate(by) if len(one.levels) >= MANY_FROM
    ]
    asked = f"""
WITH cells AS MATERIALIZED (
    SELECT u.content_class, left(u.area, {STREET}) AS street, {", ".join(held)}, {_sums(by)}
    FROM insight_usualday u LEFT JOIN {_weights_table(by)} ON k.day = u.day
    WHERE u.line = %s AND u.day >= %s AND u.day <= %s AND u.content_class <> '' AND u.area <> ''
    GROUP BY 1, 2
)
SELECT cells.*, (SELECT count(*) FROM cells)::int FROM cells WHERE {" OR ".join(many)}
"""
    bars = [one.levels[MANY_FROM - 1] for one in by if len(one.levels) >= MANY_FROM]
    floors = [one.least_usual for one in by if len(one.levels) >= MANY_FROM]
    wanted = [value for bar, floor in zip(bars, floors, strict=True) for value in (bar.least, bar.times, floor)]
    with connection.cursor() as cursor:
        cursor.execute(asked, [*(one.first for one in by), *_weights(by), line, since, by[0].last, *wanted])
        rows = cursor.fetchall()
    size = len(by)
    found = {(row[0], row[1]): list(zip(row[2 : 2 + size], row[2 + size : -1], strict=True)) for row in rows}
    return found, rows[0][-1] if rows else 0


def _weighed(line: str, wanted: Iterable[Cell], since: date, by: Sequence[Scale]) -> dict[Cell, list[float]]:
    """What is usual in each window for each class (any, if empty) in each area and what lies in it.

    The days are weighed and summed where they lie, once for each class and area, before anything is joined to them.
    """
    pairs = sorted(pair for pair in wanted if any(pair))
    if not pairs:
        return {}
    classes = sorted({pair[0] for pair in pairs})
    sums = ", ".join(f"sum(c.w{n})" for n in range(len(by)))
    asked = f"""
WITH cells AS MATERIALIZED (
    SELECT u.content_class, u.area, {_sums(by)}
    FROM insight_usualday u JOIN {_weights_table(by)} ON k.day = u.day
    WHERE u.line = %s AND u.day >= %s AND u.day < %s AND ('' = ANY(%s) OR u.content_class = ANY(%s))
    GROUP BY 1, 2
), wanted AS (SELECT * FROM unnest(%s::text[], %s::text[]) AS w(content_class, area))
SELECT w.content_class, w.area, {sums} FROM wanted w JOIN cells c
    ON c.content_class = w.content_class AND starts_with(c.area, w.area) WHERE w.content_class <> '' GROUP BY 1, 2
UNION ALL
SELECT w.content_class, w.area, {sums} FROM wanted w JOIN cells c
    ON starts_with(c.area, w.area) WHERE w.content_class = '' GROUP BY 1, 2
"""
    named = [[p[0] for p in pairs], [p[1] for p in pairs]]
    with connection.cursor() as cursor:
        cursor.execute(asked, [*_weights(by), line, since, by[0].first, classes, classes, *named])
        return {(content_class, area): sums for content_class, area, *sums in cursor.fetchall()}


def _sums(by: Sequence[Scale]) -> str:
    return ", ".join(f"coalesce(sum(u.count * k.w{n}), 0)::float8 AS w{n}" for n in range(len(by)))


def _weights_table(by: Sequence[Scale]) -> str:
    columns = ", ".join(f"w{n}" for n in range(len(by)))
    return f"unnest(%s::date[]{', %s::float8[]' * len(by)}) AS k(day, {columns})"


def _weights(by: Sequence[Scale]) -> list[Any]:
    """The days that count for what is usual, and how much each does in each window."""
    days = sorted({day for one in by for day in one.weights})
    return [days, *([one.weights.get(day, 0.0) for day in days] for one in by)]


def _topic_days(idents: list[UUID], since: date) -> dict[UUID, dict[date, int]]:
    found: dict[UUID, dict[date, int]] = {ident: {} for ident in idents}
    rows = TopicDay.objects.filter(topic__in=idents, day__gte=since)
    for topic, day, count in rows.values_list("topic", "day", "count"):
        found[topic][day] = count
    return found
