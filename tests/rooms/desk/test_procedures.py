"""Procedures at the desk: what a person is asked, what the page tells, and what is done when something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hotline.core.vocabulary import ContactField, ProcedureState, Ruling
from hotline.policy import registry
from tests import altered
from tests.rooms.desk.acting import do, order_of, post, said
from tests.rooms.orders import city

pytestmark = pytest.mark.req("SUP-4")


@pytest.fixture
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, people: dict[str, Any]) -> Iterator[dict[str, Any]]:
    altered.switch_on(tmp_path, monkeypatch, altered.PROCEDURES, altered.CHECKED)
    yield people
    monkeypatch.undo()
    registry.reload()


@pytest.fixture
def checking(at_desk: Any, order: str) -> str:
    """The number of an order whose unit is asked to look into itself."""
    supervisor = at_desk("supervisor")
    do(supervisor, order, "open_procedure", kind="sheet", text="来电人反映两次转接无人接")
    do(supervisor, order, "take_step", "p1", outcome="sent", text="已发互动单")
    return order


def form(client: Any, number: str, command: str, target: str = "") -> str:
    page = client.get(f"/{number}/do/{command}/", {"target": target}, HTTP_HX_REQUEST="true")
    assert page.status_code == 200
    return str(page.content.decode())


def labels(html: str) -> list[str]:
    return re.findall(r'<label id="[^"]*-label"[^>]*>([^<]*)', html)


def test_a_whole_procedure_is_worked_at_the_desk(at_desk: Any, checking: str) -> None:
    leader, supervisor = at_desk("lamps_leader"), at_desk("supervisor")
    do(leader, checking, "take_step", "p1", outcome="denied", text="已按时办理", **{"given.post": "三号窗口"})
    do(supervisor, checking, "take_step", "p1", outcome="at_fault", text="录音为证")
    found = order_of(checking).procedures[0]
    assert (found.state, found.ruling) == (ProcedureState.ENDED, Ruling.AT_FAULT)
    page = leader.get(f"/{checking}/").content.decode()
    for told in (
        "首问责任互动单", "市政处", "三号窗口", "责任岗位", "材料：自查报告", "<li>全市通报批评</li><li>扣绩效</li>",
        "有责", "已结束",
        "处理建议，由有权的人决定", "“首问责任互动单”（市政处）结束，认定为有责。",
        "办理“首问责任互动单”的自查：有异议。",
    ):  # fmt: skip
        assert told in page, told


def test_the_list_of_procedures_says_what_each_is_for_and_where_it_stands(at_desk: Any, order: str) -> None:
    page = form(at_desk("supervisor"), order, "open_procedure")
    assert "首问责任互动单" in page and "涉嫌推诿的，先由单位自查" in page and "依据：" in page
    assert "职责会商" not in page, "somebody else opens that one"
    assert labels(page) == ["启动哪项程序", "所涉单位", "情由"]
    assert labels(form(at_desk("dispatcher"), order, "open_procedure")) == ["启动哪项程序", "情由"]


def test_the_form_of_a_step_is_the_stage(at_desk: Any, checking: str) -> None:
    page = form(at_desk("lamps_leader"), checking, "take_step", "p1")
    assert labels(page) == ["结果", "责任岗位", "备注", "办理情况"]
    assert "自查" in page and "五个工作日内报自查报告" in page and "本步形成：自查报告" in page
    assert "逾期不报" not in page, "nobody reports his own silence"
    assert "认定为有责，程序结束，建议：全市通报批评" in page and "接着是“裁定”" in page


def test_what_only_some_outcomes_want_shows_with_them(at_desk: Any, order: str) -> None:
    dispatcher = at_desk("dispatcher")
    do(dispatcher, order, "open_procedure", kind="conference", text="两家都说不是自己的")
    page = form(dispatcher, order, "take_step", "p1")
    assert labels(page) == ["结果", "会商日", "办理情况"] and 'data-show-if="outcome=called"' in page
    response = post(dispatcher, order, "take_step", "p1", outcome="called", text="定了")
    assert response.status_code == 422 and "请填写会商日" in said(response.content.decode())
    do(dispatcher, order, "take_step", "p1", outcome="called", text="定了", on="2026-03-20")
    page = dispatcher.get(f"/{order}/").content.decode()
    assert "“会商”时限" in page and "须提前 2 天" in page
    assert labels(form(dispatcher, order, "take_step", "p1")) == ["结果", "今后由谁主办", "办理情况"]
    do(dispatcher, order, "take_step", "p1", outcome="settled", text="归环卫处", unit="streets")
    assert "由环卫处主办，派单目录随之更新" in dispatcher.get(f"/{order}/").content.decode()


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    at_desk: Any, checking: str, stored: Any
) -> None:
    before = stored()
    response = post(at_desk("lamps_leader"), checking, "take_step", "p1", outcome="denied", text="半句<话>")
    page = response.content.decode()
    assert response.status_code == 422 and said(page) == "请填写“责任岗位”。"
    assert "半句&lt;话&gt;" in page and stored() == before


def test_a_form_of_an_earlier_stage_is_stale_not_wrong(at_desk: Any, checking: str, stored: Any) -> None:
    leader = at_desk("lamps_leader")
    version = order_of(checking).version
    do(leader, checking, "take_step", "p1", outcome="denied", text="已按时办理", **{"given.post": "三号窗口"})
    before = stored()
    late = post(leader, checking, "take_step", "p1", version=version, outcome="admitted", text="承认")
    assert late.status_code == 409 and stored() == before
    assert "办理“首问责任互动单”的自查" in late.content.decode() or "应由" in late.content.decode()


def test_who_may_not_hears_whose_step_it_is(at_desk: Any, checking: str) -> None:
    for other in ("supervisor", "lamps_clerk"):
        page = at_desk(other).get(f"/{checking}/").content.decode()
        assert 'data-testid="do-take_step"' not in page and "等市政处" in page
        response = post(
            at_desk(other), checking, "take_step", "p1", outcome="admitted", text="x", **{"given.post": "x"}
        )
        assert response.status_code == 422 and "应由市政处的承办单位领导办理" in said(response.content.decode())


def test_the_list_shows_the_stage_and_leads_to_the_step(at_desk: Any, checking: str) -> None:
    page = at_desk("lamps_leader").get("/q/procedures/").content.decode()
    assert f'data-number="{checking}"' in page and ">自查</span>" in page and "on=p1" in page
    order_page = at_desk("lamps_leader").get(f"/{checking}/", {"q": "procedures", "on": "p1"}).content.decode()
    assert re.search(r'data-testid="do-take_step"[^>]*data-primary[^>]*>自查<', order_page)


def test_a_result_is_told_after_the_identity_is_compared(at_desk: Any, order: str) -> None:
    """SEC-5."""
    agent = at_desk("agent")
    page = form(agent, order, "tell_progress")
    assert "与来电人核对无误的" in page and "姓名" in page and "工作单位" not in page
    response = post(agent, order, "tell_progress", told="在修")
    assert response.status_code == 422 and "核对身份" in said(response.content.decode())
    do(agent, order, "tell_progress", told="在修", checked=[ContactField.NAME.value])
    assert "核对姓名后告知了办理情况" in agent.get(f"/{order}/").content.decode()


def test_where_no_pack_asks_for_it_nobody_is_asked(
    at_desk: Any, people: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "packs" / "dezhou-12345" / "added1.yaml").unlink()
    registry.reload()
    number = city.in_hand(people).number
    assert "与来电人核对无误的" not in form(at_desk("agent"), number, "tell_progress")
    do(at_desk("agent"), number, "tell_progress", told="在修")


@pytest.mark.req("HND-9")
def test_where_the_work_was_done_is_written_down(at_desk: Any, order: str) -> None:
    clerk = at_desk("lamps_clerk")
    assert 'data-show-if="method=on_site,visit"' in form(clerk, order, "log_contact", "a1")
    do(clerk, order, "log_contact", "a1", method="on_site", reached="yes", place="东门第三根灯杆", note="换了灯具")
    page = clerk.get(f"/{order}/").content.decode()
    assert "以到达现场方式联系上了来电人（东门第三根灯杆）" in page


def test_the_only_way_is_chosen_already_and_any_unit_can_be_named(at_desk: Any, people: dict[str, Any]) -> None:
    number = city.in_hand(people, nature="complaint", accused=("streets",)).number
    supervisor = at_desk("supervisor")
    page = form(supervisor, number, "open_procedure")
    assert 'value="sheet" checked' in page and "without=" not in page
    refused = post(supervisor, number, "open_procedure", kind="sheet", unit="streets", text="推诿")
    assert refused.status_code == 422 and "不能转给被反映的单位" in said(refused.content.decode())
    do(supervisor, number, "open_procedure", kind="sheet", text="推诿")
    assert 'value="sent" checked' in form(supervisor, number, "take_step", "p1")
