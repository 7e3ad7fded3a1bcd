"""When and where an announcement holds (KNW-4)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from hotline.core.vocabulary import AnnouncementKind, AnnouncementState


@dataclass(frozen=True, slots=True)
class Announcement:
    """`areas`: codes for which it holds, empty for everywhere; `places`: streets and estates as people say them."""

    id: str
    kind: AnnouncementKind
    title: str
    line: str
    since: datetime
    until: datetime
    areas: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()
    unit: str = ""
    taken_back: bool = False


def state(announcement: Announcement, now: datetime) -> AnnouncementState:
    """It holds from `since` on and no longer at `until`."""
    if announcement.taken_back:
        return AnnouncementState.TAKEN_BACK
    if now < announcement.since:
        return AnnouncementState.COMING
    return AnnouncementState.CURRENT if now < announcement.until else AnnouncementState.OVER


@dataclass(frozen=True, slots=True)
class Touch:
    """How an announcement meets a caller: `place` is the word of the address that lies in it; empty: by area only."""

    announcement: Announcement
    in_area: bool
    place: str = ""

    @property
    def sure(self) -> bool:
        """The caller's own address lies in it."""
        return bool(self.place)


def touches(announcement: Announcement, lineage: Collection[str], address: str) -> Touch | None:
    """Whether it speaks to a caller from there; None when it does not.

    `lineage`: the caller's area and all above it. An announcement for a smaller area than the caller's is no hit by
    itself: a power cut in one street does not concern the whole district, unless the address names it.
    """
    said = _plain(address)
    place = next((name for name in announcement.places if _plain(name) and _plain(name) in said), "")
    everywhere = not announcement.areas and not announcement.places
    in_area = everywhere or not announcement.areas.isdisjoint(lineage)
    return Touch(announcement, in_area, place) if in_area or place else None


def nearest(found: Iterable[Touch]) -> list[Touch]:
    """Those that name the caller's place first, then by area, then the rest; the latest first among equals."""
    return sorted(found, key=lambda t: (not t.sure, not t.in_area, -t.announcement.since.timestamp()))


def _plain(text: str) -> str:
    return "".join(text.split()).lower()
