"""Hints on a text: each one exactly when it should come, and never more than a hint."""

from __future__ import annotations

import pytest

from hotline.core.phrasing import Hint, HintCode, hints
from hotline.core.policy.shapes import PhrasingRule

RULE = PhrasingRule(min_chars=6, max_chars=200, forbidden=("刁民",))
GOOD = ("路灯不亮", "东门外路灯连续三晚不亮，请维修。", "幸福里小区")


def codes(title: str = GOOD[0], content: str = GOOD[1], place: str = GOOD[2]) -> list[HintCode]:
    return [hint.code for hint in hints(title, content, place, RULE)]


def test_a_good_text_has_no_hint():
    assert codes() == []
    assert hints("", "", "", RULE) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"content": "灯不亮。"}, HintCode.TOO_SHORT),
        ({"content": "很长。" * 70}, HintCode.TOO_LONG),
        ({"content": "来电人是刁民，反映路灯不亮。"}, HintCode.FORBIDDEN_WORD),
        ({"title": "路灯" * 21}, HintCode.TITLE_LONG),
        ({"title": GOOD[1]}, HintCode.TITLE_IS_CONTENT),
        ({"place": "  "}, HintCode.NO_PLACE),
        ({"content": "路灯不亮！！！！！快来修。"}, HintCode.REPEATED_SIGNS),
        ({"content": "一句没有停顿的话，" * 15}, HintCode.LONG_SENTENCE),
        ({"content": "路灯不亮，请回电13900001234。"}, HintCode.PERSONAL_DATA),
        ({"content": "身份证号11010119900307123X，路灯不亮。"}, HintCode.PERSONAL_DATA),
        ({"title": "请回电0534-2345678"}, HintCode.PERSONAL_DATA),
    ],
)
def test_each_fault_has_its_hint(changed, code):
    assert codes(**changed) == [code]


def test_bounds_are_inside():
    assert codes(content="六个字正好。") == []
    assert codes(content=("一字" * 49 + "字。") * 2) == []
    assert codes(title="题目" * 20) == []


def test_a_number_in_a_street_is_no_telephone():
    assert codes(content="解放路1234567号门前路灯不亮，编号20260302。") == []


def test_a_hint_carries_what_its_sentence_needs():
    (hint,) = hints(GOOD[0], "灯不亮", GOOD[2], RULE)
    assert hint == Hint(HintCode.TOO_SHORT, "content", (("min", "6"), ("count", "3")))
