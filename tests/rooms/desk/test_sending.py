"""The answer of an entry to a caller after the call, and an entry drafted from an order that was answered well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import AnswerBasis, ContactField
from hotline.desk.views.knowledge.sending import MOST_SENT
from hotline.infra import clock
from hotline.infra.clock import MovableClock
from hotline.knowledge import drafting, models, sending, services
from hotline.orders import services as orders
from hotline.orders.services import Contact
from tests.rooms.desk.conftest import Browsers
from tests.rooms.desk.test_knowledge import HTMX, ref
from tests.rooms.desk.test_pages import text_of
from tests.rooms.knowledge import base
from tests.rooms.orders import city

pytestmark = [pytest.mark.django_db, pytest.mark.req("KNW-1")]
PHONE = "13900001234"


@pytest.fixture
def card(people: dict[str, Person]) -> models.Entry:
    return base.published(base.CARD)


def answered_from(people: dict[str, Person], entry: models.Entry) -> str:
    """An order that was answered from the entry; its number."""
    step = c.AnswerDirectly(
        answer=base.CARD.answer, basis=AnswerBasis.KNOWLEDGE, source_ref=ref(entry), source_version=str(entry.live)
    )
    return orders.register(city.FIELDS, city.CONTACT, people["agent"], then=[step]).number


def test_from_the_page_of_an_order_to_its_citizen(
    at_desk: Browsers, people: dict[str, Person], card: models.Entry
) -> None:
    number, agent = answered_from(people, card), at_desk("agent")
    page = agent.get(f"/{number}/").content.decode()
    assert 'data-testid="send-entry"' in page and f"/knowledge/?to={number}" in page
    assert 'data-testid="send-entry"' not in at_desk("dispatcher").get(f"/{number}/").content.decode()
    said = text_of(agent.post(f"/knowledge/{ref(card)}/send/", {"to": number}, **HTMX))
    assert f"发到 {number} 来电人的电话" in said and base.CARD.text in said and base.CARD.internal not in said
    row = models.Message.objects.get()
    assert (row.ref, row.call, row.phone) == (number, "", None)
    assert "等待发送" in text_of(agent.get(f"/{number}/"))
    listed = text_of(agent.get("/knowledge/messages/"))
    assert f"发给 {number} 的来电人" in listed
    assert at_desk("lamps_clerk").get("/knowledge/messages/").status_code == 403
    assert number not in text_of(at_desk("agent2").get("/knowledge/messages/")), "another agent's are not his"


def test_to_a_number_that_was_typed(at_desk: Browsers, people: dict[str, Person], card: models.Entry) -> None:
    agent = at_desk("agent")
    led = agent.post(f"/knowledge/{ref(card)}/send/", {"to": "139 0000-1234"})
    assert led.status_code == 302 and led["Location"] == "/knowledge/messages/"
    listed = agent.get("/knowledge/messages/").content.decode()
    assert "139****1234" in listed and PHONE not in listed
    assert models.Message.objects.get().phone == PHONE
    led = agent.post(f"/knowledge/messages/{models.Message.objects.get().pk}/", {"do": "drop"})
    assert led.status_code == 302
    row = models.Message.objects.get()
    assert row.dropped_at is not None and row.phone is None
    assert "这一条已经结束" in text_of(agent.post(f"/knowledge/messages/{row.pk}/", {"do": "drop"}))


def test_pressed_twice_is_sent_once_and_nobody_writes_to_a_whole_city(
    at_desk: Browsers, people: dict[str, Person], card: models.Entry, moving_clock: MovableClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    agent, number = at_desk("agent"), city.registered(people).number
    for to in (number, number, PHONE, PHONE, "13900001235"):
        assert agent.post(f"/knowledge/{ref(card)}/send/", {"to": to}, **HTMX).status_code == 200
    assert sorted((row.ref, row.phone or "") for row in models.Message.objects.all()) == [
        ("", PHONE), ("", "13900001235"), (number, ""),
    ]  # fmt: skip
    moving_clock.advance(seconds=sending.AGAIN.total_seconds() + 1)
    assert agent.post(f"/knowledge/{ref(card)}/send/", {"to": PHONE}, **HTMX).status_code == 200
    assert models.Message.objects.count() == 4, "later it is meant"
    for _ in range(MOST_SENT - 6):
        agent.post(f"/knowledge/{ref(card)}/send/", {"to": PHONE}, **HTMX)
    assert agent.post(f"/knowledge/{ref(card)}/send/", {"to": PHONE}, **HTMX).status_code == 429


@pytest.mark.req("SEC-4")
def test_who_sees_no_orders_reads_no_number_of_one(
    at_desk: Browsers, people: dict[str, Person], card: models.Entry
) -> None:
    number = city.registered(people, secret=True).number
    at_desk("agent").post(f"/knowledge/{ref(card)}/send/", {"to": number})
    reader = Client()
    reader.force_login(base.editors()["editor"])
    listed = reader.get("/knowledge/messages/").content.decode()
    assert "发给一张工单的来电人" in listed and number not in listed
    assert f"发给 {number} 的来电人" in text_of(at_desk("agent").get("/knowledge/messages/"))


def test_nobody_is_reached_by_anything_else(at_desk: Browsers, people: dict[str, Person], card: models.Entry) -> None:
    silent = city.registered(people, contact=Contact()).number
    for typed, why in (("DZ20200101-99999", "也没有您能看的这张工单"), ("", "没有您能看的"), (silent, "没有留下电话")):
        said = at_desk("agent").post(f"/knowledge/{ref(card)}/send/", {"to": typed}, **HTMX)
        assert said.status_code == 422 and why in said.content.decode()
    assert not models.Message.objects.exists()


def test_what_waits_for_a_call_that_is_never_filed(
    at_desk: Browsers, people: dict[str, Person], card: models.Entry, moving_clock: MovableClock
) -> None:
    agent, number = at_desk("agent"), city.registered(people).number
    for call in ("call-1", "call-2", "call-3"):
        agent.post(f"/knowledge/{ref(card)}/send/", {"call": call}, **HTMX)
    first, second, _ = models.Message.objects.order_by("call")
    assert text_of(agent.get("/knowledge/messages/")).count("通话还没有登记") == 3
    wrong = agent.post(f"/knowledge/messages/{first.pk}/", {"do": "bind", "to": "nothing"})
    assert wrong.status_code == 422 and "也没有您能看的这张工单" in wrong.content.decode()
    assert at_desk("agent2").post(f"/knowledge/messages/{first.pk}/", {"do": "bind", "to": number}).status_code == 422
    assert agent.post(f"/knowledge/messages/{first.pk}/", {"do": "bind", "to": number}).status_code == 302
    assert base.CARD.text in text_of(agent.get(f"/{number}/"))
    assert at_desk("supervisor").post(f"/knowledge/messages/{second.pk}/", {"do": "drop"}).status_code == 302
    moving_clock.advance(hours=sending.CALL_HOURS - 1)
    assert sending.tidy() == 0
    moving_clock.advance(hours=2)
    assert sending.tidy() == 1
    listed = text_of(agent.get("/knowledge/messages/"))
    assert "通话没有登记，已作废" in listed and f"发给 {number} 的来电人" in listed
    assert sending.belongs(people["agent"], "call-3", number) == 0, "too late"


def test_a_number_is_forgotten_after_a_month(people: dict[str, Person], card: models.Entry) -> None:
    services.send(people["agent"], card.pk, phone=PHONE)
    models.Message.objects.update(at=clock.now() - timedelta(days=sending.KEPT_DAYS + 1))
    sending.tidy()
    assert models.Message.objects.get().phone is None


def first_looks_too_early(look: Callable[..., Any]) -> Callable[..., Any]:
    """The page looks before the other draft is there; what writes looks again."""
    answers = iter([None])
    return lambda *given: next(answers) if answers.__length_hint__() else look(*given)


@pytest.mark.req("KNW-3")
def test_an_order_that_was_answered_well_becomes_a_draft_without_the_person(
    at_desk: Browsers, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Contact(name="欧阳小花", phone=PHONE, address="幸福里小区9号楼")
    order = city.replied(people, contact=told, content=f"我是欧阳小花，电话{PHONE}，幸福里小区9号楼门口路灯不亮。")
    clerk = at_desk("lamps_clerk")
    assert 'data-testid="draft-knowledge"' not in clerk.get(f"/{order.number}/").content.decode(), "not over yet"
    assert clerk.post(f"/{order.number}/knowledge/").status_code == 404
    orders.apply(order.id, c.TakeCallback(), people["caller"])
    orders.apply(order.id, city.SATISFIED, people["caller"])
    page = clerk.get(f"/{order.number}/").content.decode()
    assert 'data-testid="draft-knowledge"' in page
    led = clerk.post(f"/{order.number}/knowledge/")
    assert led.status_code == 302 and led["Location"].endswith("/edit/")
    row = models.Entry.objects.get()
    assert (row.owner, row.state) == ("lamps", "draft") and row.draft["text"] == city.ANSWER["public_text"]
    said = str(row.draft)
    assert all(getattr(told, field.value) not in said for field in (ContactField.NAME, ContactField.PHONE))
    assert "欧阳" not in said and "9号楼" not in said and "路灯不亮" in said
    again = clerk.post(f"/{order.number}/knowledge/")
    assert again["Location"] == led["Location"] and models.Entry.objects.count() == 1
    monkeypatch.setattr(drafting, "of_source", first_looks_too_early(drafting.of_source))
    third = clerk.post(f"/{order.number}/knowledge/")
    assert third["Location"] == led["Location"] and models.Entry.objects.count() == 1, "both pressed at one moment"
    assert f"已由此工单起草 K{row.number}" in text_of(clerk.get(f"/{order.number}/"))
    for other in ("streets_clerk", "dispatcher", "agent"):
        assert at_desk(other).post(f"/{order.number}/knowledge/").status_code in (403, 404)


@pytest.mark.req("KNW-3")
@pytest.mark.parametrize("changed", [{"secret": True}, {"satisfied_result": False}])
def test_a_secret_order_and_one_that_disappointed_teach_nothing(
    at_desk: Browsers, people: dict[str, Person], changed: dict[str, bool]
) -> None:
    order = city.replied(people, secret=changed.get("secret", False))
    orders.apply(order.id, c.TakeCallback(), people["caller"])
    told = {"reached": True, "answered": True, "solved": True, "satisfied_result": True, "satisfied_process": True}
    orders.apply(order.id, c.RecordCallback(**told | {k: v for k, v in changed.items() if k in told}), people["caller"])
    assert at_desk("lamps_clerk").post(f"/{order.number}/knowledge/").status_code == 404
