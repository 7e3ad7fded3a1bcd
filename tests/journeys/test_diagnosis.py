"""Guided diagnosis: to an order with its trail, with a source that is down, and by a citizen alone on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from hotline.accounts import services as accounts
from hotline.core.events import AnsweredDirectly
from hotline.knowledge.connectors import asking
from hotline.knowledge.connectors.asking import Rest
from hotline.knowledge.diagnosis import keeping
from hotline.knowledge.diagnosis.models import DiagnosisRun
from tests.journeys import city
from tests.journeys.conftest import PHONE
from tests.journeys.looking import wrong_on
from tests.journeys.people import CALLER
from tests.journeys.written import events_of, last

pytestmark = [pytest.mark.journey, pytest.mark.req("KNW-5", "AIS-1", "AIS-2")]
NUMBER = "13900007788"


def taken_over(pack: str, name: str) -> None:
    """The city's line runs a scenario of another pack."""
    (editor,) = accounts.save_people(
        [{"username": "writer", "name": "华文", "unit": "centre", "roles": ["knowledge_editor"]}]
    )
    row = keeping.take_over(editor, city.LINE, pack, name)
    keeping.publish(editor, row.pk, row.revision)


def beside(page: Any, one: str, other: str) -> bool:
    """Whether nothing of the one lies under the other."""
    a, b = page.locator(one).bounding_box(), page.locator(other).bounding_box()
    return bool(a["x"] + a["width"] <= b["x"] and a["width"] > 400)


def test_a_diagnosis_becomes_an_order_with_its_trail(sit: Any) -> None:
    agent = sit("agent")
    matter = {"诉求内容": "工地半夜还在施工，吵得全家睡不着", "地点": "幸福里小区"}
    form = agent.start_order(matter, CALLER)
    expect(agent.page.get_by_test_id("diagnose-noise")).to_be_visible()
    agent.page.keyboard.press("Alt+KeyZ")
    runner = agent.page.get_by_test_id("diagnosis")
    expect(runner).to_contain_text("已从文中识别：建筑工地施工")
    assert beside(agent.page, ".new-main", "#know-side"), "the form can be used while it runs"
    expect(runner.get_by_test_id("diag-confirm")).to_be_focused()
    agent.page.keyboard.press("Enter")
    expect(runner).to_contain_text("晚上十点到早上六点")
    agent.page.keyboard.press("Enter")
    expect(runner).to_contain_text("现在还在施工吗")
    expect(runner.get_by_test_id("choice-yes")).to_be_focused()
    agent.page.keyboard.press("2")
    expect(runner.get_by_test_id("diag-fill")).to_contain_text("工地夜间施工扰民")
    agent.page.keyboard.press("ArrowLeft")
    expect(runner.get_by_test_id("choice-yes")).to_be_focused()
    agent.page.keyboard.press("1")
    expect(runner.get_by_test_id("diag-fill")).to_contain_text("正在施工")
    agent.page.keyboard.press("1")
    expect(form.locator("[name=title]")).to_have_value("工地夜间施工扰民，正在施工")
    expect(form.locator("[name=content]")).to_have_value(
        f"{matter['诉求内容']}\n来电人反映工地夜间（22时至次日6时）正在施工，噪声扰民，请现场核实有无夜间施工证明。"
    )
    agent.outcome(form, "提交转办")
    number = agent.submit_order(form)
    agent.sees("诊断经过：噪声扰民", "夜间正在施工")
    agent.page.get_by_test_id("diagnosis-of").get_by_role("link").click()
    trail = agent.page.get_by_test_id("diagnosis-trail")
    expect(trail).to_contain_text("声音从哪里来，决定由哪个部门管")
    assert list(wrong_on(agent.page)) == []
    assert "note_added" in events_of(number)
    assert DiagnosisRun.objects.get().ref == number


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A billing connector to a door behind which nobody is."""
    file = tmp_path / "connectors.toml"
    file.write_text('[billing]\ntitle = "账务系统"\nurl = "http://127.0.0.1:9/{account}"\ntimeout = 0.5\n', "utf-8")
    monkeypatch.setenv("HOTLINE_CONNECTORS", str(file))
    monkeypatch.setattr(asking, "rest", Rest())
    yield


def test_a_source_that_is_down_is_said_and_the_call_goes_on(sit: Any, silent: None) -> None:
    taken_over("hubei-mobile-10086", "bill")
    agent = sit("agent")
    matter = {"诉求内容": "这个月话费怎么多了几十块，帮我查一下", "性质": "咨询"}
    form = agent.start_order(matter, CALLER | {"电话": NUMBER})
    agent.page.get_by_test_id("diagnose-bill").click()
    runner = agent.page.get_by_test_id("diagnosis")
    runner.get_by_test_id("diag-confirm").click()
    expect(runner).to_contain_text("账务系统没有接通：连不上")
    expect(runner).to_contain_text("账务系统现在没有接通，我先为您登记")
    expect(runner).not_to_contain_text(NUMBER)
    runner.get_by_test_id("diag-fill").click()
    agent.outcome(form, "提交转办")
    number = agent.submit_order(form)
    agent.sees("账务系统没有接通（连不上）")
    run = DiagnosisRun.objects.get()
    assert (run.ref, run.looked[0]["cause"]) == (number, "no_connection") and NUMBER not in str(run.trail)


def test_an_answer_is_given_at_once_and_names_its_text(sit: Any) -> None:
    taken_over("cable-tv", "set-top-box")
    agent = sit("agent")
    form = agent.start_order(
        {"诉求内容": "家里电视无信号，机顶盒只亮红灯", "标题": "电视无信号", "性质": "咨询"}, CALLER
    )
    agent.page.get_by_test_id("diagnose-set-top-box").click()
    expect(agent.page.get_by_test_id("diag-confirm")).to_be_focused()
    assert list(wrong_on(agent.page)) == []
    agent.page.get_by_test_id("diag-confirm").click()
    expect(agent.page.get_by_test_id("diag-quote")).to_be_visible()
    assert list(wrong_on(agent.page)) == []
    agent.page.get_by_test_id("diag-quote").click()
    number = agent.submit_order(form)
    answered = last(number, "answered_directly")
    assert isinstance(answered, AnsweredDirectly) and answered.answer.startswith("您的机顶盒现在是待机状态")
    run = DiagnosisRun.objects.get()
    assert run.ref == number
    assert answered.source_version == f"diagnosis:{run.pk}"


def test_a_citizen_alone_on_a_phone(chromium_process: Any, live: str, people: Any) -> None:
    context = chromium_process.new_context(
        base_url=live, locale="zh-CN", viewport=PHONE, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.goto("/ask/")
    assert list(wrong_on(page)) == []
    page.get_by_role("link", name="身份证补办和换领").click()
    for value in ("lost", "no", "no"):
        page.get_by_test_id(f"choice-{value}").tap()
    expect(page.get_by_test_id("end")).to_contain_text("在外地也能办")
    page.get_by_role("button", name="上一步").tap()
    expect(page.get_by_test_id("choice-yes")).to_be_visible()
    assert list(wrong_on(page)) == []
    context.close()
    assert not DiagnosisRun.objects.exists()
