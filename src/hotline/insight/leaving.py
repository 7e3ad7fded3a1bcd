"""An order that became secret leaves what was followed: its topic, the counts, the evidence, and names it gave.

It is written down when it happens (`mark`), and taken out by whoever follows the hotline next, under its cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F, Func, Value
from django.db.models.functions import Greatest

from hotline.infra import clock
from hotline.insight import engines, raising, topic_storing
from hotline.insight.topic_models import FollowedUntil, Topic, TopicLeft, TopicOrder, Warning
from hotline.orders.texts import counted_as

MOST_MERGED = 10
"""So often a topic has turned out to be another, at most, for its names to be looked after."""
_UNCOUNT = """
UPDATE insight_usualday SET count = count - 1
WHERE line = %s AND content_class = %s AND area = %s AND day = %s AND count > 0
"""


def mark(order_id: str, line: str) -> None:
    """The order is to leave. Marked twice is marked once."""
    TopicLeft.objects.bulk_create([TopicLeft(order_id=UUID(order_id), line=line)], ignore_conflicts=True)


def leave(line: str, cursor: FollowedUntil) -> int:
    """Take out the orders that were marked; returns how many. `cursor` is held by the caller's transaction."""
    marked = list(TopicLeft.objects.filter(line=line).values_list("order_id", flat=True))
    touched = {_home(topic) for order in marked for topic in _out(line, order, cursor)}
    if touched:
        topic_storing.days_of(touched)
        for topic in Topic.objects.filter(pk__in=touched):
            _describe(topic)
    TopicLeft.objects.filter(order_id__in=marked).delete()
    return len(marked)


def _out(line: str, order: UUID, cursor: FollowedUntil) -> set[UUID]:
    """One order; the topics it is of, or was when they were warned of."""
    row = TopicOrder.objects.filter(pk=order).first()
    counted = (row.content_class, row.area, row.day) if row else _counted_before(str(order), cursor)
    if counted is not None:
        with connection.cursor() as at:
            at.execute(_UNCOUNT, [line, *counted])
    warned = Warning.objects.filter(line=line, evidence__contains=[order])
    topics = set(warned.filter(topic__isnull=False).values_list("topic", flat=True))
    warned.update(
        evidence=Func(F("evidence"), Value(order), function="array_remove"), count=Greatest(F("count") - 1, 0)
    )
    if row is None:
        return topics
    if engine := engines.engine_here(line):
        engine.drop(str(order), row.day)
    row.delete()
    return topics | ({row.topic} if row.topic else set())


def _home(topic: UUID) -> UUID:
    """The topic that this one turned out to be."""
    for _ in range(MOST_MERGED):
        home = Topic.objects.filter(pk=topic).values_list("merged_into", flat=True).first()
        if home is None:
            break
        topic = home
    return topic


def _merged_into(topic: UUID) -> list[UUID]:
    """The topics that turned out to be this one, and those that had turned out to be one of them."""
    found = fresh = [topic]
    for _ in range(MOST_MERGED):
        fresh = list(Topic.objects.filter(merged_into__in=fresh).exclude(pk__in=found).values_list("pk", flat=True))
        if not fresh:
            break
        found = [*found, *fresh]
    return found[1:]


def _counted_before(order: str, cursor: FollowedUntil) -> tuple[str, str, date] | None:
    """What an order was counted under that no topic has: it was only counted, or it stood alone too long ago."""
    found = counted_as(order)
    if found is None or (found[3], order) > (cursor.at, str(cursor.order_id)):
        return None
    return found[1], found[2], clock.local(found[3]).date()


def _describe(topic: Topic) -> None:
    """The name, the words and the place are those of the orders that are left, also of what was warned of before:
    a topic is renamed as it grows, and an old warning may have the title of the very order that left."""
    members = TopicOrder.objects.filter(topic=topic.pk).order_by("-day", "-order_id")
    latest = [str(one) for one in members.values_list("order_id", flat=True)[: engines.MOST_OF_TOPIC]]
    days: Sequence[date] = list(members.values_list("day", flat=True))
    name, keywords = engines.described(latest)
    topic_storing.said(topic, latest)
    topic.name, topic.keywords, topic.size = name, keywords, len(days)
    if days:
        topic.first, topic.last = min(days), max(days)
    else:
        raising.emptied(topic.pk)
    topic.save()
    merged = _merged_into(topic.pk)
    Topic.objects.filter(pk__in=merged).update(name=name, keywords=keywords, place=topic.place)
    warned = Warning.objects.filter(topic__in=[topic.pk, *merged]).exclude(title=name)
    warned.update(title=name, renamed=True)
