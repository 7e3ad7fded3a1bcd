"""What people see: lists, the order, the call, the caller; and that nothing is written when something is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from hotline.accounts import services
from hotline.accounts.models import Person
from hotline.core.vocabulary import LinkKind, Phase
from hotline.desk.verbs import signs
from hotline.orders.models import ContactAccess
from tests.rooms.desk.acting import do, order_of
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Any]
CALL = {
    "content": "幸福里小区东门外路灯连续三晚不亮。老人出行不便。",
    "nature": "help",
    "content_class": "C1.03",
    "channel": "phone",
    "urgency": "normal",
    "complexity": "common",
    "reply_wish": "phone",
    "phone": "13900005678",
    "name": "李四海",
    "key": "k1",
}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_the_menu_of_pages_is_grouped_and_says_where_one_is(at_desk: Desk) -> None:
    page = text_of(at_desk("director").get("/board/"))
    menu = page.split('class="me tools"')[1].split("</nav>")[0]
    assert menu.count('<p class="group">规则与职责</p>') == 1, "a heading once, before the first of its group"
    assert menu.index("规则与职责") < menu.index("职责清单")
    assert 'href="/board/" aria-current="page"' in menu and menu.count("aria-current") == 1


def test_a_line_of_buttons_is_measured_in_signs_of_chinese() -> None:
    assert signs("呈报领导") == 4 and signs("Submit to leader") == 8


def test_a_page_that_is_not_there_leads_on(at_desk: Desk) -> None:
    answer = at_desk("agent").get("/nothing/")
    assert answer.status_code == 404 and 'href="/search/"' in text_of(answer)


def test_the_first_page_is_the_first_queue(at_desk: Desk, people: dict[str, Person]) -> None:
    assert at_desk("dispatcher").get("/")["Location"] == "/q/awaiting_dispatch/"
    assert at_desk("admin").get("/")["Location"] == "/setup/"
    services.save_people([{"username": "newcomer", "name": "新人", "unit": "centre"}])
    people["newcomer"] = Person.objects.get(username="newcomer")
    assert "您的岗位没有工单队列" in text_of(at_desk("newcomer").get("/"))


def test_the_first_page_of_an_administrator_of_a_centre_at_work(at_desk: Desk, order: str) -> None:
    assert at_desk("admin").get("/")["Location"] == "/start/administration/"


def test_a_row_says_what_where_whose_and_until_when(at_desk: Desk, people: dict[str, Person], order: str) -> None:
    page = text_of(at_desk("lamps_clerk").get("/q/in_hand/"))
    for words in (order, "路灯不亮", "幸福里小区东门", "市政处", "剩 7 天", f"/{order}/?q=in_hand&amp;on=a1"):
        assert words in page, words
    assert city.CONTACT.phone not in page and city.CONTACT.name not in page


def test_an_empty_list_says_that_it_is_good(at_desk: Desk) -> None:
    assert "新来的都签收了" in text_of(at_desk("lamps_clerk").get("/q/to_sign/"))


def test_an_empty_form_asks_for_the_text_and_not_for_the_title_taken_from_it(at_desk: Desk) -> None:
    again = at_desk("agent").post("/new/", {"line": city.LINE, "then": ""})
    assert again.status_code == 422
    assert "请填写“诉求内容”" in text_of(again) and "请填写“标题”" not in text_of(again)


def test_filters_live_in_the_address(at_desk: Desk, order: str) -> None:
    clerk = at_desk("lamps_clerk")
    assert order in text_of(clerk.get("/q/in_hand/?nature=help&content_class=C1"))
    other = text_of(clerk.get("/q/in_hand/?nature=complaint"))
    assert order not in other and "没有符合这些条件的工单" in other and "去掉筛选再看" in other


def test_more_rows_come_by_the_cursor(at_desk: Desk, people: dict[str, Person]) -> None:
    numbers = {city.registered(people).number for _ in range(45)}
    dispatcher = at_desk("dispatcher")
    first = text_of(dispatcher.get("/q/awaiting_dispatch/"))
    url = first.split('class="more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    rest = text_of(dispatcher.get(url, HTTP_HX_REQUEST="true"))
    assert "<html" not in rest
    assert sum(n in first for n in numbers) == 40 and sum(n in rest for n in numbers) == 5
    assert dispatcher.get("/q/awaiting_dispatch/?cursor=broken").status_code == 404


def test_text_from_outside_is_never_markup(at_desk: Desk, people: dict[str, Person]) -> None:
    evil = "<img src=x onerror=alert(1)>\"'{title}"
    number = city.registered(people, title=evil, content=evil, place=evil).number
    for address in ("/q/awaiting_dispatch/", f"/{number}/", f'/{number}/?q="><script>&on="><script>'):
        page = text_of(at_desk("dispatcher").get(address))
        assert "<img src=x" not in page and "<script>&" not in page and '"><script>' not in page


def test_the_order_page_tells_its_story(at_desk: Desk, order: str) -> None:
    page = text_of(at_desk("lamps_clerk").get(f"/{order}/?q=in_hand&on=a1"))
    for words in (
        "agent的姓名登记了电话反映的事项：路灯不亮。",
        "dispatcher的姓名把工单转给市政处主办。",
        "代表市政处签收。",
    ):
        assert words in page, words
    assert 'data-testid="bench-answer"' in page
    assert "139****1234" in page and city.CONTACT.phone not in page


def test_a_damaged_contact_does_not_take_the_order_with_it(at_desk: Desk, order: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orders_contactrecord SET phone = name")
    agent = at_desk("agent")
    page = agent.get(f"/{order}/")
    assert page.status_code == 200 and "联系信息与登记时存下的不一致" in text_of(page) and "路灯不亮" in text_of(page)
    looked = agent.post(f"/{order}/contact/", {"reason": "核实"}, headers={"HX-Request": "true"})
    assert looked.status_code == 200 and "联系信息与登记时存下的不一致" in text_of(looked)
    assert not ContactAccess.objects.exists()


def test_what_cannot_be_done_is_there_with_its_reason(at_desk: Desk, order: str) -> None:
    page = text_of(at_desk("dispatcher").get(f"/{order}/"))
    assert "工单现在是“办理中”，不能转办。" in page
    watcher = text_of(at_desk("watcher").get(f"/{order}/"))
    assert "这张单现在没有等您做的事" in watcher and 'data-testid="do-' not in watcher


def test_why_a_limit_is_what_it_is(at_desk: Desk, order: str) -> None:
    page = text_of(at_desk("lamps_clerk").get(f"/{order}/why/reply-1/", HTTP_HX_REQUEST="true"))
    assert "依据：" in page and "时长 5 个工作日" in page


def test_what_others_did_since(at_desk: Desk, order: str) -> None:
    version = order_of(order).version
    clerk = at_desk("lamps_clerk")
    assert clerk.get(f"/{order}/since/{version}/").status_code == 204
    do(at_desk("agent"), order, "add_note", text="来电人又来电")
    assert "刚被agent的姓名在 09:00 更新" in text_of(clerk.get(f"/{order}/since/{version}/"))
    assert at_desk("agent").get(f"/{order}/since/{version}/").status_code == 204, "one's own acts are no news"


def test_a_call_is_written_down_in_one_go(at_desk: Desk) -> None:
    response = at_desk("agent").post("/new/", CALL | {"then": "submit_for_dispatch", "submit_for_dispatch-note": "急"})
    assert response.status_code == 302
    number = response["Location"].split("/")[1]
    made = order_of(number)
    assert made.phase is Phase.AWAITING_DISPATCH
    assert made.title == "幸福里小区东门外路灯连续三晚不亮"
    assert at_desk("agent").post("/new/", CALL | {"then": "submit_for_dispatch"})["Location"] == response["Location"]


@pytest.mark.parametrize(
    "changed",
    [
        {"content": ""},
        {"nature": "nonsense"},
        {"phone": "12"},
        {"then": "answer_directly"},
        {"then": "decline_acceptance", "decline_acceptance-reason": "not_a_reason", "decline_acceptance-told": "yes"},
        {"accused": "nowhere"},
        {"urgency": "x"},
        {"title": "长" * 20_001},
    ],
)
def test_a_call_with_something_wrong_keeps_what_was_typed(at_desk: Desk, stored: Any, changed: dict[str, str]) -> None:
    before = stored()
    form = CALL | {"then": "submit_for_dispatch"} | changed
    response = at_desk("agent").post("/new/", form, HTTP_HX_REQUEST="true")
    page = text_of(response)
    assert response.status_code == 422 and "李四海" in page
    assert form["content"] in page and ('role="alert"' in page or 'class="wrong"' in page)
    assert stored() == before


def test_an_area_that_does_not_exist(at_desk: Desk, monkeypatch: pytest.MonkeyPatch, stored: Any) -> None:
    monkeypatch.setattr("hotline.desk.areas.areas", lambda version: {"9901": "安澜市"})
    before = stored()
    response = at_desk("agent").post("/new/", CALL | {"area": "nowhere"})
    assert response.status_code == 422 and "请从列表里选" in text_of(response)
    assert stored() == before
    assert at_desk("agent").post("/new/", CALL | {"area": "990102"}).status_code == 302


@pytest.mark.parametrize("key", ["k\x00", "长" * 3000])
def test_whatever_a_key_holds_it_counts_once(at_desk: Desk, key: str) -> None:
    first = at_desk("agent").post("/new/", CALL | {"key": key})
    assert first.status_code == 302
    assert at_desk("agent").post("/new/", CALL | {"key": key})["Location"] == first["Location"]


@pytest.mark.parametrize("version", ["²", "٣" * 9, "-1", "1e3", "9" * 10, ""])
def test_a_version_nobody_was_given(at_desk: Desk, order: str, stored: Any, version: str) -> None:
    before = stored()
    form = {"version": version, "key": "v", "target": "a1", "text": "催一下"}
    response = at_desk("agent").post(f"/{order}/do/urge/", form)
    assert response.status_code == 422 and "已经过期" in text_of(response)
    assert stored() == before


def test_too_much_at_once_is_said_in_chinese(at_desk: Desk) -> None:
    response = at_desk("agent").post("/new/", CALL | {"content": "长" * 3_000_000})
    assert response.status_code == 400 and "没有任何内容被改动" in text_of(response)


def test_a_caller_is_known_by_the_number(at_desk: Desk, order: str) -> None:
    agent = at_desk("agent")
    page = text_of(
        agent.post("/new/caller/", {"phone": city.CONTACT.phone, "content": "路灯不亮", "place": "幸福里小区东门"})
    )
    assert order in page and "第 2 次来电" in page
    assert "第 1 次来电" in text_of(agent.post("/new/caller/", {"phone": "13900009999"}))
    made = agent.post("/new/", CALL | {"link": order, "then": ""})["Location"].split("/")[1]
    (link,) = order_of(made).links
    assert link.kind is LinkKind.REPEAT and link.order == order_of(order).id


def test_hints_while_writing(at_desk: Desk) -> None:
    page = text_of(at_desk("agent").post("/new/assist/", {"content": "电话 13900001234", "nature": "help"}))
    assert "电话或证件号码" in page


def test_looking_up_a_number_opens_it(at_desk: Desk, order: str) -> None:
    agent = at_desk("agent")
    assert agent.post("/search/", {"text": f" {order.lower()} "})["Location"] == f"/{order}/"
    assert order in text_of(agent.post("/search/", {"text": "139 0000 1234"}))
    assert "没有找到" in text_of(at_desk("streets_clerk").post("/search/", {"text": order}, follow=True))
    assert "没有找到" in text_of(agent.post("/search/", {"text": "什么都没有"}, follow=True))


def test_who_the_citizen_is_needs_a_reason_and_is_recorded(at_desk: Desk, order: str) -> None:
    clerk = at_desk("lamps_clerk")
    refused = clerk.post(f"/{order}/contact/", {"reason": " "}, HTTP_HX_REQUEST="true")
    assert refused.status_code == 422 and not ContactAccess.objects.exists()
    page = text_of(clerk.post(f"/{order}/contact/", {"reason": "核实现场"}, HTTP_HX_REQUEST="true"))
    assert city.CONTACT.phone in page and "已记录您在" in page
    assert ContactAccess.objects.count() == 1


def test_a_secret_caller_stays_unknown(at_desk: Desk, people: dict[str, Person]) -> None:
    number = city.in_hand(people, secret=True).number
    page = text_of(at_desk("lamps_clerk").get(f"/{number}/"))
    assert "来电人要求保密" in page and "139****" not in page
    shown = at_desk("lamps_clerk").post(f"/{number}/contact/", {"reason": "想知道"}, HTTP_HX_REQUEST="true")
    assert shown.status_code == 404


def test_a_contact_is_corrected(at_desk: Desk, order: str) -> None:
    agent = at_desk("agent")
    form = text_of(agent.post(f"/{order}/contact/edit/", HTTP_HX_REQUEST="true"))
    assert city.CONTACT.phone in form and ContactAccess.objects.exists()
    version = order_of(order).version
    fields = {"name": "张三丰", "phone": "13900007777", "address": "幸福里", "version": version}
    page = text_of(agent.post(f"/{order}/contact/change/", fields, HTTP_HX_REQUEST="true"))
    assert "139****7777" in page


def test_pages_with_people_are_not_kept_by_browsers(at_desk: Desk, order: str) -> None:
    for address in (f"/{order}/", "/q/in_hand/", "/new/"):
        who = "agent" if address == "/new/" else "lamps_clerk"
        assert at_desk(who).get(address)["Cache-Control"] == "no-store"


def test_errors_are_explained_in_chinese(at_desk: Desk, client: Any) -> None:
    missing = at_desk("agent").get("/DZ20200101-00001/")
    assert missing.status_code == 404 and "没有找到这一页" in text_of(missing)
    refused = at_desk("watcher").get("/new/")
    assert refused.status_code == 403 and "您的岗位不能打开" in text_of(refused)
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    forged = strict.post("/sign-in/", {"username": "x", "password": "y"})
    assert forged.status_code == 403 and "请从原来的页面再提交一次" in text_of(forged)


def test_signing_in_says_what_is_wrong_without_saying_which(people: dict[str, Person], client: Any) -> None:
    from hotline.accounts import services

    services.set_password(people["agent"], "right-password-1")
    for form in ({"username": "agent", "password": "wrong"}, {"username": "nobody", "password": "wrong"}):
        response = client.post("/sign-in/", form)
        assert response.status_code == 422 and "用户名或密码不对" in text_of(response)
    right = {"username": "agent", "password": "right-password-1", "next": "//evil.example/"}
    assert client.post("/sign-in/", right)["Location"] == "/"
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/q/sent_back/").status_code == 302


def test_long_lists_of_pickers(at_desk: Desk, people: dict[str, Person]) -> None:
    from hotline.accounts.selectors import directory

    url = f"/pick/units/{directory().version}/"
    found = {row["v"] for row in at_desk("dispatcher").get(url).json()}
    assert {"lamps", "lamps.east", "streets"} <= found and "centre" not in found
    assert {row["v"] for row in at_desk("lamps_clerk").get(url + "?below=lamps").json()} == {"lamps.east"}
    assert "lamps.east" not in {row["v"] for row in at_desk("dispatcher").get(url + "?without=lamps").json()}
    row = next(r for r in at_desk("dispatcher").get(url).json() if r["v"] == "lamps")
    assert "szc" in row["k"]
