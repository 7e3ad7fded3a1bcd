"""The unit's desk: on a phone from the card to the answer and the leader's thumb; at a keyboard without the mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from hotline.core.vocabulary import AssignmentState, Finding, Outcome, Phase
from tests.journeys import filed
from tests.journeys.conftest import PHONE
from tests.journeys.counting import counted
from tests.journeys.people import CALLER, Seat
from tests.journeys.test_attachments import png
from tests.journeys.written import events_of, last, looks_at, order_of

pytestmark = pytest.mark.journey

PUBLIC = "您好，东门外三盏路灯已于今晚修好，夜间复查照明正常。"
INTERNAL = "更换灯具三盏，接线盒进水，已做防水。"
SPOKEN = """() => { navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext(), tone = context.createOscillator(), out = context.createMediaStreamDestination();
  tone.connect(out); tone.start(); return out.stream; }; }"""
"""A microphone that hums: the machine has none."""


def thumb(page: Page) -> None:
    """Nothing sticks out; what is to be pressed on a bench is high enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    low = page.evaluate(
        """() => [...document.querySelectorAll(".unit-bench button, .unit-bench summary, .unit-bench a.btn, .card-act")]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 44).map((e) => e.textContent)"""
    )
    assert low == []


def tap(form: Locator, answer: str) -> None:
    """Give one of the answers to the question that is shown."""
    form.locator("label.choice:visible").filter(has_text=re.compile(rf"^\d?{answer}$")).tap()


def keys(seat: Seat, *pressed: str) -> None:
    """Press keys on a bench that has been seen for a moment."""
    expect(seat.page.locator(".unit-bench[data-ready]")).to_be_visible()
    for key in pressed:
        seat.page.keyboard.press(key)


@pytest.mark.req("HND-1", "HND-7", "HND-10")
def test_on_a_phone_signed_from_the_card_called_photographed_answered_and_let_out(sit, people, tmp_path):
    number = filed.to_sign(people)
    clerk = sit("works_clerk", phone=True)
    page = clerk.page
    for heap, count in (("to_sign", "1"), ("in_hand", ""), ("near_limit", ""), ("rework", "")):
        expect(page.get_by_test_id(f"queue-{heap}").locator("b")).to_have_text(count)
    clerk.queue("to_sign")
    thumb(page)
    card = page.locator("#rows .qrow")
    expect(card).to_contain_text("幸福里小区东门")
    card.get_by_test_id("card-sign").tap()
    expect(card.get_by_role("status")).to_contain_text("已签收")
    assert order_of(number).assignments[0].state is AssignmentState.SIGNED

    clerk.queue("in_hand")
    page.locator("#rows a .t").tap()
    clerk.at(number)
    thumb(page)
    page.get_by_test_id("bench-reveal").tap()
    expect(page.get_by_test_id("bench-caller").locator("a")).to_have_attribute("href", f"tel:{CALLER['电话']}")
    assert looks_at(number)[-1][2] == "先行联系来电人"
    page.get_by_label("谈了什么").fill("说明今晚到现场维修")
    thumb(page)
    page.get_by_test_id("bench-reached").tap()
    expect(page.get_by_test_id("bench-log")).to_contain_text("说明今晚到现场维修")
    assert order_of(number).assignments[0].contacts == 1

    photo = tmp_path / "修好.png"
    photo.write_bytes(png())
    before = clerk.order.get_attribute("data-v")
    page.get_by_test_id("bench-photo").set_input_files(photo)
    clerk.moved_on(before)
    expect(page.get_by_test_id("files")).to_contain_text("修好.png")

    form = page.get_by_test_id("bench-reply")
    expect(form.get_by_text("第 1 步，共 5 步")).to_be_visible()
    expect(form.locator("[data-step]:visible")).to_have_count(1)
    tap(form, "属实（成立）")
    expect(form.get_by_text("第 2 步，共 6 步")).to_be_visible()
    form.get_by_role("button", name="上一步").tap()
    tap(form, "不需认定")
    tap(form, "是")
    tap(form, "已解决")
    form.get_by_label("怎么办的").fill(INTERNAL)
    thumb(page)
    form.get_by_role("button", name="下一步").tap()
    text = form.get_by_label("给来电人的答复")
    text.fill("请联系13900001234")
    expect(form.get_by_text("没有电话、身份证号码")).to_have_class("unmet")
    text.fill(PUBLIC)
    expect(form.get_by_text("没有电话、身份证号码")).to_have_class("met")
    thumb(page)
    page.get_by_test_id("bench-submit_answer").tap()
    expect(page.get_by_test_id("list-done")).to_be_visible()
    answer = order_of(number).assignments[0].answer
    assert (answer.outcome, answer.finding, answer.contacted) == (Outcome.SOLVED, Finding.NONE, True)
    assert (answer.public_text, answer.internal_text) == (PUBLIC, INTERNAL)

    leader = sit("works_leader", phone=True)
    leader.queue("in_review")
    leader.page.locator("#rows a .t").tap()
    leader.at(number)
    bench = leader.page.get_by_test_id("bench-review")
    for seen in (PUBLIC, INTERNAL, "说明今晚到现场维修", "回复时限"):
        expect(bench).to_contain_text(seen)
    thumb(leader.page)
    leader.page.get_by_test_id("bench-approve_answer").tap()
    expect(leader.page.get_by_test_id("list-done")).to_be_visible()
    assert order_of(number).phase is Phase.REPLIED


def test_a_spoken_note_is_kept_as_a_recording(sit, people):
    number = filed.in_hand(people)
    clerk = sit("works_clerk")
    clerk.take("in_hand", number)
    clerk.page.evaluate(SPOKEN)
    before = clerk.order.get_attribute("data-v")
    speak = clerk.page.get_by_test_id("bench-speak")
    speak.click()
    expect(speak).to_have_text("停止并保存")
    speak.click()
    clerk.moved_on(before)
    expect(clerk.page.get_by_test_id("files").locator("audio")).to_have_count(1)
    assert last(number, "file_attached").title.endswith(".wav")


def test_a_call_that_nobody_answered_is_one_press(sit, people):
    number = filed.in_hand(people)
    clerk = sit("works_clerk")
    clerk.take("in_hand", number)
    keys(clerk, "l")
    clerk.page.get_by_test_id("bench-missed-1").click()
    expect(clerk.page.get_by_test_id("bench-log")).to_contain_text("没联系上：没人接")
    event = last(number, "contact_logged")
    assert (event.reached, event.note) == (False, "没人接")


def test_where_the_browser_cannot_record_a_recording_is_uploaded(sit, people):
    number = filed.in_hand(people)
    clerk = sit("works_clerk")
    clerk.page.add_init_script("delete window.MediaRecorder")
    clerk.page.reload()
    clerk.take("in_hand", number)
    expect(clerk.page.get_by_test_id("bench-speak")).to_be_hidden()
    expect(clerk.page.get_by_text("上传录音")).to_be_visible()


@pytest.mark.req("HND-1")
def test_signed_and_answered_without_the_mouse_then_the_next(sit, people):
    number, other = filed.to_sign(people), filed.in_hand(people, "解放路井盖松动")
    clerk = sit("works_clerk")
    page = clerk.page
    clerk.queue("to_sign")
    hands = counted(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    clerk.at(number)
    keys(clerk, "a")
    clerk.is_told("已签收")
    keys(clerk, "l")
    expect(page.get_by_label("谈了什么")).to_be_focused()
    page.keyboard.press("Enter")
    clerk.is_told("联系已记录")
    keys(clerk, "y")
    form = page.get_by_test_id("bench-reply")
    expect(form.locator(":checked")).to_have_count(4)
    expect(form.get_by_label("怎么办的")).to_be_focused()
    page.keyboard.insert_text(INTERNAL)
    page.keyboard.press("Control+Enter")
    expect(form.get_by_label("给来电人的答复")).to_be_focused()
    page.keyboard.insert_text(PUBLIC)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("list-done")).to_be_visible()
    assert hands.told("sign, call and reply, from the list") == 8
    answer = order_of(number).assignments[0].answer
    assert (answer.outcome, answer.finding, answer.within_power) == (Outcome.SOLVED, Finding.NONE, True)
    assert order_of(number).assignments[0].answer.public_text == PUBLIC

    clerk.take("in_hand", other)
    expect(page.get_by_test_id("bench-answer")).to_be_visible()


def test_given_back_from_the_bench_with_a_reason(sit, people):
    number = filed.to_sign(people, unit="water")
    clerk = sit("water_clerk")
    clerk.take("to_sign", number)
    keys(clerk, "r")
    bench = clerk.page.get_by_test_id("bench-return")
    expect(bench).to_contain_text("退件时限")
    expect(bench.get_by_label("为什么不是本单位的事")).to_be_focused()
    bench.get_by_role("button", name="不属于本单位职责，依据：").click()
    clerk.page.keyboard.insert_text("职责清单第三条")
    clerk.page.get_by_test_id("bench-request_return").click()
    clerk.is_told("退件申请已提出")
    assert order_of(number).requests[0].reason == "不属于本单位职责，依据：职责清单第三条"


def test_the_leader_sends_back_with_one_sentence_and_signs_the_next(sit, people):
    numbers = {filed.in_review(people), filed.in_review(people, "解放路井盖松动")}
    leader = sit("works_leader")
    leader.queue("in_review")
    leader.page.keyboard.press("j")
    leader.page.keyboard.press("Enter")
    first = leader.order.get_by_test_id("number").inner_text()
    (second,) = numbers - {first}
    keys(leader, "r")
    expect(leader.page.get_by_label("要改什么")).to_be_focused()
    leader.page.keyboard.insert_text("请写明依据")
    leader.page.keyboard.press("Control+Enter")
    leader.at(second)
    assert last(first, "answer_sent_back").reason == "请写明依据"
    keys(leader, "a")
    expect(leader.page.get_by_test_id("list-done")).to_be_visible()
    assert order_of(second).phase is Phase.REPLIED
    assert order_of(first).phase is Phase.IN_HAND


@pytest.mark.req("DSP-8")
def test_the_level_above_sees_who_signed_and_adds_its_own(sit, people):
    number = filed.in_hand(people, unit="works")
    filed.pass_down(people, number)
    clerk = sit("works_clerk")
    clerk.take("child_answers", number)
    bench = clerk.page.get_by_test_id("bench-adopt")
    expect(bench.get_by_test_id("bench-signed")).to_contain_text("路灯管理处蒋勇")
    keys(clerk, "e")
    own = clerk.page.get_by_test_id("bench-own")
    own.get_by_label("给来电人的答复").fill(PUBLIC + "城管局将每周巡查。")
    own.get_by_test_id("bench-own-submit").click()
    expect(clerk.page.get_by_test_id("list-done")).to_be_visible()
    part = order_of(number).assignments[0]
    assert (part.state, part.answer.public_text) == (AssignmentState.IN_REVIEW, PUBLIC + "城管局将每周巡查。")
    assert "answer_adopted" not in events_of(number)
