"""Fills the sample city with orders: every list of every role has something, some near their limit, some beyond."""

from __future__ import annotations

import random
import time as stopwatch
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID

from django.db import connection

from hotline import policy as packs
from hotline.accounts import audit
from hotline.core import commands as c
from hotline.core.calendars import CalendarUnknown
from hotline.core.vocabulary import Role
from hotline.infra import clock
from hotline.infra.clock import MovableClock
from hotline.insight import following
from hotline.orders import reactions, services
from hotline.orders.selectors import events_since
from hotline.project.sample import city, judging, knowing, knowledge, outage, repertoire
from hotline.project.sample.acts import filed, signed
from hotline.project.sample.carrying import Carrier, Cast
from hotline.project.sample.messages import iter_messages, load
from hotline.project.sample.repertoire import Story

SEED = 20261122
_COMPOSED = 1200
_BEGINNING = (datetime(1970, 1, 1, tzinfo=UTC), str(UUID(int=0)), 0)


@dataclass(frozen=True, slots=True)
class Loaded:
    orders: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Planned:
    start: datetime
    line: str
    story: Story
    message: Mapping[str, Any]


def is_empty() -> bool:
    """Whether no order was ever registered here, nor has anybody begun to set up a centre of his own."""
    return not events_since(_BEGINNING, 1) and not audit.find(audit.Wanted(limit=1))


def fill(orders: int = 180, seed: int = SEED) -> Loaded:
    """Build the city and at least `orders` orders, all up to the present moment. The same seed, the same city."""
    began = stopwatch.perf_counter()
    rng = random.Random(seed)
    now = clock.now()
    with connection.cursor() as cursor:
        # Sample data that is lost in a power cut is made again; waiting for the disk would take most of the time.
        cursor.execute("SET synchronous_commit TO off")
    with clock.moved_to(now - timedelta(days=70)) as hand, services.quiet(), reactions.inline():
        cast = Cast(city.build())
        editor = cast.by_role[Role.KNOWLEDGE_EDITOR][0]
        knowledge.published(next(iter(city.LINES)), editor)
        plans = sorted(_plan(cast, rng, now, orders), key=lambda p: (p.start, p.message["id"]))
        for plan in plans:
            _tell(plan, cast, hand, rng, now)
        grouped = _group(cast, hand, rng, now)
        grouped += outage.told(cast, hand, random.Random(seed), now, next(iter(city.LINES)))
        hand.move_to(now)
        knowledge.announced(next(iter(city.LINES)), editor)
        knowledge.diagnosed(next(iter(city.LINES)), editor)
        knowing.lived(next(iter(city.LINES)), hand, now)
        judging.judged(cast, rng)
        hand.move_to(now + following.LATE)
        outage.warned()
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    return Loaded(len(plans) + grouped, stopwatch.perf_counter() - began)


def _tell(plan: _Planned, cast: Cast, hand: MovableClock, rng: random.Random, now: datetime) -> None:
    hand.move_to(plan.start)
    carrier = Carrier(cast, hand, rng, plan.message, plan.line, now)
    plan.story.tell(carrier)
    carrier.finish()


def _plan(cast: Cast, rng: random.Random, now: datetime, orders: int) -> Iterator[_Planned]:
    heap = _Messages(cast, rng)
    dezhou, karamay, *_ = city.LINES
    chosen = [(dezhou, s) for s in repertoire.DEZHOU] + [(karamay, s) for s in repertoire.KARAMAY]
    chosen += [(judging.SCORED, s) for s in repertoire.LAST_MONTH]
    count = 0
    for line, story in chosen:
        for number in range(story.count):
            count += 1
            yield _planned(line, story, story.units[number % len(story.units)], heap, rng, now)
    for story in cycle(repertoire.FILLING):
        if count >= orders:
            return
        count += 1
        yield _planned(dezhou, story, repertoire.ANY, heap, rng, now)


def _planned(line: str, story: Story, unit: str, heap: _Messages, rng: random.Random, now: datetime) -> _Planned:
    return _Planned(_start(line, story, rng, now), line, story, heap.take(story.of, unit))


def _start(line: str, story: Story, rng: random.Random, now: datetime) -> datetime:
    if line == judging.SCORED:
        # Limits and call-backs, too, are to end within the month.
        day = judging.last_month(now)[0] + timedelta(days=rng.randrange(12))
        return datetime.combine(day, time(9, rng.randrange(60)), clock.LOCAL)
    if story.working:
        day = _working_days_back(line, clock.local(now).date(), story.working)
        return datetime.combine(day, time(9, rng.randrange(60)), clock.LOCAL)
    return now - timedelta(days=rng.uniform(*story.days))


def _working_days_back(line: str, day: date, count: int) -> date:
    try:
        return packs.load(line).calendars["office"].subtract_working_days(day, count)
    except CalendarUnknown:
        return day - timedelta(days=count * 7 // 5)


class _Messages:
    """Sample messages to take from: the written ones first, then composed ones, which never end."""

    def __init__(self, cast: Cast, rng: random.Random) -> None:
        written = [m for m in load("messages")["messages"] if not m.get("group")]
        rng.shuffle(written)
        composed = [asdict(m) | {"disposition": "assign"} for m in iter_messages(SEED, _COMPOSED)]
        self._left = [m for m in (*written, *composed) if cast.able(m["lead_unit"])]
        self._again = 0

    def take(self, disposition: str, unit: str) -> Mapping[str, Any]:
        """A message of this kind for this unit; a written one may come twice when there are no more."""
        for number, message in enumerate(self._left):
            if message["disposition"] == disposition and unit in ("", message["lead_unit"]):
                return self._left.pop(number)
        fitting = [m for m in load("messages")["messages"] if m["disposition"] == disposition]
        if unit or disposition == "assign":
            self._again += 1
            more = [asdict(m) | {"disposition": "assign"} for m in iter_messages(SEED + self._again, _COMPOSED)]
            fitting = [m for m in more if unit in ("", m["lead_unit"])]
            self._left += fitting[1:]
            return fitting[0]
        self._again += 1
        return fitting[self._again % len(fitting)]  # type: ignore[no-any-return]  # rows of a YAML file


def _group(cast: Cast, hand: MovableClock, rng: random.Random, now: datetime) -> int:
    """Several callers, one matter: the first order goes on for all of them (CLS-4)."""
    messages = [m for m in load("messages")["messages"] if m.get("group") == "night-work"]
    line = next(iter(city.LINES))
    carriers = []
    for number, message in enumerate(messages):
        hand.move_to(now - timedelta(days=1.2) + timedelta(hours=number))
        carriers.append(Carrier(cast, hand, rng, message, line, now))
    parent, *members = carriers
    signed(parent)
    for member in members:
        filed(member)
        member.later(1).do(member.one(Role.AGENT), c.JoinGroup(parent=parent.now.id))
    for carrier in carriers:
        carrier.finish()
    return len(carriers)
