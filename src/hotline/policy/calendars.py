"""Working calendars of a pack: opening hours from `calendars`, holidays from the files that state them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hotline.core.calendars import Calendar, WorkingSpan
from hotline.policy.building import day, span
from hotline.policy.documents import Document
from hotline.policy.errors import Bad, Problems
from hotline.policy.reading import Mapping, Node, each, mapping, sequence, text, texts

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEYS = ("days", "every_day", "spans", "zone", "known_from", "known_until", "source", "unstated", "note")
EVERY_DAY_FROM, EVERY_DAY_UNTIL = date(2000, 1, 1), date(2060, 12, 31)
"""A calendar without days off needs no announcement; it only has to end somewhere."""


def calendars(chain: list[Document], problems: Problems) -> dict[str, Calendar]:
    """Calendars by id. A pack that states one again replaces the inherited one; holidays are shared by the lineage."""
    holidays: dict[str, Mapping] = {}
    entries: dict[str, Mapping] = {}
    for document in chain:
        holidays |= document.holidays
        section = document.get("calendars")
        if section is not None:
            try:
                entries |= {ident: mapping(node) for ident, node in mapping(section).items.items()}
            except Bad as bad:
                problems.note(bad)
    found: dict[str, Calendar] = {}
    for ident, entry in entries.items():
        problems.rule = ident
        try:
            entry.only(_KEYS, problems)
            found[ident] = _calendar(ident, entry, holidays)
        except Bad as bad:
            problems.note(bad)
        except ValueError as error:
            problems.add(entry.file, entry.line, "calendar_bad", why=error)
    problems.rule = ""
    return found


def _calendar(ident: str, entry: Mapping, holidays: dict[str, Mapping]) -> Calendar:
    if entry.get("every_day") is not None:
        spans = entry.need("spans")
        return _shared(
            id=ident,
            zone=ZoneInfo(_optional(entry, "zone") or "Asia/Shanghai"),
            spans=_spans(spans),
            known_from=EVERY_DAY_FROM,
            known_until=EVERY_DAY_UNTIL,
            open_every_day=True,
        )
    days = entry.need("days")
    facts = holidays.get(text(days))
    if facts is None:
        raise days.bad("unknown_calendar", name=text(days), expected="、".join(sorted(holidays)))
    hours = entry.get("spans") or mapping(facts.need("hours")).need("spans")
    years = list(_years(facts))
    return _shared(
        id=ident,
        zone=ZoneInfo(text(facts.need("zone"))),
        spans=_spans(hours),
        known_from=day(facts.need("known_from")),
        known_until=day(facts.need("known_until")),
        off_days=frozenset(d for year in years for d in _days(year.need("holidays"))),
        make_up_days=frozenset(d for year in years for d in _days(year.need("make_up"))),
        weekend=frozenset(_DAYS.index(name) for name in texts(facts.need("weekend"))),
    )


@lru_cache(maxsize=256)
def _shared(**parts: Any) -> Calendar:
    """One calendar for all packs that say the same: its index takes longer to build than the rest of a pack."""
    return Calendar(**parts)


def _years(facts: Mapping) -> Iterator[Mapping]:
    return each(facts.need("years"), Problems())


def _optional(entry: Mapping, key: str) -> str:
    node = entry.get(key)
    return text(node) if node else ""


def _spans(node: Node) -> tuple[WorkingSpan, ...]:
    return tuple(span(item) for item in sequence(node))


def _days(node: Node) -> Iterator[date]:
    """Days and ranges: `2026-01-04`, `2026-01-01..2026-01-03`."""
    for item in sequence(node):
        first, dots, last = text(item).partition("..")
        try:
            start = date.fromisoformat(first)
            end = date.fromisoformat(last) if dots else start
        except ValueError:
            raise item.bad("bad_date", text=text(item)) from None
        for offset in range((end - start).days + 1):
            yield start + timedelta(days=offset)
