"""Limits in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from hotline.core.lengths import NaturalMinutes, WorkingDays
from hotline.core.policy.rules import Rule, Source
from hotline.core.state import Clock
from hotline.core.vocabulary import ClockName, ClockState, Role
from hotline.desk.times import chip, due_stamp, short_stamp
from hotline.desk.why import length_said, limit_of
from hotline.infra import clock

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=clock.LOCAL)


@pytest.mark.parametrize(
    ("due", "text", "tone"),
    [
        (NOW + timedelta(days=5), "剩 5 天", "calm"),
        (NOW + timedelta(hours=40), "剩 40 小时", "calm"),
        (NOW + timedelta(hours=23), "明天 08:00 到期", "near"),
        (NOW + timedelta(hours=8, minutes=30), "今天 17:30 到期", "near"),
        (NOW.replace(hour=23, minute=59, second=59), "今天 24:00 到期", "near"),
        (NOW + timedelta(minutes=20), "剩 20 分钟", "near"),
        (NOW, "剩 1 分钟", "near"),
        (NOW - timedelta(seconds=1), "超 1 分钟", "over"),
        (NOW - timedelta(hours=3), "超 3 小时", "over"),
        (NOW - timedelta(days=3), "超 3 天", "over"),
    ],
)
def test_a_chip_says_what_is_left(due: datetime, text: str, tone: str) -> None:
    found = chip(due, ClockState.RUNNING, NOW)
    assert (found.text, found.tone) == (text, tone)
    assert bool(found.icon) == (tone != "calm"), "colour is never alone"


def test_chips_without_a_moment() -> None:
    assert chip(None, ClockState.UNKNOWN, NOW).text == "待定时限"
    assert chip(NOW, ClockState.PAUSED, NOW).text == "已停表"
    assert chip(None, "", NOW).text == "无时限"
    assert chip(NOW, ClockState.MET, NOW).tone == "done"


def test_moments_have_their_weekday() -> None:
    assert due_stamp(NOW.replace(hour=23, minute=59), NOW) == "3月2日 周一 24:00"
    assert due_stamp(NOW.replace(year=2027), NOW) == "2027年3月2日 周二 09:00"
    assert short_stamp(NOW, NOW) == "今天 09:00"
    assert short_stamp(NOW - timedelta(days=1), NOW) == "昨天 09:00"
    assert short_stamp(NOW - timedelta(days=9), NOW) == "02-21 09:00"


def test_why_names_the_article_and_the_length() -> None:
    rule = Rule("reply", "p", "clock.reply", Lengthy(), Source("000", "二(三)4", "工作标准"), NOW.date(), unstated=True)
    running = Clock("reply-1", ClockName.REPLY, Role.UNIT_CLERK, NOW, NOW + timedelta(days=5), "p:reply")
    said = limit_of(running, "市政处", rule, NOW).reasons
    assert said[0] == "依据：工作标准 二(三)4"
    assert said[1] == "时长 5 个工作日"
    assert "来源没有写明，本中心暂定" in said


def test_a_window_that_has_passed_is_no_fault() -> None:
    window = Clock("w", ClockName.RETURN_WINDOW, Role.UNIT_CLERK, NOW, NOW - timedelta(days=1), "p:w")
    assert limit_of(window, "", None, NOW).chip.text == "已过"


def test_minutes_are_said_as_hours_where_they_are() -> None:
    assert length_said(Lengthy(NaturalMinutes(720))) == "12 小时"
    assert length_said(Lengthy(NaturalMinutes(30))) == "30 分钟"


class Lengthy:
    def __init__(self, length: object = None) -> None:
        self.length = length or WorkingDays(5)
