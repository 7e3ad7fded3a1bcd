"""The benches of the unit: what stands on them follows from the order and from the pack."""

from __future__ import annotations

import pytest

from hotline.core import commands as c
from hotline.core.vocabulary import CommandName, RefusalCode
from hotline.desk.benches.registry import MAKERS
from hotline.desk.rows import SIGNED_FROM
from hotline.desk.words import table
from hotline.orders import services
from tests.rooms.desk.acting import do, order_of, post
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(people):
    """The number of an order that waits for the lamps unit to sign for it."""
    order = city.registered(people)
    services.apply(order.id, city.ASSIGN, people["dispatcher"])
    return order.number


def page(client, number, queue="", on=""):
    return client.get(f"/{number}/", {"q": queue, "on": on}, HTTP_HX_REQUEST="true").content.decode()


def test_signing_stays_on_the_order_and_shows_the_answer(at_desk, waiting):
    clerk = at_desk("lamps_clerk")
    text = page(clerk, waiting, "to_sign", "a1")
    assert 'data-testid="bench-sign"' in text
    assert 'name="next"' not in text.split('data-testid="bench-return"')[0].split('data-testid="bench-sign"')[1]
    answer = do(clerk, waiting, "sign_for", "a1", q="to_sign").content.decode()
    assert 'data-testid="bench-answer"' in answer
    assert waiting in answer


def test_a_return_is_asked_for_on_the_bench_or_refused_in_words(at_desk, people, waiting):
    text = page(at_desk("lamps_clerk"), waiting)
    assert 'data-testid="bench-return"' in text
    order = order_of(waiting)
    back = c.RequestReturn(assignment="a1", reason="路灯归城管局管")
    services.apply(order.id, back, people["lamps_clerk"])
    services.apply(order.id, c.RefuseRequest(request="r1", reason="请办理"), people["dispatcher"])
    later = page(at_desk("lamps_clerk"), waiting)
    assert ('data-testid="bench-return"' in later) != ('data-testid="bench-no-return"' in later)


def test_the_telephone_is_on_the_bench_after_a_look_only(at_desk, order):
    clerk = at_desk("lamps_clerk")
    text = page(clerk, order)
    assert city.CONTACT.phone not in text
    assert "data-tel" not in text.replace('hx-select="[data-tel]"', "")
    shown = clerk.post(f"/{order}/contact/", {"reason": "先行联系来电人"}, HTTP_HX_REQUEST="true").content.decode()
    assert f'<a data-tel href="tel:{city.CONTACT.phone}">' in shown


def test_a_call_that_came_to_nothing_is_logged_by_one_press(at_desk, order):
    clerk = at_desk("lamps_clerk")
    text = do(clerk, order, "log_contact", "a1", method="phone", reached="no", note="没人接").content.decode()
    assert "没联系上：没人接" in text
    assert order_of(order).assignments[0].contacts == 0


def test_what_is_asked_is_not_answered_beforehand_but_kept_from_an_earlier_answer(at_desk, people, order):
    clerk = at_desk("lamps_clerk")
    fresh = page(clerk, order).split('data-testid="bench-reply"')[1].split("</form>")[0]
    assert "checked" not in fresh.split('name="disclosure"')[0]
    services.apply(order_of(order).id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    back = c.SendBackAnswer(assignment="a1", reason="写明依据")
    services.apply(order_of(order).id, back, people["lamps_leader"])
    again = page(clerk, order).split('data-testid="bench-reply"')[1].split("</form>")[0]
    assert again.split('name="disclosure"')[0].count("checked") == 3
    assert city.ANSWER["public_text"] in again


def test_an_unfinished_answer_comes_back_as_the_whole_form(at_desk, order):
    response = post(at_desk("lamps_clerk"), order, "submit_answer", "a1", public_text="已修好", next="")
    assert response.status_code == 422
    assert "已修好" in response.content.decode()
    assert order_of(order).assignments[0].answer is None


def test_the_leader_signs_and_the_list_is_done(at_desk, people, order):
    services.apply(order_of(order).id, c.SubmitAnswer(assignment="a1", **city.ANSWER), people["lamps_clerk"])
    leader = at_desk("lamps_leader")
    text = page(leader, order, "in_review", "a1")
    assert 'data-testid="bench-review"' in text
    assert "还没有联系过来电人" in text
    done = do(leader, order, "approve_answer", "a1", q="in_review", next="", note="").content.decode()
    assert 'data-testid="list-done"' in done


def test_cards_are_signed_from_the_lists_of_the_unit_only(at_desk, waiting):
    for queue in SIGNED_FROM:
        assert queue in table("queues")
    listed = at_desk("lamps_clerk").get("/q/to_sign/", {"rows": "1"}, HTTP_HX_REQUEST="true").content.decode()
    assert 'data-testid="card-sign"' in listed
    assert set(table("benches_unit")["card"]["go"]) <= set(table("queues"))


def test_no_more_queries_with_a_bench(at_desk, order, django_assert_max_num_queries):
    clerk = at_desk("lamps_clerk")
    page(clerk, order)
    with django_assert_max_num_queries(12):
        page(clerk, order)


def test_each_bench_has_an_act_that_can_be_primary():
    from hotline.desk.verbs import MAIN

    assert set(MAKERS) <= set(MAIN)
    assert CommandName.SIGN_FOR in MAKERS
    assert RefusalCode.CONTACT_FIRST.zh
