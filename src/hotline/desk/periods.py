"""Periods that a board is asked for: by name, or from one day to another. Always up to today, never beyond."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from hotline.desk.words import table

NAMES = ("today", "yesterday", "week", "month", "last_month")
DEFAULT = "month"
LONGEST = timedelta(days=1100)


class Period(NamedTuple):
    """First and last day, both counted. `name` is empty where the days were given. `wrong`: what was asked is none."""

    name: str
    first: date
    last: date
    wrong: str = ""

    @property
    def days(self) -> tuple[date, date]:
        return self.first, self.last

    @property
    def query(self) -> dict[str, str]:
        """How an address says it."""
        return {"period": self.name} if self.name else {"from": self.first.isoformat(), "to": self.last.isoformat()}


def period_of(asked: Mapping[str, str], today: date) -> Period:
    """What the address asks for; the present month where it says nothing, or nothing that can be."""
    if asked.get("from") or asked.get("to"):
        first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
        if first is None or last is None or first > last or last - first > LONGEST:
            return named(DEFAULT, today)._replace(wrong=table("board")["period"]["wrong"])
        return Period("", first, last)
    name = asked.get("period", DEFAULT)
    return named(name if name in NAMES else DEFAULT, today)


def named(name: str, today: date) -> Period:
    """One of NAMES as it is on this day."""
    if name == "today":
        return Period(name, today, today)
    if name == "yesterday":
        return Period(name, today - timedelta(days=1), today - timedelta(days=1))
    if name == "week":
        return Period(name, today - timedelta(days=today.weekday()), today)
    month = today.replace(day=1)
    if name == "month":
        return Period(name, month, today)
    before = month - timedelta(days=1)
    return Period(name, before.replace(day=1), before)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    # Pictures look some days back: there is none before the first year.
    return found if 1 < found.year < 9999 else None
