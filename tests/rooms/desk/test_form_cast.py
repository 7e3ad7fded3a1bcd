"""The agent's empty form is cast once for a place: keys, tokens and numbers of one person never reach another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.middleware.csrf import _unmask_cipher_token as secret_of
from django.template.loader import render_to_string
from django.test import RequestFactory

from hotline.accounts.models import Person
from hotline.desk import intake_form
from hotline.desk.assist import asked_of, helped
from hotline.infra.tongues import spoken
from tests.rooms.desk.test_pages import CALL, text_of
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
Desk = Callable[[str], Any]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')


def asking(person: Person, **query: str) -> Any:
    """A request for the form, before any page is made."""
    request: Any = RequestFactory().get("/new/", query)
    request.user, request.session = person, {}
    return request


def plain(form: str) -> str:
    """The form without what is new each time."""
    return KEY.sub("", TOKEN.sub("", form))


@pytest.mark.parametrize("tongue", ["zh-Hans", "en"])
@pytest.mark.parametrize("who", ["agent", "agent2"])
def test_the_cast_form_is_the_form_that_is_drawn(people: dict[str, Person], tongue: str, who: str) -> None:
    with spoken(tongue):
        cast = intake_form.empty_form(asking(people[who], slot="2"))
        drawn = intake_form.form_context(asking(people[who], slot="2"))
        assert cast is not None and "\ue000" not in cast
        assert plain(cast) == plain(render_to_string("desk/new_form.html", drawn | {"csrf_token": "t"}))


def test_two_people_at_one_place_share_neither_token_nor_key(at_desk: Desk) -> None:
    one, other = at_desk("agent"), at_desk("agent2")
    secrets, keys = [], []
    for _round in range(3):
        for browser in (one, other):
            page = text_of(browser.get("/new/"))
            tokens = {secret_of(token) for token in TOKEN.findall(page)}
            assert tokens == {browser.cookies["csrftoken"].value}, "every token of the page is that of its browser"
            secrets.append(tokens.pop())
            keys += KEY.findall(page)
    assert len(set(secrets)) == 2 and secrets[0::2] == secrets[:1] * 3 and secrets[1::2] == secrets[1:2] * 3
    assert len(keys) == 6 == len(set(keys)), "an order is known by its key: none is given twice"


def test_a_number_given_to_one_is_not_on_the_form_of_the_next(at_desk: Desk) -> None:
    one, other = at_desk("agent"), at_desk("agent2")
    sent = CALL | {"line": city.LINE, "then": ""}
    first = text_of(one.post("/new/", sent | {"key": "cast-1"}, HTTP_HX_REQUEST="true"))
    second = text_of(other.post("/new/", sent | {"key": "cast-2"}, HTTP_HX_REQUEST="true"))
    numbers = [re.findall(r'data-testid="filed">[^<]*<b>([^<]+)</b>', page) for page in (first, second)]
    assert len(numbers[0]) == len(numbers[1]) == 1 and numbers[0] != numbers[1]
    assert numbers[0][0] not in second
    fresh = text_of(other.get("/new/", HTTP_HX_REQUEST="true"))
    assert 'data-testid="filed"' not in fresh
    for said in (*numbers[0], *numbers[1], CALL["phone"], CALL["name"], CALL["content"]):
        assert said not in fresh


def test_each_language_and_each_slot_has_its_own_words(at_desk: Desk) -> None:
    agent = at_desk("agent")
    chinese = text_of(agent.get("/new/", HTTP_HX_REQUEST="true"))
    agent.cookies["hotline-tongue"] = "en"
    english = text_of(agent.get("/new/?slot=2", HTTP_HX_REQUEST="true"))
    assert "来电人" in chinese and 'data-draft="new"' in chinese
    assert "来电人" not in english and 'data-draft="new-2"' in english and 'name="slot" value="2"' in english


def test_what_a_person_may_do_makes_another_form(people: dict[str, Person]) -> None:
    one, other = (intake_form.place_of(asking(people[who])) for who in ("agent", "admin"))
    assert one is not None and (other is None or other.outcomes != one.outcomes)


def test_before_anything_is_said_no_panel_speaks(people: dict[str, Person]) -> None:
    """The empty form is cast with 帮手 silent: a panel that spoke there would have to be poured in."""
    found = helped(asked_of(people["agent"], city.LINE, {}))
    assert not found["panels"] and not found["offers"]
    assert not any(ones for _field, ones in found["suggested"])
