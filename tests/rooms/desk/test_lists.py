"""Lists at the desk: views, columns, one command for several rows, files to take away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from hotline.accounts import audit
from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import Phase, Urgency
from hotline.desk import listing, many
from hotline.orders import exports, selectors, services
from hotline.orders.queues import QUEUES
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Client]
WAITING = "/q/awaiting_dispatch/"


def text_of(response: Any) -> str:
    return str(response.content.decode())


def lead(people: dict[str, Person]) -> Person:
    people["dispatcher"].roles = ["dispatch_lead"]
    people["dispatcher"].save()
    return people["dispatcher"]


# --- filters and views ------------------------------------------------------------------------------------------------


def test_filters_are_said_and_can_be_taken_off_one_by_one(at_desk: Desk, people: dict[str, Person]) -> None:
    urgent = city.registered(people, urgency=Urgency.URGENT).number
    other = city.registered(people).number
    page = text_of(at_desk("dispatcher").get(f"{WAITING}?urgency=urgent&limit=near&from=2026-03-02&from_=x"))
    assert urgent in page and other not in page
    for words in ("紧急程度：紧急", "24 小时内到期", "登记自：2026-03-02", 'href="?limit=near&amp;from=2026-03-02"'):
        assert words in page, words
    assert 'data-filter="urgency=urgent&amp;limit=near&amp;from=2026-03-02"' in page


def test_what_no_filter_has_is_left_out() -> None:
    asked = {"from": "2026-13-40", "to": "0001-01-01", "limit": "soon", "mine": "2", "nature": " help ", "x": "y"}
    assert listing.asked(asked) == {"nature": "help"}


def test_a_view_is_kept_opens_the_list_and_is_forgotten(at_desk: Desk, people: dict[str, Person]) -> None:
    desk = at_desk("dispatcher")
    saved = desk.post(f"{WAITING}views/", {"name": " 急件 ", "query": "urgency=urgent&x=1", "default": "1"})
    assert saved["Location"] == f"{WAITING}?urgency=urgent"
    assert desk.get(WAITING)["Location"] == f"{WAITING}?urgency=urgent"
    assert "急件" in text_of(desk.get(f"{WAITING}?all=1"))
    (view,) = selectors.kept(people["dispatcher"], "awaiting_dispatch").views
    assert desk.post(f"{WAITING}opens/", {"query": "urgency=urgent"}).status_code == 302
    assert desk.get(WAITING).status_code == 200
    assert desk.post(f"{WAITING}opens/", {"view": view.id}).status_code == 302
    assert desk.post(f"{WAITING}views/{view.id}/drop/").status_code == 302
    assert desk.get(WAITING).status_code == 200 and "急件" not in text_of(desk.get(WAITING))
    assert desk.post(f"{WAITING}views/{view.id}/drop/").status_code == 404


def test_a_view_of_one_is_nobody_elses_unless_a_lead_shares_it(at_desk: Desk, people: dict[str, Person]) -> None:
    given = {"name": "热线件", "query": "channel=phone", "shared": "1"}
    at_desk("director").post("/q/open/views/", given)
    assert selectors.kept(people["watcher"], "open").views == ()
    colleague = people["mayor"]
    colleague.roles, colleague.lines = ["dispatcher"], people["dispatcher"].lines
    colleague.save()
    lead(people)
    at_desk("dispatcher").post(f"{WAITING}views/", given)
    (view,) = selectors.kept(colleague, "awaiting_dispatch").views
    assert (view.name, view.own, view.shared) == ("热线件", False, True)
    page = text_of(at_desk("mayor").get(f"{WAITING}?channel=phone"))
    assert "热线件" in page and "删除视图" not in page
    assert at_desk("mayor").post(f"{WAITING}views/{view.id}/drop/").status_code == 404


def test_a_view_needs_a_name_and_there_are_not_too_many(at_desk: Desk) -> None:
    desk = at_desk("dispatcher")
    assert "名称要填" in text_of(desk.post(f"{WAITING}views/", {"name": "  ", "query": ""}))
    for n in range(20):
        assert desk.post(f"{WAITING}views/", {"name": f"第{n}个", "query": "urgency=urgent"}).status_code == 302
    assert desk.post(f"{WAITING}views/", {"name": "又一个"}).status_code == 422
    assert desk.post(f"{WAITING}views/", {"name": "第3个", "query": "nature=help"}).status_code == 302


def test_columns_are_kept_for_one_person_and_one_list(at_desk: Desk, people: dict[str, Person]) -> None:
    city.registered(people)
    desk = at_desk("dispatcher")
    before = text_of(desk.get(WAITING))
    assert '<span class="p" title="幸福里小区东门">' in before and '<span class="w"' not in before
    desk.post(f"{WAITING}columns/", {"column": ["channel", "registered", "nonsense"]})
    page = text_of(desk.get(WAITING))
    assert '<span class="w" title="电话">' in page and "今天 09:00" in page and '<span class="p"' not in page
    assert selectors.kept(people["dispatcher"], "return_requests").columns is None
    desk.post(f"{WAITING}columns/", {"usual": "1"})
    assert '<span class="p" title="幸福里小区东门">' in text_of(desk.get(WAITING))


def test_a_page_of_a_list_costs_few_queries(
    at_desk: Desk, people: dict[str, Person], django_assert_max_num_queries
) -> None:
    city.registered(people)
    desk = at_desk("dispatcher")
    desk.get(WAITING)
    with django_assert_max_num_queries(12):
        desk.get(f"{WAITING}?urgency=normal&limit=over&mine=1")


# --- several rows -----------------------------------------------------------------------------------------------------


def pick(row: Any) -> str:
    return f"{row.order_id}:{row.version}:{row.subject}"


def test_every_list_and_command_of_several_rows_exists() -> None:
    assert set(many.OF_LIST) <= set(QUEUES)
    for commands in many.OF_LIST.values():
        for command in commands:
            assert many.shape_for_many(command).name is command


def test_the_form_names_the_orders_and_the_suggested_units(at_desk: Desk, people: dict[str, Person]) -> None:
    numbers = [city.registered(people).number for _ in range(2)]
    rows = selectors.queue(people["dispatcher"], "awaiting_dispatch").rows
    asked = {"command": "assign_to_unit", "pick": [*map(pick, rows), "nonsense", f"{uuid4()}:1:"]}
    page = text_of(at_desk("dispatcher").post(f"{WAITING}many/", asked))
    assert all(number in page for number in numbers) and "没有找到这张单" in page and "转办 3 张" in page


def test_each_row_has_its_own_result_and_nothing_is_half_done(at_desk: Desk, people: dict[str, Person], stored) -> None:
    for _ in range(3):
        city.registered(people)
    rows = selectors.queue(people["dispatcher"], "awaiting_dispatch").rows
    services.apply(rows[1].order_id, c.AddNote(text="刚刚补充"), people["agent"])
    given = {"command": "assign_to_unit", "go": "1", "key": "k1", "lead": "lamps", "pick": list(map(pick, rows))}
    given["audit"] = [a.value for a in city.ASSIGN.audit]
    answer = at_desk("dispatcher").post(f"{WAITING}many/", given, HTTP_HX_REQUEST="true")
    page = text_of(answer)
    assert "办成 2 张，1 张没有办成" in page and "agent的姓名" in page and "已转办：市政处" in page
    waits = [selectors.row(row.order_id).phase is Phase.AWAITING_DISPATCH for row in rows]
    assert waits == [False, True, False]
    assert rows[0].order_id in answer["HX-Trigger"] and rows[1].order_id not in answer["HX-Trigger"]
    before = stored()
    again = text_of(at_desk("dispatcher").post(f"{WAITING}many/", given, HTTP_HX_REQUEST="true"))
    assert "办成 2 张，1 张没有办成" in again and stored() == before


def test_without_a_unit_each_goes_where_it_is_suggested(
    at_desk: Desk, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = city.registered(people), city.registered(people)
    monkeypatch.setattr(many, "suggested", lambda order, row: "lamps" if order.id == first.id else "")
    rows = selectors.queue(people["dispatcher"], "awaiting_dispatch").rows
    given = {"command": "assign_to_unit", "go": "1", "key": "k2", "pick": list(map(pick, rows))}
    given["audit"] = [a.value for a in city.ASSIGN.audit]
    page = text_of(at_desk("dispatcher").post(f"{WAITING}many/", given))
    assert "没有建议的单位" in page and selectors.row(first.id).lead_unit == "lamps"
    assert selectors.row(second.id).phase is Phase.AWAITING_DISPATCH


def test_requests_of_one_order_and_of_others_are_refused_together(at_desk: Desk, people: dict[str, Person]) -> None:
    for _ in range(2):
        order = city.in_hand(people)
        services.apply(order.id, c.RequestExtension(assignment="a1", reason="等配件", days=2), people["lamps_clerk"])
    rows = selectors.queue(people["dispatcher"], "extension_requests").rows
    url, given = "/q/extension_requests/many/", {"command": "refuse_request", "pick": list(map(pick, rows))}
    desk = at_desk("dispatcher")
    missing = desk.post(url, given | {"go": "1"})
    assert (missing.status_code == 422 and "请填写" in text_of(missing)) or "理由" in text_of(missing)
    assert "办成 2 张" in text_of(desk.post(url, given | {"go": "1", "reason": "配件已到", "key": "k"}))
    assert selectors.queue(people["dispatcher"], "extension_requests").rows == ()


@pytest.mark.parametrize(
    ("who", "queue", "command", "extra"),
    [
        ("lamps_clerk", "to_sign", "sign_for", {}),
        ("caller", "to_call_back", "take_callback", {}),
        ("supervisor", "overdue", "urge", {"text": "请抓紧"}),
        ("director", "open", "urge", {"text": "请抓紧"}),
    ],
)
def test_other_commands_for_several_rows(
    at_desk: Desk, people: dict[str, Person], moving_clock, who: str, queue: str, command: str, extra: dict[str, str]
) -> None:
    if queue == "to_sign":
        orders = [city.registered(people) for _ in range(2)]
        for order in orders:
            services.apply(order.id, city.ASSIGN, people["dispatcher"])
    elif queue == "to_call_back":
        orders = [city.replied(people) for _ in range(2)]
    else:
        orders = [city.in_hand(people) for _ in range(2)]
        if queue == "overdue":
            moving_clock.advance(days=30)
            late(orders)
    rows = [r for r in selectors.queue(people[who], queue).rows if r.order_id in {o.id for o in orders}]
    given = {"command": command, "go": "1", "key": "k", "pick": list(map(pick, rows))} | extra
    page = text_of(at_desk(who).post(f"/q/{queue}/many/", given))
    assert f"办成 {len(rows)} 张" in page and "没有办成" not in page, re.sub(r"<[^>]+>", " ", page)


def late(orders: list[Any]) -> None:
    """The sweeper finds limits that are over."""
    from hotline.core.state import SYSTEM
    from hotline.infra import clock

    while due := selectors.due_clocks(clock.now()):
        for found in due:
            services.apply(found.order_id, c.FireClock(clock=found.clock, stage=found.stage), SYSTEM)
    assert orders


def test_nobody_gets_more_by_ticking(at_desk: Desk, people: dict[str, Person], stored) -> None:
    city.registered(people)
    (row,) = selectors.queue(people["dispatcher"], "awaiting_dispatch").rows
    given = {"command": "assign_to_unit", "go": "1", "pick": pick(row), "lead": "lamps"}
    before = stored()
    assert at_desk("dispatcher").post("/q/to_sign/many/", given).status_code == 404
    assert at_desk("dispatcher").post(f"{WAITING}many/", given | {"command": "archive"}).status_code == 404
    assert at_desk("watcher").post("/q/open/many/", given | {"command": "urge"}).status_code == 403
    assert "tick-row" not in text_of(at_desk("watcher").get("/q/open/"))
    foreign = at_desk("lamps_clerk").post("/q/to_sign/many/", given | {"command": "sign_for"})
    assert "没有找到这张单" in text_of(foreign) and stored() == before
    too_many = given | {"pick": [f"{uuid4()}:1:" for _ in range(101)]}
    assert "一次最多 100 张" in text_of(at_desk("dispatcher").post(f"{WAITING}many/", too_many))


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.req("PRA-15")
def test_a_file_says_who_took_it_and_holds_no_number_of_a_citizen(at_desk: Desk, people: dict[str, Person]) -> None:
    city.registered(people, title="来电13900001234反映=路灯", place="请联系 0534-2345678")
    secret = city.registered(people, title="举报某所长", secret=True)
    people["director"].name = "=郑刚"
    people["director"].save()
    desk = at_desk("director")
    given = {"query": "urgency=normal", "reason": "周会 材料", "form": "csv"}
    answer = desk.post("/q/open/export/", given)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    for words in ("=郑刚", "3月2日 周一 09:00", "周会 材料", "全部在办", "紧急程度：一般", "共 2 行"):
        assert words in rows[0][0], words
    assert rows[1][:2] == ["单号", "事项"] and len(rows) == 4
    told = answer.content.decode()
    for personal in ("13900001234", "2345678", city.CONTACT.name, city.CONTACT.phone, "举报某所长"):
        assert personal not in told
    assert "139****1234反映=路灯" in told and f"{secret.number},（保密）" in told
    (noted,) = audit.find(audit.Wanted(acts=["exported"]))
    assert (noted.person, noted.subject) == (str(people["director"].pk), "open")
    assert noted.detail["rows"] == 2 and noted.detail["reason"] == "周会 材料"


def test_a_spreadsheet_has_the_columns_of_the_screen(at_desk: Desk, people: dict[str, Person]) -> None:
    city.registered(people)
    desk = at_desk("supervisor")
    city.in_hand(people)
    desk.post("/q/overdue/columns/", {"column": ["channel"]})
    answer = desk.post("/q/overdue/export/", {"reason": "复核"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[2]] == ["单号", "事项", "紧急程度", "到期", "渠道"]
    assert "复核" in sheet["A1"].value and "supervisor" in sheet["A1"].value and sheet.freeze_panes == "A3"


def test_no_file_without_a_reason_or_the_right(at_desk: Desk, people: dict[str, Person]) -> None:
    assert "请写明导出的用途" in text_of(at_desk("director").post("/q/open/export/", {"reason": "  "}))
    assert at_desk("watcher").post("/q/open/export/", {"reason": "看"}).status_code == 403
    assert at_desk("supervisor").post("/q/closed/export/", {"reason": "看"}).status_code == 404
    assert audit.find(audit.Wanted(acts=["exported"])) == []
    assert 'data-testid="export"' in text_of(at_desk("director").get("/q/open/"))
    assert 'data-testid="export"' not in text_of(at_desk("watcher").get("/q/open/"))


def test_a_file_ends_where_it_may(people: dict[str, Person], monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        city.registered(people)
    monkeypatch.setattr(exports, "PAGE_ROWS", 2)
    every = [row.number for row in exports.export_rows(people["director"], "open", {})]
    assert len(set(every)) == len(every) == 5
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert [row.number for row in exports.export_rows(people["director"], "open", {})] == every[:3]
