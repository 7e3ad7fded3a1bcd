"""The agent's page: filed without the mouse, answered at once, three open at a time, the caller known by the number."""

import re

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import AnswerBasis, LinkKind, Phase
from hotline.desk import assist
from hotline.desk.assist import Found, Panel, Suggestion
from tests.journeys.counting import counted
from tests.journeys.people import CALLER, MATTER, PHONE, chosen, input_of
from tests.journeys.written import count, events_of, last, order_of

pytestmark = pytest.mark.journey

ANSWER = "持身份证到任一合作银行网点当场补办。"
QUOTES = "desk/assist/quotes.html"


def type_call(page, caller=CALLER, matter=MATTER):
    """A common order as it is typed: the text, the place, the nature, the class; then who called."""
    keys = page.keyboard
    keys.insert_text(matter["诉求内容"])
    keys.press("Tab")
    keys.press("Tab")
    keys.insert_text(matter["地点"])
    keys.press("Tab")
    keys.press("2")
    keys.press("Tab")
    keys.type("路灯")
    expect(page.locator(".pick-list li[data-label=路灯]")).to_be_visible()
    keys.press("Enter")
    keys.press("Alt+c")
    keys.insert_text(caller["电话"])
    keys.press("Enter")
    keys.insert_text(caller["姓名"])
    keys.press("Enter")
    keys.insert_text(caller["住址"])


def opened(seat):
    """Open the page of a new order by its key; the cursor is in the text."""
    seat.page.keyboard.press("n")
    form = seat.page.get_by_test_id("new-form")
    expect(form.get_by_label("诉求内容")).to_be_focused()
    return form


@pytest.mark.req("INT-3", "PRA-18")
def test_a_common_order_is_filed_without_the_mouse(sit, people):
    agent = sit("agent")
    form = opened(agent)
    hands = counted(agent.page)
    type_call(agent.page)
    expect(form.get_by_test_id("caller-times")).to_have_text("第 1 次来电")
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    assert hands.told("file a common order") <= 12
    made = order_of(number)
    assert made.phase is Phase.AWAITING_DISPATCH
    assert (made.content, made.place, made.nature) == (MATTER["诉求内容"], MATTER["地点"], "help")
    assert made.title == "幸福里小区东门外的路灯连续三晚不亮，老人出门看不清路，请尽快维修"[:30]
    # The next call can come.
    expect(form.get_by_label("诉求内容")).to_have_value("")
    expect(form.get_by_label("诉求内容")).to_be_focused()
    expect(form.get_by_label("电话", exact=True)).to_have_value("")
    agent.is_told(f"已登记，单号 {number}")
    agent.page.keyboard.press("Alt+o")
    agent.at(number)


@pytest.mark.req("INT-3")
def test_a_common_order_fits_on_the_screen(sit, people):
    agent = sit("agent")
    agent.page.set_viewport_size({"width": 1440, "height": 900})
    form = opened(agent)
    for name in ("诉求内容", "标题", "性质", "内容分类", "地点", "区域", "紧急程度", "希望怎样回复"):
        expect(input_of(form, name)).to_be_in_viewport(ratio=1)
    expect(form.locator(".outcome .choices").first).to_be_in_viewport(ratio=1)
    expect(form.get_by_test_id("submit-new")).to_be_in_viewport(ratio=1)
    assert form.locator(".new-main").evaluate("e => e.scrollHeight <= e.clientHeight")


@pytest.fixture
def with_card(monkeypatch):
    """A panel of another room: a knowledge entry to quote, and suggestions for two fields."""
    entry = {"title": "社保卡补办指南", "answer": ANSWER, "basis": "knowledge", "ref": "社保卡补办指南", "version": "3"}
    nature = Suggestion("nature", "consultation", "咨询", 0.92, "句中有“想问”")
    place = Suggestion("place", "人民路网点", "人民路网点", 0.7)
    found = Found({"quotes": [entry]}, (nature, place))
    panel = Panel("card", "hints", "register", lambda asked: found if asked.content else Found(), QUOTES)
    monkeypatch.setattr(assist, "PANELS", (*(p for p in assist.PANELS if p.name != "suggested"), panel))


@pytest.mark.req("INT-6", "PRA-18")
def test_a_question_is_answered_in_two_keystrokes(sit, people, with_card):
    agent = sit("agent")
    form = opened(agent)
    agent.fill(form, {**CALLER, "诉求内容": "社保卡丢了，想问到哪里补办。", "性质": "咨询"})
    card = form.locator("[data-quote]")
    expect(card).to_be_visible()
    expect(card.locator("kbd")).not_to_be_empty()
    number_of_card = card.locator("kbd").inner_text()
    hands = counted(agent.page)
    agent.page.keyboard.press(f"Alt+{number_of_card}")
    expect(form.get_by_label("答复内容")).to_have_value(ANSWER)
    expect(form.get_by_label("答复内容")).to_be_focused()
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    assert hands.told("answer directly") == 2
    assert events_of(number) == ["registered", "answered_directly"]
    answered = last(number, "answered_directly")
    assert (answered.basis, answered.source_ref, answered.source_version) == (
        AnswerBasis.KNOWLEDGE,
        "社保卡补办指南",
        "3",
    )


@pytest.mark.req("INT-6")
def test_one_key_opens_the_direct_answer_with_the_cursor_in_it(sit, people):
    agent = sit("agent")
    form = opened(agent)
    agent.page.keyboard.press("Alt+d")
    expect(form.get_by_label("答复内容")).to_be_focused()
    expect(form.get_by_test_id("submit-new")).to_contain_text("登记并直接答复")
    agent.page.keyboard.press("Alt+x")
    expect(form.get_by_test_id("then-answer_directly")).to_be_focused()
    agent.page.keyboard.press("j")
    expect(form.get_by_test_id("then-decline_acceptance")).to_be_checked()
    agent.page.keyboard.press("Alt+s")
    expect(form.get_by_test_id("then-none")).to_be_checked()
    agent.page.keyboard.press("Alt+b")
    agent.page.evaluate(
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
        {code: "KeyD", key: "d", altKey: true, isComposing: true, bubbles: true}))"""
    )
    expect(form.get_by_test_id("then-none")).to_be_checked()


def test_what_is_missing_gets_the_cursor_in_sight(sit, people):
    agent = sit("agent")
    form = opened(agent)
    form.get_by_label("诉求内容").fill("想问社保卡丢了到哪里补办")
    agent.page.keyboard.press("Control+Enter")
    expect(form.locator("[role=radiogroup][aria-invalid] input").first).to_be_focused()
    agent.page.keyboard.press("1")
    agent.page.keyboard.press("Alt+d")
    form.get_by_label("答复内容").fill("到任一合作银行网点。")
    agent.page.keyboard.press("Control+Enter")
    expect(form.locator("[aria-invalid]").first).to_be_visible()
    assert agent.page.evaluate(
        """() => { const it = document.activeElement.getBoundingClientRect();
        return it.bottom <= document.querySelector(".new-form .form-end").getBoundingClientRect().top }"""
    ), "not under the bar that stays"


def test_a_suggestion_is_taken_by_a_key_and_never_overwrites(sit, people, with_card):
    agent = sit("agent")
    form = opened(agent)
    agent.fill(form, {**CALLER, "地点": "东门"})
    form.get_by_label("诉求内容").fill("社保卡丢了，想问到哪里补办。")
    chip = form.get_by_test_id("take-nature-consultation")
    expect(chip).to_contain_text("咨询92%")
    expect(form.locator("[data-take=place]")).to_have_count(0)
    expect(input_of(form, "地点").locator("input")).to_have_value("东门")
    form.get_by_label("诉求内容").focus()
    agent.page.keyboard.press("Alt+1")
    expect(chip).to_contain_text("已采纳")
    expect(chosen(form, "性质")).to_contain_text("咨询")
    shown = form.locator("input[type=hidden][name=suggested-nature]")
    expect(shown).to_have_value("consultation")
    agent.page.keyboard.press("Control+Enter")
    assert order_of(agent.filed()).nature == "consultation"


@pytest.mark.req("INT-3")
def test_three_open_orders_survive_a_reload(sit, people):
    agent = sit("agent")
    form = opened(agent)
    page = agent.page
    matters = ["东门路灯不亮", "西门水管漏水", "北门垃圾未清运"]
    for place, matter in enumerate(matters, 1):
        if place > 1:
            page.keyboard.press("Alt+n")
            expect(page.get_by_test_id(f"call-{place}")).to_have_attribute("aria-current", "true")
        agent.fill(form, {"诉求内容": matter, "电话": f"1390000000{place}"})
        expect(page.get_by_test_id(f"call-{place}")).to_contain_text(matter)
    page.get_by_test_id("call-new").click()
    agent.is_told("最多同时开三张")
    page.reload()
    expect(form.get_by_label("诉求内容")).to_have_value(matters[2])
    expect(form.get_by_label("电话", exact=True)).to_have_value("13900000003")
    page.keyboard.press("Alt+Shift+1")
    expect(form.get_by_label("诉求内容")).to_have_value(matters[0])
    expect(form.get_by_label("电话", exact=True)).to_have_value("13900000001")
    assert "1390000000" not in page.evaluate("JSON.stringify(localStorage)")
    agent.fill(form, {"性质": "求助", "姓名": "张三丰", "住址": "幸福里"})
    page.keyboard.press("Control+Enter")
    assert order_of(agent.filed()).content == matters[0]
    page.keyboard.press("Alt+Shift+2")
    expect(form.get_by_label("诉求内容")).to_have_value(matters[1])
    page.get_by_test_id("call-off-2").click()
    expect(page.locator("#dialog")).to_contain_text("西门水管漏水")
    page.get_by_test_id("call-drop-yes").click()
    expect(page.get_by_test_id("call-2")).to_have_count(0)
    expect(page.get_by_test_id("call-3")).to_contain_text(matters[2])
    assert count() == 1


@pytest.mark.req("INT-5")
def test_the_reason_for_not_accepting_is_there_to_read_out(sit, people):
    agent = sit("agent")
    form = opened(agent)
    agent.fill(form, {**CALLER, "诉求内容": "家里着火了，请派人来。", "性质": "求助"})
    agent.page.keyboard.press("Alt+j")
    said = form.get_by_test_id("read-out")
    expect(said).to_be_hidden()
    agent.page.keyboard.press("2")
    expect(said).to_have_text("市民热线受理非紧急求助。请您立即拨打110、119、120或122。")
    assert float(said.evaluate("e => getComputedStyle(e).fontSize").removesuffix("px")) >= 20
    agent.fill(form, {"已把理由告知来电人": True})
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    assert last(number, "acceptance_declined").reason == "emergency"
    assert order_of(number).phase is Phase.REFUSED


@pytest.mark.req("CLS-4", "INT-7")
def test_a_repeat_caller_is_linked_and_told_how_it_stands(sit, people):
    agent = sit("agent")
    first = agent.file_order()
    form = opened(agent)
    agent.fill(form, {**MATTER, "电话": PHONE})
    expect(form.get_by_test_id("caller-times")).to_have_text("第 2 次来电")
    expect(form.locator("#caller")).to_contain_text(re.compile("139\\*{4}1234"))
    earlier = form.get_by_test_id(f"candidate-{first}")
    expect(earlier).to_contain_text("待转办")
    expect(earlier.get_by_role("checkbox")).to_be_checked()
    agent.fill(form, {"姓名": "张三丰", "住址": "幸福里"})
    agent.page.keyboard.press("Control+Enter")
    second = agent.filed()
    (link,) = order_of(second).links
    assert (link.kind, link.order) == (LinkKind.REPEAT, order_of(first).id)

    form.get_by_label("电话", exact=True).fill(PHONE)
    expect(form.get_by_test_id("caller-times")).to_have_text("第 3 次来电")
    agent.page.keyboard.press("Alt+q")
    asked = agent.form("告知办理情况")
    expect(asked).to_be_visible()
    agent.fill(asked, {"告知了什么": "已转路灯处，五个工作日内答复"})
    agent.send("告知办理情况")
    agent.is_told("已记录告知")
    told = agent.order.get_attribute("data-number")
    assert told in (first, second) and "progress_told" in events_of(told)
