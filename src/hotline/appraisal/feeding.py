"""Entries and inspections reach the measures: what a day had at its end is recorded with insight, once (KPI-4)."""

from __future__ import annotations

from datetime import date

from hotline.accounts.selectors import lines
from hotline.infra import clock
from hotline.insight.filling import settled_lately
from hotline.insight.services import record_matters
from hotline.quality.selectors import settled


def feed() -> int:
    """Record what the days that are over had; returns how many matters were new. The same again adds nothing."""
    return sum(map(feed_day, settled_lately(clock.now())))


def feed_day(day: date) -> int:
    """One day, of every pack in use. A pack of several lines keeps them under the first of these."""
    first = dict[str, str]()
    for ident, line in sorted(lines().items()):
        first.setdefault(line.pack, ident)
    return sum(record_matters(line, settled(pack, day)) for pack, line in first.items())
