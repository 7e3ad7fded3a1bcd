"""On a phone: the clerk signs for it in the street, calls, and answers; the leader lets it out from the bus."""

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import Phase
from tests.journeys import steps
from tests.journeys.conftest import PHONE
from tests.journeys.written import order_of

pytestmark = pytest.mark.journey


def fits(seat) -> None:
    """Nothing sticks out at the side, and the main button is big enough for a thumb."""
    width = seat.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{seat.page.url} is {width} px wide"
    primary = seat.page.locator("[data-primary]:visible")
    if primary.count():
        expect(primary).to_have_count(1)
        box = primary.bounding_box()
        assert box["height"] >= 40, f"the main button is {box['height']} px high"
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_signing_and_answering_on_a_phone(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk", phone=True)
    fits(clerk)
    clerk.queue("to_sign")
    expect(clerk.page.locator("#rows")).to_contain_text("幸福里东门路灯不亮")
    clerk.page.locator("#rows a .t").click()
    clerk.at(number)
    expect(clerk.page.locator("#list")).to_be_hidden()
    fits(clerk)
    clerk.do("签收")
    clerk.do("记录联系", steps.CONTACTED)
    form = clerk.open_form("提交审核", steps.REPLY)
    fits(clerk)
    form.get_by_test_id("submit-submit_answer").scroll_into_view_if_needed()
    before = clerk.order.get_attribute("data-v")
    clerk.send("提交审核")
    clerk.moved_on(before)
    clerk.page.get_by_label("关闭工单").click()
    expect(clerk.page.locator("#list")).to_be_visible()

    leader = sit("works_leader", phone=True)
    steps.approve(leader, number)
    fits(leader)
    order = order_of(number)
    assert order.phase is Phase.REPLIED
    assert order.assignments[0].contacts == 1
