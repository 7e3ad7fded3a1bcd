"""The national calendar file against the public table of notices, or days known by heart when it is not at hand."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.core.calendar_cases import ROOT, days_of, national, national_data

SHARED = Path(os.environ.get("HOTLINE_SHARED", ROOT.parent / "shared"))
TABLE = SHARED / "data" / "holiday_cn"

# Read in the notices themselves; enough to notice a calendar of the wrong year, a lost amendment or a spilled day.
KNOWN_BY_HEART = {
    "2007-05-07": False,  # the last long May holiday
    "2007-12-29": True,  # named by the notice for 2008
    "2007-12-31": False,  # named by the notice for 2008
    "2010-09-25": True,
    "2012-01-01": False,
    "2015-09-03": False,  # added by the notice on the 70th anniversary
    "2015-09-06": True,
    "2018-12-29": True,
    "2018-12-31": False,
    "2019-05-02": False,  # the amended May holiday
    "2019-05-05": True,
    "2020-01-31": False,  # the prolonged Spring Festival
    "2020-02-03": True,
    "2022-12-31": False,
    "2026-01-04": True,
    "2026-02-14": True,
    "2026-02-23": False,
    "2026-02-28": True,
    "2026-09-20": True,
    "2026-10-10": True,
}


def table_of_notices() -> dict[date, bool]:
    """Day → off, from the public table; the few days above when it is not there."""
    if not TABLE.is_dir():
        return {date.fromisoformat(day): not worked for day, worked in KNOWN_BY_HEART.items()}
    days: dict[date, bool] = {}
    for year in sorted(TABLE.glob("[0-9]*.json")):
        for entry in json.loads(year.read_text(encoding="utf-8"))["days"]:
            days[date.fromisoformat(entry["date"])] = entry["isOffDay"]
    return days


def test_every_named_day_agrees() -> None:
    calendar = national()
    named = {day: off for day, off in table_of_notices().items() if calendar.is_known(day)}
    assert len(named) >= len(KNOWN_BY_HEART)
    wrong = [day.isoformat() for day, off in named.items() if calendar.is_working_day(day) is off]
    assert wrong == []


def test_every_other_day_follows_the_week() -> None:
    calendar = national()
    data = national_data()
    entries = [entry for year in data["years"] for kind in ("holidays", "make_up") for entry in year[kind]]
    named = {day for entry in entries for day in days_of(entry)}
    if TABLE.is_dir():
        assert named == set(table_of_notices())
    day = calendar.known_from
    while day <= calendar.known_until:
        if day not in named:
            assert calendar.is_working_day(day) is (day.weekday() < 5), day
        day += timedelta(days=1)


@pytest.mark.parametrize(("day", "worked"), KNOWN_BY_HEART.items())
def test_days_known_by_heart(day: str, worked: bool) -> None:
    assert national().is_working_day(date.fromisoformat(day)) is worked


def test_every_year_names_its_notices() -> None:
    years = national_data()["years"]
    assert [year["year"] for year in years] == list(range(2007, 2027))
    for year in years:
        for notice in year["notices"]:
            assert str(year["year"]) in notice["title"] or year["year"] == 2015
            assert "gov.cn/zhengce/" in notice["url"]


def test_2027_is_stated_as_unknown() -> None:
    data = national_data()
    (unknown,) = data["unknown"]
    first_unknown = date.fromisoformat(unknown["from"])
    assert first_unknown == date.fromisoformat(data["known_until"]) + timedelta(days=1) == date(2027, 1, 1)
    assert unknown["reason"]
    assert not national().is_known(first_unknown)


def test_make_up_days_are_weekend_days() -> None:
    calendar = national()
    # The notice that prolonged the Spring Festival of 2020 names the Monday on which work began again.
    on_weekdays = {day for day in calendar.make_up_days if day.weekday() not in calendar.weekend}
    assert on_weekdays == {date(2020, 2, 3)}
