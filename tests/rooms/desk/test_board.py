"""Measure boards: what is shown and to whom, the way down to the orders, the sheets to take away."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.desk.bars import Point, picture
from hotline.desk.periods import period_of
from hotline.infra.sheets import read_table
from hotline.insight import services
from hotline.orders import services as orders
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Any]
TODAY = date(2026, 3, 4)


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def count(*ids: str) -> None:
    """What has become of these orders is counted, as the job does every few seconds."""
    services.touch(ids)
    services.fill()


@pytest.fixture
def busy(people: dict[str, Person], moving_clock: Any) -> dict[str, str]:
    """Two orders of the lamps unit that were called back, one of the streets unit in hand; the day after."""
    found, ids = {}, []
    for name, satisfied in (("happy", True), ("unhappy", False)):
        order = city.replied(people)
        orders.apply(order.id, c.TakeCallback(), people["caller"])
        said = replace(city.SATISFIED, satisfied_result=satisfied)
        orders.apply(order.id, said, people["caller"])
        found[name] = order.number
        ids.append(order.id)
    order = city.registered(people)
    ids.append(order.id)
    orders.apply(order.id, replace(city.ASSIGN, lead="streets"), people["dispatcher"])
    found["streets"] = order.number
    moving_clock.advance(days=1)
    count(*ids)
    return found


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ({"period": "today"}, "2026-03-04", "2026-03-04"),
        ({"period": "yesterday"}, "2026-03-03", "2026-03-03"),
        ({"period": "week"}, "2026-03-02", "2026-03-04"),
        ({}, "2026-03-01", "2026-03-04"),
        ({"period": "no such"}, "2026-03-01", "2026-03-04"),
        ({"period": "last_month"}, "2026-02-01", "2026-02-28"),
        ({"from": "2025-12-30", "to": "2026-01-02"}, "2025-12-30", "2026-01-02"),
    ],
)
def test_periods_by_name_and_by_days(asked: dict[str, str], first: str, last: str) -> None:
    found = period_of(asked, TODAY)
    assert [day.isoformat() for day in found.days] == [first, last] and not found.wrong
    assert period_of(found.query, TODAY).days == found.days


@pytest.mark.parametrize("asked", [{"from": "2026-03-05", "to": "2026-03-01"}, {"from": "x"}, {"to": "2026-03-01"}])
def test_days_that_are_no_period_are_told(asked: dict[str, str]) -> None:
    found = period_of(asked, TODAY)
    assert found.name == "month" and "起止日期不对" in found.wrong


def test_bars_begin_at_nothing_and_fill_the_width() -> None:
    points = [Point("a", Decimal(50), False), Point("b", None, None), Point("c", Decimal(100), True)]
    made = picture(points, Decimal(80), "三天", width=30, height=20)
    assert [(bar.height, bar.tall, bar.weak) for bar in made.bars] == [
        (10.0, True, False),
        (1.0, False, True),
        (20.0, True, True),
    ]
    assert made.target == 4.0 and made.bars[-1].x + made.bars[-1].width <= 30
    assert not picture([Point("b", None, None)], None, "").known and picture([], None, "").bars == ()


def row_of(page: str, measure: str) -> str:
    """One measure's row as plain words."""
    html = page.split(f'data-measure="{measure}"')[1].split("</tr>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.split("<svg")[0].partition(">")[2]))


@pytest.mark.req("KPI-9")
def test_a_row_says_value_target_word_and_what_it_is_made_of(at_desk: Desk, busy: dict[str, str]) -> None:
    page = text_of(at_desk("supervisor").get("/board/"))
    assert "答复率 以回访时来电人反馈意见为准 100.00 % ≥ 100% 达标 2 ÷ 2" in row_of(page, "kpi.9")
    assert "0.00 % ≤ 5% 达标" in row_of(page, "kpi.10")
    assert "无数据" in row_of(page, "kpi.1"), "no calls, no figure"
    assert "每 30 秒更新" in page and 'hx-trigger="every 30s"' in page
    past = text_of(at_desk("supervisor").get("/board/?period=last_month"))
    assert 'hx-trigger="every 30s"' not in past and "每 30 秒更新" not in past


def test_the_figures_alone_come_again(at_desk: Desk, busy: dict[str, str]) -> None:
    piece = text_of(at_desk("supervisor").get("/board/", HTTP_HX_REQUEST="true"))
    assert piece.lstrip().startswith('<div id="figures"') and "<html" not in piece


def test_a_missed_target_is_said_in_words(at_desk: Desk, people: dict[str, Person], moving_clock: Any) -> None:
    order = city.in_hand(people)
    moving_clock.advance(days=30)
    count(order.id)
    page = text_of(at_desk("supervisor").get("/board/?from=2026-01-01&to=2026-12-31"))
    assert "≥ 95% 未达标 0 ÷ 1" in row_of(page, "kpi.7")


def test_down_to_the_very_order(at_desk: Desk, busy: dict[str, str]) -> None:
    supervisor = at_desk("supervisor")
    page = text_of(supervisor.get("/board/measure/?m=kpi.9&by=unit"))
    assert "市政处" in page and "环卫处" not in page and "S2" not in page
    (url,) = {u.replace("&amp;", "&") for u in re.findall(r'href="(/board/behind/[^"]*key=lamps[^"]*)"', page)}
    behind = text_of(supervisor.get(url))
    assert busy["happy"] in behind and busy["unhappy"] in behind and busy["streets"] not in behind
    assert f'href="/{busy["happy"]}/"' in behind and "计入分子" in behind
    assert city.CONTACT.phone not in behind and city.CONTACT.name not in behind
    nothing = text_of(supervisor.get(f"{url}&side=left_out"))
    assert "这里没有事项" in nothing


def test_pages_of_matters_follow_a_cursor(
    at_desk: Desk, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [city.registered(people) for _ in range(7)]
    numbers = {order.number for order in made}
    count(*(order.id for order in made))
    monkeypatch.setattr("hotline.desk.views.board.PAGE_ROWS", 3)
    client, url, seen = at_desk("supervisor"), "/board/behind/?m=base.received", []
    while url:
        page = text_of(client.get(url, HTTP_HX_REQUEST="true"))
        seen += re.findall(r'data-number="([^"]+)"', page)
        more = re.search(r'hx-get="([^"]+)"', page)
        url = more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == sorted(numbers)
    assert client.get("/board/behind/?m=base.received&cursor=broken").status_code == 404
    for key in ("", "x", "2026-03-02%00"):
        assert client.get(f"/board/behind/?m=base.received&by=day&key={key}").status_code in (200, 404)
    assert client.get("/board/behind/?m=base.received&by=unit&key=a%00").status_code == 200


@pytest.mark.req("SEC-4")
def test_a_unit_sees_its_own_figures_only(at_desk: Desk, busy: dict[str, str]) -> None:
    clerk = at_desk("streets_clerk")
    page = text_of(clerk.get("/board/measure/?m=base.dispatched&by=unit"))
    assert "环卫处" in page and "市政处" not in page
    assert "kpi.9" not in text_of(clerk.get("/board/")), "nothing of theirs was called back"
    behind = text_of(clerk.get("/board/behind/?m=kpi.9&by=unit&key=lamps"))
    assert busy["happy"] not in behind and "这里没有事项" in behind
    assert "市政处" not in clerk.get("/board/export/?m=base.dispatched&by=unit").content.decode("utf-8-sig")


def test_how_single_agents_do_is_not_for_everybody(at_desk: Desk, busy: dict[str, str]) -> None:
    assert "agent的姓名" in text_of(at_desk("supervisor").get("/board/measure/?m=base.received&by=agent"))
    for username in ("agent", "dispatcher", "lamps_clerk"):
        client = at_desk(username)
        assert "按话务员" not in text_of(client.get("/board/measure/?m=base.received"))
        for place in ("measure", "behind", "export"):
            assert client.get(f"/board/{place}/?m=base.received&by=agent").status_code == 404


@pytest.mark.parametrize(
    "query", ["?pack=heze-county", "?m=no.such", "?m=kpi.9&by=no", "?m=kpi.9&side=no", "?m=kpi.9&form=pdf"]
)
def test_what_there_is_not_is_not_found(at_desk: Desk, query: str) -> None:
    place = "export" if "form" in query else "measure"
    assert at_desk("supervisor").get(f"/board/{place}/{query}").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_to_take_away(at_desk: Desk, busy: dict[str, str], form: str) -> None:
    response = at_desk("supervisor").get(f"/board/export/?by=unit&m=kpi.9&form={form}")
    assert f".{form}" in response["Content-Disposition"]
    head, *rows = read_table(response.content, f"x.{form}")
    assert head[:3] == ["指标", "分组", "数值"] and [row[:7] for row in rows] == [
        ["答复率", "市政处", "100.00", "%", "≥ 100%", "达标", "2"]
    ]
    assert city.CONTACT.phone.encode() not in response.content


def test_a_whole_board_to_take_away(at_desk: Desk, busy: dict[str, str]) -> None:
    content = at_desk("director").get("/board/export/").content.decode("utf-8-sig")
    found = {row["指标"]: row for row in csv.DictReader(io.StringIO(content))}
    assert found["受理量"]["数值"] == "3" and found["答复率"]["依据"]


def test_the_menu_has_the_board(at_desk: Desk) -> None:
    assert 'href="/board/"' in text_of(at_desk("supervisor").get("/q/overdue/"))
    assert 'href="/board/"' not in text_of(at_desk("admin").get("/calendar/"))


def test_calls_are_not_told_apart_by_what_only_orders_have(at_desk: Desk) -> None:
    page = text_of(at_desk("supervisor").get("/board/measure/?m=kpi.1"))
    assert "按话务员" in page and "按日期" in page and "按承办单位" not in page and "按渠道" not in page
    assert "按承办单位" in text_of(at_desk("supervisor").get("/board/measure/?m=kpi.7"))
