"""Search as one types: words, pinyin, synonyms, area, class, what was used; each search logged without people."""

from __future__ import annotations

import pytest

from hotline.accounts.models import Person
from hotline.core.vocabulary import WhyFound
from hotline.knowledge import selectors, services, synonyms
from hotline.knowledge.models import Search
from hotline.knowledge.selectors import Asked
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-2")


@pytest.fixture
def people(town: dict[str, Person]) -> dict[str, Person]:
    synonyms.forget()
    return town | base.editors()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("身份证丢了怎么办", "card"),
        ("身份证", "card"),
        ("居", "card"),
        ("sfz", "card"),
        ("jmsfz", "card"),
        ("shenfenzheng", "card"),
        ("驾照", "driving"),
        ("驾驶证快过期了", "driving"),
        ("我家停水了", "water"),
        ("路灯不亮 ", "lamp"),
    ],
)
def test_what_is_typed_finds_the_entry(people: dict[str, Person], typed: str, first: str) -> None:
    entries = base.some()
    hits = selectors.find(people["agent"], Asked(typed, LINE)).hits
    assert hits and hits[0].id == entries[first].pk


def test_marks_and_reasons(people: dict[str, Person]) -> None:
    base.some()
    hit = selectors.find(people["agent"], Asked("路灯不亮", LINE, "990102001", "C1.03")).hits[0]
    assert hit.title == (("路灯不亮", True), ("报修", False))
    assert hit.why == (WhyFound.TITLE, WhyFound.QUESTION, WhyFound.AREA, WhyFound.CONTENT_CLASS)


def test_an_entry_of_another_place_stands_behind(people: dict[str, Person]) -> None:
    here = base.published(base.changed(base.LAMP, areas=("990103",), answer="澄湖区处理。"))
    there = base.published(base.LAMP)
    for area, first in (("990103001", here), ("990102003", there)):
        assert selectors.find(people["agent"], Asked("路灯不亮", LINE, area)).hits[0].id == first.pk


def test_the_order_of_hits_learns_from_use(people: dict[str, Person]) -> None:
    one = base.published(base.WATER)
    other = base.published(base.changed(base.WATER, answer=base.WATER.answer + "二十四小时有人接。"))
    first = selectors.find(people["agent"], Asked("停水了", LINE))
    assert first.hits[0].id == one.pk and first.search
    services.chosen(first.search, other.number)
    for _ in range(4):
        services.answered(selectors.find(people["agent"], Asked("停水了", LINE)).search, other.number)
    again = selectors.find(people["agent"], Asked("怎么停水了", LINE))
    assert again.hits[0].id == other.pk and WhyFound.OFTEN_USED in again.hits[0].why
    for _ in range(5):
        search = selectors.find(people["agent"], Asked("停水了", LINE)).search
        assert search
        services.not_helpful(search, other.number)
    assert WhyFound.OFTEN_USED not in selectors.find(people["agent"], Asked("停水了", LINE)).hits[0].why


def test_a_centre_adds_words_that_mean_the_same(people: dict[str, Person]) -> None:
    base.some()
    assert not selectors.find(people["agent"], Asked("照明故障", LINE)).sure
    added = synonyms.add(people["editor"], LINE, ["照明故障", "路灯"])
    assert selectors.find(people["agent"], Asked("照明故障", LINE)).hits[0].content == base.LAMP
    synonyms.remove(people["editor"], added.pk)
    with pytest.raises(services.Refused):
        synonyms.add(people["agent"], LINE, ["甲乙", "丙丁"])


def test_a_search_is_logged_without_people(people: dict[str, Person]) -> None:
    base.some()
    selectors.find(people["agent"], Asked("我叫王小明，电话13900001234，身份证丢了", LINE))
    selectors.find(people["agent"], Asked("量子纠缠实验室预约", LINE))
    selectors.find(people["agent"], Asked("路灯", LINE), log=False)
    first = Search.objects.get(terms__contains=["身份"])
    second = Search.objects.exclude(pk=first.pk).get()
    assert first.hits
    assert not any("王小" in term or "小明" in term or "139" in term for term in first.terms)
    assert second.hits == 0


def test_nothing_is_asked(people: dict[str, Person]) -> None:
    base.some()
    for typed in ("", "  ", "？？", "%", "'"):
        assert selectors.find(people["agent"], Asked(typed, LINE)).hits == ()
    for typed in ("-", "“", "a'b:*|&!", "身份证'--", "\\", "的"):
        selectors.find(people["agent"], Asked(typed, LINE))
    assert selectors.find(people["agent"], Asked("路灯", "another-line")).hits == ()
