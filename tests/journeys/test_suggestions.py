"""What is understood while one types: all of it taken by one key, emergencies handed over, the same matter joined."""

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import Phase
from hotline.language.models import Offer
from hotline.language.shapes import Choice, Kind, Suggested, Suggestion
from hotline.orders import alike, search_rows
from tests.journeys.people import PHONE
from tests.journeys.written import last, order_of

pytestmark = pytest.mark.journey

MATTER = "建设路17号锦绣花园北门的路灯连续五个晚上不亮，老人出门看不清路，希望尽快维修。"


@pytest.fixture
def learned(monkeypatch):
    """What a trained model would say: nobody waits for one to be trained here."""

    def said(fields, line, policy, day):
        nature = Suggestion(Kind.NATURE, (Suggested("help", 0.93, ("维修",)),), False, "m1")
        lamps = Suggestion(Kind.CONTENT_CLASS, (Suggested("C1.03", 0.97, ("路灯",)),), True, "m1")
        return {Kind.NATURE: nature, Kind.CONTENT_CLASS: lamps}

    monkeypatch.setattr("hotline.desk.understanding.suggested.suggest_all", said)


def typed(seat, text=MATTER):
    seat.page.goto("/q/my_drafts/")
    seat.page.keyboard.press("n")
    form = seat.page.get_by_test_id("new-form")
    expect(form.get_by_label("诉求内容")).to_be_focused()
    seat.page.keyboard.insert_text(text)
    return form


def offers_of(number):
    return {o.kind: o for o in Offer.objects.filter(ref=order_of(number).id)}


@pytest.mark.req("CLS-2", "CLS-3", "AIS-3")
def test_everything_understood_is_taken_by_one_key_and_remembered(sit, people, learned):
    agent = sit("agent")
    form = typed(agent)
    keys = agent.page.keyboard
    expect(form.get_by_test_id("take-content_class-C1.03")).to_have_class("suggest-chip is-preset")
    expect(form.get_by_test_id("take-all")).to_contain_text("求助")
    keys.press("Alt+a")
    expect(form.get_by_test_id("take-nature-help")).to_contain_text("已采纳")
    keys.press("Alt+c")
    keys.insert_text(PHONE)
    keys.press("Control+Enter")
    number = agent.filed()
    made = order_of(number)
    assert (made.nature, made.content_class) == ("help", "C1.03")
    assert made.place == "锦绣花园北门"
    assert {kind: offer.choice for kind, offer in offers_of(number).items()} == {
        "nature": Choice.ACCEPTED.value, "content_class": Choice.ACCEPTED.value,
    }  # fmt: skip


@pytest.mark.req("CLS-2")
def test_a_preset_is_taken_back_by_its_key_and_another_value_is_remembered_as_changed(sit, people, learned):
    agent = sit("agent")
    form = typed(agent)
    chip = form.get_by_test_id("take-content_class-C1.03")
    expect(chip).to_have_class("suggest-chip is-preset")
    expect(form.locator("input[name=content_class]")).to_have_value("C1.03")
    chip.click()
    expect(form.locator("input[name=content_class]")).to_have_count(0)
    form.locator("[name=nature][value=complaint]").check(force=True)
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    found = offers_of(number)
    assert found["nature"].choice == Choice.CHANGED.value and found["nature"].chosen == "complaint"
    assert found["content_class"].choice == Choice.OPEN.value


def test_an_emergency_is_said_at_once_and_handed_over_by_one_key(sit, people, learned):
    agent = sit("agent")
    form = typed(agent, "我家楼上着火了，火苗窜出窗户，在建设路17号，快来人")
    expect(form.get_by_test_id("alarm")).to_contain_text("火灾")
    agent.page.keyboard.press("Alt+e")
    expect(form.get_by_test_id("then-hand_over_emergency")).to_be_checked()
    expect(form.locator("[name=hand_over_emergency-service]:checked")).to_have_value("119")


@pytest.mark.req("CLS-4")
def test_the_same_matter_is_joined_by_one_key(sit, people, learned):
    agent = sit("agent")
    numbers = []
    for _ in range(2):
        typed(agent)
        expect(agent.page.get_by_test_id("take-all")).to_be_visible()
        agent.page.keyboard.press("Alt+a")
        agent.page.keyboard.press("Control+Enter")
        numbers.append(agent.filed())
        search_rows.index([order_of(numbers[-1]).id])
        alike.forget()
    form = typed(agent)
    expect(form.get_by_test_id("same-count")).to_contain_text("同类 2 件")
    agent.page.keyboard.press("Alt+a")
    agent.page.keyboard.press("Alt+g")
    expect(form.get_by_test_id("join")).to_have_attribute("aria-pressed", "true")
    agent.page.keyboard.press("Control+Enter")
    third = agent.filed()
    assert order_of(third).phase is Phase.IN_HAND
    assert last(third, "group_joined").parent == order_of(numbers[0]).id


@pytest.mark.req("CLS-3")
def test_marks_stand_go_again_and_the_key_keeps_the_focus(sit, people, learned):
    agent = sit("agent")
    typed(agent)
    expect(agent.page.get_by_test_id("take-all")).to_be_visible()
    agent.page.keyboard.press("Alt+a")
    agent.page.keyboard.press("Control+Enter")
    agent.find(agent.filed())
    key, text = agent.page.get_by_test_id("marks"), agent.page.locator("#content")
    key.focus()
    for pressed, marks in (("true", "锦绣花园北门"), ("false", ""), ("true", "锦绣花园北门")):
        agent.page.keyboard.press("Enter")
        expect(key).to_have_attribute("aria-pressed", pressed)
        expect(text.locator("mark.mark-place")).to_have_count(1 if marks else 0)
        expect(text).to_contain_text(MATTER)
        expect(key).to_be_focused()
