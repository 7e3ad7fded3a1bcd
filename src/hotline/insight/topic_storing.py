"""What a step found, as rows: counts of days, which order belongs to which topic, and what a topic is about."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from hotline.core.policy.shapes import WarningRule
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.insight import raising
from hotline.insight.engines import REMEMBERED, Engine
from hotline.insight.growth import kept_days
from hotline.insight.topic_models import Topic, TopicDay, TopicOrder, UsualDay
from hotline.language.extract import Kind, extract
from hotline.language.topics import Topic as Joined
from hotline.orders.texts import Fact, NewText, facts, texts_of

SEVERAL = 3
"""So many orders make a topic that is kept."""
MOST_ASKED = 60
"""Orders of a topic, the latest, from which its place, class and unit are taken."""
READ_FOR_PLACE = 20
MOST_PART = 0.5
PLACE_PART = 0.4

_COUNT = """
INSERT INTO insight_usualday (line, content_class, area, day, count)
SELECT %s, * FROM unnest(%s::text[], %s::text[], %s::date[], %s::int[])
ON CONFLICT (line, content_class, area, day) DO UPDATE SET count = insight_usualday.count + excluded.count
"""
_MOVE = """
UPDATE insight_topicorder o SET topic = n.topic FROM unnest(%s::uuid[], %s::uuid[]) AS n(order_id, topic)
WHERE o.order_id = n.order_id AND o.topic IS DISTINCT FROM n.topic
"""
_DAYS = """
WITH gone AS (DELETE FROM insight_topicday WHERE topic = ANY(%s::uuid[]))
SELECT topic, day, count(*)::int FROM insight_topicorder WHERE topic = ANY(%s::uuid[]) GROUP BY 1, 2
"""


def count(line: str, counts: Iterable[tuple[str, str, date, int]]) -> None:
    """Add (class, area, day, how many) to what is usual."""
    rows = sorted(counts)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [line, *([row[at] for row in rows] for at in range(4))])


def store(line: str, engine: Engine, joined: Sequence[Joined], texts: Sequence[NewText]) -> int:
    """Everything that a step's orders change; returns how many topics they touched."""
    counted = Counter((text.content_class, text.area, text.day) for text in texts)
    count(line, [(*key, number) for key, number in counted.items()])
    touched, moved, left = _homes(engine, [one for one in joined if one.size >= SEVERAL])
    TopicOrder.objects.bulk_create(
        [
            TopicOrder(t.id, line, engine.homes.get(t.id), t.day, t.content_class, t.area)
            for t in texts
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, [list(moved), list(moved.values())])
    _merge(engine, left)
    days = days_of({*touched, *left})
    _describe(line, engine, touched, days)
    return len(touched)


def forget(line: str) -> dict[str, UUID]:
    """Drop all topics and counts of a hotline; which topic its orders belonged to is given back."""
    rows = TopicOrder.objects.filter(line=line, topic__isnull=False)
    homes = {str(order): topic for order, topic in rows.values_list("order_id", "topic") if topic}
    TopicDay.objects.filter(topic__in=Topic.objects.filter(line=line).values("pk")).delete()
    for table in (Topic, TopicOrder, UsualDay):
        table.objects.filter(line=line).delete()
    return homes


def tidy(line: str, day: date, rule: WarningRule) -> None:
    """Orders that stand alone, and counts, are kept only as long as anything looks at them."""
    TopicOrder.objects.filter(line=line, topic__isnull=True, day__lt=day - REMEMBERED).delete()
    UsualDay.objects.filter(line=line, day__lt=day - timedelta(days=kept_days(rule))).delete()


def _homes(
    engine: Engine, joined: Sequence[Joined]
) -> tuple[dict[UUID, Joined], dict[str, UUID], dict[UUID, tuple[UUID, int]]]:
    """Which stored topic each changed one is; orders that go to another; topics that lose orders, to whom, how many."""
    touched: dict[UUID, Joined] = {}
    moved: dict[str, UUID] = {}
    left: dict[UUID, tuple[UUID, int]] = {}
    for one in sorted(joined, key=lambda topic: -topic.size):
        home, others = engine.home_of(one)
        home = home or uuid7()
        for other in others:
            gone = sum(engine.homes.get(key) == other for key in one.keys)
            left[other] = (home, gone)
        for key in one.keys:
            if engine.homes.get(key) != home:
                engine.homes[key] = moved[key] = home
        touched.setdefault(home, one)
    return touched, moved, left


def _merge(engine: Engine, left: Mapping[UUID, tuple[UUID, int]]) -> None:
    """A topic most of whose orders, as far as the engine knows them, have gone to another is that other."""
    for ident, (home, gone) in left.items():
        if sum(topic == ident for topic in engine.homes.values()) <= gone:
            TopicOrder.objects.filter(topic=ident).update(topic=home)
            Topic.objects.filter(pk=ident).update(merged_into=home, size=0, count=0, level=0)
            engine.homes.update({key: home for key, topic in engine.homes.items() if topic == ident})
            raising.merged(ident, home)


def days_of(idents: Iterable[UUID]) -> dict[UUID, dict[date, int]]:
    """Count the orders of topics by day, anew; a topic that has none is empty."""
    wanted = list(idents)
    if not wanted:
        return {}
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [wanted, wanted])
        for topic, day, number in cursor.fetchall():
            found[topic][day] = number
    TopicDay.objects.bulk_create(TopicDay(topic=t, day=d, count=n) for t, row in found.items() for d, n in row.items())
    Topic.objects.filter(pk__in=set(wanted) - set(found)).update(size=0, count=0, level=0)
    return found


def _describe(line: str, engine: Engine, touched: Mapping[UUID, Joined], days: Mapping[UUID, dict[date, int]]) -> None:
    """The row of each touched topic; the name and what needs reading only when the topic has grown noticeably."""
    rows = {row.pk: row for row in Topic.objects.filter(pk__in=list(touched))}
    about = facts([key for one in touched.values() for key in one.keys[-MOST_ASKED:]])
    new = []
    for ident, one in touched.items():
        row = rows.get(ident) or Topic(id=ident, line=line)
        if row._state.adding:
            new.append(row)
        before, row.size = row.size, sum(days.get(ident, {}).values())
        row.first, row.last = min(days[ident]), max(days[ident])
        known = [about[key] for key in one.keys[-MOST_ASKED:] if key in about]
        _say(row, known)
        if not row.name or row.size < 12 or row.size // 10 != before // 10:
            row.name, row.keywords = engine.topics.name(one), engine.topics.keywords(one)
            row.place = _place(one.titles, known)
    Topic.objects.bulk_create(new)
    kept = ["name", "keywords", "place", "area", "content_class", "unit", "first", "last", "size"]
    Topic.objects.bulk_update(rows.values(), kept)


def said(row: Topic, latest: Sequence[str]) -> None:
    """What a topic is about, by its latest orders alone. The row is not stored."""
    texts = texts_of(list(latest)[:MOST_ASKED])
    about = facts([text.id for text in texts])
    known = [about[text.id] for text in texts if text.id in about]
    _say(row, known)
    row.place = _place([text.title for text in texts], known)


def _say(row: Topic, known: Sequence[Fact]) -> None:
    row.content_class = majority([fact.content_class for fact in known])
    row.area = common_area([fact.area for fact in known])
    row.unit = majority([fact.unit for fact in known if fact.unit])


def majority(values: Sequence[str], part: float = MOST_PART) -> str:
    """The value that more than a part of them have; empty when there is none."""
    if not values:
        return ""
    value, seen = Counter(values).most_common(1)[0]
    return value if seen > part * len(values) else ""


def common_area(codes: Sequence[str]) -> str:
    """The smallest area most of these lie in: the whole code, else its street, its county; empty when they do not."""
    for length in (12, 9, 6):
        found = majority([code[:length] for code in codes])
        if found:
            return found
    return ""


def _place(named_in: Sequence[str], known: Sequence[Fact]) -> str:
    """The place most orders name in their field; else the one most titles name."""
    named = majority([fact.place for fact in known if fact.place], PLACE_PART)
    if named:
        return named
    found: Counter[str] = Counter()
    now = clock.now()
    titles = named_in[-READ_FOR_PLACE:]
    for title in titles:
        spans = extract(title, now)
        found.update({span.details.get("name", span.value) for span in spans if span.kind is Kind.PLACE})
    best = found.most_common(1)
    return best[0][0] if best and best[0][1] >= max(2, PLACE_PART * len(titles)) else ""
