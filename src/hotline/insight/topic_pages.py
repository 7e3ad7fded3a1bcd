"""What may be read of topics and warnings: those of the own hotlines; orders only as far as each may be seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.infra import clock
from hotline.insight.raising import State, title_of
from hotline.insight.topic_models import FollowedUntil, Topic, TopicDay, TopicOrder, UsualDay, Warning, WarningAct
from hotline.orders.results import NotFound
from hotline.orders.selectors import rows as order_rows
from hotline.orders.texts import facts

NOW = timedelta(days=14)
"""A topic somebody spoke of in these days is talked about now."""
MOST_ASKED = 500
"""Orders of a topic, the latest, from which its units are counted."""
NOT_DONE = (State.OPEN.value, State.TAKEN.value)


@dataclass(frozen=True)
class Filters:
    """Which topics: of a course, a class and what lies in it, an area and what lies in it; all where empty."""

    course: str = ""
    content_class: str = ""
    area: str = ""


@dataclass(frozen=True)
class Causes:
    """What a topic's orders are about, the most frequent first: classes, areas, units, each with a count."""

    classes: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, int], ...]
    units: tuple[tuple[str, int], ...]


def topics_now(person: Person, wanted: Filters = Filters(), limit: int = 60) -> list[Topic]:
    """Topics of the last two weeks: what rises most first, then what is least by chance, then the largest.

    Counts of different windows do not compare; how seldom they come by chance does.
    """
    if not policies.can(person, "see_topics"):
        return []
    found = Topic.objects.filter(line__in=person.lines, last__gte=clock.today() - NOW, merged_into=None, size__gt=0)
    if wanted.course:
        found = found.filter(course=wanted.course)
    if wanted.content_class:
        found = found.filter(content_class__startswith=wanted.content_class)
    if wanted.area:
        found = found.filter(area__startswith=wanted.area)
    return list(found.order_by("-level", "chance", "-size", "-last", "pk")[:limit])


def followed(person: Person) -> tuple[datetime, datetime] | None:
    """Since when topics are made of what was registered, and how far they are, over the person's hotlines.

    None while none is followed.
    """
    rows = FollowedUntil.objects.filter(line__in=person.lines, begun__isnull=False)
    found = rows.aggregate(since=Max("begun"), until=Min("at"))
    return (found["since"], found["until"]) if found["since"] else None


def choices(person: Person) -> tuple[list[tuple[str, str]], list[str]]:
    """(line, class) and areas that topics of now have, for the filters."""
    found = Topic.objects.filter(line__in=person.lines, last__gte=clock.today() - NOW, merged_into=None, size__gt=0)
    pairs = sorted(set(found.exclude(content_class="").values_list("line", "content_class")))
    return pairs, sorted(set(found.exclude(area="").values_list("area", flat=True)))


def days_of(topics: Collection[UUID], last: date, days: int) -> dict[UUID, dict[date, int]]:
    """Topic → day → orders, of the last days."""
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    rows = TopicDay.objects.filter(topic__in=list(topics), day__gt=last - timedelta(days=days), day__lte=last)
    for topic, day, count in rows.values_list("topic", "day", "count"):
        found[topic][day] = count
    return found


def usual_days(line: str, content_class: str, area: str, last: date, days: int) -> dict[date, int]:
    """Day → orders of a class in an area, of the last days: what a warning of many stands for."""
    rows = UsualDay.objects.filter(
        line=line,
        content_class=content_class,
        area__startswith=area,
        day__gt=last - timedelta(days=days),
        day__lte=last,
    )
    found: Counter[date] = Counter()
    for day, count in rows.values_list("day", "count"):
        found[day] += count
    return dict(found)


def topic(person: Person, ident: UUID) -> Topic:
    """One topic; for one that turned out to be another, that one. NotFound."""
    for _ in range(10):
        row = Topic.objects.filter(pk=ident, line__in=person.lines).first()
        if row is None or not policies.can(person, "see_topics"):
            break
        if row.merged_into is None:
            return row
        ident = row.merged_into
    raise NotFound(str(ident))


def orders_of(person: Person, ident: UUID, after: str = "", limit: int = 30) -> tuple[list[Any], str]:
    """Orders of a topic the person may see, the latest first, and where the next page begins (empty: none)."""
    found = TopicOrder.objects.filter(topic=ident).order_by("-day", "-order_id")
    if place := _place(after):
        day, order = place
        found = found.filter(day__lte=day).exclude(day=day, order_id__gte=order)
    keys = list(found.values_list("day", "order_id")[: limit + 1])
    rows = seen(person, [str(order) for _, order in keys[:limit]])
    return rows, f"{keys[limit - 1][0]}.{keys[limit - 1][1]}" if len(keys) > limit else ""


def seen(person: Person, idents: Sequence[str]) -> list[Any]:
    """Those of these orders that the person may see, in their order."""
    rows = order_rows(idents)
    return [rows[i] for i in idents if i in rows and policies.can(person, "view", rows[i])]


def causes(ident: UUID) -> Causes:
    """Classes, areas and units of a topic's orders."""
    members = TopicOrder.objects.filter(topic=ident)
    latest = list(members.order_by("-day", "-order_id").values_list("order_id", flat=True)[:MOST_ASKED])
    units = Counter(fact.unit for fact in facts(list(map(str, latest))).values() if fact.unit)
    return Causes(
        tuple(
            members.exclude(content_class="").values_list("content_class").annotate(n=Count("pk")).order_by("-n")[:8]
        ),
        tuple(members.exclude(area="").values_list("area").annotate(n=Count("pk")).order_by("-n")[:400]),
        tuple(units.most_common(8)),
    )


def warnings(person: Person, states: Sequence[str] = NOT_DONE, limit: int = 60) -> list[Warning]:
    """Warnings of the person's hotlines in these states: the highest level first, then the latest."""
    if not policies.can(person, "see_topics"):
        return []
    found = Warning.objects.filter(line__in=person.lines, state__in=list(states))
    return list(found.order_by("-level", "-raised_at", "pk")[:limit])


def warnings_of(topics: Iterable[UUID]) -> Mapping[UUID, Warning]:
    """Topic → its warning that is not closed."""
    rows = Warning.objects.filter(topic__in=list(topics)).exclude(state=State.CLOSED.value)
    return {row.topic: row for row in rows}


def warning(person: Person, ident: UUID) -> tuple[Warning, str, list[WarningAct]]:
    """A warning, what it is called now, and what happened to it, the latest first. NotFound."""
    row = Warning.objects.filter(pk=ident, line__in=person.lines).first()
    if row is None or not policies.can(person, "see_topics"):
        raise NotFound(str(ident))
    return row, title_of(row), list(WarningAct.objects.filter(warning=ident).order_by("-at", "-id"))


def _place(text: str) -> tuple[date, UUID] | None:
    day, _, order = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(order)
    except ValueError:
        return None
