"""Emergencies are flagged with what was said; a denial or a story makes a flag weaker, never silent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hotline import policy
from hotline.core.vocabulary import EmergencyService
from hotline.language.emergency import Level, flags
from hotline.language.evaluating_emergency import as_lines, evaluate, rate

DATA = Path(__file__).parents[2] / "data" / "emergencies.csv"
KINDS = policy.load("national").lists.emergencies


@pytest.mark.parametrize(
    ("text", "kind", "service"),
    [
        ("楼下饭店着火了快来", "fire", "119"),
        ("楼道里煤气好像漏了", "gas", "119"),
        ("我不想活了", "suicide", "110"),
        ("几百人围堵了大门", "gathering", "110"),
        ("有人持刀砍人", "violence", "110"),
        ("电梯困人了", "trapped", "119"),
        ("学生集体食物中毒", "poisoning", "120"),
        ("旧楼倒塌了", "collapse", "119"),
        ("高压线断了掉在田里", "electricity", "119"),
    ],
)
def test_each_kind_names_its_service(text: str, kind: str, service: str) -> None:
    found = {flag.kind: flag for flag in flags(text, KINDS)}
    assert found[kind].service == service and found[kind].level is Level.NOW


def test_marks_cover_what_was_said_wherever_blanks_stand() -> None:
    text = "请问一下，楼下 着 火 了，电话138"
    (flag,) = [flag for flag in flags(text, KINDS) if flag.kind == "fire"]
    start, end, said = flag.said[0]
    assert said == "着 火" == text[start:end]


@pytest.mark.parametrize(
    "text",
    [
        "去年这里着过火，现在担心再次着火",
        "没有着火，只是演练",
        "2019年5月3日仓库起火，至今没有赔偿",
        "如果着火了怎么办",
    ],
)
def test_what_is_denied_feared_or_long_ago_is_mentioned_not_silent(text: str) -> None:
    (flag,) = [flag for flag in flags(text, KINDS) if flag.kind == "fire"]
    assert flag.level is Level.MENTIONED


def test_one_urgent_way_of_saying_is_enough() -> None:
    found = flags("去年着过火。现在又着火了！", KINDS)
    assert found[0].level is Level.NOW


def test_an_everyday_wish_is_not_flagged() -> None:
    assert flags("路灯不亮已经三天了，请维修。", KINDS) == []
    assert flags("", KINDS) == []


@pytest.mark.parametrize("text", ["来电人反映路灯三天不亮。", "来电人问社保卡怎么办理", "来电人说银行卡被柜员机吞了"])
def test_how_an_agent_writes_is_no_emergency(text: str) -> None:
    assert flags(text, KINDS) == []


def test_words_beside_a_harmless_one_still_count() -> None:
    assert flags("来电人被电到了", KINDS)[0].kind == "electricity"
    assert flags("来电人的孩子头卡在栏杆里", KINDS)[0].kind == "trapped"


def test_every_kind_has_a_service_and_a_source() -> None:
    assert {term.code for term in KINDS} <= {service.value for service in EmergencyService}
    assert all(term.source and term.keywords for term in KINDS)


def test_what_the_list_says_of_the_messages_written_for_it() -> None:
    """What is said outright is found; the figures on messages never seen are in docs/evaluation.md."""
    told = evaluate(DATA, KINDS, ["text"], "kind")
    assert told["messages"]["urgent"] >= 250
    assert told["missed"]["value"] <= 0.02 and told["false_now"]["value"] <= 0.05
    assert any("%" in line for line in as_lines(told))


def test_a_rate_of_few_is_uncertain() -> None:
    assert rate(0, 0)["high"] == 1.0
    assert rate(0, 40)["high"] > 0.05


def test_each_message_stands_once() -> None:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["text"] for row in rows}) == len(rows) == len({row["id"] for row in rows})
