"""The large model beside the work: its draft is taken over and edited by a person; when it is down, work goes on."""

import pytest
from playwright.sync_api import expect

from hotline.core import commands as c
from hotline.core.vocabulary import ContactMethod
from hotline.infra.resting import Rest
from hotline.language.assistant import asking
from hotline.orders import services
from tests.journeys import filed
from tests.journeys.looking import wrong_on
from tests.journeys.people import CALLER, MATTER, REPLY
from tests.journeys.written import order_of
from tests.model_server import serving

pytestmark = pytest.mark.journey

DRAFT = "〔姓名1〕您好，路灯已经修好，请放心出行。"
CALL = f"我叫{CALLER['姓名']}，灯已经亮了。"


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A model that is connected while the test lasts."""
    with serving() as stub:
        monkeypatch.setenv("HOTLINE_ASSISTANT", str(stub.settings(tmp_path / "assistant.toml")))
        monkeypatch.setattr(asking, "rest", Rest())
        yield stub


def called(people):
    """An order of the works bureau whose caller was called; the next thing is the answer."""
    number = filed.in_hand(people)
    note = c.LogContact(assignment="a1", method=ContactMethod.PHONE, note=CALL)
    services.apply(order_of(number).id, note, people["works_clerk"])
    return number


def answered(clerk):
    """The rest of the answer, and off it goes."""
    page = clerk.page
    expect(page.locator(".unit-bench[data-ready]")).to_be_visible()
    page.get_by_label("给来电人的答复").blur()
    page.keyboard.press("y")
    page.get_by_label("怎么办的").fill(str(REPLY["办理情况（内部）"]))
    page.get_by_test_id("bench-submit_answer").click()
    expect(page.get_by_test_id("list-done")).to_be_visible()


def test_a_draft_is_taken_over_by_a_key_edited_and_sent_by_a_person(sit, people, model):
    number = called(people)
    clerk = sit("works_clerk")
    page = clerk.page
    clerk.take("in_hand", number)
    model.answers({"reply": DRAFT})
    model.hold()
    page.get_by_test_id("assistant-draft").click()
    assert model.arrived.wait(15)
    expect(page.get_by_text("大模型在写")).to_be_visible()
    text = page.get_by_label("给来电人的答复")
    text.fill("您好。")
    model.go.set()
    said = page.get_by_test_id("assistant-said")
    expect(said).to_contain_text("机器起草")
    expect(said).to_contain_text(f"{CALLER['姓名']}您好")
    expect(text).to_have_value("您好。")
    assert str(CALLER["姓名"]) not in model.everything and str(CALLER["电话"]) not in model.everything

    text.blur()
    page.keyboard.press("m")
    expect(text).to_be_focused()
    expect(text).to_have_value(f"您好。\n{CALLER['姓名']}您好，路灯已经修好，请放心出行。")
    expect(page.get_by_test_id("drafted")).to_contain_text("机器起草")
    assert order_of(number).assignments[0].answer is None, "nothing is sent by itself"
    assert _findings(page) == []
    text.fill(str(REPLY["给来电人的答复"]))
    answered(clerk)
    assert order_of(number).assignments[0].answer.public_text == REPLY["给来电人的答复"]


def _findings(page):
    """What axe and the width say of the page with a proposal on it; the window is as it was."""
    size = page.viewport_size
    found = list(wrong_on(page))
    page.set_viewport_size(size)
    return found


def test_when_it_is_down_the_page_says_so_and_the_order_goes_on(sit, people, model):
    number = called(people)
    clerk = sit("works_clerk")
    clerk.take("in_hand", number)
    model.status = 500
    for _ in range(3):
        clerk.page.get_by_test_id("assistant-summary").click()
        expect(clerk.page.get_by_test_id("assistant-why")).to_contain_text("服务出错")
        clerk.page.get_by_test_id("assistant-why").evaluate("e => e.remove()")
    clerk.page.get_by_test_id("assistant-summary").click()
    expect(clerk.page.get_by_test_id("assistant-why")).to_contain_text("暂停使用")
    assert len(model.received) == 3
    clerk.page.get_by_label("给来电人的答复").fill(str(REPLY["给来电人的答复"]))
    answered(clerk)
    assert order_of(number).assignments[0].answer.public_text == REPLY["给来电人的答复"]


def test_the_agents_form_takes_what_was_read_one_by_one(sit, people, model):
    agent = sit("agent")
    page = agent.page
    page.get_by_test_id("new").click()
    form = page.get_by_test_id("new-form")
    model.answers({"title": "东门路灯不亮", "nature": "help"})
    agent.fill(form, {**CALLER, "诉求内容": f"{CALL}{MATTER['诉求内容']}"})
    page.keyboard.press("Alt+m")
    fields = page.get_by_test_id("assistant-fields")
    expect(fields).to_contain_text("东门路灯不亮")
    expect(form.get_by_label("标题")).to_have_value("")
    fields.get_by_test_id("assistant-take-title").click()
    expect(form.get_by_label("标题")).to_have_value("东门路灯不亮")
    assert [one for one in CALLER.values() if str(one) in model.everything] == []
