"""Knowledge answers in the call, stays true, and what was announced reaches the caller from that street."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hotline.accounts import services as accounts
from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import AnswerBasis, FeedbackKind, KnowledgeKind, Phase
from hotline.infra import clock
from hotline.knowledge import models, services
from hotline.knowledge.announcing import uses
from tests.journeys import city
from tests.journeys.people import CALLER
from tests.journeys.written import events_of, last, order_of

pytestmark = pytest.mark.journey

CARD = Content(
    title="居民身份证丢失补领",
    questions=("身份证丢了怎么补办",),
    answer="带户口簿到任一派出所户籍窗口申请，二十天内领证。",
    text="居民身份证丢失补领：本人带户口簿到任一派出所户籍窗口申请。",
    internal="夜间不要承诺加急。",
    phones=("0000-8600100",),
)
LAMP = Content(title="路灯不亮多久修好", questions=("路灯坏了多久能修",), answer="登记后一般五天内修复。")


def known(content: Content, owner: str) -> models.Entry:
    new = services.New(city.LINE, KnowledgeKind.FAQ, owner)
    (entry,) = services.publish_at_once([(new, content)], "somebody")
    return entry


@pytest.fixture
def staff(people):
    """The people with two editors of the centre, of whom one reviews what the other wrote."""
    more = accounts.save_people(
        {"username": name, "name": said, "unit": "centre", "roles": ["knowledge_editor"], "password": city.PASSWORD}
        for name, said in (("editor", "华文"),)
    )
    for person in more:
        city.STAFF[person.username] = (person.name, "centre", "knowledge_editor")
        people[person.username] = person
    yield people
    for person in more:
        city.STAFF.pop(person.username)


def opened(seat):
    seat.page.keyboard.press("n")
    form = seat.page.get_by_test_id("new-form")
    expect(form.get_by_label("诉求内容")).to_be_focused()
    return form


@pytest.mark.req("KNW-2", "KNW-1", "INT-6", "DSP-2")
def test_an_agent_answers_from_an_entry_and_the_order_keeps_its_version(sit, people):
    entry = known(CARD, "works")
    agent = sit("agent")
    form = opened(agent)
    agent.fill(form, {**CALLER, "诉求内容": "身份证丢了，想问怎么补办", "性质": "咨询"})
    hit = form.get_by_test_id(f"hit-K{entry.number}")
    expect(hit).to_contain_text(CARD.answer)
    expect(hit.locator("mark").first).to_be_visible()
    # Looked at beside the form first: what is inner says so; the way back is Esc.
    hit.get_by_role("button", name="看全文").click()
    preview = agent.page.get_by_test_id("preview")
    expect(preview).to_contain_text("内部说明，不给来电人")
    expect(preview).to_contain_text(CARD.internal)
    preview.get_by_test_id("aloud").click()
    expect(agent.page.get_by_test_id("aloud-text")).to_contain_text(CARD.answer)
    expect(agent.page.get_by_test_id("aloud-text")).not_to_contain_text(CARD.internal)
    agent.page.get_by_role("button", name="念完了").click()
    preview.get_by_test_id("send").click()
    expect(preview.get_by_test_id("sms")).to_contain_text(CARD.text)
    agent.page.keyboard.press("Escape")
    expect(preview).to_have_count(0)
    agent.page.keyboard.press(f"Alt+{hit.locator('kbd').inner_text()}")
    expect(form.get_by_label("答复内容")).to_have_value(CARD.answer)
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()

    assert events_of(number) == ["registered", "answered_directly"]
    answered = last(number, "answered_directly")
    assert (answered.basis, answered.source_ref) == (AnswerBasis.KNOWLEDGE, f"K{entry.number}")
    assert answered.source_version == str(entry.live)
    assert order_of(number).phase is Phase.ANSWERED_DIRECTLY
    assert models.Message.objects.get().ref == number
    entry.refresh_from_db()
    assert entry.used == 1
    # The entry goes on; the order still shows what was said that day.
    agent.page.keyboard.press("Alt+o")
    agent.at(number)
    agent.order.get_by_test_id("source").get_by_role("link").click()
    expect(agent.page.get_by_test_id("entry")).to_contain_text("第 1 版")
    expect(agent.page.get_by_test_id("entry")).to_contain_text(CARD.answer)


@pytest.mark.req("KNW-3", "KNW-1")
def test_a_wrong_entry_is_reported_corrected_and_the_next_agent_sees_the_new_line(sit, staff):
    entry = known(LAMP, "works")
    agent, fresh = sit("agent"), "登记后一般三天内修复。"
    agent.page.goto("/knowledge/")
    agent.page.get_by_test_id("know-text").fill("路灯坏了多久修")
    expect(agent.page.get_by_test_id(f"hit-K{entry.number}")).to_contain_text(LAMP.title)
    agent.page.keyboard.press("ArrowDown")
    preview = agent.page.get_by_test_id("preview")
    expect(preview).to_contain_text(LAMP.answer)
    preview.get_by_label("哪里不对").fill("早就改成三天了")
    preview.get_by_test_id("feedback-outdated").click()
    agent.is_told("已转给维护单位核对")
    assert models.Feedback.objects.get().kind == FeedbackKind.OUTDATED.value

    clerk = sit("works_clerk")
    clerk.page.goto("/knowledge/feedback/")
    task = clerk.page.get_by_test_id("task")
    expect(task).to_contain_text("早就改成三天了")
    task.get_by_role("link").first.click()
    clerk.page.get_by_test_id("act-revise").click()
    form = clerk.page.get_by_test_id("know-form")
    form.get_by_label("电话答复").fill(fresh)
    form.get_by_test_id("save-submit").click()
    expect(clerk.page.get_by_test_id("state")).to_have_text("单位审核")

    for who, act in (("works_leader", "pass_unit"), ("editor", "pass_centre")):
        reviewer = sit(who)
        reviewer.page.goto("/knowledge/review/")
        reviewer.page.get_by_test_id("rows").get_by_role("link", name=LAMP.title).click()
        changes = reviewer.page.get_by_test_id("changes")
        expect(changes.locator("del")).to_have_text(LAMP.answer)
        expect(changes.locator("ins")).to_have_text(fresh)
        reviewer.page.get_by_test_id(f"act-{act}").click()
        if act == "pass_centre":
            reviewer.page.get_by_test_id("do-pass_centre").click()
    expect(reviewer.page.get_by_test_id("state")).to_have_text("已发布")
    clerk.page.goto("/knowledge/feedback/")
    clerk.page.get_by_test_id("outcome-corrected").click()
    expect(clerk.page.get_by_test_id("nothing")).to_be_visible()

    other = sit("agent2")
    form = opened(other)
    other.fill(form, {"诉求内容": "路灯坏了多久能修好"})
    expect(form.get_by_test_id(f"hit-K{entry.number}")).to_contain_text(fresh)
    expect(form.get_by_test_id(f"hit-K{entry.number}")).not_to_contain_text(LAMP.answer)
    assert models.Version.objects.filter(entry=entry).count() == 2
    assert models.Feedback.objects.get().outcome == "corrected"


@pytest.mark.req("KNW-4", "INT-6")
def test_an_outage_is_announced_and_a_caller_from_that_street_is_answered(sit, people):
    agent, leader = sit("agent"), sit("shift_lead")
    form = opened(agent)
    agent.listening()
    leader.page.goto("/announcements/")
    made = leader.page.get_by_test_id("announce-form")
    line = "新湖街管道抢修，今晚八点恢复供水。"
    made.get_by_label("标题").fill("新湖街停水")
    made.get_by_label("统一口径").fill(line)
    made.get_by_label("到", exact=True).fill(f"{clock.local(clock.now() + timedelta(hours=9)):%Y-%m-%dT%H:%M}")
    made.get_by_label("街道、小区、路段").fill("新湖街")
    made.get_by_test_id("announce").click()
    expect(leader.page.get_by_test_id("current")).to_contain_text("新湖街停水")
    # The seat sees it without asking again.
    expect(agent.page.get_by_test_id("announced")).to_contain_text("新湖街停水")

    agent.fill(form, {**CALLER, "诉求内容": "家里从早上起没有水，什么时候来？", "性质": "咨询"})
    expect(form.get_by_test_id("announced-here")).to_have_count(0)
    agent.fill(form, {"地点": "新湖街12号"})
    here = form.get_by_test_id("announced-here")
    expect(here).to_contain_text("“新湖街”在范围内")
    agent.page.keyboard.press(f"Alt+{here.locator('kbd').inner_text()}")
    expect(form.get_by_label("答复内容")).to_have_value(line)
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    answered, row = last(number, "answered_directly"), models.Announcement.objects.get()
    assert (answered.basis, answered.source_version) == (AnswerBasis.ANNOUNCEMENT, str(row.pk))
    assert uses([row]) == {row.pk: 1}

    leader.page.reload()
    expect(leader.page.get_by_test_id("current")).to_contain_text("答复 1 个来电")
    leader.page.get_by_test_id("take-back").click()
    expect(leader.page.get_by_test_id("past")).to_contain_text("已撤回")
    expect(agent.page.get_by_test_id("announced")).to_have_count(0)
