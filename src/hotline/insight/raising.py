"""Warnings are raised, kept in step, muted, taken and closed (STA-3). Every act is written once and for ever.

A subject has one warning, whatever the windows in which it rose; it speaks of the highest level, in the shortest of
them. One that is not closed is raised again only when its level rises. A muted one is silent until its day. A closed
one comes again at a higher level, or when a window rings that was quiet in between and holds no day that was warned
of: what was a burst does not come again as slow growth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db import transaction

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import Rise, highest, window
from hotline.core.vocabulary import Role
from hotline.infra import clock
from hotline.insight.growth import Grown, Why, rule_of
from hotline.insight.topic_models import Topic, TopicOrder, Warning, WarningAct

MOST_EVIDENCE = 50
QUIET = timedelta(days=7)
"""A warning nobody took, of what has been usual again for so long, ends by itself."""
LONGEST_MUTE = timedelta(days=90)


class State(str, Enum):  # noqa: UP042 - a plain value
    OPEN = "open"
    TAKEN = "taken"
    MUTED = "muted"
    CLOSED = "closed"


class What(str, Enum):  # noqa: UP042 - a plain value
    """What can happen to a warning."""

    RAISED = "raised"
    ROSE = "rose"
    AGAIN = "again"
    TAKEN = "taken"
    MUTED = "muted"
    CLOSED = "closed"
    ENDED = "ended"
    MERGED = "merged"


class Wrong(Exception):
    """It cannot be done: `why` is `stale`, `closed`, `no_words` or `no_day`. Nothing was written."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Telling:
    """What is to be told of a warning, and to whom."""

    warning: UUID
    line: str
    roles: tuple[Role, ...]
    title: str
    level: int
    count: int
    expected: float
    days: int


def settle(line: str, found: Sequence[Grown], day: date, now: datetime) -> int:
    """Bring the warnings of a hotline in step with what was found; returns how many were raised or rose."""
    subjects = {one.subject: one for one in found}
    rows = {w.subject: w for w in Warning.objects.filter(line=line).exclude(state=State.CLOSED.value)}
    risen = [one for one in found if one.rise.level and one.subject not in rows]
    before = _closed_before(line, [one.subject for one in risen])
    raised = sum(_raise(line, one, before.get(one.subject), day, now) for one in risen)
    for subject, row in rows.items():
        one = subjects.get(subject)
        raised += _follow(row, one, day, now) if one else 0
        if one is None and (row.topic is None and not row.fell):
            Warning.objects.filter(pk=row.pk).update(fell=True, rings=[], changed_at=now)
    for row in Warning.objects.filter(line=line, state=State.CLOSED.value, fell=False):
        one = subjects.get(row.subject)
        if one is not None or row.topic is None:
            _quieter(row, one.rings if one else [])
    return raised


def end_quiet(line: str, day: date, now: datetime) -> None:
    """Mutes whose day is over end; what nobody took and is long usual again is closed."""
    for row in Warning.objects.filter(line=line, state=State.MUTED.value, muted_until__lt=day):
        row.state, row.muted_until = State.OPEN.value, None
        if row.fell:
            _act(row, What.ENDED, now, state=State.CLOSED)
        else:
            row.told = 0
            _act(row, What.AGAIN, now, state=State.OPEN)
    old = Warning.objects.filter(line=line, state=State.OPEN.value, fell=True, day__lt=day - QUIET)
    for row in old:
        _act(row, What.ENDED, now, state=State.CLOSED)


def take(person: Person, ident: UUID, revision: int) -> Warning:
    """It is mine to look after. Wrong, Warning.DoesNotExist."""
    with transaction.atomic():
        row = _held(person, ident, revision)
        row.taken_by, row.muted_until = str(person.pk), None
        return _act(row, What.TAKEN, clock.now(), person, state=State.TAKEN)


def mute(person: Person, ident: UUID, revision: int, until: date | None, words: str) -> Warning:
    """A false alarm, or nothing new: silent until the end of a day, with a reason."""
    with transaction.atomic():
        row = _held(person, ident, revision)
        if not words.strip():
            raise Wrong("no_words")
        today = clock.today()
        if until is None or not today <= until <= today + LONGEST_MUTE:
            raise Wrong("no_day")
        row.muted_until = until
        return _act(row, What.MUTED, clock.now(), person, words.strip(), State.MUTED)


def close(person: Person, ident: UUID, revision: int, words: str) -> Warning:
    """Done with, with a word of what became of it."""
    with transaction.atomic():
        row = _held(person, ident, revision)
        if not words.strip():
            raise Wrong("no_words")
        row.muted_until = None
        return _act(row, What.CLOSED, clock.now(), person, words.strip(), State.CLOSED)


def to_tell() -> list[Telling]:
    """What is to be told now; it is written down as told in the caller's transaction."""
    told = []
    rows = Warning.objects.select_for_update(skip_locked=True)
    for row in rows.filter(state__in=[State.OPEN.value, State.TAKEN.value], level__gt=0).order_by("raised_at"):
        if row.level <= row.told:
            continue
        rule = rule_of(row.line, row.day)
        heard = rule.hears(row.level, row.told) if rule else ()
        roles = tuple(dict.fromkeys((Role(row.owner), *heard)))
        told.append(Telling(row.pk, row.line, roles, row.title, row.level, row.count, row.expected, row.days))
        row.told = row.level
        row.save(update_fields=["told"])
    return told


def renamed() -> list[tuple[str, UUID, str]]:
    """(hotline, warning, title) of those called otherwise than they were told of, because an order turned secret whose
    title they had. Given out once, in the caller's transaction."""
    rows = list(Warning.objects.select_for_update(skip_locked=True).filter(renamed=True))
    Warning.objects.filter(pk__in=[row.pk for row in rows]).update(renamed=False)
    return [(row.line, row.pk, row.title) for row in rows]


def merged(topic: UUID, home: UUID) -> None:
    """A topic turned out to be another: its warning goes with it, unless the other has one."""
    now = clock.now()
    for row in Warning.objects.filter(topic=topic).exclude(state=State.CLOSED.value):
        other = Warning.objects.filter(line=row.line, subject=str(home)).exclude(state=State.CLOSED.value)
        if other.exists():
            _act(row, What.MERGED, now, state=State.CLOSED)
        else:
            row.topic, row.subject = home, str(home)
            row.save(update_fields=["topic", "subject"])


def emptied(topic: UUID) -> None:
    """A topic has no order any more: nothing is warned of."""
    now = clock.now()
    for row in Warning.objects.filter(topic=topic).exclude(state=State.CLOSED.value):
        _act(row, What.ENDED, now, state=State.CLOSED)


def _raise(line: str, one: Grown, before: Warning | None, day: date, now: datetime) -> int:
    rise = _news(one, before, day)
    if rise is None:
        return 0
    row = Warning(
        line=line,
        kind=one.kind.value,
        subject=one.subject,
        topic=one.topic,
        owner=_owner(line, day),
        level=rise.level,
        raised_at=now,
    )
    _figures(row, one, rise, day, now)
    row.save(force_insert=True)
    _note(row, What.RAISED, now)
    return 1


def _owner(line: str, day: date) -> str:
    """The role whose new warnings are, by the hotline's pack."""
    return (rule_of(line, day) or WarningRule()).owner.value


def _news(one: Grown, before: Warning | None, day: date) -> Rise | None:
    """The rise to warn of; after a closed warning only a higher one, or one of days that were not warned of."""
    if before is None:
        return one.rise
    news = [
        rise
        for rise in one.rises
        if rise.level > before.level
        or (rise.level and rise.days not in before.rings and (day - before.day).days >= rise.days)
    ]
    return highest(news) if news else None


def _follow(row: Warning, one: Grown, day: date, now: datetime) -> int:
    """Figures of a warning that is not closed; 1 when it came to a higher level and is heard of again."""
    rise = one.rise
    if not rise.level:
        if not row.fell:
            row.fell, row.rings = True, []
            row.save(update_fields=["fell", "rings"])
        return 0
    rose = rise.level > row.level
    same = (row.days, row.count, row.day, row.fell, row.rings) == (rise.days, rise.count, day, False, one.rings)
    if same and not rose:
        return 0
    row.level = max(row.level, rise.level)
    _figures(row, one, rise, day, now)
    row.save()
    if rose:
        _note(row, What.ROSE, now)
    return int(rose and row.state != State.MUTED.value)


def _quieter(row: Warning, rings: Sequence[int]) -> None:
    """Which windows of a closed warning have rung without a break since."""
    still = [days for days in row.rings if days in rings]
    if still != row.rings or not still:
        Warning.objects.filter(pk=row.pk).update(rings=still, fell=not still)


def _figures(row: Warning, one: Grown, rise: Rise, day: date, now: datetime) -> None:
    row.title, row.content_class, row.area = one.title, one.content_class, one.area
    row.days, row.count, row.expected, row.chance = rise.days, rise.count, rise.usual, rise.chance
    row.day, row.changed_at = day, now
    row.fell, row.rings = False, one.rings
    row.evidence = _evidence(row.line, one, window(day, rise.days))


def _evidence(line: str, one: Grown, days: Sequence[date]) -> list[UUID]:
    found = TopicOrder.objects.filter(line=line, day__gte=days[0], day__lte=days[-1])
    if one.kind is Why.MANY:
        found = found.filter(content_class=one.content_class, area__startswith=one.area)
    else:
        found = found.filter(topic=one.topic)
    return list(found.order_by("-day", "-order_id").values_list("order_id", flat=True)[:MOST_EVIDENCE])


def _closed_before(line: str, subjects: Sequence[str]) -> dict[str, Warning]:
    """The last closed warning of each subject."""
    rows = Warning.objects.filter(line=line, subject__in=subjects, state=State.CLOSED.value).order_by("raised_at")
    return {row.subject: row for row in rows}


def _held(person: Person, ident: UUID, revision: int) -> Warning:
    row = Warning.objects.select_for_update().get(pk=ident, line__in=person.lines)
    if not policies.can(person, "handle_warnings"):
        raise Warning.DoesNotExist
    if row.state == State.CLOSED.value:
        raise Wrong("closed")
    if row.revision != revision:
        raise Wrong("stale")
    return row


def _act(
    row: Warning, what: What, now: datetime, by: Person | None = None, words: str = "", state: State = State.OPEN
) -> Warning:
    row.state, row.changed_at = state.value, now
    row.revision += 1
    row.save()
    _note(row, what, now, str(by.pk) if by else "", words)
    return row


def _note(row: Warning, what: What, now: datetime, by: str = "", words: str = "") -> None:
    WarningAct.objects.create(warning=row.pk, at=now, by=by, what=what.value, words=words, level=row.level)


def title_of(row: Warning) -> str:
    """The topic's present name, else what the warning was called."""
    found = Topic.objects.filter(pk=row.topic).values_list("name", flat=True).first() if row.topic else None
    return found or row.title
