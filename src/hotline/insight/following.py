"""New orders are followed as they come (STA-3): counted, joined into topics, and what rises becomes a warning.

A step is one transaction: the hotline's cursor is held, the next orders are read behind it, everything they change is
stored, the cursor moves. A step that fails leaves nothing; the engine of the process is then made anew. Only one
worker follows a hotline at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from time import monotonic

import structlog
from django.db import transaction

from hotline.accounts.selectors import lines
from hotline.infra import clock
from hotline.insight import engines, growth, leaving, raising, topic_storing
from hotline.insight.topic_models import FollowedUntil, TopicLeft
from hotline.orders.texts import NOBODY, counted_texts, latest_texts, new_texts

log = structlog.get_logger(__name__)

STEP = 400
"""Orders of one transaction: two or three seconds."""
LATE = timedelta(seconds=10)
"""An order is followed this long after its time: one that was registered just before it has been stored by then."""
SETTLED_EVERY = timedelta(hours=1)
"""Topics without new orders, and muted warnings, are looked at this often."""
MOST_SECONDS = 50.0


@dataclass(frozen=True)
class Followed:
    """What a run did for a hotline: orders read, topics touched, warnings raised."""

    line: str
    orders: int = 0
    topics: int = 0
    raised: int = 0


def follow_all(seconds: float = MOST_SECONDS) -> list[Followed]:
    """Every hotline, as far as it goes in the time; a fault of one does not stop the others."""
    made, end = [], monotonic() + seconds
    for line in lines():
        try:
            made.append(follow(line, end - monotonic()))
        except Exception:
            # A hotline that cannot be followed must not keep the others from being followed.
            log.exception("topics.not_followed", line=line)
    return made


def follow(line: str, seconds: float = MOST_SECONDS) -> Followed:
    """Follow a hotline until nothing is new or the time is over; the next run goes on from there."""
    begun, orders, topics = monotonic(), 0, 0
    _leave(line)
    while (count := _step(line)) is not None and count[0]:
        orders, topics = orders + count[0], topics + count[1]
        if monotonic() - begun > seconds:
            break
    return Followed(line, orders, topics, settle(line, every=False) if count is not None else 0)


def rebuild(line: str, days: int = 0) -> Followed:
    """Forget the topics of a hotline and follow its last orders anew: of the last `days`, whenever they were stored,
    else the last two weeks as at the beginning. A topic that most of its orders meet in again keeps its id, so that its
    warnings and links stay with it. All of it or nothing: nobody else follows meanwhile, and pages show what was."""
    with transaction.atomic():
        before = FollowedUntil.objects.select_for_update().filter(line=line).first()
        if before is not None:
            leaving.leave(line, before)  # warnings outlive their topics
        homes = topic_storing.forget(line)
        FollowedUntil.objects.filter(line=line).delete()
        TopicLeft.objects.filter(line=line).delete()
        _begin(line, days)
        cursor = _held(line)
        assert cursor is not None  # made just now, in this transaction
        engines.seed(line, (cursor.at, str(cursor.order_id)), homes)
        return follow(line, seconds=float("inf"))


def settle(line: str, every: bool = True) -> int:
    """Compare what is stored with what is usual now; returns how many warnings were raised. `every`: also topics that
    nothing new was said of, as is done each hour anyway."""
    with transaction.atomic():
        cursor = FollowedUntil.objects.select_for_update(skip_locked=True).filter(line=line).first()
        if cursor is None:
            return 0
        now = clock.now()
        day = clock.local(now).date()
        whole = every or cursor.settled_at is None or not timedelta(0) <= now - cursor.settled_at < SETTLED_EVERY
        rule = growth.rule_of(line, day)
        if rule is None:
            return 0
        found = growth.look(line, day, rule, cursor.since, whole)
        raised = raising.settle(line, found, day, now)
        if whole:
            topic_storing.tidy(line, day, rule)
            raising.end_quiet(line, day, now)
            cursor.settled_at = now
            cursor.save(update_fields=["settled_at"])
        return raised


def _leave(line: str) -> None:
    """Orders that became secret leave first: what is found anew is found without them."""
    if not TopicLeft.objects.filter(line=line).exists():
        return
    try:
        with transaction.atomic():
            cursor = FollowedUntil.objects.select_for_update(skip_locked=True).filter(line=line).first()
            if cursor is not None:
                leaving.leave(line, cursor)
    except BaseException:
        engines.forget(line)
        raise


def _step(line: str) -> tuple[int, int] | None:
    """(orders read, topics touched); None when another worker follows this hotline now."""
    try:
        with transaction.atomic():
            cursor = _held(line)
            if cursor is None:
                return None
            place = (cursor.at, str(cursor.order_id))
            texts = new_texts(line, place, clock.now() - LATE, STEP)
            if not texts:
                return 0, 0
            engine = engines.engine_at(line, place)
            touched = topic_storing.store(line, engine, engine.take(texts), texts)
            cursor.at, cursor.order_id = texts[-1].registered_at, texts[-1].id
            cursor.save(update_fields=["at", "order_id"])
            return len(texts), touched
    except BaseException:
        engines.forget(line)
        raise


def _held(line: str) -> FollowedUntil | None:
    if not FollowedUntil.objects.filter(line=line).exists():
        _begin(line)
    return FollowedUntil.objects.select_for_update(skip_locked=True).filter(line=line).first()


def _begin(line: str, days: int = 0) -> None:
    """Where a hotline is followed from: its latest orders, or those of the last `days`; of what came before only the
    counts are kept."""
    now = clock.now()
    at = _midnight(now, days) if days else _latest(line, now)
    day = clock.local(now).date()
    rule = growth.rule_of(line, day)
    kept = timedelta(days=growth.kept_days(rule))
    counts = counted_texts(line, clock.local(now) - kept, (at, NOBODY))
    first: date = min([day for _, _, day, _ in counts], default=clock.local(at).date())
    _, made = FollowedUntil.objects.get_or_create(
        line=line, defaults={"at": at, "begun": at, "order_id": NOBODY, "since": max(first, day - kept)}
    )
    if made:
        topic_storing.count(line, counts)


def _latest(line: str, now: datetime) -> datetime:
    texts = latest_texts(line, (now, NOBODY), now - engines.REMEMBERED, engines.MOST_BEGUN)
    return texts[0].registered_at - timedelta(microseconds=1) if texts else now - engines.REMEMBERED


def _midnight(now: datetime, days: int) -> datetime:
    """The beginning of the civil day `days` ago."""
    return clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
