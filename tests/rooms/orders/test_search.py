"""Orders found by words: how they may be typed, what is narrowed, who finds what, and what is never found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection

from hotline.accounts import services as accounts
from hotline.accounts.directory import build
from hotline.core import commands as c
from hotline.core.vocabulary import AuditPoint
from hotline.orders import (
    search,
    search_areas,
    search_index,
    search_marks,
    search_rows,
    search_runs,
    search_words,
    services,
)
from hotline.orders.models import SearchMark, SearchRow
from hotline.orders.search import Wanted
from tests.rooms.orders import city

LAMP = {
    "title": "东方红路路灯不亮",
    "content": "东方红路与湖滨大道交叉口路灯坏了三盏，晚上看不清。",
    "place": "东方红路",
}
DOG = {
    "title": "夜间犬吠扰民",
    "content": "隔壁饭店养狗，夜里叫个不停，门口路灯下面也拴着一只，请管一管。",
    "place": "新湖街道",
    "content_class": "C1.05",
    "area": "990101",
}
WATER = {
    "title": "小区停水两天",
    "content": "锦绣花园停水两天，物业说是水泵A3-7坏了。",
    "place": "锦绣花园",
    "content_class": "C1.13",
}


def fill() -> None:
    while search_rows.fill():
        pass


def numbers(person, text: str, **filters: str) -> list[str]:
    found = search.search(person, Wanted(text, filters))
    return [hit.row.number for hit in found.hits]


@pytest.fixture
def matters(people) -> dict[str, str]:
    """Numbers of three orders that wait for dispatch, by what they are about."""
    made = {
        name: city.registered(people, **fields).number
        for name, fields in {"lamp": LAMP, "dog": DOG, "water": WATER}.items()
    }
    fill()
    return made


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("路灯", ["lamp", "dog"]),
        ("路灯 扰民", ["dog"]),
        ("路灯 -犬吠", ["lamp"]),
        ("锦绣花园", ["water"]),
        ("xhjd", ["dog"]),
        ("dfhl", ["lamp"]),
        ("xinhujiedao", ["dog"]),
        ("“停水两天”", ["water"]),
        ("“两天停水”", []),
        ("A3-7", ["water"]),
        ("ａ３-７", ["water"]),
        ("犬类", ["dog"]),
        ("", []),
    ],
)
def test_orders_are_found_as_they_are_asked_for(people, matters, typed, wanted):
    assert numbers(people["agent"], typed) == [matters[name] for name in wanted]


def test_the_matter_itself_comes_before_what_mentions_it_and_what_is_newer_first(people, matters, moving_clock):
    moving_clock.advance(timedelta(days=300))
    newer = city.registered(people, **LAMP).number
    fill()
    assert numbers(people["agent"], "路灯") == [newer, matters["lamp"], matters["dog"]]


def test_a_long_question_finds_what_has_some_of_its_words(people, matters):
    found = search.search(people["agent"], Wanted("锦绣花园 从来没有的词儿"))
    assert found.any_word and [hit.row.number for hit in found.hits] == [matters["water"]]
    assert not search.search(people["agent"], Wanted("锦绣花园 水泵")).any_word


def test_one_character_is_too_short(people, matters):
    found = search.search(people["agent"], Wanted("灯"))
    assert found.short and not found.hits


def test_what_was_found_is_marked(people, matters):
    (hit, _) = search.search(people["agent"], Wanted("路灯")).hits
    assert ("路灯", True) in hit.title and ("路灯", True) in hit.snippet
    assert "".join(text for text, _ in hit.snippet) == LAMP["content"]


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"content_class": "C1"}, ["lamp", "dog"]),
        ({"content_class": "C1.05"}, ["dog"]),
        ({"content_class": "C2"}, []),
        ({"area": "990101"}, ["dog"]),
        ({"area": "9901"}, ["lamp", "dog"]),
        ({"phase": "awaiting_dispatch"}, ["lamp", "dog"]),
        ({"phase": "archived"}, []),
        ({"phase": "no such phase"}, ["lamp", "dog"]),
        ({"unit": "lamps"}, []),
        ({"line": city.LINE}, ["lamp", "dog"]),
        ({"line": "another"}, []),
        ({"from": "2026-03-02"}, ["lamp", "dog"]),
        ({"from": "2026-03-03"}, []),
        ({"to": "2026-03-02"}, ["lamp", "dog"]),
        ({"to": "2026-03-01"}, []),
        ({"from": "2025-01-01", "to": "2026-12-31"}, ["lamp", "dog"]),
        ({"from": "31.2."}, ["lamp", "dog"]),
        ({"limit": "over"}, []),
        ({"limit": "near"}, ["lamp", "dog"]),
    ],
)
def test_a_search_is_narrowed(people, matters, filters, wanted):
    assert sorted(numbers(people["agent"], "路灯", **filters)) == sorted(matters[name] for name in wanted)


def test_a_unit_finds_its_own_with_those_below(people, matters):
    order = city.in_hand(people, **LAMP)
    fill()
    assert numbers(people["lamps_clerk"], "路灯") == [order.number]
    assert numbers(people["agent"], "路灯", unit="lamps") == [order.number]
    assert numbers(people["agent"], "路灯", unit="city") == [order.number]
    assert numbers(people["streets_clerk"], "路灯") == []
    services.apply(order.id, c.PassDown(assignment="a1", lead="lamps.east"), people["lamps_clerk"])
    fill()
    assert numbers(people["east_clerk"], "路灯") == [order.number]


@pytest.mark.req("SEC-3")
@pytest.mark.parametrize("name", [name for name, *_ in city.PEOPLE])
def test_everybody_finds_what_the_policies_show(people, name):
    """For each kind of role: the same orders as by number, secret ones against the own unit never."""
    plain, secret = city.in_hand(people, **LAMP), city.in_hand(people, **LAMP, secret=True)
    against = city.registered(people, **LAMP, secret=True, accused=("lamps",))
    services.apply(against.id, c.AssignToUnit(lead="streets", audit=tuple(AuditPoint)), people["dispatcher"])
    fill()
    mine = set(numbers(people[name], "路灯"))
    by_number = {order.number for order in (plain, secret, against) if services_see(people[name], order.number)}
    assert mine == by_number
    if name == "lamps_clerk":
        assert mine == {plain.number, secret.number}
    if name == "admin":
        assert mine == set()


def services_see(person, number: str) -> bool:
    from hotline.orders import selectors

    try:
        selectors.find_number(person, number)
    except selectors.NotFound:
        return False
    return True


def test_what_changes_is_found_anew(people):
    order = city.in_hand(people, **WATER)
    fill()
    assert numbers(people["agent"], "更换灯具") == []
    services.apply(order.id, city.CONTACTED, people["lamps_clerk"])
    services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    services.apply(order.id, c.ApproveAnswer(assignment="a1"), people["lamps_leader"])
    fill()
    assert numbers(people["agent"], "夜间复查") == [order.number]
    assert numbers(people["agent"], "更换灯具") == [], "what a unit writes inside is no answer"


def test_who_the_citizen_is_is_never_in_the_index(people):
    told = f"{WATER['content']}我的电话是 13900005678，身份证 371402199001011234，邮箱 li.si@example.com。"
    city.registered(people, title=WATER["title"], place=WATER["place"], content=told)
    fill()
    with connection.cursor() as cursor:
        cursor.execute("SELECT vector::text FROM orders_searchrow")
        (stored,) = cursor.fetchone()
    for said in (city.CONTACT.phone, "张三", "三丰", "13900005678", "5678", "371402", "li.si", "example"):
        assert said not in stored
    assert numbers(people["agent"], "13900005678") == []


def test_a_row_that_stays_the_same_is_not_written(people, matters):
    row = SearchRow.objects.get(order_id=services_id(matters["lamp"]))
    SearchMark.objects.create(order_id=row.order_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM orders_searchrow WHERE order_id = %s", [row.order_id])
        before = cursor.fetchone()
        fill()
        cursor.execute("SELECT xmin::text FROM orders_searchrow WHERE order_id = %s", [row.order_id])
        assert cursor.fetchone() == before
    assert not SearchMark.objects.exists()


def services_id(number: str) -> str:
    from hotline.orders import selectors

    return selectors.ids_of_numbers([number])[number]


def test_marking_events_exist():
    from hotline.core.events import EVENTS

    assert set(EVENTS) >= search_marks.MARKING


def test_a_run_makes_rows_anew_in_batches(people, matters, monkeypatch):
    SearchRow.objects.all().delete()
    monkeypatch.setattr(search_runs, "BATCH", 2)
    run = search_runs.begin(people["admin"])
    seen = []
    assert search_runs.work(run.id, seen.append, batches=1) and SearchRow.objects.count() == 2
    assert not search_runs.work(run.id, seen.append)
    latest = search_runs.latest()
    assert (latest.done, latest.ended_at is None, seen) == (3, False, [2, 2])
    assert numbers(people["agent"], "停水") == [matters["water"]]
    assert not search_runs.step(run.id)


def test_a_run_may_begin_at_a_day(people, matters):
    SearchRow.objects.all().delete()
    search_runs.work(search_runs.begin("hotline", date(2026, 3, 3)).id)
    assert search_runs.latest().done == 0
    search_runs.work(search_runs.begin("hotline", date(2026, 3, 2)).id)
    assert search_runs.latest().done == 3


def test_a_unit_that_moves_takes_its_orders_along(people, moving_clock):
    order = city.in_hand(people, **LAMP)
    fill()
    first = search_runs.keep_up()
    assert first and not search_runs.work(first.id) and search_runs.keep_up() is None
    assert numbers(people["streets_clerk"], "路灯") == []
    moving_clock.advance(timedelta(minutes=1))
    accounts.save_units([row | {"parent": "streets"} for row in city.UNITS if row["id"] == "lamps"])
    second = search_runs.keep_up()
    assert second and not search_runs.work(second.id) and search_runs.keep_up() is None
    assert numbers(people["streets_clerk"], "路灯") == [order.number]


def test_own_words_and_other_names(people):
    order = city.registered(people, title="电瓶车乱停", content="楼道里电瓶车乱停乱放。", place="锦绣花园")
    fill()
    assert numbers(people["agent"], "电动自行车") == []
    groups, wrong = search_words.read("电动自行车 = 电动车、电瓶车\n\n水泵房\n单\n")
    assert groups == (("电动自行车", "电动车", "电瓶车"), ("水泵房",)) and wrong == [4]
    made = search_words.save(groups, people["admin"], 0)
    (hit,) = search.search(people["agent"], Wanted("电动自行车")).hits
    assert hit.row.number == order.number and ("电瓶车", True) in hit.title
    assert numbers(people["agent"], "“电动自行车”") == []
    with pytest.raises(search_words.Stale):
        search_words.save((), people["admin"], 0)
    assert search_words.current().groups == groups and search_words.current().number == made.number
    search_words.forget()


def test_windows_end_with_all_time(moving_clock):
    assert list(search.windows()) == ["'d:20260302' | 'd:20260301'", "'m:202603' | 'm:202602' | 'm:202601'", ""]
    assert search_index.months(date(2026, 1, 31), 1, 2) == "'m:202512' | 'm:202511'"


def ages(people, moving_clock, days: list[int]) -> dict[str, int]:
    """Number → how many days ago the order came; all of them tell of the same."""
    now = moving_clock.now()
    told = {}
    for age in days:
        moving_clock.move_to(now - timedelta(days=age))
        told[city.registered(people, **LAMP).number] = age
    moving_clock.move_to(now)
    fill()
    return told


def test_a_search_goes_as_far_back_as_it_must(people, moving_clock, monkeypatch):
    """However few may be read at once: the newest are found, and the old ones too while there are not enough."""
    moving_clock.advance(timedelta(days=800))
    told = ages(people, moving_clock, [0, 1, 20, 50, 100, 200, 360, 700])
    for enough, probed, least in ((120, 1000, 8), (120, 1, 5), (3, 1, 3), (2, 1000, 2), (5, 2, 5)):
        monkeypatch.setattr(search_index, "ENOUGH", enough)
        monkeypatch.setattr(search_index, "PROBED", probed)
        found = [told[number] for number in numbers(people["agent"], "路灯")]
        assert found == sorted(found) and found[:2] == [0, 1] and len(found) >= least


def test_what_takes_too_long_is_given_up(people, matters, monkeypatch):
    monkeypatch.setattr(search_index, "_FOUND", "SELECT pg_sleep(5), %(sought)s::text")
    monkeypatch.setattr(search_index, "SLOW_MS", 1)
    assert search.search(people["agent"], Wanted("路灯")) == search.Found((), slow=True)


def test_one_house(people, matters):
    for number in ("3号楼", "13号楼"):
        city.registered(people, title="水管漏水", content="请派人看看。", place=f"天衢路391号金域小区{number}")
    fill()
    assert len(numbers(people["agent"], "天衢路391号金域小区3号楼")) == 1


def test_an_order_is_found_by_the_name_of_its_area_and_of_those_around_it(people):
    shared = {"level": "2", "short_name": "", "active": True}
    units = [
        {"id": "city", "name": "安澜市人民政府", "kind": "government", "parent": "", "areas": ["99"]},
        {"id": "county", "name": "新湖县人民政府", "kind": "government", "parent": "city", "areas": ["990101"]},
        {"id": "town", "name": "柳林镇政府", "kind": "government", "parent": "county", "areas": ["990101003"]},
        {"id": "lamps", "name": "市政处", "kind": "bureau", "parent": "city", "areas": ["990101"]},
    ]
    tree = build("areas", [row | shared for row in units])
    order = city.registered(people, **LAMP, area="990101003")
    (matter,) = search_rows.read([order.id])
    said = search_rows.vector_of(matter, tree)
    for lexeme in ("柳林", "林镇", "新湖", "湖县", "i:llz", "p:xinhuxian", "a:990101003"):
        assert f"'{lexeme}'" in said
    assert "'安澜'" not in said and "'政府'" not in said
    assert search_areas.bare("人民政府") == "人民政府"
