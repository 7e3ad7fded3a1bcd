"""Announcements (KNW-4): published at once, shown to seats within a second, over by themselves, their use counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.knowledge import announcements as core
from hotline.core.knowledge.life import Refused
from hotline.core.responsibility import area_lineage
from hotline.core.vocabulary import AnnouncementKind
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.infra import clock, stream
from hotline.knowledge.models import Announcement, AnnouncementUse

_MOST = 200
"""Announcements that hold on one line at the same time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The form of an announcement. `areas` empty: everywhere; `places`: streets, estates, as people say them."""

    line: str
    kind: AnnouncementKind
    title: str
    text: str
    since: datetime
    until: datetime
    areas: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    unit: str = ""
    public: bool = True


def topic(line: str) -> str:
    """What a page of a seat listens to; the event is `announced`, its content is fetched."""
    return f"announcements:{line}"


def announce(who: Person, notice: Notice) -> Announcement:
    """Publish. Raises Refused naming what is wrong."""
    if not policies.can(who, "announce") or notice.line not in who.lines:
        raise Refused(Refusal.WRONG_ROLE)
    _check(notice)
    with transaction.atomic():
        row = Announcement.objects.create(
            line=notice.line,
            kind=notice.kind.value,
            title=notice.title.strip(),
            text=notice.text.strip(),
            areas=list(notice.areas),
            places=[place.strip() for place in notice.places if place.strip()],
            unit=notice.unit,
            public=notice.public,
            since=notice.since,
            until=notice.until,
            by=str(who.pk),
            at=clock.now(),
        )
        _tell(notice.line)
    return row


def _check(notice: Notice) -> None:
    if not notice.title.strip():
        raise Refused(Refusal.NO_TITLE)
    if not notice.text.strip():
        raise Refused(Refusal.NO_LINE)
    if notice.until <= notice.since or notice.until <= clock.now():
        raise Refused(Refusal.OVER)


def prolong(who: Person, ident: UUID, until: datetime) -> Announcement:
    """Let it hold for longer or shorter. Raises Refused when it is over."""
    with transaction.atomic():
        row = _held(who, ident)
        if until <= clock.now() or until <= row.since:
            raise Refused(Refusal.OVER)
        row.until = until
        row.save(update_fields=["until"])
        _tell(row.line)
    return row


def take_back(who: Person, ident: UUID) -> Announcement:
    """It holds no longer, from now on."""
    with transaction.atomic():
        row = _held(who, ident)
        row.taken_back_at, row.taken_back_by = clock.now(), str(who.pk)
        row.save(update_fields=["taken_back_at", "taken_back_by"])
        _tell(row.line)
    return row


def _held(who: Person, ident: UUID) -> Announcement:
    row = Announcement.objects.select_for_update().filter(pk=ident, line__in=who.lines).first()
    if row is None:
        raise Refused(Refusal.UNKNOWN)
    if not policies.can(who, "announce"):
        raise Refused(Refusal.WRONG_ROLE)
    if row.taken_back_at or row.until <= clock.now():
        raise Refused(Refusal.ENDED)
    return row


def _tell(line: str) -> None:
    transaction.on_commit(lambda: stream.publish(topic(line), "announced"), robust=True)


def answered(who: Person | str, ident: UUID | str, ref: str = "") -> bool:
    """A call was answered with it; `ref`: the order, counted once. False when there is no such announcement."""
    row = Announcement.objects.filter(pk=ident).first()
    if row is None:
        return False
    by = who if isinstance(who, str) else str(who.pk)
    AnnouncementUse.objects.bulk_create(
        [AnnouncementUse(announcement=row, ref=ref, by=by, at=clock.now())], ignore_conflicts=True
    )
    return True


def current(line: str, area: str = "", address: str = "") -> list[core.Touch]:
    """What speaks to a caller now, the nearest first: `area` is the code of where it is about, `address` what was said.

    Without both, everything that holds on the line. One look into an index: nothing is kept in the process, so what
    was announced a moment ago is there, whichever process is asked.
    """
    held = [plain(row) for row in _holding([line])]
    if not area and not address:
        return [core.Touch(one, True) for one in held]
    lineage = area_lineage(area) if area else ()
    return core.nearest(touch for one in held if (touch := core.touches(one, lineage, address)))


def holding(lines: Iterable[str]) -> list[core.Touch]:
    """Everything that holds on any of these lines now: line after line, the newest of each first. One query."""
    wanted = list(lines)
    found = sorted(_holding(wanted), key=lambda row: wanted.index(row.line)) if wanted else []
    return [core.Touch(plain(row), True) for row in found]


_HOLDING = """
SELECT * FROM knowledge_announcement WHERE line = ANY(%s) AND until > %s AND since <= %s AND taken_back_at IS NULL
ORDER BY since DESC, id DESC LIMIT %s
"""


def _holding(lines: list[str]) -> Iterable[Announcement]:
    now = clock.now()
    found: Iterable[Announcement] = Announcement.objects.raw(_HOLDING, [lines, now, now, _MOST * len(lines)])
    return found


def plain(row: Announcement) -> core.Announcement:
    """A row as the core sees it."""
    return core.Announcement(
        id=str(row.pk),
        kind=AnnouncementKind(row.kind),
        title=row.title,
        line=row.text,
        since=row.since,
        until=row.until,
        areas=frozenset(row.areas),
        places=tuple(row.places),
        unit=row.unit,
        taken_back=row.taken_back_at is not None,
    )


def listed(lines: Iterable[str], before: datetime | None = None, limit: int = 50) -> list[Announcement]:
    """Announcements of these lines, what ends last first; `before`: the end of the last one of the page above."""
    rows = Announcement.objects.filter(line__in=list(lines))
    if before:
        rows = rows.filter(until__lt=before)
    return list(rows.order_by("-until", "-id")[:limit])


def uses(rows: Iterable[Announcement]) -> dict[UUID, int]:
    """How many calls each was the answer to."""
    counted = AnnouncementUse.objects.filter(announcement__in=list(rows)).values_list("announcement")
    return dict(counted.annotate(count=Count("id")))


def announcement(ident: UUID, lines: Iterable[str]) -> Announcement | None:
    """One announcement of these lines."""
    return Announcement.objects.filter(pk=ident, line__in=list(lines)).first()
