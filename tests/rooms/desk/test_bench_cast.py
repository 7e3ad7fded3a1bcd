"""A bench is cast once for its shape: what one citizen said never stands on the bench of another."""

from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from hotline.core import commands as c
from hotline.core.vocabulary import CommandName
from hotline.desk.benches.casting import cast, head
from hotline.desk.casting import mark
from hotline.infra.tongues import spoken
from hotline.orders import services
from tests.rooms.desk.acting import order_of
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db(transaction=True)
TEMPLATE = "desk/benches/hidden.html"


def hidden(**values: object) -> str:
    """The hidden fields of a form, cast and filled."""
    poured = {"token": "t", "number": "N1", "version": 7, "queue": "in_hand", "key.sign_for": "k"} | values
    return cast(TEMPLATE, {}, poured)


def test_values_are_escaped_and_markup_of_ours_is_not() -> None:
    assert 'value="&lt;b&gt;&quot;"' in hidden(token='<b>"')
    assert 'value="<b>"' in hidden(token=SafeString("<b>"))


def test_the_head_of_a_form_holds_places_only() -> None:
    made = head(CommandName.SIGN_FOR, "a1")
    assert made.target == "a1" and made.key == mark("key.sign_for")
    assert made.url == f"/{mark('number')}/do/sign_for/"


def test_each_language_is_cast_by_itself() -> None:
    said = []
    for tongue in ("zh-Hans", "en"):
        with spoken(tongue):
            said.append(hidden())
    assert said[0] == said[1]


def test_two_orders_of_one_shape_share_nothing_but_the_shape(at_desk, people) -> None:
    numbers = []
    for text in ("第一位来电人的办理情况", "第二位来电人的办理情况"):
        order = city.registered(people)
        services.apply(order.id, city.ASSIGN, people["dispatcher"])
        services.apply(order.id, c.SignFor(assignment="a1"), people["lamps_clerk"])
        answer = city.ANSWER | {"internal_text": text}
        services.apply(order.id, c.SubmitAnswer(assignment="a1", **answer), people["lamps_clerk"])
        back = c.SendBackAnswer(assignment="a1", reason="写明依据")
        services.apply(order.id, back, people["lamps_leader"])
        numbers.append((order.number, text))
    clerk = at_desk("lamps_clerk")
    for number, text in numbers:
        page = clerk.get(f"/{number}/", HTTP_HX_REQUEST="true").content.decode()
        bench = page.partition('data-testid="bench-answer"')[2].partition('id="act-form"')[0]
        others = [(n, t) for n, t in numbers if n != number]
        assert f'action="/{number}/do/submit_answer/"' in bench and text in bench
        assert f'name="version" value="{order_of(number).version}"' in bench
        assert "\ue000" not in page
        for other, said in others:
            assert other not in bench and said not in bench
