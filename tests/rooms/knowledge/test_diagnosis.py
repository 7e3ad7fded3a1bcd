"""Runs in the database: look-ups over real HTTP, sealed answers, versions, and what is forgotten when."""

from __future__ import annotations

import json

import pytest
from django.db import InternalError, connection, transaction

from hotline.accounts.models import Person
from hotline.core.diagnosis.trail import BadInput
from hotline.infra.clock import MovableClock
from hotline.knowledge.diagnosis import after, keeping, running, scenarios
from hotline.knowledge.diagnosis.detecting import detect
from hotline.knowledge.diagnosis.models import DiagnosisRun, ScenarioAct, ScenarioText
from tests.rooms.knowledge import base, test_connectors
from tests.rooms.knowledge.test_connectors import Handler, billing
from tests.rooms.orders.city import LINE

__all__ = ["billing"]
NUMBER = "13900008801"
ANSWER = {"data": {"balance": "12.50", "fee": "88", "plan": "58", "extra": "30", "item": "游戏包"}}
FIELD_WORDS = ("余额（元）", "本月费用（元）", "套餐费（元）", "套餐外费用（元）", "套餐外项目")
FIELDS = "{balance = 'data.balance', fee = 'data.fee', plan = 'data.plan', extra = 'data.extra', item = 'data.item'}"


@pytest.fixture
def people(town: dict[str, Person]) -> dict[str, Person]:
    found = town | base.editors()
    row = keeping.take_over(found["editor"], LINE, "hubei-mobile-10086", "bill")
    keeping.publish(found["editor"], row.pk, row.revision)
    return found


@pytest.fixture
def account(billing: type[Handler], monkeypatch: pytest.MonkeyPatch) -> type[Handler]:
    """The billing service knows the number and says all that the scenario shows."""
    from hotline.knowledge.connectors.reading import place

    monkeypatch.setitem(test_connectors.PAGES, f"/accounts/{NUMBER}", (200, ANSWER))
    text = place().read_text(encoding="utf-8")
    place().write_text(text[: text.index("fields =")] + f"fields = {FIELDS}\n", encoding="utf-8")
    return billing


def begun(people: dict[str, Person], text: str = "") -> running.Standing:
    return running.begin(people["agent"], LINE, "bill", text, call="call-1")


def answered(people: dict[str, Person], at: running.Standing, step: str, value: str) -> running.Standing:
    return running.answer(people["agent"], at.row.pk, at.row.revision, step, value)


@pytest.mark.req("AIS-2", "KNW-5")
def test_the_source_is_asked_by_itself_and_shown(people: dict[str, Person], account: type[Handler]) -> None:
    at = begun(people, f"这个月话费多了，号码是{NUMBER}")
    assert at.question is not None and at.proposed == NUMBER
    at = answered(people, at, "number", NUMBER)
    assert account.asked == [(f"/accounts/{NUMBER}", "Bearer s3cret-token")]
    look = next(row for row in at.trail if row["step"] == "account")
    assert (
        look["data"][-1] == ["套餐外项目", "游戏包"]
        and look["look"]["source"] == "账务"
        and look["look"]["cause"] == ""
    )
    assert [label for label, _ in look["data"]] == list(FIELD_WORDS), "in the order in which the scenario names them"
    assert at.question is not None and at.question.text.startswith("本月费用88元，其中套餐外30元，项目是游戏包。")
    assert NUMBER not in json.dumps(at.trail, ensure_ascii=False) and NUMBER not in json.dumps(at.row.looked)
    end = answered(people, at, "extra", "no")
    assert end.order["title"] == "对套餐外扣费有异议" and "30元" in end.order["content"]
    back = running.back(people["agent"], end.row.pk, end.row.revision)
    assert back.question is not None and back.question.id == "extra" and len(back.row.looked) == 1


@pytest.mark.req("AIS-2")
def test_a_source_that_is_not_there_leads_where_the_scenario_says(people: dict[str, Person]) -> None:
    at = answered(people, begun(people), "number", NUMBER)
    assert at.run.conclusion is not None and at.run.conclusion.id == "down"
    assert at.row.looked[0]["cause"] == "not_set_up" and "账务系统现在没有接通" in at.answer


def test_what_was_said_is_sealed_and_forgotten(people: dict[str, Person], moving_clock: MovableClock) -> None:
    at = answered(people, begun(people, "话费多了"), "number", NUMBER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT said, trail::text || looked::text FROM knowledge_diagnosisrun")
        said, rest = cursor.fetchone()
    assert NUMBER.encode() not in bytes(said) and NUMBER not in rest
    assert [row.pk for row in after.belongs(people["agent"], "call-1", "DZ20260601-00001")] == [at.row.pk]
    assert [row.ending for row in after.of_order("DZ20260601-00001")] == ["order"]
    moving_clock.advance(days=29)
    assert after.forget() == 0
    moving_clock.advance(days=2)
    assert after.forget() == 1
    row = DiagnosisRun.objects.get()
    assert row.said is None and row.trail
    with pytest.raises(running.NoRun):
        running.look(people["agent"], row.pk)


def test_nobody_else_goes_on_with_a_run_and_old_forms_are_told(people: dict[str, Person]) -> None:
    at = begun(people)
    with pytest.raises(running.NoRun):
        running.look(people["caller"], at.row.pk)
    with pytest.raises(running.Moved):
        running.answer(people["agent"], at.row.pk, at.row.revision - 1, "number", NUMBER)
    with pytest.raises(BadInput):
        answered(people, at, "number", "")
    with pytest.raises(running.NoRun):
        running.begin(people["agent"], LINE, "no-such")


@pytest.mark.req("KNW-5")
def test_a_run_keeps_the_text_it_was_begun_with(people: dict[str, Person]) -> None:
    at = begun(people)
    row = next(one for one in keeping.of_line(LINE) if one.name == "bill")
    keeping.withdraw(people["editor"], row.pk, row.revision)
    assert "bill" not in scenarios.of_line(LINE)
    assert answered(people, at, "number", NUMBER).run.conclusion is not None
    for model in (ScenarioText, ScenarioAct):
        with pytest.raises(InternalError.__mro__[1]), transaction.atomic():
            model.objects.all().delete()


@pytest.mark.req("AIS-1")
def test_a_text_leads_to_its_scenario(people: dict[str, Person]) -> None:
    every = [one.scenario for one in scenarios.of_line(LINE).values()]
    for text, name in (
        ("工地半夜还在施工，吵得睡不着", "noise"),
        ("这个月话费怎么多了几十块", "bill"),
        ("身份证丢了，人在外地怎么补办", "identity-card"),
        ("家里困难想申请低保，要什么条件", "subsistence"),
    ):
        found = detect(every, text)
        assert found and found[0].name == name and found[0].confidence > 0.5
    assert detect(every, "公园的长椅坏了，请修一修") == ()
