"""Counts of the last days against what is usual for the place, the class and the day of the week (STA-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from uuid import UUID

from django.db import connection

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import Course, Rise, course, rise, usual, window
from hotline.insight.topic_models import Topic, TopicDay

CURRENT = timedelta(days=30)
"""A topic nobody spoke of for so long is not looked at any more."""
STREET = 9
"""Digits of the code of a street or township: the places in which classes are counted."""
MANY_FROM = 2
"""Hundreds of classes and places are looked at at once: chance alone brings the mildest level somewhere every day."""
EXPLAINED = 0.5

Days = Mapping[date, int]


class Why(str, Enum):  # noqa: UP042 - a plain value
    """Kinds of a warning."""

    NEW_TOPIC = "new_topic"
    RISING_TOPIC = "rising_topic"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Grown:
    """Something that was looked at, with its rise (level 0: nothing to warn of). `subject` names it in warnings."""

    kind: Why
    subject: str
    title: str
    content_class: str
    area: str
    rise: Rise
    topic: UUID | None = None


def rule_of(line: str, day: date) -> WarningRule | None:
    """The rule of a hotline's pack; None: it has none, and nothing is warned of."""
    found = packs.load(accounts.line(line).pack).find("warning", Facts(), day, day)
    value = found.rule.value if isinstance(found, Found) else None
    return value if isinstance(value, WarningRule) else None


def label(line: str, content_class: str) -> str:
    """What the hotline's pack calls a class."""
    term = packs.load(accounts.line(line).pack).content_class(content_class)
    return term.label if term else content_class


def history_days(rule: WarningRule | None) -> int:
    """How far back days count for what is usual."""
    return 7 * (rule.weeks + 1) + rule.window_days if rule else 70


def look(line: str, day: date, rule: WarningRule, since: date, whole: bool) -> list[Grown]:
    """What there is in the window, compared; the rows of the topics are brought up to date. `whole`: all current
    topics, not only those of the window."""
    first = window(day, rule.window_days)[0]
    topics = list(
        Topic.objects.filter(line=line, last__gte=day - CURRENT if whole else first, merged_into=None, size__gt=0)
    )
    days = _topic_days([topic.pk for topic in topics])
    cells = _counted(line, day, rule)
    wanted = {(t.content_class, t.area) for t in topics} | set(cells)
    history = _history(line, wanted, day - timedelta(days=history_days(rule)), day)
    found = [_topic(topic, days[topic.pk], history, day, rule, since) for topic in topics]
    Topic.objects.bulk_update(
        [topic for topic, _, changed in found if changed], ["count", "expected", "chance", "level", "course"]
    )
    grown = [one for _, one, _ in found]
    return grown + _many(cells, history, grown, line, day, rule, since)


def _topic(
    topic: Topic, days: Days, history: Mapping[tuple[str, str], Days], day: date, rule: WarningRule, since: date
) -> tuple[Topic, Grown, bool]:
    known = history.get((topic.content_class, topic.area), {}) if topic.content_class or topic.area else days
    expected = usual(known, day, rule, since)
    now = rise(sum(days.get(one, 0) for one in window(day, rule.window_days)), expected, rule)
    goes = course(days, topic.first, day, rule, now.level)
    before = (topic.count, topic.expected, topic.level, topic.course)
    topic.count, topic.expected, topic.level, topic.course = now.count, expected, now.level, goes.value
    topic.chance = now.chance
    kind = Why.NEW_TOPIC if goes is Course.NEW else Why.RISING_TOPIC
    title = topic.name
    changed = before != (topic.count, topic.expected, topic.level, topic.course)
    return topic, Grown(kind, str(topic.pk), title, topic.content_class, topic.area, now, topic.pk), changed


def _many(
    cells: Mapping[tuple[str, str], int],
    history: Mapping[tuple[str, str], Days],
    topics: Iterable[Grown],
    line: str,
    day: date,
    rule: WarningRule,
    since: date,
) -> list[Grown]:
    """Classes of which a place has many, unless one topic that is warned of is half of them."""
    warned = [one for one in topics if one.rise.level]
    found = []
    for (content_class, area), count in cells.items():
        now = rise(count, usual(history.get((content_class, area), {}), day, rule, since), rule)
        explained = any(
            one.content_class == content_class
            and (one.area.startswith(area) or area.startswith(one.area))
            and one.rise.count >= EXPLAINED * count
            for one in warned
        )
        if now.level >= MANY_FROM and not explained:
            found.append(
                Grown(Why.MANY, f"{content_class}@{area}", label(line, content_class), content_class, area, now)
            )
    return found


_CELLS = f"""
SELECT content_class, left(area, {STREET}), sum(count)::int FROM insight_usualday
WHERE line = %s AND day >= %s AND day <= %s AND content_class <> '' AND area <> ''
GROUP BY 1, 2 HAVING sum(count) >= %s
"""


def _counted(line: str, day: date, rule: WarningRule) -> dict[tuple[str, str], int]:
    """Classes and streets with enough orders in the window to be worth a look."""
    if len(rule.levels) < MANY_FROM:
        return {}
    days = window(day, rule.window_days)
    with connection.cursor() as cursor:
        cursor.execute(_CELLS, [line, days[0], day, rule.levels[MANY_FROM - 1].least])
        return {(content_class, area): count for content_class, area, count in cursor.fetchall()}


_HISTORY = """
SELECT w.content_class, w.area, u.day, sum(u.count)::int
FROM unnest(%s::text[], %s::text[]) AS w(content_class, area)
JOIN insight_usualday u ON u.line = %s AND u.day >= %s AND u.day <= %s
    AND (w.content_class = '' OR u.content_class = w.content_class) AND starts_with(u.area, w.area)
GROUP BY 1, 2, 3
"""


def _history(line: str, wanted: Iterable[tuple[str, str]], since: date, day: date) -> dict[tuple[str, str], Days]:
    """Counts by day of each class (any, if empty) in each area and what lies in it."""
    pairs = sorted(pair for pair in wanted if any(pair))
    found: dict[tuple[str, str], dict[date, int]] = defaultdict(dict)
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_HISTORY, [[p[0] for p in pairs], [p[1] for p in pairs], line, since, day])
            for content_class, area, one, count in cursor.fetchall():
                found[content_class, area][one] = count
    return dict(found)


def _topic_days(idents: list[UUID]) -> dict[UUID, dict[date, int]]:
    found: dict[UUID, dict[date, int]] = {ident: {} for ident in idents}
    for topic, day, count in TopicDay.objects.filter(topic__in=idents).values_list("topic", "day", "count"):
        found[topic][day] = count
    return found
