"""What is understood at the desk, through its POSTs: suggestions under one's own form, marks, emergencies, pace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.vocabulary import Phase
from hotline.desk.understanding import learned
from hotline.desk.views import assist as beside
from hotline.dispatch import duties
from hotline.infra.ids import uuid7
from hotline.language.models import Offer
from hotline.language.shapes import Choice, Kind, Suggested, Suggestion
from hotline.orders import services
from hotline.orders.models import WorkOrder
from tests.rooms.desk.acting import order_of, post
from tests.rooms.desk.test_bench_dispatch import bench_of, duty, page_of
from tests.rooms.desk.test_pages import CALL, text_of
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db(transaction=True)
At = Callable[[str], Any]
PIECE = {"HTTP_HX_REQUEST": "true"}
FIRE = "我家楼上着火了，火苗窜出窗户，在建设路17号，快来人"


@pytest.fixture(autouse=True)
def fresh(people: dict[str, Person]) -> None:
    duties.forget()
    learned.forget()


@pytest.fixture
def suggests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a trained model would say of every text."""
    nature = Suggestion(Kind.NATURE, (Suggested("help", 0.9), Suggested("complaint", 0.1)), False)
    monkeypatch.setattr("hotline.desk.understanding.suggested.suggest_all", lambda *_: {Kind.NATURE: nature})


def beside_form(client: Any, key: str, content: str = CALL["content"], **typed: str) -> Any:
    return client.post("/new/assist/", {"key": key, "content": content, **typed}, **PIECE)


def offers() -> dict[str, tuple[str, str]]:
    """Who or what each suggestion belongs to, with what was chosen and how that is counted."""
    return {o.ref: (o.chosen, o.choice) for o in Offer.objects.all()}


# --- suggestions beside a form ----------------------------------------------------------------------------------------


@pytest.mark.req("CLS-2")
def test_what_stood_beside_the_form_goes_with_its_order(at_desk: At, suggests: None) -> None:
    agent, key = at_desk("agent"), str(uuid7())
    beside_form(agent, key)
    beside_form(agent, key)
    assert [choice for _, choice in offers().values()] == [Choice.OPEN.value], "typed on: one row, still open"
    assert agent.post("/new/", CALL | {"key": key, "nature": "complaint"}, **PIECE).status_code == 200
    order = WorkOrder.objects.get()
    assert offers() == {str(order.pk): ("complaint", Choice.ANOTHER.value)}


def test_nobody_reaches_the_suggestions_of_anothers_form_or_of_an_order(
    at_desk: At, people: dict[str, Person], suggests: None
) -> None:
    key = str(uuid7())
    beside_form(at_desk("agent"), key)
    order = city.registered(people)
    mine = Offer.objects.get().ref
    for other in (key, str(order.id)):
        beside_form(at_desk("agent2"), other)
        at_desk("agent2").post("/new/", CALL | {"key": other, "nature": "complaint"}, **PIECE)
    assert offers()[mine] == ("", Choice.OPEN.value) and str(order.id) not in offers()


@pytest.mark.parametrize("key", ["k1", "x" * 200, "0" * 31, "' OR 1=1"])
def test_a_key_no_form_ever_had_is_refused_and_nothing_is_kept(
    at_desk: At, suggests: None, stored: Any, key: str
) -> None:
    before = stored()
    answer = beside_form(at_desk("agent"), key)
    assert answer.status_code == 400 and "不是从本页打开的" in text_of(answer)
    assert stored() == before and offers() == {}


def test_without_a_key_it_helps_and_keeps_nothing(at_desk: At, suggests: None) -> None:
    answer = beside_form(at_desk("agent"), "")
    assert answer.status_code == 200 and "take-nature-help" in text_of(answer) and offers() == {}


def test_a_refused_registration_leaves_what_was_suggested_open(at_desk: At, suggests: None, stored: Any) -> None:
    agent, key = at_desk("agent"), str(uuid7())
    beside_form(agent, key)
    before = stored()
    wrong = CALL | {"key": key, "then": "submit_for_dispatch", "phone": "12"}
    assert agent.post("/new/", wrong, **PIECE).status_code == 422
    assert stored() == before and [choice for _, choice in offers().values()] == [Choice.OPEN.value]


@pytest.mark.parametrize("who", ["lamps_clerk", "mayor", "dispatcher"])
def test_who_registers_nothing_is_not_helped(at_desk: At, suggests: None, who: str) -> None:
    answer = beside_form(at_desk(who), str(uuid7()))
    assert answer.status_code == 403 and offers() == {}


# --- pace -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def slow_hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person may ask twice in a quarter of an hour."""
    real = beside.paced.__globals__["tries"].within
    monkeypatch.setattr("hotline.accounts.tries.within", lambda what, who, most: real(what, who, 2))


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/new/assist/", {"content": "路灯不亮"}),
        ("/new/caller/", {"phone": "13900005678"}),
        ("/new/assistant/", {"content": "路灯不亮"}),
        ("/knowledge/find/", {"know": "路灯"}),
    ],
)
def test_a_script_is_held_up_a_colleague_is_not_and_the_form_is_filed_all_the_same(
    at_desk: At, slow_hands: None, moving_clock: Any, path: str, typed: dict[str, str]
) -> None:
    agent = at_desk("agent")
    answers = [agent.post(path, typed, **PIECE) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert "您填写的内容都在" in text_of(answers[-1]) and answers[-1]["X-Desk-Says"]
    assert at_desk("agent2").post(path, typed, **PIECE).status_code == 200
    assert agent.post("/new/", CALL | {"key": str(uuid7())}, **PIECE).status_code == 200
    moving_clock.advance(minutes=16)
    assert agent.post(path, typed, **PIECE).status_code == 200


# --- units on the dispatcher's bench ----------------------------------------------------------------------------------


@pytest.mark.req("DSP-3")
def test_looking_at_a_bench_writes_nothing_and_giving_the_unit_writes_what_was_suggested(
    at_desk: At, people: dict[str, Person]
) -> None:
    duty("lamps")
    order, desk = city.registered(people), at_desk("dispatcher")
    for _ in range(2):
        assert "bench-option-lamps" in bench_of(page_of(desk, order.number))
        desk.get(f"/{order.number}/do/assign_to_unit/", **PIECE)
    assert offers() == {}
    assert post(desk, order.number, "assign_to_unit", lead="lamps").status_code == 200
    assert offers() == {str(order.id): ("lamps", Choice.ACCEPTED.value)}


def test_another_unit_is_counted_as_changed_and_what_comes_later_corrects_it(
    at_desk: At, people: dict[str, Person]
) -> None:
    duty("lamps")
    order, desk = city.registered(people), at_desk("dispatcher")
    post(desk, order.number, "assign_to_unit", lead="streets")
    assert offers() == {str(order.id): ("streets", Choice.CHANGED.value)}


def test_a_refused_assignment_writes_nothing(at_desk: At, people: dict[str, Person], stored: Any) -> None:
    duty("lamps")
    order, desk = city.registered(people), at_desk("dispatcher")
    before = stored()
    assert post(desk, order.number, "assign_to_unit", lead="nowhere").status_code == 422
    assert post(desk, order.number, "assign_to_unit", lead="lamps", version=99).status_code == 409
    assert post(at_desk("agent"), order.number, "assign_to_unit", lead="lamps").status_code == 422
    assert stored() == before and offers() == {}


# --- marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.req("CLS-3")
def test_marks_are_worked_out_when_asked_for_and_go_again(at_desk: At, people: dict[str, Person], stored: Any) -> None:
    order, desk = city.registered(people, content="3月5日<b>在建设路17号</b>锦绣花园，路灯不亮"), at_desk("dispatcher")
    before = stored()
    page = text_of(desk.get(f"/{order.number}/"))
    assert 'data-testid="marks"' in page and 'aria-pressed="false"' in page
    marked = text_of(desk.get(f"/{order.number}/marks/", **PIECE))
    assert "<mark" in marked and "marked-legend" in marked and "<b>" not in marked
    plain = text_of(desk.get(f"/{order.number}/marks/?off=1", **PIECE))
    assert "<mark" not in plain and 'class="content"' in plain and "锦绣花园" in plain
    assert stored() == before


def test_marks_of_an_order_one_may_not_see_are_not_there(at_desk: At, people: dict[str, Person]) -> None:
    order = city.in_hand(people)
    assert at_desk("lamps_clerk").get(f"/{order.number}/marks/", **PIECE).status_code == 200
    assert at_desk("streets_clerk").get(f"/{order.number}/marks/", **PIECE).status_code == 404
    assert at_desk("lamps_clerk").get("/DZ20990101-00001/marks/", **PIECE).status_code == 404


# --- emergencies ------------------------------------------------------------------------------------------------------


@pytest.mark.req("AIS-3")
def test_an_emergency_stands_in_the_very_answer_to_the_pause_in_typing(at_desk: At, stored: Any) -> None:
    before = stored()
    page = text_of(beside_form(at_desk("agent"), str(uuid7()), FIRE))
    alarm = page.partition('id="alarm"')[2].partition('id="marked"')[0]
    assert 'role="alert"' in alarm and "火灾" in alarm and 'data-hand-over="119"' in alarm
    assert 'data-take="urgency" data-value="emergency"' in page
    assert stored() == before, "no job, no row: a person decides"
    feared = text_of(beside_form(at_desk("agent"), str(uuid7()), "去年这里着过火，现在担心再次着火"))
    assert 'data-testid="alarm-look"' in feared and "data-hand-over" not in feared


@pytest.mark.req("AIS-3")
def test_whoever_opens_the_order_before_anybody_acted_sees_it_and_nobody_after(
    at_desk: At, people: dict[str, Person]
) -> None:
    order = city.registered(people, content=FIRE)
    assert order_of(order.number).phase is Phase.AWAITING_DISPATCH
    for who in ("dispatcher", "agent", "director"):
        page = text_of(at_desk(who).get(f"/{order.number}/"))
        assert 'data-testid="alarm"' in page and "火灾" in page and "data-hand-over" not in page, who
    assert at_desk("streets_clerk").get(f"/{order.number}/").status_code == 404
    services.apply(order.id, city.ASSIGN, people["dispatcher"])
    services.apply(order.id, c.SignFor(assignment="a1"), people["lamps_clerk"])
    assert 'data-testid="alarm"' not in text_of(at_desk("lamps_clerk").get(f"/{order.number}/"))
