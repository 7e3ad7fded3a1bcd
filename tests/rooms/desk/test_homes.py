"""First pages: the right one for each role, and every figure is as long as the list behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.state import SYSTEM
from hotline.core.vocabulary import Role, SupervisionForm, SupervisionReason
from hotline.desk import homes
from hotline.desk.homes import slots
from hotline.desk.homes.matrix import matrix
from hotline.desk.homes.slots import Filled
from hotline.desk.views.homes import MAKERS
from hotline.infra import clock
from hotline.infra.clock import MovableClock
from hotline.insight import services as insight
from hotline.orders import selectors, services
from hotline.orders.models import OrderEvent
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Client]


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def give(people: dict[str, Person], who: str, *roles: str) -> Person:
    people[who].roles = list(roles)
    people[who].save()
    return people[who]


def fire(now: Any) -> None:
    while due := selectors.due_clocks(now):
        for found in due:
            services.apply(found.order_id, c.FireClock(clock=found.clock, stage=found.stage), SYSTEM)


@pytest.fixture
def burning(people: dict[str, Person], moving_clock: MovableClock) -> None:
    """Limits of two units and of the centre: some over, some due today or tomorrow."""
    for _ in range(2):
        city.in_hand(people)
    city.registered(people)
    moving_clock.advance(days=20)
    fire(clock.now())
    for _ in range(2):
        city.in_hand(people)
    order = city.registered(people)
    services.apply(order.id, c.AssignToUnit(lead="streets", audit=city.ASSIGN.audit), people["dispatcher"])
    city.registered(people)


# --- who begins where -------------------------------------------------------------------------------------------------


def test_every_first_page_is_made_somewhere() -> None:
    assert {home.name for home in homes.HOMES if not home.url} == set(MAKERS)
    assert len({home.role for home in homes.HOMES}) == len(homes.HOMES)


def test_each_role_begins_at_its_own_page(at_desk: Desk, people: dict[str, Person], order: str) -> None:
    begins = {"director": "director", "mayor": "leader", "supervisor": "supervision", "watcher": "inspection"}
    for who, name in begins.items():
        assert at_desk(who).get("/")["Location"] == f"/start/{name}/"
    give(people, "archivist", "quality_inspector")
    assert at_desk("archivist").get("/")["Location"] == "/quality/"
    give(people, "archivist", "knowledge_editor")
    assert at_desk("archivist").get("/")["Location"] == homes.address_of("home-knowledge")
    assert at_desk("lamps_clerk").get("/")["Location"] == "/q/to_sign/"


def test_who_has_several_roles_finds_all_first_pages_in_the_rail(at_desk: Desk, people: dict[str, Person]) -> None:
    give(people, "supervisor", "supervisor", "analyst", "dispatcher")
    page = text_of(at_desk("supervisor").get("/start/supervision/"))
    rail = re.findall(r'data-testid="queue-([\w-]+)"', page)
    assert rail[:2] == ["home-supervision", "home-analysis"] and "awaiting_dispatch" in rail
    assert re.search(r'data-testid="queue-home-supervision" aria-current="page"', page)
    assert at_desk("supervisor").get("/start/director/").status_code == 404


# --- the matrix -------------------------------------------------------------------------------------------------------


def listed(desk: Client, url: str) -> int:
    """Rows of a list, all of them."""
    page, found = text_of(desk.get(unescape(url))), 0
    while True:
        found += page.count('class="qrow"')
        more = re.search(r'href="(/q/[^"]*cursor=[^"]*)"', page)
        if not more:
            return found
        page = text_of(desk.get(unescape(more.group(1)), HTTP_HX_REQUEST="true"))


FIGURE = re.compile(r'<a class="burn (\w+)" href="([^"]+)"[^>]*>(.*?)</a>', re.S)


@pytest.mark.parametrize(("who", "path"), [("supervisor", "/start/supervision/"), ("director", "/start/director/")])
def test_every_figure_is_as_long_as_the_list_behind_it(at_desk: Desk, burning: None, who: str, path: str) -> None:
    desk = at_desk(who)
    figures = FIGURE.findall(text_of(desk.get(path)))
    assert {kind for kind, _, _ in figures} >= {"over", "today"}
    for _kind, url, inner in figures:
        number = int(re.sub(r"<[^>]*>|\D", "", inner))
        assert listed(desk, url) == number, url


def test_what_burns_more_stands_first(people: dict[str, Person], burning: None) -> None:
    found = matrix(selectors.burning(people["supervisor"].lines, clock.now()), 40)
    ranks = [row.all.burns for row in found.rows]
    assert ranks == sorted(ranks) and found.rows[0].all.over >= found.rows[-1].all.over
    assert {row.id for row in found.rows} == {"", "lamps", "streets"}
    assert sum(row.all.over for row in found.rows) == found.total.over == sum(cell.over for cell in found.totals)
    assert matrix(selectors.burning(people["supervisor"].lines, clock.now()), 1).more == 2


def test_the_ticked_units_are_urged_and_each_order_says_so(
    at_desk: Desk, people: dict[str, Person], burning: None
) -> None:
    desk = at_desk("supervisor")
    assert desk.post("/start/urge/", {}).status_code == 422
    form = text_of(desk.post("/start/urge/", {"unit": ["lamps"]}))
    picks = re.findall(r'name="pick" value="([^"]+)"', form)
    assert len(picks) == 2 and 'action="/q/overdue/many/"' in form
    done = desk.post(
        "/q/overdue/many/", {"command": "urge", "go": "1", "key": "k", "pick": picks, "text": "请今天办结"}
    )
    assert text_of(done).count('class="done"') == 2
    assert OrderEvent.objects.filter(name="urged").count() == 2


# --- who watches ------------------------------------------------------------------------------------------------------


def test_the_inspection_office_sees_and_can_press_nothing(
    at_desk: Desk, people: dict[str, Person], burning: None
) -> None:
    number = city.in_hand(people).number
    placed = c.PlaceUnderSupervision(
        assignment="a1", reason=SupervisionReason.HOT, form=SupervisionForm.WRITTEN, text="请抓紧"
    )
    services.apply(selectors.find_number(people["supervisor"], number), placed, people["supervisor"])
    page = text_of(at_desk("watcher").get("/start/inspection/"))
    work = page[page.index("<main") : page.index("</main>")]
    assert number in work and 'data-testid="waits-overdue"' in work and "/audit/?kind=seen" in work
    assert not re.search(r"<form|<button|<input|hx-post|/do/", work)


def test_the_analyst_sees_the_week_and_what_fills_the_slot(
    at_desk: Desk, people: dict[str, Person], order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(people, "archivist", "analyst")
    page = text_of(at_desk("archivist").get("/start/analysis/"))
    assert 'data-measure="base.received"' in page and 'data-testid="to-board"' in page and "有热点" not in page
    monkeypatch.setitem(slots._FILLERS, slots.TOPICS, [])
    rows = [{"url": "/", "title": "有热点", "number": "", "unit": ""}]
    slots.fills(slots.TOPICS, lambda person: Filled("desk/home_slot.html", {"title": "热点", "rows": rows}))
    assert "有热点" in text_of(at_desk("archivist").get("/start/analysis/"))


# --- who leads --------------------------------------------------------------------------------------------------------


def submitted(people: dict[str, Person], text: str) -> str:
    order = services.register(
        city.FIELDS, city.CONTACT, people["agent"], then=[c.SubmitToLeader(text=text, to_role=Role.CITY_LEADER)]
    )
    return order.number


def test_a_leader_instructs_gets_the_next_and_sees_how_it_went(
    at_desk: Desk, people: dict[str, Person], moving_clock: MovableClock
) -> None:
    first = submitted(people, "请批第一件")
    moving_clock.advance(minutes=5)
    submitted(people, "请批第二件")
    desk = at_desk("mayor")
    page = text_of(desk.get("/start/leader/"))
    assert first in page and "请批第一件" in page and "还有 1 件待批示" in page and "请批第二件" not in page
    form = dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page[page.index("form-give_instruction") :])
    )
    assert form["q"] == "home-leader"
    answer = desk.post(
        f"/{first}/do/give_instruction/",
        form | {"text": "请市政处两日内修好", "lead": "lamps", "due_on": "2026-03-06"},
        HTTP_HX_REQUEST="true",
    )
    assert answer["HX-Redirect"] == f"/start/leader/?done={first}"
    page = text_of(desk.get(answer["HX-Redirect"]))
    assert f"批示已送出：{first}" in page and "请批第二件" in page and "待批示" in page
    assert "请市政处两日内修好" in page and "等落实" in page
    assert "批示已送出" not in text_of(desk.get("/start/leader/?done=DZ20260101-00001"))


def test_the_director_reads_yesterday_in_sentences(
    at_desk: Desk, people: dict[str, Person], moving_clock: MovableClock
) -> None:
    for _ in range(3):
        city.registered(people)
    moving_clock.advance(days=1)
    insight.fill()
    page = text_of(at_desk("director").get("/start/director/"))
    assert "登记诉求 3 件。" in page and "没有来电记录。" in page and "前四个周" in page
    behind = re.search(r'data-line="received"><a href="([^"]+)"', page)
    assert behind and text_of(at_desk("director").get(unescape(behind.group(1)))).count('class="qrow') == 3
    assert page.count("data-line=") == 10


# --- who keeps it running ---------------------------------------------------------------------------------------------


def test_the_shift_lead_sees_what_lies_at_the_desks(at_desk: Desk, people: dict[str, Person]) -> None:
    give(people, "agent2", "shift_lead")
    draft = services.register(city.FIELDS, city.CONTACT, people["agent"]).number
    sent = city.registered(people)
    services.apply(sent.id, c.SendBackToAgent(reason="地点不清"), people["dispatcher"])
    page = text_of(at_desk("agent2").get("/start/shift/"))
    parts = dict(re.findall(r'<section class="home-part" data-testid="([\w-]+)">(.*?)</section>', page, re.S))
    assert draft in parts["drafts"] and sent.number in parts["sent-back"] and draft not in parts["sent-back"]
    assert "今天登记 2 件" in page


def test_the_dispatch_lead_sees_rulings_before_new_orders(at_desk: Desk, people: dict[str, Person]) -> None:
    give(people, "dispatcher", "dispatcher")
    held = city.in_hand(people)
    city.registered(people)
    services.apply(held.id, c.RequestExtension(assignment="a1", reason="等待配件", days=2), people["lamps_clerk"])
    give(people, "dispatcher", "dispatch_lead")
    page = text_of(at_desk("dispatcher").get("/start/dispatch/"))
    assert re.findall(r'data-testid="waits-(\w+)"', page) == ["extension_requests", "awaiting_dispatch"]


def test_the_administrator_sees_who_has_no_place(at_desk: Desk, people: dict[str, Person], order: str) -> None:
    people["streets_clerk"].unit = None
    people["streets_clerk"].save()
    page = text_of(at_desk("admin").get("/start/administration/"))
    assert "streets_clerk的姓名" in page and "agent的姓名" not in page and "没有失败的任务" in page


# --- what they cost ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("home", [home for home in homes.HOMES if not home.url], ids=lambda home: home.name)
def test_a_first_page_costs_few_queries(
    at_desk: Desk, people: dict[str, Person], burning: None, home: homes.Home, django_assert_max_num_queries: Any
) -> None:
    submitted(people, "请批示")
    give(people, "archivist", home.role.value)
    desk = at_desk("archivist")
    desk.get(home.address)
    with django_assert_max_num_queries(12):
        text_of(desk.get(home.address))
    piece = text_of(desk.get(home.address, HTTP_HX_REQUEST="true"))
    assert ("<html" not in piece and "csrf" in piece) or home.name != "supervision"
