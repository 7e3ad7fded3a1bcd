"""A caller who wants to stay unknown: the unit learns no name, who looks is written down, the accused get nothing."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.people import CALLER, PHONE
from tests.journeys.written import events_of, looks_at, order_of

pytestmark = pytest.mark.journey

COMPLAINT = {
    "诉求内容": "水务局窗口人员态度恶劣，办事拖延三个月，要求查处。",
    "标题": "投诉窗口人员态度恶劣",
    "性质": "投诉",
    "内容分类": "路灯",
    "来电人要求保密": True,
    "被反映的单位": ["水务局"],
}


def test_the_unit_sees_no_identity_and_a_look_is_recorded(sit, people):
    number = sit("agent").file_order(matter=COMPLAINT)
    dispatcher = sit("dispatcher")
    steps.assign(dispatcher, number, "城管局")
    clerk = sit("works_clerk")
    for seat, queue in ((dispatcher, ""), (clerk, "to_sign")):
        seat.take(queue, number) if queue else seat.find(number)
        expect(seat.page.get_by_test_id("contact")).to_contain_text("来电人要求保密")
        expect(seat.page.get_by_test_id("reveal")).to_have_count(0)
        content = seat.page.content()
        assert not any(secret in content for secret in (PHONE, CALLER["姓名"], CALLER["住址"], "139****", "张**"))

    # Nobody of the unit complained about can open it: it is as if there were none.
    accused = sit("water_clerk")
    accused.page.goto(f"/{number}/")
    expect(accused.page.get_by_test_id("error")).to_contain_text("没有找到")

    caller = sit("caller")
    caller.find(number)
    contact = caller.page.get_by_test_id("contact")
    expect(contact).to_contain_text("139****1234")
    caller.page.get_by_test_id("reveal").click()
    contact.get_by_test_id("reveal-submit").click()
    expect(contact).to_contain_text("请写明查看的理由。")
    assert looks_at(number) == []
    contact.get_by_label("查看的理由").fill("回访前核实号码")
    contact.get_by_test_id("reveal-submit").click()
    expect(contact.get_by_test_id("contact-phone")).to_have_text(PHONE)
    expect(contact).to_contain_text("已记录您在")
    assert looks_at(number) == [(str(people["caller"].id), "revealed", "回访前核实号码")]
    assert order_of(number).secret


def test_an_order_never_goes_to_the_unit_it_is_about(sit, people):
    agent = sit("agent")
    number = agent.file_order(matter={**COMPLAINT, "被反映的单位": []})
    dispatcher = sit("dispatcher")
    dispatcher.take("awaiting_dispatch", number)
    form = dispatcher.open_form("转办", {"主办单位": "水务局", "转办意见": "请水务局自查"})

    # Meanwhile the agent writes down whom it is about.
    agent.do("补正登记", {"被反映的单位": ["水务局"]})

    dispatcher.send("转办")
    expect(form.get_by_test_id("stale")).to_contain_text("这张单已被李敏在09:00更新")
    dispatcher.send("转办")
    dispatcher.is_refused("转办", "工单反映的是“水务局”或其下属，不能转给被反映的单位，请转其上级或呈报领导。")
    expect(form.get_by_label("转办意见")).to_have_value("请水务局自查")
    expect(form.locator(".picked")).to_contain_text("水务局")
    assert "assigned" not in events_of(number)

    # Now the list does not even offer it.
    form.get_by_label("去掉水务局").click()
    form.get_by_label("主办单位").fill("水务局")
    expect(form.get_by_text("没有找到，换个说法试试")).to_be_visible()
    form.get_by_label("主办单位").fill("")
    dispatcher.fill(form, {"主办单位": "城管局"})
    before = dispatcher.order.get_attribute("data-v")
    dispatcher.send("转办")
    dispatcher.moved_on(before)
    assert [a.unit for a in order_of(number).assignments] == ["works"]
