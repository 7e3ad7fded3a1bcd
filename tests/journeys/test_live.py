"""What others do appears without asking again: a new order in the list, a changed one on the page."""

import pytest
from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.people import CONTACTED, MATTER
from tests.journeys.written import events_of

pytestmark = pytest.mark.journey


def test_a_new_order_appears_in_the_open_list(sit, people):
    dispatcher, agent = sit("dispatcher"), sit("agent")
    dispatcher.queue("awaiting_dispatch")
    expect(dispatcher.page.get_by_test_id("rows")).to_contain_text("待转办的都转出去了")
    dispatcher.listening()

    first = agent.file_order()
    expect(dispatcher.page.locator("#list-bar")).to_contain_text("有 1 张新到的单，点此更新")
    expect(dispatcher.page.get_by_test_id("queue-awaiting_dispatch").locator("b")).to_have_text("1")
    dispatcher.page.locator("#list-bar").click()
    expect(dispatcher.page.locator(f'#rows a[data-number="{first}"]')).to_be_visible()

    # One that leaves is said, too.
    colleague = sit("dispatch_lead")
    steps.assign(colleague, first, "城管局")
    expect(dispatcher.page.locator("#list-bar")).to_contain_text("1 张单已离开这一列")
    second = agent.file_order(matter={**MATTER, "标题": "另一处路灯不亮"})
    expect(dispatcher.page.locator("#list-bar")).to_contain_text("有 1 张新到的单")
    dispatcher.page.locator("#list-bar").click()
    expect(dispatcher.page.locator("#rows a[data-number]")).to_have_count(1)
    expect(dispatcher.page.locator(f'#rows a[data-number="{second}"]')).to_be_visible()


def test_a_change_by_another_is_announced_on_the_open_order(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk, supervisor = sit("works_clerk"), sit("supervisor")
    steps.sign(clerk, number)
    supervisor.find(number)
    supervisor.listening()

    clerk.do("记录联系", CONTACTED)
    bar = supervisor.page.locator("#order-bar")
    expect(bar).to_have_text("这张单刚被陈涛在 09:00 更新，点此刷新")
    expect(clerk.page.locator("#order-bar")).to_be_hidden()
    bar.click()
    supervisor.sees("陈涛以电话方式联系上了来电人")
    expect(bar).to_be_hidden()
    assert events_of(number)[-1] == "contact_logged"
