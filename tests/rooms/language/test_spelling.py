"""One spelling, words, and near-duplicates."""

from __future__ import annotations

import pytest

from hotline.language.duplicates import likeness, near_duplicates, shingles
from hotline.language.normalise import compact, normalise, number, plain_digits
from hotline.language.segment import Segmenter, default_segmenter, names, subjects, subjects_of


def test_width_case_space_masks_and_addresses_have_one_spelling() -> None:
    assert normalise("ＡＢＣ１２３　电话１３８****２０４１") == "abc123 电话138*2041"
    assert normalise("见 https://example.org/a?b=c 。\n\n第二行") == "见 。 第二行"
    assert compact("伊、 景·园（二期）") == "伊景园二期"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,000", 12000),
        ("十二", 12),
        ("一百五", 150),
        ("一千二百零三", 1203),
        ("三千零五", 3005),
        ("三万五", 35000),
        ("三万零五", 30005),
        ("两亿三千万", 230_000_000),
        ("一万二千亿", 1_200_000_000_000),
        ("壹佰贰拾", 120),
        ("二〇二四", 2024),
        ("幺三八", 138),
        ("伍佰元", None),
        ("", None),
    ],
)
def test_numbers_are_read(text: str, value: int | None) -> None:
    assert number(text) == value


def test_formal_digits_keep_the_length() -> None:
    assert plain_digits("人民币伍萬貳仟元") == "人民币五万二千元"


def test_words_of_the_dictionary_and_of_the_centre_stay_whole() -> None:
    assert "住房公积金" in default_segmenter().words("我的住房公积金提取不出来")
    assert "榔梨街道" in Segmenter(["榔梨街道"]).words("位于榔梨街道的小区")
    assert default_segmenter().content_words("请问领导，物业的收费") == ["物业", "收费"]


def test_subjects_join_words() -> None:
    assert subjects_of(["公交车", "天气"]) == list(subjects()["公交车"])
    assert set(subjects()["小学"]) & set(subjects()["教师"])


def test_names_end_as_names_do() -> None:
    assert names("投诉清泉花园物业") == ["投诉清泉花园"]
    assert names("我们的小区") == []


def test_near_duplicates_join_and_others_do_not() -> None:
    one = "东湖小区物业乱收停车费，反映多次没有人管，请领导过问"
    two = "东湖小区物业乱收停车费，反映多次都没人管，请领导过问！"
    assert near_duplicates([one, "青山路路灯不亮", two]).tolist() == [0, 1, 0]
    assert likeness(shingles(one), shingles(one)) == 1.0
    assert near_duplicates(["", ""]).tolist() == [0, 0]
