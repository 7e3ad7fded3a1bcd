"""`hotline eval warnings`, and what it stands on: topics that changed, what is let go, the words of a topic."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from hotline.core.policy.shapes import WarningLevel, WarningRule, WarningWindow
from hotline.language.topics import Message, Setting, Topics
from hotline.language.warning_runs import follow, seeded
from tests.rooms.language.letters import letters
from tests.rooms.language.test_eval_command import _run, _write
from tests.rooms.language.test_topics import PARKING

RULE = WarningRule((WarningWindow(2, (WarningLevel(5, 2, 200),)), WarningWindow(7, (WarningLevel(5, 2, 700),), 0.75)))
FIRST = date(2024, 3, 1)


def stream() -> list[Message]:
    """Letters over twenty days, and five about one car park on the tenth and eleventh."""
    texts, _ = letters()
    calm = [Message(f"x{i}", *text, FIRST + timedelta(days=i % 20)) for i, text in enumerate(texts[:60])]
    parking = [Message(f"p{i}", *text, FIRST + timedelta(days=10 + i % 2)) for i, text in enumerate(PARKING)]
    return sorted([*calm, *parking], key=lambda message: (message.day, message.key))


@pytest.mark.req("STA-3")
def test_a_burst_is_warned_of_once_and_in_its_days() -> None:
    found = [one for one in follow(stream(), RULE) if len({k for k in one.keys if k.startswith("p")}) > 2]
    assert len(found) == 1 and found[0].level == 1
    assert FIRST + timedelta(days=10) <= found[0].day <= FIRST + timedelta(days=11)


def test_seeded_bursts_move_nothing_else() -> None:
    before = stream()
    issues = {"parking": {f"p{i}" for i in range(len(PARKING))}}
    moved, starts = seeded(before, issues, 3, random.Random(1))
    days = {m.key: m.day for m in before}
    assert all(m.day == days[m.key] for m in moved if m.key not in issues["parking"])
    burst = [m.day for m in moved if m.key in issues["parking"]]
    assert all(timedelta(0) <= day - starts["parking"] < timedelta(days=3) for day in burst)


def test_slow_growth_is_seeded_at_most_two_a_day_and_seen_by_the_longer_window() -> None:
    letter, _ = letters()
    calm = [Message(f"x{i}", *text, FIRST + timedelta(days=i)) for i, text in enumerate(letter[:60])]
    slow = [Message(f"p{i}", *text, FIRST) for i, text in enumerate(PARKING)]
    issues = {"parking": {message.key for message in slow}}
    moved, starts = seeded([*slow, *calm], issues, 10, random.Random(3), most=1)
    days = [m.day for m in moved if m.key in issues["parking"]]
    assert len(set(days)) == len(days) and min(days) >= starts["parking"] >= FIRST + timedelta(days=14)
    assert all(one.days == 7 for one in follow(moved, RULE) if one.keys & issues["parking"])
    days = sorted(days)
    dense = max(sum(1 for d in days if 0 <= (last - d).days < 7) for last in days)
    assert any(one.keys & issues["parking"] for one in follow(moved, RULE)) is (dense >= 5)


def test_the_command_prints_json_and_a_table(tmp_path: Path) -> None:
    rows = [(m.key, m.title, m.content, f"{m.day} 10:00:00") for m in stream()]
    messages = _write(tmp_path / "m.csv", ("message_id", "title", "content", "created_at"), rows)
    known = [(f"p{i}", "parking") for i in range(len(PARKING))]
    reference = _write(tmp_path / "r.csv", ("message_id", "topic"), known)
    asked = ("warnings", "--messages", messages, "--reference", reference, "--pack", "dezhou-12345", "--times", "1")
    told = json.loads(_run(*asked, "--json"))
    assert told["per_issue"]["parking"]["warned"] and told["per_issue"]["parking"]["days_after_first"] <= 1
    assert told["seeded_bursts"]["tried"] == told["seeded_slowly"]["tried"] == 1
    assert all(one["weeks"] > 2 and set(one["a_week_by_window"]) == {"2", "7", "28"} for one in told["quiet"])
    assert "parking" in _run(*asked)


def test_what_changed_what_is_let_go_and_its_words() -> None:
    topics = Topics(Setting(forget=30))
    messages = stream()
    topics.learn(messages)
    topics.add([m for m in messages if m.key.startswith("x")])
    mark = topics.mark
    topics.add([m for m in messages if m.key.startswith("p")])
    (parking,) = topics.since(mark, 3)
    assert set(parking.keys) >= {f"p{i}" for i in range(4)}
    assert topics.keywords(parking) and all(len(word) > 1 for word in topics.keywords(parking))
    topics.add([Message("late", "公交车", "公交车不来", FIRST + timedelta(days=90))])
    gone = topics.let_go()
    assert parking in gone and topics.let_go() == []
    assert [topic.keys for topic in topics.topics()] == [["late"]]
