"""The numbers of a screen in a hall: a day, what is open, the last hours. No order, no unit's name, no citizen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from hotline import policy as packs
from hotline.accounts.selectors import lines as all_lines
from hotline.core.measures import Figure
from hotline.core.policy import Policy
from hotline.core.policy.measures import MeasureSpec
from hotline.core.vocabulary import CountedKind, MeasureKind
from hotline.infra import clock
from hotline.infra.sharing import Shared
from hotline.insight import figures
from hotline.insight.grouping import Scope
from hotline.orders import selectors as orders
from hotline.orders.selectors import Load

HOURS = 12
"""Length of the line."""
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Hour:
    """What came in an hour."""

    start: datetime
    orders: int
    calls: int


@dataclass(frozen=True)
class Screen:
    """`connection`: the pack's own measure of answered calls today, where it has one. `classes`, `areas`: orders of the
    last 24 hours by name of the class and by code of the area, most first. `hours`: whole ones; `running`: this one."""

    at: datetime
    today: int
    calls: int
    load: Load
    connection: tuple[MeasureSpec, Figure] | None
    classes: tuple[tuple[str, int], ...]
    areas: tuple[tuple[str, int], ...]
    hours: tuple[Hour, ...]
    running: Hour


_kept: Shared[Screen] = Shared(3.0)
_CALLS = """
SELECT date_trunc('hour', offered_at), count(*)::int FROM insight_callrecord
WHERE line = ANY(%s::text[]) AND offered_at >= %s AND offered_at <= %s AND direction = 'in' GROUP BY 1
"""


def screen(lines: Sequence[str]) -> Screen:
    """The numbers of these lines now, some seconds old: many screens cost what one does."""
    key = tuple(sorted(lines))
    return _kept.get(key, lambda: _made(key, clock.now()))


def forget() -> None:
    _kept.forget()


def _made(lines: tuple[str, ...], now: datetime) -> Screen:
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    hour = clock.local(now).replace(minute=0, second=0, microsecond=0)
    since = hour - DAY
    found, calls = orders.registered(lines, since, now), _calls(lines, since, now)
    by_hour = Counter[datetime]()
    classes, areas, names = Counter[str](), Counter[str](), _class_names(lines)
    for row in found:
        by_hour[row.hour] += row.count
        if row.content_class:
            classes[names.get(row.content_class, row.content_class)] += row.count
        if row.area:
            areas[row.area] += row.count
    return Screen(
        now,
        sum(count for start, count in by_hour.items() if start >= midnight),
        sum(count for start, count in calls.items() if start >= midnight),
        orders.open_load(lines, now),
        _connection(lines, now),
        tuple(classes.most_common()),
        tuple(areas.most_common()),
        tuple(_hour(hour - timedelta(hours=n), by_hour, calls) for n in range(HOURS, 0, -1)),
        _hour(hour, by_hour, calls),
    )


def _hour(start: datetime, by_hour: Mapping[datetime, int], calls: Mapping[datetime, int]) -> Hour:
    return Hour(start, by_hour.get(start, 0), calls.get(start, 0))


def _calls(lines: tuple[str, ...], since: datetime, now: datetime) -> dict[datetime, int]:
    with connection.cursor() as cur:
        cur.execute(_CALLS, [list(lines), since, now])
        return dict(cur.fetchall())


def _policies(lines: tuple[str, ...]) -> list[Policy]:
    known = all_lines()
    return [packs.load(pack) for pack in dict.fromkeys(known[ident].pack for ident in lines if ident in known)]


def _class_names(lines: tuple[str, ...]) -> dict[str, str]:
    return {t.id: t.label for policy in _policies(lines) for t in policy.lists.content_classes}


def _connection(lines: tuple[str, ...], now: datetime) -> tuple[MeasureSpec, Figure] | None:
    """Today's share of incoming calls that a person answered, as the pack counts it on its board."""
    day = clock.local(now).date()
    for policy in _policies(lines):
        spec = next((s for s in policy.lists.measures if counts_answered(s)), None)
        if spec is not None:
            table = figures.live(policy, Scope(policy.id, day, day, lines=lines), None, [spec.id])
            return spec, table[""][spec.id]
    return None


def counts_answered(spec: MeasureSpec) -> bool:
    """Whether the measure is the share of incoming calls that a person answered."""
    if spec.kind is not MeasureKind.SHARE or len(spec.top) != 1 or len(spec.bottom) != 1:
        return False
    top, bottom = spec.top[0], spec.bottom[0]
    answered = top.where.get("answered") == ("by_person",) and not top.at_most and not top.at_least
    return top.of is bottom.of is CountedKind.CALL and answered and set(bottom.where) <= {"direction"}
