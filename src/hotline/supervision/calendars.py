"""A moved calendar moves the open limits, as an event of each order; what has ended stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hotline import policy as packs
from hotline.accounts.selectors import lines
from hotline.core.calendars import Calendar
from hotline.core.commands import RecomputeClocks
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import RefusalCode
from hotline.infra import clock, privacy
from hotline.orders import services as orders
from hotline.orders.selectors import running_clocks
from hotline.supervision.models import CalendarSeen

LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Recomputed:
    """Orders looked at, those whose limits moved, and those that could not be computed."""

    orders: int
    moved: int
    failed: tuple[str, ...]


def digest_of(pack: str) -> str:
    """SM3 over everything the calendars of a pack say."""
    said = sorted(f"{name}={_words(calendar)}" for name, calendar in packs.load(pack).calendars.items())
    return privacy.sm3_hex("\n".join(said).encode())


def _words(calendar: Calendar) -> str:
    return "|".join(
        str(part)
        for part in (
            calendar.zone,
            calendar.spans,
            calendar.seasons,
            sorted(calendar.weekend),
            calendar.open_every_day,
            calendar.known_from,
            calendar.known_until,
            *sorted(calendar.off_days),
            *sorted(calendar.make_up_days),
        )
    )


def changed_packs() -> list[str]:
    """Packs in use whose calendars differ from those last computed with. A pack seen for the first time is noted."""
    changed = []
    for pack in sorted({line.pack for line in lines().values()}):
        found, _new = CalendarSeen.objects.get_or_create(pack=pack, defaults=_seen(pack))
        if found.digest != digest_of(pack):
            changed.append(pack)
    return changed


def _seen(pack: str) -> dict[str, object]:
    return {"digest": digest_of(pack), "release": packs.load(pack).release, "at": clock.now()}


def recompute_calendar(pack: str, since: date = LONG_AGO) -> Recomputed:
    """Compute the open limits of a pack anew, those that end on `since` or later and those that are unknown.

    Each order is a transaction of its own; run again, only what is still different moves.
    """
    release = packs.load(pack).release
    looked = moved = 0
    failed: list[str] = []
    for order_id, _clocks in list(running_clocks(pack, since)):
        looked += 1
        try:
            orders.apply(order_id, RecomputeClocks(reason=f"calendar:{release}"), SYSTEM)
            moved += 1
        except orders.Refused as no:
            if no.refusal.code is not RefusalCode.NOTHING_TO_DO:
                failed.append(order_id)
    if not failed:
        with transaction.atomic():
            CalendarSeen.objects.update_or_create(pack=pack, defaults=_seen(pack))
    return Recomputed(looked, moved, tuple(failed))
