"""What was decided in the last 90 days, by class, area and unit: summed up at night, read at every dispatch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from hotline.core.responsibility import area_lineage
from hotline.dispatch.models import PastDecision
from hotline.infra import clock
from hotline.orders.decided import decisions

SPAN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Past:
    """Of `all` orders of the same class (and the same area where `area` is named), `unit` leads `count`."""

    unit: str
    area: str
    count: int
    all: int


def recount(line: str) -> int:
    """The sums of a hotline made anew; returns how many rows there are. Twice at once: the second waits."""
    since = clock.now() - SPAN
    rows = [
        PastDecision(line=line, content_class=d.content_class, area=d.area, unit=d.unit, count=d.count)
        for d in decisions(line, since)
    ]
    with transaction.atomic():
        list(PastDecision.objects.select_for_update().filter(line=line).values_list("line"))
        PastDecision.objects.filter(line=line).delete()
        PastDecision.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def past(line: str, content_class: str, area: str) -> list[Past]:
    """Who led orders of the same class in the area or what lies in it, else in the areas around it. Most first."""
    if not content_class:
        return []
    rows = PastDecision.objects.filter(line=line, content_class=content_class)
    return narrowed(list(rows.values_list("area", "unit", "count")), area)


def narrowed(rows: Collection[tuple[str, str, int]], area: str) -> list[Past]:
    """The sums of the narrowest area around `area` of which there are any; (area, unit, count) are of one class."""
    for above in (*area_lineage(area), ""):
        stem = _stem(above)
        inside: Counter[str] = Counter()
        for there, unit, count in rows:
            if there.startswith(stem):
                inside[unit] += count
        if inside:
            total = inside.total()
            return [
                Past(unit, above, count, total) for unit, count in sorted(inside.items(), key=lambda i: (-i[1], i[0]))
            ]
    return []


def _stem(area: str) -> str:
    """What the codes of an area and of all within it begin with: a city ends in 00."""
    while len(area) > 2 and area.endswith("00"):
        area = area[:-2]
    return area
