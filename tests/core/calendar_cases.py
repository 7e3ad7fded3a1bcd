"""Calendars and moments for the calendar and deadline tests: the national one from its pack, and random ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from hypothesis import strategies as st

from hotline.core.calendars import Calendar, Season, WorkingSpan
from hotline.core.deadlines import AfterClose, Counting, Cutoff, Cutoffs, EndOfDay, Roll

ROOT = Path(__file__).resolve().parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
OFFICE = (WorkingSpan(time(8, 30), time(12)), WorkingSpan(time(13, 30), time(17, 30)))
AROUND_THE_CLOCK = (WorkingSpan(time(0), time(0)),)
DEZHOU_CUTOFFS = Cutoffs((Cutoff(time(8, 30), time(17), time(17)), Cutoff(time(17), time(8, 30), time(12))))


def local(text: str) -> datetime:
    """A moment written on the Shanghai wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def national_data() -> dict[str, Any]:
    """The pack's own file."""
    data = yaml.safe_load((ROOT / "packs/national/calendar.yaml").read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def days_of(entry: str) -> list[date]:
    """The days of "2026-01-01" or "2026-01-01..2026-01-03"."""
    first, _, last = entry.partition("..")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


@cache
def national() -> Calendar:
    """The national calendar with its default hours."""
    data = national_data()
    spans = [entry.split("-") for entry in data["hours"]["spans"]]
    return Calendar(
        id=data["calendar"],
        zone=ZoneInfo(data["zone"]),
        spans=tuple(WorkingSpan(time.fromisoformat(a), time.fromisoformat(b)) for a, b in spans),
        known_from=date.fromisoformat(data["known_from"]),
        known_until=date.fromisoformat(data["known_until"]),
        off_days=frozenset(day for year in data["years"] for entry in year["holidays"] for day in days_of(entry)),
        make_up_days=frozenset(day for year in data["years"] for entry in year["make_up"] for day in days_of(entry)),
    )


CLOCKS = st.integers(0, 1439).map(lambda m: time(m // 60, m % 60))
MINUTE_MOMENTS = st.builds(
    lambda day, clock: datetime.combine(day, clock, ZONE),
    st.dates(FIRST - timedelta(days=2), LAST + timedelta(days=2)),
    CLOCKS | st.sampled_from([time(0), time(8, 30), time(12), time(17), time(17, 30), time(23, 59)]),
)
MOMENTS = st.builds(
    lambda moment, extra, elsewhere: (moment + extra).astimezone(UTC) if elsewhere else moment + extra,
    MINUTE_MOMENTS,
    st.timedeltas(timedelta(0), timedelta(seconds=59, microseconds=999999)),
    st.booleans(),
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[WorkingSpan, ...]:
    """One to three spans, in order, sometimes up to 24:00."""
    count = draw(st.integers(1, 3))
    marks = draw(
        st.lists(
            st.integers(0, 96).map(lambda quarter: quarter * 15), min_size=2 * count, max_size=2 * count, unique=True
        ).map(sorted)
    )
    clocks = [time(m % 1440 // 60, m % 60) for m in marks]
    return tuple(WorkingSpan(a, b) for n, (a, b) in enumerate(pairwise(clocks)) if n % 2 == 0)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar of four months with its own holidays, make-up days, hours and season."""
    days = st.dates(FIRST, LAST)
    off = draw(st.frozensets(days, max_size=20))
    return Calendar(
        id="drawn",
        zone=ZONE,
        spans=draw(st.sampled_from([OFFICE, AROUND_THE_CLOCK]) | spans()),
        known_from=FIRST,
        known_until=LAST,
        off_days=off,
        make_up_days=draw(st.frozensets(days, max_size=6)) - off,
        weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({6}), frozenset()])),
        seasons=draw(st.just(()) | st.builds(lambda s: (Season((2, 20), (3, 10), s),), spans())),
        open_every_day=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def countings(draw: st.DrawFn) -> Counting:
    """Every legal counting rule."""
    end = draw(st.sampled_from(EndOfDay))
    return Counting(
        first_day_counts=end is not EndOfDay.SAME_TIME and draw(st.booleans()),
        end_of_day=end,
        roll=draw(st.sampled_from(Roll)),
        start_after_close=draw(st.sampled_from(AfterClose)),
    )


@st.composite
def cutoffs(draw: st.DrawFn) -> Cutoffs:
    """Windows between random times, each due when its window ends or a little later."""
    marks = draw(st.lists(st.integers(0, 47), min_size=1, max_size=4, unique=True).map(sorted))
    clocks = [time(m // 2, m % 2 * 30) for m in marks]
    windows = zip(clocks, [*clocks[1:], clocks[0]], strict=True)
    offset = draw(st.integers(0, 1))
    return Cutoffs(tuple(Cutoff(a, b, b, offset) for a, b in windows))
