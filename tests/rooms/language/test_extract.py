"""What citizens write is read: places, times, bodies, people, numbers, what is asked for."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.language import extract_lexicon as lexicon
from hotline.language.extract import Kind, Span, extract, leading, mask
from hotline.language.extract_clock import table
from hotline.language.extract_numbers import to_number
from hotline.language.places import Division, Places

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TABLE = [
    Division("37", "山东省"),
    Division("3714", "德州市", "37"),
    Division("371402", "德城区", "3714"),
    Division("371403", "陵城区", "3714"),
    Division("371402001", "新湖街道", "371402"),
    Division("371403001", "安德街道", "371403"),
    Division("371402009", "黄河涯镇", "371402"),
    Division("13", "河北省"),
    Division("1301", "石家庄市", "13"),
    Division("130102001", "新湖街道", "130102"),
]
PLACES = Places(TABLE, home="3714")


def found(text: str, kind: Kind) -> list[Span]:
    return [span for span in extract(text, NOW, PLACES) if span.kind is kind]


def words(text: str, kind: Kind) -> list[str]:
    return [text[span.start : span.end] for span in found(text, kind)]


def values(text: str, kind: Kind) -> list[str]:
    return [span.value for span in found(text, kind)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("昨晚十点有人放炮", "2026-11-21T22:00"),
        ("上周三停水", "2026-11-11"),
        ("3月5日上午停电", "2026-03-05T08:00/T12:00"),
        ("从去年开始漏水", "2025/.."),
        ("每天凌晨施工", "R/day/T00:00/T06:00"),
        ("2025年12月23日20点30分左右", "2025-12-23T20:30"),
        ("每天晚上18点30分到20点整跳舞", "R/day/T18:30/T20:00"),
        ("两个月前报修", "2026-09"),
        ("2024年6月至9月", "2024-06/2024-09"),
        ("2025-08-05晚上10点", "2025-08-05T22:00"),
        ("今年三月份", "2026-03"),
        ("去年12月底", "2025-12"),
        ("8月中旬恢复", "2026-08"),
        ("昨天下午三点一刻", "2026-11-21T15:15"),
    ],
)
def test_times_are_understood_relative_to_the_moment(text: str, value: str) -> None:
    assert value in values(text, Kind.TIME)


@pytest.mark.parametrize("text", ["我有两点建议", "他读三年级", "住在三号楼", "有一点不好"])
def test_what_only_looks_like_a_time_is_none(text: str) -> None:
    assert not found(text, Kind.TIME)


def test_a_place_is_resolved_to_its_street_with_the_house() -> None:
    text = "我住在德城区新湖街道湖滨路幸福小区3号楼2单元附近"
    (place,) = found(text, Kind.PLACE)
    assert text[place.start : place.end] == "德城区新湖街道湖滨路幸福小区3号楼2单元"
    assert place.details["code"] == "371402001"
    assert place.value == "371402001 湖滨路幸福小区3号楼2单元"
    assert place.details["relation"] == "附近"


def test_a_namesake_is_settled_by_the_home_of_the_hotline_and_others_are_told() -> None:
    (home,) = found("新湖街道有积水", Kind.PLACE)
    assert home.details["code"] == "371402001"
    (unsure,) = [s for s in extract("新湖街道有积水", NOW, Places(TABLE)) if s.kind is Kind.PLACE]
    assert unsure.details["alternatives"] == "130102001,371402001"


def test_a_parent_named_before_settles_a_namesake() -> None:
    spans = extract("石家庄市新湖街道有积水", NOW, Places(TABLE))
    assert next(s.details.get("code") for s in spans if s.kind is Kind.PLACE) in {"130102001", "371402001"}


def test_a_crossing_is_one_place() -> None:
    assert words("东方红路与三八路交汇处红绿灯坏了", Kind.PLACE) == ["东方红路与三八路交汇处"]


def test_common_words_are_no_places() -> None:
    assert not words("小区道路坑洼，我走路回家，学校说修路要等", Kind.PLACE)


def test_bodies_are_organisations_with_their_division() -> None:
    text = "德城区教育局和宏发房地产开发有限公司推诿，第九中学没有回应"
    assert {"德城区教育局", "宏发房地产开发有限公司", "第九中学"} <= set(words(text, Kind.ORGANISATION))


def test_people_by_title_and_masked() -> None:
    assert words("王局长您好，运营主管陆*军和张师傅在场", Kind.PERSON) == ["王局长", "陆*军", "张师傅"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("收了18万5千元", "185000"), ("每月400元", "400"), ("交了11,900元", "11900"), ("涨到0.49元/度", "0.49")],
)
def test_money_in_yuan(text: str, value: str) -> None:
    assert values(text, Kind.MONEY) == [value]


def test_quantities_have_units_and_articles_are_none() -> None:
    assert values("一个人来了，占地318亩，有17台车，噪音70分贝，停了三个小时", Kind.QUANTITY) == [
        "318 亩",
        "17 台",
        "70 分贝",
        "3 个小时",
    ]


def test_a_form_is_filled_with_what_says_most() -> None:
    text = "德州市的领导，德城区新湖街道湖滨路12号昨晚十点放炮，今年已是第三次，请王局长处理"
    told = leading(extract(text, NOW, PLACES))
    assert told[Kind.PLACE].value == "371402001 湖滨路12号"
    assert told[Kind.TIME].value == "2026-11-21T22:00"
    assert told[Kind.PERSON].value == "王局长"


def test_a_district_named_like_a_common_word_needs_its_home() -> None:
    table = [*TABLE, Division("1403", "阳泉市", "14"), Division("140302", "城区", "1403")]
    assert not [s for s in extract("城区堵车", NOW, Places(table, home="3714")) if s.details.get("code")]
    assert [s for s in extract("城区堵车", NOW, Places(table, home="1403")) if s.details.get("code") == "140302"]


def test_numbers_that_identify_are_found_and_masked() -> None:
    text = "电话13812345678或0534-2325068，身份证371402199001011234"
    spans = extract(text, NOW)
    assert [s.value for s in spans if s.kind is Kind.PHONE] == ["13812345678", "05342325068"]
    assert [s.value for s in spans if s.kind is Kind.IDENTITY] == ["371402************"]
    hidden = mask(text, spans)
    assert "12345678" not in hidden and "19900101" not in hidden and len(hidden) == len(text)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("路灯坏了三天。请尽快维修。谢谢", ["请尽快维修"]),
        ("楼道堆满杂物，希望有关部门核实处理！", ["希望有关部门核实处理"]),
        ("幸福小区何时通天然气？", ["幸福小区何时通天然气"]),
        ("我没有希望了。他们强制要求买车位。", []),
        ("请问补贴怎么申请？", ["请问补贴怎么申请"]),
    ],
)
def test_what_is_asked_for(text: str, asked: list[str]) -> None:
    assert words(text, Kind.ASK) == asked


def test_half_of_a_pair_of_surrogates_is_no_stumbling_block() -> None:
    assert words("湖滨路\ud87a旁，请维修", Kind.ASK) == ["请维修"]


def test_every_word_of_time_has_its_value() -> None:
    assert set(lexicon.words("t_season")) == set(table("t_seasons"))
    assert set(lexicon.words("t_part")) == set(table("t_hours"))
    named = {*lexicon.words("t_year_word"), *lexicon.words("t_month_word"), *lexicon.words("t_day_word")}
    assert named | set(lexicon.words("t_night_word")) == set(table("t_offsets"))


@pytest.mark.parametrize("name", ["num", "cnnum"])
def test_no_number_is_endless(name: str) -> None:
    """Else a page of digits is read again from each of them: minutes for one text."""
    assert not any(sign in lexicon.source(name) for sign in "+*")


def test_numerals() -> None:
    told = {"三百二十": 320, "十五": 15, "二〇一九": 2019, "一亿三千万": 130_000_000, "2千": 2000, "半": 0.5}
    assert {text: to_number(text) for text in told} == told
    assert to_number("房子") is None


PIECES = st.sampled_from(
    [*"年月日号点路街村区县市0123456789一二三十百万元米请*（）-:。，\n", "小区", "公司", "今年", "上周", "王"]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_accepted_and_spans_are_in_it(text: str) -> None:
    spans = extract(text, NOW, PLACES)
    assert spans == extract(text, NOW, PLACES)
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        assert 0 < span.confidence <= 1
    solid = [span for span in spans if span.kind is not Kind.ASK]
    assert all(not a.overlaps(b) for at, a in enumerate(solid) for b in solid[at + 1 :])
    assert len(mask(text, spans)) == len(text)
