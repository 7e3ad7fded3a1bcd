"""Benches of dispatch: one order after the other, what a limit would be, rulings, several at once with a unit each."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from hotline.accounts.models import Person
from hotline.core import commands as c
from hotline.core.decision import Refusal
from hotline.core.vocabulary import ClockName, Phase, RequestState
from hotline.dispatch import duties, importing
from hotline.infra import clock
from hotline.orders import selectors, services
from tests.rooms.desk.acting import order_of, post
from tests.rooms.desk.conftest import Browsers
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = "/q/awaiting_dispatch/"


@pytest.fixture(autouse=True)
def _fresh_list(people: dict[str, Person]) -> None:
    """The list of another test is not remembered."""
    duties.forget()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def duty(unit: str, content_class: str = "C1.03", kind: str = "lead") -> None:
    importing.import_list(
        [
            {
                "id": f"{unit}-{content_class}-{kind}", "content_class": content_class, "area": "", "unit": unit,
                "duty": kind, "basis": "职责清单第三条", "valid_from": "2020-01-01", "valid_to": "",
            }
        ]
    )  # fmt: skip


def page_of(client: Any, number: str, queue: str = "awaiting_dispatch") -> str:
    return text_of(client.get(f"/{number}/?q={queue}", HTTP_HX_REQUEST="true"))


def bench_of(text: str) -> str:
    """The bench alone, without the rest of the page."""
    return text.partition('data-testid="bench"')[2].partition('id="act-form"')[0]


# --- dispatch ---------------------------------------------------------------------------------------------------------


def test_the_bench_has_the_unit_its_reason_and_the_limit_that_really_starts(
    at_desk: Browsers, people: dict[str, Person]
) -> None:
    duty("lamps")
    duty("streets", kind="assisting")
    number = city.registered(people).number
    found = selectors.order_page(people["dispatcher"], number)
    seen = selectors.foresee(found, c.AssignToUnit(lead="lamps", assisting=("streets",), audit=city.ASSIGN.audit))
    assert not isinstance(seen, Refusal)

    bench = bench_of(page_of(at_desk("dispatcher"), number))
    assert "市政处" in bench and "职责清单第三条" in bench and "环卫处" in bench
    assert re.search(r'name="lead" value="lamps"', bench) and re.search(r'name="assisting" value="streets"', bench)
    assert "依据：" in bench and ClockName.REPLY.zh in bench
    for key in "aru1":
        assert f'data-hotkey="{key}"' in bench
    assert order_of(number).phase is Phase.AWAITING_DISPATCH  # foreseeing wrote nothing

    services.apply(found.order.id, c.AssignToUnit(lead="lamps", assisting=("streets",)), people["dispatcher"])
    started = {(k.name, k.unit): (k.due_at, k.rule) for k in order_of(number).clocks}
    for ahead in seen.opened:
        due, rule = started[ahead.name, ahead.unit]
        # The page was read a moment earlier: a limit of hours moves with it, one of days does not.
        assert rule == ahead.rule and abs(due - ahead.due_at) < timedelta(minutes=1)


def test_without_an_answer_nobody_is_guessed(at_desk: Browsers, people: dict[str, Person]) -> None:
    number = city.registered(people).number
    bench = bench_of(page_of(at_desk("dispatcher"), number))
    assert "职责清单里没有答案，请选主办单位。" in bench
    assert 'name="lead" value=' not in bench


def test_two_equally_near_are_both_shown_and_none_is_chosen(at_desk: Browsers, people: dict[str, Person]) -> None:
    duty("lamps")
    duty("streets")
    bench = bench_of(page_of(at_desk("dispatcher"), city.registered(people).number))
    assert "bench-option-lamps" in bench and "bench-option-streets" in bench and "请选主办单位" in bench
    assert 'name="lead" value=' not in bench


def test_what_the_form_does_not_show_is_unticked_and_is_the_reason_to_send_it_back(
    at_desk: Browsers, people: dict[str, Person]
) -> None:
    number = city.registered(people, content_class="").number
    bench = bench_of(page_of(at_desk("dispatcher"), number))
    assert 'name="audit" value="content_class"' in bench and 'value="phone"' not in bench
    assert "审核未通过：内容分类" in bench


def test_sent_and_the_next_of_the_list_is_open(at_desk: Browsers, people: dict[str, Person]) -> None:
    first, second, third = (city.registered(people).number for _ in range(3))
    desk = at_desk("dispatcher")
    given = {"q": "awaiting_dispatch", "next": third, "next-on": "", "lead": "lamps"}
    response = post(desk, second, "assign_to_unit", **given)
    assert response["HX-Retarget"] == "#order" and f"/{third}/" in response["HX-Push-Url"]
    assert f'data-number="{third}"' in text_of(response)
    response = post(desk, third, "send_back_to_agent", **given | {"next": "DZ-0"}, reason="请补充地点")
    assert f'data-number="{first}"' in text_of(response)  # the one named is not to be found: the first follows
    assert "list-done" in text_of(post(desk, first, "assign_to_unit", **given | {"next": ""}))
    assert order_of(third).phase is Phase.SENT_BACK and order_of(first).lead().unit == "lamps"


def test_what_a_colleague_did_meanwhile_is_said_and_the_next_opens(
    at_desk: Browsers, people: dict[str, Person], stored: Any
) -> None:
    first, second = (city.registered(people).number for _ in range(2))
    seen = order_of(first).version
    services.apply(order_of(first).id, city.ASSIGN, people["dispatcher"])
    before = stored()
    given = {"q": "awaiting_dispatch", "next": second, "next-on": "", "lead": "streets", "version": seen}
    response = post(at_desk("dispatcher"), first, "assign_to_unit", **given)
    page = text_of(response)
    assert response.status_code == 200 and f'data-number="{second}"' in page
    assert first in page and "dispatcher的姓名" in page
    assert stored() == before and order_of(first).lead().unit == "lamps"


def test_only_a_change_that_leaves_it_to_be_done_shows_the_form_again(
    at_desk: Browsers, people: dict[str, Person]
) -> None:
    number = city.registered(people).number
    seen = order_of(number).version
    services.apply(order_of(number).id, c.AddNote(text="市民补充了位置"), people["agent"])
    given = {"q": "awaiting_dispatch", "next": "", "next-on": "", "lead": "lamps", "version": seen}
    response = post(at_desk("dispatcher"), number, "assign_to_unit", **given)
    page = text_of(response)
    assert response.status_code == 409 and 'name="next"' in page and "市政处" in page


def test_what_is_wrong_keeps_what_was_typed_and_goes_on_when_mended(
    at_desk: Browsers, people: dict[str, Person]
) -> None:
    number = city.registered(people, content_class="").number
    given = {"q": "awaiting_dispatch", "next": "", "next-on": "", "lead": "lamps", "note": "请尽快"}
    response = post(at_desk("dispatcher"), number, "assign_to_unit", **given)
    page = text_of(response)
    assert response.status_code == 422 and "请尽快" in page and 'name="next"' in page
    assert order_of(number).phase is Phase.AWAITING_DISPATCH


def test_the_bench_asks_the_database_no_more_than_the_page_may(
    at_desk: Browsers, people: dict[str, Person], django_assert_max_num_queries: Any
) -> None:
    duty("lamps")
    number = city.registered(people).number
    desk = at_desk("dispatcher")
    page_of(desk, number)
    with django_assert_max_num_queries(12):
        page_of(desk, number)


# --- rulings ----------------------------------------------------------------------------------------------------------


def asked_to_extend(people: dict[str, Person], days: int = 3) -> str:
    order = city.in_hand(people)
    services.apply(order.id, c.RequestExtension(assignment="a1", reason="等厂家供货", days=days), people["lamps_clerk"])
    return order.number


def test_an_extension_shows_its_rule_and_the_day_it_would_have(at_desk: Browsers, people: dict[str, Person]) -> None:
    number = asked_to_extend(people)
    found = selectors.order_page(people["dispatcher"], number)
    seen = selectors.foresee(found, c.GrantRequest(request="r1"))
    bench = bench_of(page_of(at_desk("dispatcher"), number, "extension_requests"))
    for words in ("市政处申请延期", "3 天", "等厂家供货", "最多 2 次，已延 0 次", "依据：", "→"):
        assert words in bench, words
    day = clock.local(seen.moved[0].due_at)
    assert f"{day.month}月{day.day}日" in bench
    services.apply(found.order.id, c.GrantRequest(request="r1"), people["dispatcher"])
    reply = next(k for k in order_of(number).clocks if k.name is ClockName.REPLY)
    assert reply.due_at == seen.moved[0].due_at


def test_a_return_shows_who_else_could_and_who_gave_it_back_before(
    at_desk: Browsers, people: dict[str, Person]
) -> None:
    duty("streets")
    duty("lamps", content_class="C1")
    order = city.registered(people)
    services.apply(order.id, c.AssignToUnit(lead="lamps", audit=city.ASSIGN.audit), people["dispatcher"])
    services.apply(
        order.id, c.RequestReturn(assignment="a1", reason="不归本处管", suggested="streets"), people["lamps_clerk"]
    )
    bench = bench_of(page_of(at_desk("dispatcher"), order.number, "return_requests"))
    for words in ("市政处申请退件", "不归本处管", "申请人建议转给 环卫处", "同意退件，转环卫处办理。", "退件时限"):
        assert words in bench, words
    assert "转市政处" not in bench
    given = {"q": "return_requests", "next": "", "next-on": "", "note": "同意退件，转环卫处办理。"}
    assert "list-done" in text_of(post(at_desk("dispatcher"), order.number, "grant_request", "r1", **given))
    assert order_of(order.number).requests[0].state is RequestState.GRANTED

    services.apply(order.id, c.AssignToUnit(lead="streets", audit=city.ASSIGN.audit), people["dispatcher"])
    services.apply(order.id, c.RequestReturn(assignment="a2", reason="也不归我们"), people["streets_clerk"])
    again = bench_of(page_of(at_desk("dispatcher"), order.number, "return_requests"))
    assert "此前退件" in again and "市政处：不归本处管" in again


def test_a_request_refused_needs_its_reason_and_the_next_opens(at_desk: Browsers, people: dict[str, Person]) -> None:
    first, second = asked_to_extend(people), asked_to_extend(people)
    desk = at_desk("dispatcher")
    given = {"q": "extension_requests", "next": second, "next-on": "r1"}
    assert post(desk, first, "refuse_request", "r1", **given).status_code == 422
    page = text_of(post(desk, first, "refuse_request", "r1", **given, reason="配件已经到货"))
    assert f'data-number="{second}"' in page and "市政处申请延期" in page
    assert order_of(first).requests[0].state is RequestState.REFUSED


# --- several at once --------------------------------------------------------------------------------------------------


def picks(people: dict[str, Person]) -> list[str]:
    rows = selectors.queue(people["dispatcher"], "awaiting_dispatch").rows
    return [f"{r.order_id}:{r.version}:{r.subject}" for r in rows]


def test_each_row_has_its_unit_and_what_its_form_does_not_show(at_desk: Browsers, people: dict[str, Person]) -> None:
    duty("lamps")
    plain, bare = city.registered(people), city.registered(people, content_class="")
    page = text_of(at_desk("dispatcher").post(f"{WAITING}many/", {"command": "assign_to_unit", "pick": picks(people)}))
    assert f'name="lead-{plain.id}" value="lamps"' in page
    assert f'name="lead-{bare.id}" value=' not in page and f'data-name="lead-{bare.id}"' in page
    assert f'name="audit-{bare.id}" value="content_class"' in page and f'name="audit-{plain.id}"' not in page


def test_each_row_goes_to_its_own_unit_and_says_why_not(at_desk: Browsers, people: dict[str, Person]) -> None:
    duty("lamps")
    same, other, bare, emptied = (city.registered(people) for _ in range(4))
    services.apply(bare.id, c.Amend(content_class=""), people["dispatcher"])
    given = {
        "command": "assign_to_unit", "go": "1", "key": "k", "rowed": "1", "pick": picks(people),
        f"lead-{same.id}": "lamps", f"lead-{other.id}": "streets", f"lead-{bare.id}": "lamps",
    }  # fmt: skip
    page = text_of(at_desk("dispatcher").post(f"{WAITING}many/", given))
    assert "办成 2 张，2 张没有办成" in page and "内容分类" in page and "没有建议的单位" in page
    assert selectors.row(same.id).lead_unit == "lamps" and selectors.row(other.id).lead_unit == "streets"
    assert {selectors.row(o.id).phase for o in (bare, emptied)} == {Phase.AWAITING_DISPATCH}
    again = given | {"key": "k2", "pick": picks(people), "lead": "streets", f"audit-{bare.id}": ["content_class"]}
    page = text_of(at_desk("dispatcher").post(f"{WAITING}many/", again))
    assert "办成 2 张" in page and "没有办成" not in page
    # What was chosen for one row stands over what was chosen for all.
    assert (selectors.row(bare.id).lead_unit, selectors.row(emptied.id).lead_unit) == ("lamps", "streets")
