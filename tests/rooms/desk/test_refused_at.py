"""A refusal stands at the field it is about, and the field is marked for who does not see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template.loader import render_to_string

from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.core.decision import Refusal
from hotline.core.vocabulary import FIELD_LABELS, CommandName, RefusalCode
from hotline.desk.context import setting_without_order
from hotline.desk.forms.bind import bind
from hotline.desk.forms.blame import AT, contact_of, field_of
from hotline.desk.forms.shape import shape_of, shapes
from hotline.desk.intake_form import OUTCOMES
from hotline.policy import registry
from tests.rooms.desk.acting import post
from tests.rooms.desk.test_acts import fresh, reason_of
from tests.rooms.orders import city

Desk = Callable[[str], Any]
C = CommandName


class Marks(HTMLParser):
    """Ids of a page, and what each wrong input says it is described by."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [given["id"] or ""] if "id" in given else []
        if given.get("aria-invalid") == "true":
            self.wrong.append(given.get("aria-describedby") or "")


def wrong_at(page: str, text: str) -> str:
    """The id of the one field that is marked wrong; `text` stands there and nowhere else."""
    marks = Marks(page)
    assert len(marks.wrong) == 1 and marks.ids.count(marks.wrong[0]) == 1
    assert 'data-testid="refusal"' not in page
    told = re.findall(r'<p class="wrong" id="([^"]+)">([^<]*)</p>', page)
    assert told == [(marks.wrong[0], text)]
    return marks.wrong[0].removesuffix("-error")


@pytest.mark.django_db
@pytest.mark.parametrize("name", list(shapes()), ids=lambda n: n.value)
def test_every_field_of_every_command_can_say_what_is_wrong_with_it(name: CommandName, people: Any) -> None:
    setting = setting_without_order(registry.load("dezhou-12345"))
    for field in shape_of(name).fields:
        for bound in bind(shape_of(name), "", setting, 0, "", None, {field.name: "这样写"}).fields:
            if bound.shape.name == field.name and (bound.choices or bound.shape.kind != "checks"):
                page = render_to_string("desk/fields/field.html", {"f": bound})
                assert wrong_at(page, "这样写") == bound.id


def test_a_missing_field_is_found_by_its_name_in_every_command() -> None:
    for name in (*shapes(), C.REGISTER):
        shape = shape_of(name)
        for field in shape.fields:
            if field.name in FIELD_LABELS:
                refusal = Refusal(RefusalCode.FIELD_MISSING, {"field": FIELD_LABELS[field.name]})
                assert FIELD_LABELS[field_of(shape, refusal)] == FIELD_LABELS[field.name]


def test_each_reason_has_a_form_it_can_stand_on_and_fields_of_commands() -> None:
    every = [shape_of(name) for name in (*shapes(), C.REGISTER)]
    names = {field.name for shape in every for field in shape.fields}
    for code, at in AT.items():
        assert set(at) <= names, code
        assert any(field_of(shape, Refusal(code)) for shape in every), code
    assert field_of(shape_of(C.SIGN_FOR), Refusal(RefusalCode.WRONG_PHASE)) == ""
    assert field_of(shape_of(C.ASSIGN_TO_UNIT), Refusal(RefusalCode.AUDIT_FAILED), ["lead"]) == ""
    assert contact_of(Refusal(RefusalCode.IDENTITY_MISSING, {"fields": "电话、证件号码"})) == "phone"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "at", "text"),
    [
        ({}, "reason", "请填写“不予受理的理由”。"),
        ({"reason": "here"}, "told", "不予受理须先把理由告知来电人，请告知后勾选。"),
        ({"reason": "no-such", "told": "yes"}, "reason", "请从列表中选"),
    ],
)  # fmt: skip
def test_non_acceptance_refused_at_its_field_on_the_order(
    at_desk: Desk, people: dict[str, Person], stored: Any, given: dict[str, str], at: str, text: str
) -> None:
    number = fresh(people)
    before = stored()
    fields = given | ({"reason": reason_of()} if given.get("reason") == "here" else {})
    response = post(at_desk("agent"), number, "decline_acceptance", **fields)
    page = response.content.decode()
    assert response.status_code == 422 and stored() == before
    marks = Marks(page)
    assert marks.wrong == [f"decline_acceptance-order-{at}-error"] and text in page
    assert 'data-testid="refusal"' not in page


@pytest.mark.django_db
@pytest.mark.parametrize("then", [c.value for c in OUTCOMES])
def test_what_follows_from_a_call_is_refused_at_its_own_field(
    at_desk: Desk, people: dict[str, Person], stored: Any, then: str
) -> None:
    """The agent's page: nothing is typed of what follows; each way says so where it is typed, or goes through."""
    before = stored()
    fields = {k: v for k, v in city.FIELDS.items() if isinstance(v, str)} | {"channel": "phone"}
    contact = {"name": "张三丰", "phone": "13900001234", "address": "幸福里小区3号楼"}
    response = at_desk("agent").post("/new/", {**fields, **contact, "then": then}, HTTP_HX_REQUEST="true")
    page = response.content.decode()
    wanted = any(f.required for f in shape_of(CommandName(then)).fields)
    assert response.status_code == (422 if wanted else 200)
    if wanted:
        assert stored() == before and 'data-testid="refusal"' not in page
        assert Marks(page).wrong and all(one.startswith(then) for one in Marks(page).wrong)


@pytest.mark.django_db
def test_not_told_is_said_at_the_tick_of_the_agents_form(at_desk: Desk, people: dict[str, Person], stored: Any) -> None:
    before = stored()
    fields = {k: v for k, v in city.FIELDS.items() if isinstance(v, str)} | {"channel": "phone", "phone": "13900001234"}
    fields |= {"then": "decline_acceptance", "decline_acceptance-reason": reason_of()}
    response = at_desk("agent").post("/new/", fields, HTTP_HX_REQUEST="true")
    page = response.content.decode()
    assert response.status_code == 422 and stored() == before
    assert wrong_at(page, "不予受理须先把理由告知来电人，请告知后勾选。") == "decline_acceptance-order-told"


@pytest.mark.django_db
def test_a_hotline_one_does_not_serve_is_said_at_the_choice(at_desk: Desk, people: dict[str, Person]) -> None:
    accounts.save_lines([{"id": "water", "name": "供水热线", "prefix": "GS", "pack": "dezhou-12345"}])
    Person.objects.filter(username="agent").update(lines=[city.LINE, "water"])
    people["agent"].refresh_from_db()
    fields = {k: v for k, v in city.FIELDS.items() if isinstance(v, str)} | {"channel": "phone", "line": "not-mine"}
    response = at_desk("agent").post("/new/", fields, HTTP_HX_REQUEST="true")
    assert response.status_code == 422
    assert '<p class="wrong" id="line-error">请填写热线。</p>' in response.content.decode()
