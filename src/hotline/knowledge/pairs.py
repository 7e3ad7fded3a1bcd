"""Doubles and contradictions among what was published last, looked for in three statements however many there are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from hotline.core.knowledge import content as contents
from hotline.infra import clock
from hotline.knowledge.likeness import compared
from hotline.knowledge.models import Entry, Version

_NEAREST = 4
_NEAR = """
SELECT n.number, x.number FROM unnest(%s::int[]) AS n(number) CROSS JOIN LATERAL (
    SELECT p.number, sum(least(p.weight, o.weight)) AS score FROM knowledge_posting o CROSS JOIN LATERAL (
        SELECT number, weight FROM knowledge_posting WHERE term = o.term ORDER BY weight DESC LIMIT 30) AS p
    WHERE o.number = n.number AND p.number <> n.number GROUP BY p.number ORDER BY 2 DESC LIMIT %s) AS x
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries of one matter. `differ`: kind of thing, what the one says, what the other says."""

    entries: tuple[Entry, Entry]
    likeness: float
    differ: tuple[tuple[str, str, str], ...]


def latest(lines: Iterable[str], most: int = 40) -> list[Pair]:
    """Pairs of which one is among the last `most` that were published, contradictions first."""
    new = Entry.objects.filter(line__in=list(lines), live__isnull=False).order_by("-published_at", "id")[:most]
    numbers = list(new.values_list("number", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [numbers, _NEAREST])
        near = {frozenset((int(a), int(b))) for a, b in cursor.fetchall()}
    rows = {row.number: row for row in Entry.objects.filter(number__in=set().union(*near), live__isnull=False)}
    texts = dict(Version.objects.filter(pk__in=[row.live for row in rows.values()]).values_list("pk", "content"))
    found = [pair for both in near if (pair := _pair(sorted(both), rows, texts))]
    return sorted(found, key=lambda p: (not p.differ, -p.likeness, p.entries[0].number))


def _pair(numbers: list[int], rows: dict[int, Entry], texts: dict[UUID, dict[str, object]]) -> Pair | None:
    one, other = (rows.get(number) for number in numbers)
    if one is None or other is None or one.line != other.line or one.live is None or other.live is None:
        return None
    if one.areas and other.areas and set(one.areas).isdisjoint(other.areas):
        return None
    found = compared(contents.from_row(texts[one.live]), contents.from_row(texts[other.live]), clock.now())
    return Pair((one, other), *found) if found else None
