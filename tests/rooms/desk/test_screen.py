"""The big screen: numbers of a hall, seen by link or role, and nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hotline.accounts import directory, screens
from hotline.accounts import services as accounts
from hotline.accounts.models import Person, ScreenLink, Unit
from hotline.infra import clock
from hotline.insight import screen
from hotline.insight.calls import Call
from hotline.insight.services import record_calls
from hotline.orders import burning
from hotline.orders import selectors as orders
from hotline.supervision.sweeper import sweep
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Client]
PERSONAL = (city.CONTACT.name, city.CONTACT.phone, city.CONTACT.address, "路灯不亮", "幸福里", "的姓名", "DZ2026")


@pytest.fixture(autouse=True)
def afresh() -> None:
    screen.forget()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def link(people: dict[str, Person], lines: tuple[str, ...] = (city.LINE,)) -> str:
    return screens.make(people["admin"], "一楼大厅", lines)


def calls(answered: int, lost: int) -> None:
    start = clock.now() - timedelta(minutes=30)
    for n in range(answered + lost):
        record = Call(
            external=f"c{n}",
            direction="in",
            offered_at=start,
            ended_at=start + timedelta(minutes=2),
            answered="by_person" if n < answered else "no",
            answered_at=start + timedelta(seconds=5) if n < answered else None,
        )
        record_calls(city.LINE, [record])


def test_numbers_of_the_day_and_of_what_is_open(people: dict[str, Person], moving_clock: Any) -> None:
    city.registered(people)
    city.in_hand(people)
    city.replied(people)
    moving_clock.advance(hours=1)
    found = screen.screen((city.LINE,))
    load = found.load
    assert (found.today, load.open, load.awaiting_dispatch, load.to_call_back, load.in_hand) == (3, 3, 1, 1, 1)
    assert load.near >= 1 and load.overdue == 0 and found.hours[-1].orders == 3 and found.running.orders == 0
    assert found.classes[0][1] == 3 and found.areas == ((city.FIELDS["area"], 3),)
    assert screen.screen(("no such line",)).today == 0
    moving_clock.advance(days=2)
    screen.forget()
    later = screen.screen((city.LINE,))
    assert later.today == 0 and later.classes == ()


def test_what_is_over_is_counted_as_on_the_page_of_supervision(
    at_desk: Desk, people: dict[str, Person], moving_clock: Any
) -> None:
    """One order may have let several limits pass: everywhere each of them counts."""
    city.registered(people)
    city.in_hand(people)
    moving_clock.advance(days=40)
    assert sweep().failed == ()
    burning.forget()
    over = screen.screen((city.LINE,)).load.overdue
    assert over == sum(one.over for one in orders.burning([city.LINE], clock.now())) > 0
    assert over == next(q.count for q in orders.queues(people["supervisor"]) if q.name == "overdue")
    assert f'data-testid="overdue">{over}<' in text_of(at_desk("supervisor").get("/screen/"))


def test_a_screen_of_several_hotlines_bears_the_centres_name(people: dict[str, Person], moving_clock: Any) -> None:
    accounts.save_lines([{"id": "water", "name": "供水热线", "prefix": "GS", "pack": "dezhou-12345"}])
    hall = Client()
    hall.get(f"/screen/{link(people, (city.LINE, 'water'))}/")
    assert "<h1>热线中心</h1>" in text_of(hall.get("/screen/"))
    moving_clock.advance(minutes=1)
    Unit.objects.filter(pk="centre").update(kind="")
    accounts.publish_directory()
    directory.forget()
    shown = text_of(hall.get("/screen/"))
    assert shown.split("<h1>")[1].split("</h1>")[0] == "德州12345等 2 条热线"


def test_the_rate_of_answered_calls_is_the_one_of_the_board(people: dict[str, Person], moving_clock: Any) -> None:
    moving_clock.advance(hours=1)
    calls(3, 1)
    found = screen.screen((city.LINE,))
    assert found.calls == 4 and found.connection is not None
    spec, figure = found.connection
    assert spec.id == "kpi.1" and str(figure.value) == "75.00"


def test_it_shows_nothing_about_anybody(at_desk: Desk, people: dict[str, Person], moving_clock: Any) -> None:
    city.registered(people)
    city.in_hand(people)
    moving_clock.advance(hours=1)
    page = text_of(at_desk("director").get("/screen/"))
    assert 'data-testid="today">2<' in page and "待转办" in page and "watermark" not in page
    assert not [words for words in PERSONAL if words in page]
    piece = text_of(at_desk("director").get("/screen/?theme=dark", HTTP_HX_REQUEST="true"))
    assert piece.startswith('<main id="numbers"') and "/screen/?theme=dark" in piece


def test_a_link_opens_it_for_a_browser_that_nobody_signed_in_at(people: dict[str, Person]) -> None:
    token = link(people)
    assert token not in str(list(ScreenLink.objects.values()))
    hall = Client()
    entered = hall.get(f"/screen/{token}/?theme=dark")
    assert entered["Location"] == "/screen/?theme=dark" and entered["Referrer-Policy"] == "no-referrer"
    assert entered.cookies["hotline_screen"]["httponly"] and entered.cookies["hotline_screen"]["path"] == "/screen/"
    page = hall.get("/screen/")
    assert page.status_code == 200 and "德州12345" in text_of(page) and token not in text_of(page)
    for address in ("/", "/q/open/", "/board/", "/screens/"):
        assert hall.get(address)["Location"].startswith("/sign-in/")


def test_a_link_that_was_taken_back_shows_nothing(at_desk: Desk, people: dict[str, Person]) -> None:
    hall = Client()
    hall.get(f"/screen/{link(people)}/")
    (found,) = screens.links()
    assert at_desk("director").post(f"/screens/{found.id}/revoke/").status_code == 403
    assert at_desk("admin").post(f"/screens/{found.id}/revoke/").status_code == 302
    assert hall.get("/screen/")["Location"].startswith("/sign-in/")
    assert hall.get("/screen/", HTTP_HX_REQUEST="true").status_code == 401
    assert at_desk("admin").post(f"/screens/{found.id}/revoke/").status_code == 404
    assert Client().get("/screen/wrong/").status_code == 404 and screens.links() == []


def test_an_administrator_sees_the_address_once(at_desk: Desk, people: dict[str, Person]) -> None:
    desk = at_desk("admin")
    made = text_of(desk.post("/screens/make/", {"name": "一楼大厅", "line": [city.LINE, "no such line"]}))
    address = made.split('data-testid="screen-address">')[1].split("<")[0]
    assert Client().get(address).status_code == 302
    assert address not in text_of(desk.get("/screens/")) and "一楼大厅" in text_of(desk.get("/screens/"))
    assert "至少选一条热线" in text_of(desk.post("/screens/make/", {"name": "二楼"}))
