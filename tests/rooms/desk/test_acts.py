"""Every command a person may give can be given at the desk; a refusal says why, keeps what was typed, writes none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotline import policy as packs
from hotline.accounts.models import Person
from hotline.core.deadlines import CIVIL_LAW, NaturalDays
from hotline.core.policy.rules import Rule, Source
from hotline.core.policy.shapes import CallbackRule, ClockRule, CommitmentRule, SuspensionRule
from hotline.core.vocabulary import CallbackChannel, ClockName, CommandName, Phase, RequestState, Role
from hotline.desk.forms.shape import shapes
from hotline.infra import clock
from hotline.policy import registry
from tests.rooms.desk.acting import do, order_of, post, said
from tests.rooms.orders import city

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
ANSWER = {
    "outcome": "solved",
    "internal_text": "已到现场更换灯具三盏，夜间复查照明正常。",
    "public_text": "您好，路灯已经修好，夜间复查照明正常，感谢您的监督。",
    "within_power": "yes",
    "finding": "none",
    "disclosure": "private",
}
POINTS = ["contact", "phone", "content_class", "nature", "reply_wish", "description"]
Desk = Callable[[str], Any]


def filed(people: dict[str, Person]) -> str:
    return city.registered(people).number


def fresh(people: dict[str, Person]) -> str:
    from hotline.orders import services

    return services.register(city.FIELDS, city.CONTACT, people["agent"]).number


def intake(desk: Desk, people: dict[str, Person]) -> None:
    agent, first, other = desk("agent"), fresh(people), fresh(people)
    do(
        agent,
        first,
        "amend",
        content="改过的内容，路灯四晚不亮。",
        title="路灯不亮",
        nature="help",
        place="东门",
        urgency="urgent",
    )
    assert order_of(first).urgency.value == "urgent" and order_of(first).content_class == "", (
        "what was emptied is empty"
    )
    do(agent, first, "record_three_way_call", unit="lamps", consent="yes", connected="yes", note="已接通")
    do(agent, first, "link_order", other=other, kind="repeat")
    do(agent, first, "unlink_order", other=order_of(other).id)
    do(agent, first, "add_note", text="来电人晚上在家")
    do(agent, first, "attach_file", title="现场", file=SimpleUploadedFile("现场.png", PNG))
    do(agent, first, "answer_directly", basis="announcement", source_ref="公告3号", answer="计划停电，明早恢复。")
    do(agent, other, "decline_acceptance", reason=reason_of(), told="yes", note="已说明")
    third = fresh(people)
    do(agent, third, "hand_over_emergency", service="110", receipt="0231", remains_ours="yes")
    do(agent, third, "submit_for_dispatch")
    do(agent, third, "tell_progress", told="已提交转办")
    dispatcher = desk("dispatcher")
    do(dispatcher, third, "send_back_to_agent", reason="请补地点")
    parent = filed(people)
    do(agent, third, "join_group", parent=parent)
    assert order_of(third).group == order_of(parent).id
    do(agent, third, "leave_group", reason="不是同一处")


def reason_of() -> str:
    return registry.load("dezhou-12345").lists.refusal_reasons[0].id


def leaders(desk: Desk, people: dict[str, Person]) -> None:
    dispatcher, mayor, supervisor, number = desk("dispatcher"), desk("mayor"), desk("supervisor"), filed(people)
    do(dispatcher, number, "submit_to_leader", to_role="city_leader", text="权属不清，拟由市政处主办")
    due = f"{clock.today() + timedelta(days=20)}"
    do(mayor, number, "give_instruction", "d1", text="请市政处办理", lead="lamps", due_on=due)
    do(supervisor, number, "report_instruction", "d1", result="已落实")


def unit(desk: Desk, people: dict[str, Person]) -> None:
    dispatcher, clerk, leader, number = desk("dispatcher"), desk("lamps_clerk"), desk("lamps_leader"), filed(people)
    do(dispatcher, number, "assign_to_unit", lead="lamps", audit=POINTS, note="请办理")
    do(dispatcher, number, "add_assisting", unit="streets", note="请清理灯下垃圾")
    do(dispatcher, number, "recall_assignment", "a2", reason="不需要了")
    do(clerk, number, "sign_for", "a1")
    do(clerk, number, "forward_inside", "a1", person=str(people["lamps_leader"].id), note="请看")
    do(clerk, number, "log_contact", "a1", method="phone", reached="yes", note="已约")
    requests(desk, people, number)
    do(clerk, number, "pass_down", "a1", lead="lamps.east", note="请到现场")
    below(desk, number)
    supervised(desk, number)
    do(leader, number, "send_back_answer", "a1", reason="请补结果")
    do(clerk, number, "submit_answer", "a1", **ANSWER)
    do(leader, number, "approve_answer", "a1", note="同意")
    assert order_of(number).phase is Phase.REPLIED


def below(desk: Desk, number: str) -> None:
    east, clerk = desk("east_clerk"), desk("lamps_clerk")
    part = order_of(number).assignments[-1].id
    do(east, number, "sign_for", part)
    do(east, number, "log_contact", part, method="visit", reached="yes", note="现场见面")
    answer(desk, number, part)
    do(clerk, number, "send_down_again", part, reason="没写结果")
    answer(desk, number, part)
    do(clerk, number, "adopt_answer", "a1", child=part)


def answer(desk: Desk, number: str, part: str) -> None:
    """The unit below answers; where its leader must agree, the leader is asked too."""
    do(desk("east_clerk"), number, "submit_answer", part, **ANSWER)
    if order_of(number).assignment(part).state.value == "in_review":  # type: ignore[union-attr]  # it exists
        do(desk("east_leader"), number, "approve_answer", part)


def requests(desk: Desk, people: dict[str, Person], number: str) -> None:
    clerk, dispatcher, supervisor = desk("lamps_clerk"), desk("dispatcher"), desk("supervisor")
    do(clerk, number, "request_return", "a1", reason="不是本单位的事", suggested="streets")
    do(dispatcher, number, "refuse_request", "r1", reason="职责清单写明是市政处")
    do(clerk, number, "raise_objection", "a1", about="r1", reason="清单已改")
    do(supervisor, number, "refuse_request", "r2", reason="没有改")
    do(clerk, number, "file_appeal", "r2", reason="附新清单")
    do(clerk, number, "withdraw_request", "r3")
    do(clerk, number, "request_extension", "a1", days="3", reason="等配件")
    do(dispatcher, number, "grant_request", "r4", note="同意")
    do(clerk, number, "request_extension", "a1", days="2", reason="仍缺配件", signed="yes", stamped="yes")
    do(supervisor, number, "endorse_request", "r5", note="同意")
    do(dispatcher, number, "grant_request", "r5")
    do(clerk, number, "request_co_signature", "a1", unit="streets", text="请确认清运时间")
    assert order_of(number).request("r4").state is RequestState.GRANTED  # type: ignore[union-attr]  # it exists


def supervised(desk: Desk, number: str) -> None:
    supervisor, leader = desk("supervisor"), desk("lamps_leader")
    do(supervisor, number, "urge", "a1", text="请尽快")
    do(supervisor, number, "place_under_supervision", "a1", reason="hot", form_="written", text="三日内答复")
    do(leader, number, "answer_supervision", "d1", text="已修好")
    do(supervisor, number, "lift_supervision", "d1", text="已核实")


def disputes(desk: Desk, people: dict[str, Person]) -> None:
    dispatcher, supervisor, number = desk("dispatcher"), desk("supervisor"), filed(people)
    do(dispatcher, number, "escalate_dispute", reason="两家都说不是自己的")
    while (level := order_of(number).dispute) and level.value == "dispatch_lead":
        do(dispatcher, number, "escalate_dispute", reason="仍有争议")
    do(supervisor, number, "rule_dispute", lead="lamps", text="按权属由市政处承办")
    assert order_of(number).lead().unit == "lamps"  # type: ignore[union-attr]  # it has a lead now


def callbacks(desk: Desk, people: dict[str, Person], moved: Any) -> None:
    caller, supervisor, archivist, number = (
        desk("caller"),
        desk("supervisor"),
        desk("archivist"),
        city.replied(people).number,
    )
    do(caller, number, "take_callback")
    do(caller, number, "record_callback", channel="phone", reached="yes", answered="yes", solved="no",
       satisfied_result="no", satisfied_process="yes", opinion="还是不亮")  # fmt: skip
    do(supervisor, number, "judge_dissatisfaction", reasonable="yes", grounds="现场确实不亮")
    do(supervisor, number, "order_rework", mode="same_unit", reason="dissatisfied", text="请再修")
    assert order_of(number).phase is Phase.REWORK
    told = city.replied(people).number
    do(caller, told, "tell_progress", told="结果已告知", result_told="yes")
    do(caller, told, "waive_callback", reason="result_told")
    moved.advance(days=1)
    do(archivist, told, "archive")
    assert order_of(told).phase is Phase.ARCHIVED


FAMILIES = (intake, leaders, unit, disputes, callbacks)
OF_PROCEDURES = {CommandName.OPEN_PROCEDURE, CommandName.TAKE_STEP, CommandName.CANCEL_PROCEDURE}
"""Given in `test_procedures`."""
BEYOND = {
    CommandName.REQUEST_SUSPENSION, CommandName.MAKE_COMMITMENT, CommandName.RESUME_HANDLING, CommandName.SET_DUE,
    CommandName.EXPLAIN_LATENESS, CommandName.ISSUE_CALLBACK_TOKEN, *OF_PROCEDURES,
}  # fmt: skip
"""Commands the default pack does not offer, or that need a limit nobody can compute."""


@pytest.fixture
def people(people: dict[str, Person]) -> dict[str, Person]:
    from hotline.accounts import services

    (leader,) = services.save_people(
        [{"username": "east_leader", "name": "东所所长", "unit": "lamps.east", "roles": ["unit_leader"]}]
    )
    return people | {"east_leader": leader}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Names of the commands that were given by a form."""
    from tests.rooms.desk import acting

    names: set[str] = set()
    send = acting.post

    def noted(client: Any, number: str, command: str, target: str = "", **fields: Any) -> Any:
        names.add(command)
        return send(client, number, command, target, **fields)

    monkeypatch.setattr(acting, "post", noted)
    return names


def test_every_command_can_be_given_at_the_desk(
    at_desk: Desk, people: dict[str, Person], given: set[str], moving_clock: Any
) -> None:
    for family in FAMILIES[:-1]:
        family(at_desk, people)
    callbacks(at_desk, people, moving_clock)
    assert {CommandName(name) for name in given} == set(shapes()) - BEYOND


@pytest.fixture
def generous(monkeypatch: pytest.MonkeyPatch) -> None:
    """The default pack with what it does not offer: suspension, commitment, links, an explanation when late."""
    real = registry.load("dezhou-12345")
    source = Source("test", "article")
    stated = {
        "suspension": SuspensionRule(allowed=True),
        "commitment": CommitmentRule(allowed=True),
        "callback": CallbackRule(channels=tuple(CallbackChannel)),
        "clock.late_explanation": ClockRule(NaturalDays(3), CIVIL_LAW, "centre", Role.UNIT_LEADER),
    }
    rules = {
        topic: (Rule(f"test.{topic}", real.id, topic, value, source, date(2000, 1, 1)),)
        for topic, value in stated.items()
    }
    changed = dataclasses.replace(real, rules=real.rules | rules, _found={})
    for module in (registry, packs):
        monkeypatch.setattr(module, "load", lambda name: changed)
        monkeypatch.setattr(module, "release", lambda name, stamp: changed)


@pytest.mark.usefixtures("generous")
def test_what_other_packs_offer_can_be_given_too(
    at_desk: Desk, people: dict[str, Person], given: set[str], moving_clock: Any
) -> None:
    clerk, leader, supervisor = at_desk("lamps_clerk"), at_desk("lamps_leader"), at_desk("supervisor")
    number = city.in_hand(people).number
    do(clerk, number, "log_contact", "a1", method="phone", reached="yes", note="已说明")
    do(clerk, number, "make_commitment", "a1", until="2026-03-20", plan="更换线路", interim="已安排更换")
    do(clerk, number, "request_suspension", "a1", until="2026-03-12", reason="等审批")
    waiting = [r.id for r in order_of(number).requests if r.state is RequestState.ASKED]
    for request in waiting:
        do(supervisor, number, "grant_request", request)
    do(clerk, number, "resume_handling", "a1", note="已批")
    moving_clock.advance(days=40)
    do(clerk, number, "submit_answer", "a1", **ANSWER)
    do(leader, number, "approve_answer", "a1")
    do(leader, number, "explain_lateness", "a1", text="缺配件", signed_by="王处长")
    issued = do(at_desk("caller"), number, "issue_callback_token", channel="sms_link")
    assert 'data-testid="once"' in issued.content.decode()
    assert {CommandName(name) for name in given} >= BEYOND - OF_PROCEDURES - {CommandName.SET_DUE}


def test_a_limit_nobody_can_compute_is_set_by_a_person(
    at_desk: Desk, people: dict[str, Person], moving_clock: Any
) -> None:
    moving_clock.move_to(datetime(2026, 12, 30, 10, 0, tzinfo=clock.LOCAL))
    number = city.in_hand(people).number
    (unknown,) = [c.id for c in order_of(number).clocks if c.name is ClockName.REPLY]
    assert "待定时限" in at_desk("dispatcher").get(f"/{number}/").content.decode()
    do(at_desk("dispatcher"), number, "set_due", unknown, due_at="2027-01-08T17:30", reason="日历未公布，按五个工作日")
    assert order_of(number).clock(unknown).by_hand  # type: ignore[union-attr]  # it exists


@pytest.mark.parametrize(
    ("command", "target", "fields"),
    [
        ("request_suspension", "a1", {"until": "2026-04-01", "reason": "等审批"}),
        ("make_commitment", "a1", {"until": "2026-04-01", "plan": "更换线路", "interim": "已安排"}),
        ("resume_handling", "a1", {"note": ""}),
        ("set_due", "reply-1", {"due_at": "2026-04-01T10:00", "reason": "人工定"}),
    ],
)
def test_what_this_pack_does_not_offer_is_refused_in_words(
    at_desk: Desk, order: str, stored: Any, command: str, target: str, fields: dict[str, str]
) -> None:
    before = stored()
    response = post(at_desk("lamps_clerk"), order, command, target, **fields)
    assert response.status_code == 422
    assert "。" in said(response.content.decode())
    assert stored() == before


@pytest.mark.parametrize("name", list(shapes()), ids=lambda n: n.value)
def test_an_empty_form_of_the_wrong_person_writes_nothing(
    at_desk: Desk, order: str, stored: Any, name: CommandName
) -> None:
    before = stored()
    for username in ("mayor", "watcher", "streets_clerk"):
        response = post(at_desk(username), order, name.value, "")
        assert response.status_code in {403, 404, 422}, f"{username}: {response.status_code}"
    assert stored() == before


def test_what_was_typed_comes_back_with_a_refusal(at_desk: Desk, order: str, stored: Any) -> None:
    before = stored()
    response = post(at_desk("lamps_clerk"), order, "submit_answer", "a1", public_text="一半的<答复>", outcome="solved")
    page = response.content.decode()
    assert response.status_code == 422
    assert "一半的&lt;答复&gt;" in page and 'value="solved" checked' in page
    assert "请填写“办理情况（内部）”" in page
    assert stored() == before


def test_a_stale_form_says_who_and_keeps_what_was_typed(at_desk: Desk, order: str, stored: Any) -> None:
    seen = order_of(order).version
    do(at_desk("dispatcher"), order, "add_note", text="请注意安全")
    before = stored()
    response = post(
        at_desk("lamps_clerk"), order, "log_contact", "a1", version=seen, method="phone", reached="yes", note="约好了"
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "dispatcher的姓名" in page and "写了备注" in page and "约好了" in page and "核对后再提交" in page
    assert stored() == before
    again = post(at_desk("lamps_clerk"), order, "log_contact", "a1", method="phone", reached="yes", note="约好了")
    assert again.status_code == 200


def test_the_same_form_sent_twice_counts_once(at_desk: Desk, order: str) -> None:
    version = order_of(order).version
    for _ in range(2):
        do(at_desk("agent"), order, "add_note", text="一次", version=version, key="same")
    assert order_of(order).version == version + 1


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999"])
def test_a_forged_version_writes_nothing(at_desk: Desk, order: str, stored: Any, version: str) -> None:
    before = stored()
    response = post(at_desk("agent"), order, "add_note", text="伪造", version=version)
    assert response.status_code in {409, 422}
    assert stored() == before


def test_a_unit_that_does_not_exist_is_refused(at_desk: Desk, people: dict[str, Person], stored: Any) -> None:
    number = filed(people)
    before = stored()
    response = post(at_desk("dispatcher"), number, "assign_to_unit", lead="nowhere", audit=POINTS)
    assert response.status_code == 422 and "没有“nowhere”这个单位" in response.content.decode()
    assert stored() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.png", b""),
        ("病毒.png", b"MZ\x90\x00" + b"\x00" * 200),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /"),
        ("x.html", b"<script>1</script>"),
    ],
)
def test_a_file_that_is_not_wanted_is_refused(
    at_desk: Desk, order: str, stored: Any, name: str, content: bytes
) -> None:
    before = stored()
    response = post(at_desk("agent"), order, "attach_file", title="", file=SimpleUploadedFile(name, content))
    assert response.status_code == 422 and said(response.content.decode())
    assert stored() == before


def test_an_attached_file_can_be_saved(at_desk: Desk, order: str) -> None:
    do(at_desk("agent"), order, "attach_file", title="现场", file=SimpleUploadedFile("现场.png", PNG))
    page = at_desk("lamps_clerk").get(f"/{order}/").content.decode()
    url = page.split('data-testid="files"')[1].split('href="')[1].split('"')[0]
    response = at_desk("lamps_clerk").get(url)
    assert response.content == PNG
    assert response["X-Content-Type-Options"] == "nosniff" and "attachment" in response["Content-Disposition"]
    assert at_desk("streets_clerk").get(url).status_code == 404
