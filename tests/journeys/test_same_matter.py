"""One matter seen whole: heard again and again at the phone, sent to its unit, answered once, followed by the analyst.

What is understood is only ever suggested: the repeat is ticked and can be unticked, the group waits for a key, the unit
stands ready with its reasons, the answer is quoted, the warning is muted by a person with a reason.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hotline.core import commands as c
from hotline.core.vocabulary import Disclosure, Phase
from hotline.infra import clock
from hotline.insight import engines, following
from hotline.insight.models import WarningAct
from hotline.language.models import Offer
from hotline.language.shapes import Choice, Kind
from hotline.orders import alike, search_rows, services
from hotline.project.telling import tell_warnings
from tests.journeys.people import PHONE
from tests.journeys.test_dispatcher_desk import bench, listed
from tests.journeys.test_suggestions import MATTER, learned, typed
from tests.journeys.written import events_of, last, order_of

__all__ = ["learned", "listed"]
pytestmark = pytest.mark.journey
FIRE = "建设路17号锦绣花园北门的路灯杆着火了，火苗窜到树上，快来人。"
ANSWER = "您好，锦绣花园北门的路灯线路已修复，今晚恢复照明。"
REASON = "同一处线路故障，已有人在修"


def takes_down(agent, text=MATTER, phone=PHONE):
    """The agent types what the caller says, takes over what was understood, and asks for the number."""
    form = typed(agent, text)
    expect(form.get_by_test_id("take-all")).to_be_visible()
    agent.page.keyboard.press("Alt+a")
    agent.page.keyboard.press("Alt+c")
    agent.page.keyboard.insert_text(phone)
    expect(form.get_by_test_id("caller-times")).to_be_visible()
    form.get_by_label("姓名", exact=True).fill("张三丰")
    return form


def files(agent) -> str:
    """Registered; the search knows it a moment later, as from its job."""
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    search_rows.index([order_of(number).id])
    alike.forget()
    return number


def answered(people, number) -> None:
    """The unit answers in public and it is approved."""
    ident = order_of(number).id
    clerk, leader = people["works_clerk"], people["works_leader"]
    services.apply(ident, c.SignFor(assignment="a1"), clerk)
    services.apply(ident, c.LogContact(assignment="a1", method=c.ContactMethod.PHONE, note="已说明今晚维修"), clerk)
    reply = c.SubmitAnswer(
        assignment="a1",
        disclosure=Disclosure.PUBLIC,
        outcome=c.Outcome.SOLVED,
        internal_text="更换电缆",
        public_text=ANSWER,
    )
    services.apply(ident, reply, clerk)
    services.apply(ident, c.ApproveAnswer(assignment="a1"), leader)
    search_rows.index([ident])
    alike.forget()


@pytest.mark.req("CLS-2", "CLS-4", "DSP-3", "AIS-1", "AIS-3", "STA-3")
def test_a_matter_from_the_first_call_to_the_muted_warning(sit, listed, learned, moving_clock):
    people, agent = listed, sit("agent")
    engines.forget()

    # The first call: nothing like it is known.
    form = takes_down(agent)
    expect(form.locator("[data-testid^=same-]")).to_have_count(0)
    first = files(agent)
    assert order_of(first).phase is Phase.AWAITING_DISPATCH

    # The same person calls again: it is found while typing, and ticked as a repeat.
    form = takes_down(agent)
    expect(form.get_by_test_id(f"same-{first}")).to_contain_text("地点相同")
    expect(form.get_by_test_id(f"candidate-{first}").get_by_role("checkbox")).to_be_checked()
    again = files(agent)
    assert last(again, "order_linked").other == order_of(first).id

    # Somebody else: a group is suggested and left alone, nothing is joined by itself.
    form = takes_down(agent, phone="13900005678")
    expect(form.get_by_test_id("same-count")).to_contain_text("同类 2 件")
    expect(form.get_by_test_id("join")).to_have_attribute("aria-pressed", "false")
    alone = files(agent)
    assert "group_joined" not in events_of(alone) and order_of(alone).phase is Phase.AWAITING_DISPATCH

    # A third household: joined by one key.
    form = takes_down(agent, phone="13900005679")
    agent.page.keyboard.press("Alt+g")
    expect(form.get_by_test_id("join")).to_have_attribute("aria-pressed", "true")
    joined = files(agent)
    assert last(joined, "group_joined").parent == order_of(first).id

    # The lamp burns: said at once, handed over by one key.
    form = takes_down(agent, FIRE, "13900005680")
    expect(form.get_by_test_id("alarm")).to_contain_text("火灾")
    agent.page.keyboard.press("Alt+e")
    expect(form.locator("[name=hand_over_emergency-service]:checked")).to_have_value("119")
    form.locator("[name=hand_over_emergency-receipt]").fill("119指挥中心")
    burning = files(agent)
    assert "emergency_handed_over" in events_of(burning)

    # The dispatcher sees who should get it and why, and accepts with one key.
    dispatcher = sit("dispatcher")
    dispatcher.take("awaiting_dispatch", first)
    expect(bench(dispatcher).get_by_test_id("bench-option-works")).to_contain_text("职责清单第三条")
    dispatcher.page.locator("#act [data-guard][data-ready]").wait_for()
    dispatcher.page.keyboard.press("a")
    dispatcher.is_told("已转办")
    assert order_of(first).lead().unit == "works"
    offer = Offer.objects.get(ref=order_of(first).id, kind=Kind.UNIT.value)
    assert (offer.chosen, offer.choice) == ("works", Choice.ACCEPTED.value)

    # Answered in public: the next who asks hears it at once.
    answered(people, first)
    form = takes_down(agent, phone="13900005681")
    form.get_by_test_id(f"same-{first}").locator("[data-quote]").click()
    expect(form.locator("[name=answer_directly-answer]")).to_have_value(ANSWER)
    told = files(agent)
    given = last(told, "answered_directly")
    assert (given.answer, given.source_ref, given.basis) == (ANSWER, first, c.AnswerBasis.EARLIER_ORDER)

    # The analyst: topic, its orders, one of them, the warning, muted with a reason.
    moving_clock.advance(minutes=1)
    following.follow_all()
    tell_warnings()
    analyst = sit("analyst")
    page = analyst.page
    page.goto("/topics/")
    page.get_by_test_id("topics").get_by_role("link").first.click()
    expect(page.get_by_test_id("topic-orders").locator("li.qrow")).to_have_count(6)
    page.get_by_test_id("topic-orders").locator(f"a[data-number='{joined}']").click()
    analyst.at(joined)
    page.go_back()
    page.get_by_test_id("to-warning").click()
    page.get_by_test_id("mute").click()
    page.get_by_label("理由").fill(REASON)
    page.get_by_label("静音到哪一天").fill((clock.today() + timedelta(days=1)).isoformat())
    page.get_by_test_id("mute-go").click()
    expect(page.get_by_test_id("state")).to_have_text("已静音")
    act = WarningAct.objects.get(what="muted")
    assert (act.words, act.by) == (REASON, str(people["analyst"].pk))
    engines.forget()
