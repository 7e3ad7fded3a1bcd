"""Findings for a form: spans, values, the area among the hotline's own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from hotline.language.extract import Kind
from hotline.language.form import area_of, extract_for_form

NOW = datetime(2026, 3, 15, 10, tzinfo=timezone(timedelta(hours=8)))
AREAS = {
    "990100": "安澜市人民政府",
    "990102": "望澜区人民政府",
    "990102001": "城关街道办事处",
    "990102001001": "西门社区居民委员会",
    "990103": "澄湖区人民政府",
    "990103001": "月牙街道办事处",
}


@pytest.mark.req("CLS-3")
def test_what_a_caller_says_is_found_with_its_place_in_the_text() -> None:
    text = "我住望澜区城关街道西门社区，昨晚八点楼下烧烤店油烟很大，罚过300元，电话13800001234，请市城管局处理"
    found = extract_for_form(text, NOW, AREAS, "990100")
    first = {one.kind: one for one in found if one.first}
    assert first[Kind.PHONE].value == "13800001234"
    assert first[Kind.TIME].value == "2026-03-14T20:00"
    assert first[Kind.MONEY].value == "300"
    assert first[Kind.ORGANISATION].value == "市城管局"
    assert first[Kind.PLACE].area == "990102001001" and first[Kind.PLACE].value == "望澜区城关街道西门社区"
    assert Kind.ASK in first
    assert all(0 <= one.start < one.end <= len(text) and 0 < one.confidence <= 1 for one in found)
    assert area_of(found) == "990102001001"


def test_an_area_is_told_in_the_codes_of_the_hotline() -> None:
    assert area_of(extract_for_form("安澜市的公交太少", NOW, AREAS, "990100")) == "990100"
    assert area_of(extract_for_form("月牙街道路灯不亮", NOW, AREAS, "990100")) == "990103001"
    assert area_of(extract_for_form("路灯不亮", NOW, AREAS, "990100")) == ""


def test_without_areas_a_place_is_its_words() -> None:
    found = extract_for_form("望澜区城关街道很吵", NOW)
    assert area_of(found) == "" and any(one.kind is Kind.PLACE for one in found)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("解放路派出所对面有人占道经营", "解放路派出所对面"),
        ("市第一中学门口天天堵车", "市第一中学门口"),
        ("我要投诉市住建局", ""),
    ],
)
def test_what_stands_beside_an_organisation_is_a_place_where_nothing_else_is(text, place):
    found = extract_for_form(text, NOW)
    assert "".join(one.value for one in found if one.kind is Kind.PLACE) == place
    assert all(text[one.start : one.end] for one in found)
