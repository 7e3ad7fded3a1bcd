"""A citizen goes through a scenario alone: nothing is kept, nothing inner is shown, no number opens another's data."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from hotline.accounts.models import Person
from hotline.core.diagnosis.shapes import AnswerKind, Conclusion, Ending, LookUp, Question, Scenario, Within
from hotline.core.diagnosis.trail import Found, Input
from hotline.knowledge.diagnosis import keeping, scenarios
from hotline.knowledge.diagnosis.models import DiagnosisRun
from hotline.policy.scenarios import everywhere
from hotline.portal import asking, views
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("KNW-5")]
EVERY: dict[str, Scenario] = {one.id: one for _, one in everywhere()}


@pytest.fixture
def citizen(town: dict[str, Person]) -> Client:
    return Client()


def say(client: Client, page: Any, **given: str) -> Any:
    """Send the form of a page with an answer to its question."""
    html = page.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(so_far|step)" value="([^"]*)"', html))
    return client.post("/ask/noise/", hidden | given)


def test_to_an_order_that_is_told_not_filed(citizen: Client) -> None:
    assert "噪声扰民" in citizen.get("/ask/").content.decode()
    page = citizen.get("/ask/noise/")
    assert "是什么声音？" in page.content.decode()
    for value in ("site", "yes", "no"):
        page = say(citizen, page, value=value)
    html = page.content.decode()
    assert "请拨打热线" in html and "工地夜间施工扰民" in html and "生态环境法典" in html
    assert "我转给城管部门" not in html and "声音从哪里来，决定由哪个部门管" not in html
    assert not DiagnosisRun.objects.exists()
    back = say(citizen, page, back="yes").content.decode()
    assert "现在还在施工吗？" in back


def test_a_wrong_answer_or_an_old_form_is_told(citizen: Client) -> None:
    page = citizen.get("/ask/noise/")
    wrong = say(citizen, page, value="nothing")
    assert wrong.status_code == 422 and "请从选项里选一个" in wrong.content.decode()
    forged = citizen.post("/ask/noise/", {"so_far": "made-up", "step": "what", "value": "site"})
    assert forged.status_code == 422 and "请从头再来" in forged.content.decode()


def test_what_is_not_public_is_not_there(citizen: Client) -> None:
    assert citizen.get("/ask/bill/").status_code == 404
    assert not asking.is_open(replace(EVERY["bill"], public=True)), "a number must not open an account"
    assert asking.is_open(EVERY["outage"])


@pytest.mark.parametrize("kind", [AnswerKind.IDENT, AnswerKind.TEXT, AnswerKind.NUMBER])
def test_no_detour_leads_from_a_typed_number_to_a_source(kind: AnswerKind) -> None:
    ask = Question("ask", text="?", name="account", kind=kind, to="in")
    look = LookUp("look", "", "billing", "end", "end", "end", arguments={"a": "{given}"})
    inner = Scenario(id="inner", title="i", start="look", public=True, steps=(look,))
    handed = Scenario(
        id="outer", title="o", start="ask", public=True,
        steps=(ask, Within("in", scenario="inner", given={"given": "{account}"})),
    )  # fmt: skip
    assert asking.is_open(inner) and not asking.is_open(handed, inner)
    back = replace(handed, steps=(replace(look, arguments={"a": "{in.account}"}),))
    assert not asking.is_open(back, replace(inner, steps=(ask,)))


def test_an_address_asks_no_more_than_it_may(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LIMIT", 2)
    page = citizen.get("/ask/noise/")
    # Each time without what the browser kept: that would be a new session.
    codes = [say(Client(), page, value="square").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert say(Client(REMOTE_ADDR="192.0.2.7"), page, value="square").status_code == 200


def test_what_a_form_carries_cannot_be_read_and_belongs_to_its_scenario() -> None:
    said = (Input("account", Found.FOUND, data={"holder": "张三"}),)
    carried = asking.sealed("noise", said)
    assert asking.unsealed("noise", carried) == said
    assert b"holder" not in base64.urlsafe_b64decode(carried)
    with pytest.raises(asking.Old):
        asking.unsealed("outage", carried)


def test_a_form_is_too_old_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    carried = asking.sealed("noise", ())
    monkeypatch.setattr(asking, "HOURS", -1)
    with pytest.raises(asking.Old):
        asking.unsealed("noise", carried)


def test_a_page_that_is_not_there_speaks_to_citizens(citizen: Client, settings: Any) -> None:
    settings.DEBUG = False
    found = citizen.get("/ask/nothing-like-this/")
    assert found.status_code == 404
    page = found.content.decode()
    assert "直接拨打热线" in page and "待办" not in page


def test_the_list_is_worked_out_once_and_again_when_something_is_published(
    citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = base.editors()["editor"]
    row = keeping.take_over(editor, LINE, "power-95598", "outage")
    keeping.publish(editor, row.pk, row.revision)
    assert citizen.get("/ask/outage/").status_code == 200
    monkeypatch.setattr(asking, "is_open", lambda *_: pytest.fail("worked out again"))
    assert citizen.get("/ask/outage/").status_code == 200
    monkeypatch.undo()
    row.refresh_from_db()
    keeping.withdraw(editor, row.pk, row.revision)
    assert citizen.get("/ask/outage/").status_code == 404


def test_scenarios_that_go_round_are_no_citizens_matter(citizen: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    around = {f"s{n}": Scenario(f"s{n}", "s", "in", (Within("in", f"s{1 - n}"),), public=True) for n in range(2)}
    known = {name: scenarios.Known(one) for name, one in around.items()}
    monkeypatch.setattr(scenarios, "of_line", lambda line: known)
    monkeypatch.setattr(asking, "_kept", {})
    assert asking.offered() == {}


def test_a_form_of_a_scenario_that_was_changed_meanwhile_begins_anew(citizen: Client) -> None:
    """What it carries fits no step any more: said, not a failure page."""
    stale = asking.sealed("noise", (Input("a-step-that-is-gone", Found.ANSWERED, "x"),))
    for given in ({}, {"step": "what", "value": "site"}, {"back": "yes", "step": "what"}):
        page = citizen.post("/ask/noise/", {"so_far": stale} | given)
        html = page.content.decode()
        assert page.status_code == 422 and "请从头再来" in html and "是什么声音？" in html


def test_a_page_that_asks_a_source_at_once_is_counted_when_it_is_looked_at(
    citizen: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = Conclusion("end", title="e", ending=Ending.ANSWERED, answer="a")
    look = LookUp("look", "", "nowhere", "end", "end", "end")
    first = Scenario(id="noise", title="n", start="look", public=True, steps=(look, end))
    known = {"noise": asking.Offered(LINE, first, {"noise": first})}
    assert not asking.asks_at_once(asking.offered()["noise"])
    monkeypatch.setattr(asking, "offered", lambda: known)
    monkeypatch.setattr(views, "LIMIT", 2)
    assert [citizen.get("/ask/noise/").status_code for _ in range(3)] == [200, 200, 429]
