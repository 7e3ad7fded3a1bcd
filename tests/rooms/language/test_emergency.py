"""Emergencies in two levels: an alarm, or a glance. A denial or a story makes a flag quieter, never silent."""

from __future__ import annotations

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from hotline import policy
from hotline.core.policy.shapes import Term
from hotline.core.vocabulary import EmergencyService
from hotline.language.emergency import ANY_KIND, MOST_KINDS, Level, flags, kinds_of
from hotline.language.emergency_model import MOST_ALONE, STRETCH, stretches, weights
from hotline.language.emergency_ways import SIGNS, compiled
from hotline.language.evaluating_emergency import as_lines, evaluate, rate

DATA = Path(__file__).parents[2] / "data"
WRITTEN, UNSEEN = DATA / "emergencies.csv", DATA / "emergencies_unseen.csv"
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
def test_what_is_said_outright_is_an_alarm_and_names_its_service(text: str, kind: str, service: str) -> None:
    found = {flag.kind: flag for flag in flags(text, KINDS)}
    assert found[kind].service == service and found[kind].level is Level.NOW


def test_marks_cover_what_was_said_wherever_blanks_stand() -> None:
    text = "请问一下，楼下 着 火 了，电话138"
    flag = next(flag for flag in flags(text, KINDS) if flag.kind == "fire")
    for start, end, said in flag.said:
        assert said == text[start:end]
    assert any("着 火" in said for *_, said in flag.said)


@pytest.mark.parametrize(
    "text",
    [
        "去年这里着火了，现在担心再次着火",
        "没有着火，只是演练",
        "2019年5月3日仓库起火，至今没有赔偿",
        "如果着火了怎么办",
    ],
)
def test_what_is_denied_feared_or_long_ago_asks_for_a_glance_and_is_not_silent(text: str) -> None:
    found = flags(text, KINDS)
    assert found and all(flag.level is Level.LOOK for flag in found)


@pytest.mark.parametrize("text", ["他说今晚之后就不会再麻烦任何人了", "姐姐，如果我挂了电话，你能不能叫人来我家看看"])
def test_what_is_only_hinted_at_asks_for_a_glance_at_least(text: str) -> None:
    assert flags(text, KINDS)


def test_one_urgent_way_of_saying_is_enough() -> None:
    assert flags("去年着过火。现在又着火了！", KINDS)[0].level is Level.NOW


def test_a_cry_inside_a_long_letter_is_heard() -> None:
    letter = "我想咨询一下小区物业费的收费标准，去年是一块八，今年涨到两块二，业主都没有投票。" * 8
    assert flags(letter, KINDS) == [] or flags(letter, KINDS)[0].level is Level.LOOK
    assert flags(letter + "我家楼上着火了，快来人。" + letter, KINDS)[0].kind == "fire"


def test_an_everyday_wish_is_not_flagged() -> None:
    assert flags("请问居住证到期了怎么续签", KINDS) == []
    assert flags("养老金这个月还没到账，麻烦查一下", KINDS) == []
    assert flags("", KINDS) == [] and flags("　\u200b", KINDS) == []


@pytest.mark.parametrize("text", ["来电人问社保卡怎么办理", "来电人说银行卡被柜员机吞了", "咨询工伤认定的办理流程"])
def test_how_an_agent_writes_is_no_alarm(text: str) -> None:
    assert all(flag.level is Level.LOOK for flag in flags(text, KINDS))


def test_words_beside_a_harmless_one_still_count() -> None:
    assert flags("来电人被电到了", KINDS)[0].kind == "electricity"
    assert "trapped" in {flag.kind for flag in flags("来电人的孩子头卡在栏杆里", KINDS)}


def test_few_kinds_are_named_and_the_nameless_one_only_alone() -> None:
    text = "楼上着火了，煤气漏了，孩子困在电梯里，有人晕倒，路面塌了，出车祸了，快来人"
    found = flags(text, KINDS)
    assert 1 < len(found) <= MOST_KINDS
    assert ANY_KIND not in {flag.kind for flag in found}


def test_a_hotline_without_a_list_or_with_its_own() -> None:
    assert flags("着火了", ()) == []
    own = (Term("flood", "水患", "own 1", code="119", keywords=("水+漫|淹",)),)
    assert [flag.kind for flag in flags("水都漫进来淹了床，快救人，老人还在里面", own)] == ["flood"]
    assert flags("想问社保怎么交", own) == []


def test_parts_of_a_way_stand_in_one_sentence_and_near_each_other() -> None:
    ways = compiled((Term("gas", "燃气", "own 1", code="119", keywords=("煤气+漏",)),))
    for text, said in (("煤气好像漏了", 1), ("漏了，是煤气", 1), ("煤气。漏了", 0), ("煤气" + "远" * 13 + "漏了", 0)):
        assert sum(len(one.hits) for one in stretches(text, ways)) == said


def test_a_word_inside_a_harmless_one_does_not_count_but_one_around_it_does() -> None:
    harmless = Term("sign_harmless", "无关", "own 1", parent=SIGNS, keywords=("打电话", "打破"))
    ways = compiled((harmless, Term("violence", "打", "own 1", code="110", keywords=("打", "打破头"))))
    found = [(text, sum(len(one.hits) for one in stretches(text, ways))) for text in ("打电话", "打破头", "在打")]
    assert found == [("打电话", 0), ("打破头", 1), ("在打", 1)]


def test_stretches_cover_the_text_and_a_long_one_without_signs_stays_whole() -> None:
    text = "一句话，" * 40 + "。" + "长" * 200
    found = stretches(text, compiled(KINDS))
    assert found[0].start == 0 and found[-1].end == len(text)
    assert all(one.end == after.start for one, after in pairwise(found))
    assert max(one.end - one.start for one in found[:-1]) <= STRETCH


def test_what_is_said_outright_is_also_judged_alone() -> None:
    text = "物业费的收费标准，我家着火了，快来人，请告知标准。"
    own = compiled((Term("fire", "火", "own 1", code="119", keywords=("着火",)),))
    assert [text[one.start : one.end] for one in stretches(text, own)] == [text, "我家着火了，快来人，"]


@pytest.mark.parametrize("cry", ["我家楼上着火了快来人", "我爸倒在地上叫不醒"])
def test_a_cry_among_commas_is_heard(cry: str) -> None:
    calm = ["小区物业费涨了", "去年是一块八", "路灯也不亮", "想问怎么办"]
    assert flags("，".join([*calm, cry, *calm]) + "。", KINDS)


def test_of_a_long_text_only_so_many_clauses_are_judged_alone() -> None:
    text = "有人受伤流血倒在路边，火还在烧着，" * 1000
    found = stretches(text, compiled(KINDS))
    alone = [one for before, one in pairwise(found) if one.start < before.end]
    assert 0 < len(alone) <= MOST_ALONE


def test_every_kind_has_a_service_and_a_source() -> None:
    kinds = kinds_of(KINDS)
    assert {term.code for term in kinds.values()} <= {service.value for service in EmergencyService}
    assert all(term.source and term.keywords for term in kinds.values()) and len(kinds) == 16
    assert {term.parent for term in KINDS if term.parent} == {SIGNS, *kinds}


def test_weights_are_of_signs_the_list_still_holds() -> None:
    """A group that is renamed in the list would silently lose what was learned of it."""
    groups = {term.label for term in KINDS if term.parent == SIGNS}
    assert {name[2:] for name in weights() if name.startswith("s:")} <= groups


def test_what_is_found_of_the_messages_it_was_made_with() -> None:
    """A fit, no proof: the figures on messages never seen are in docs/evaluation.md."""
    told = evaluate(WRITTEN, KINDS, ["text"], "kind")
    assert told["messages"]["urgent"] >= 1500
    assert told["missed"]["value"] <= 0.01 and told["false_now"]["value"] <= 0.05
    assert told["only_look"]["value"] < 0.3 and told["named"]["value"] > 0.6
    assert any("%" in line for line in as_lines(told))


def test_what_is_missed_of_the_last_messages_nothing_was_made_with() -> None:
    told = evaluate(UNSEEN, KINDS, ["text"], "kind")
    assert told["messages"]["urgent"] >= 100
    assert told["missed"]["value"] <= 0.02 and told["false_now"]["value"] <= 0.05 and told["false_any"]["value"] <= 0.35


def test_a_rate_of_few_is_uncertain() -> None:
    assert rate(0, 0)["high"] == 1.0
    assert rate(0, 40)["high"] > 0.05


@pytest.mark.parametrize("path", [WRITTEN, UNSEEN])
def test_each_message_stands_once(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["text"] for row in rows}) == len(rows) == len({row["id"] for row in rows})


def test_no_message_stands_in_both_sets() -> None:
    read = []
    for path in (WRITTEN, UNSEEN):
        with path.open(encoding="utf-8", newline="") as file:
            read.append({row["text"] for row in csv.DictReader(file)})
    assert not read[0] & read[1]
