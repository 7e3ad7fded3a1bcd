"""The benches of the call-back and of judgment."""

from __future__ import annotations

import pytest

from hotline.accounts import services as accounts
from hotline.core import commands as c
from hotline.core.vocabulary import RefusalCode
from hotline.orders import services
from tests.rooms.desk.acting import do, order_of
from tests.rooms.desk.test_bench_unit import page
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"channel": "phone", "reached": "yes", "answered": "yes", "solved": "no", "satisfied_result": "no"}


@pytest.fixture
def replied(people):
    return city.replied(people).number


def test_taken_first_then_the_script(at_desk, replied):
    caller = at_desk("caller")
    assert 'data-testid="bench-take"' in page(caller, replied, "to_call_back")
    text = do(caller, replied, "take_callback").content.decode()
    assert 'data-testid="bench-callback"' in text
    assert "2 次联系不上才按规定办结，两次要隔 60 分钟" in text


def test_taken_by_another_is_said(at_desk, people, replied):
    accounts.save_people([{"username": "caller2", "name": "赵二", "unit": "centre", "roles": ["callback_agent"]}])
    services.apply(order_of(replied).id, c.TakeCallback(), people["caller"])
    from django.test import Client

    from hotline.accounts.models import Person

    other = Client()
    other.force_login(Person.objects.get(username="caller2"))
    text = page(other, replied)
    assert "caller的姓名已领取" in text
    assert "接过来回访" in text


@pytest.mark.req("CBK-5")
def test_who_handled_it_is_told_why_not(people, at_desk):
    """One person is clerk and call-back agent at once."""
    accounts.save_people(
        [{"username": "both", "name": "周全", "unit": "lamps", "roles": ["unit_clerk", "callback_agent"]}]
    )
    from django.test import Client

    from hotline.accounts.models import Person

    person = Person.objects.get(username="both")
    order = city.registered(people)
    services.apply(order.id, city.ASSIGN, people["dispatcher"])
    services.apply(order.id, c.SignFor(assignment="a1"), person)
    services.apply(order.id, c.SubmitAnswer(assignment="a1", **city.ANSWER), person)
    services.apply(order.id, c.ApproveAnswer(assignment="a1"), people["lamps_leader"])
    client = Client()
    client.force_login(person)
    text = page(client, order.number)
    assert 'data-testid="bench-not-mine"' in text
    assert RefusalCode.OWN_ORDER.zh in text


def test_judged_with_both_sides_words_then_who_does_it_again(at_desk, people, replied):
    services.apply(order_of(replied).id, c.TakeCallback(), people["caller"])
    do(at_desk("caller"), replied, "record_callback", **ASKED, satisfied_process="", opinion="只修了一盏")
    supervisor = at_desk("supervisor")
    text = page(supervisor, replied, "to_judge").split('data-testid="bench-judge"')[1]
    assert "只修了一盏" in text
    assert city.ANSWER["internal_text"] in text
    judged = do(supervisor, replied, "judge_dissatisfaction", reasonable="yes", grounds="照片可证", q="to_judge")
    rework = judged.content.decode().split('data-testid="bench-rework"')[1]
    assert "照片可证" in rework
    assert rework.count('name="mode"') == 1


def test_a_rework_for_other_reasons_has_no_bench(at_desk, replied):
    assert "bench-rework" not in page(at_desk("supervisor"), replied)


def test_the_leader_of_the_city_instructs_on_a_bench(at_desk, people):
    order = city.registered(people)
    services.apply(order.id, c.SubmitToLeader(text="请阅示"), people["dispatcher"])
    mayor = at_desk("mayor")
    text = page(mayor, order.number)
    assert 'data-testid="bench-instruct"' in text
    assert "请阅示" in text
    do(mayor, order.number, "give_instruction", "d1", text="请抓紧办理", q="awaiting_instruction", next="")
    assert "请抓紧办理" in page(mayor, order.number)
