from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from hotline.infra.clock import LOCAL
from hotline.project.replay.dates import BadDate, moment

FIFTH = datetime(2019, 1, 5, tzinfo=LOCAL)
AT_EIGHT = datetime(2019, 1, 5, 8, 3, tzinfo=LOCAL)


@pytest.mark.parametrize(
    "text",
    [
        "2019/1/5 8:03",
        "2019-01-05 08:03:00",
        "2019-01-05T08:03",
        "2019-01-05T08:03:00+08:00",
        "2019-01-05T00:03:00Z",
        "2019.1.5 8:03",
        "2019年1月5日 8时3分",
        "2019年1月5日8:03",
        "201901050803",
        "20190105 080300",
        "2019-01-05 08:03:00.000",
        " 2019/01/05 08:03 ",
        "2019/1/5 8：03",
        "2019/1/5 8:03 AM",
        "2019-1-5 上午8:03",
        43470.335416666669,
        "43470.335416666669",
        datetime(2019, 1, 5, 8, 3),  # noqa: DTZ001 - a spreadsheet's own date has no zone
        datetime(2019, 1, 5, 0, 3, tzinfo=UTC),
    ],
)
def test_a_moment_with_its_time(text: object) -> None:
    found = moment(text)
    assert (found.at, found.has_time) == (AT_EIGHT, True)


@pytest.mark.parametrize(
    "text", ["2019-01-05", "2019/1/5", "2019.01.05", "20190105", "2019年1月5日", 43470, "43470", date(2019, 1, 5)]
)
def test_a_day_without_time(text: object) -> None:
    found = moment(text)
    assert (found.at, found.has_time) == (FIFTH, False)


def test_afternoon() -> None:
    assert moment("2019/1/5 8:03 PM").at.hour == 20
    assert moment("2019-1-5 下午8:03").at.hour == 20
    assert moment("2019/1/5 12:30 AM").at.hour == 0


def test_an_american_date_only_when_it_can_mean_nothing_else() -> None:
    assert moment("1/25/2019 8:03").at.day == 25
    with pytest.raises(BadDate, match="date_broken"):
        moment("1/5/2019")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date_empty"),
        (None, "date_empty"),
        ("  ", "date_empty"),
        ("昨天", "date_broken"),
        ("2019-13-05", "date_broken"),
        ("2019-02-30", "date_broken"),
        ("2019-01-05 25:00", "date_broken"),
        ("12", "date_broken"),
        (float("nan"), "date_broken"),
        (float("inf"), "date_broken"),
        (True, "date_broken"),
        ("99999999999999", "date_broken"),
        ("1066-10-14", "date_far"),
        ("2999-01-01", "date_far"),
        ("0001-01-01T00:00:00+14:00", "date_broken"),
    ],
)
def test_what_is_no_date(text: object, code: str) -> None:
    with pytest.raises(BadDate) as bad:
        moment(text)
    assert bad.value.code == code
