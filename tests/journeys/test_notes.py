"""A side note reaches the colleague it speaks to while both work on."""

import pytest
from playwright.sync_api import expect

from hotline.orders import reactions
from tests.journeys import steps
from tests.journeys.people import REPLY
from tests.journeys.written import last, order_of

pytestmark = pytest.mark.journey


def mention(seat, name):
    """From the middle of a note: @, the name, and back to the words."""
    page = seat.page
    page.keyboard.type("@")
    people = page.locator("#note-people")
    expect(people).to_be_focused()
    people.fill(name)
    page.locator(f'.note-box .pick-list li[data-label="{name}"]').wait_for()
    page.keyboard.press("Enter")
    expect(page.locator(".note-box .picked", has_text=name)).to_be_visible()
    expect(page.get_by_test_id("note-text")).to_be_focused()


def told(number):
    """The job of the last command, which no worker runs here, tells whom it concerns."""
    order = order_of(number)
    reactions.show(order.id, order.version, order.version)


def test_a_dispatcher_asks_a_supervisor_who_answers(sit, people):
    number = sit("agent").file_order()
    supervisor, dispatcher = sit("supervisor"), sit("dispatcher")
    supervisor.listening()
    dispatcher.find(number)
    dispatcher.listening()
    dispatcher.page.keyboard.press("Escape")  # out of the field the bench begins with
    dispatcher.page.keyboard.press("c")
    expect(dispatcher.page.get_by_test_id("note-text")).to_be_focused()
    dispatcher.page.keyboard.type("产权不明，先派城管局可以吗？")
    mention(dispatcher, "孙伟")
    dispatcher.page.keyboard.press("Control+Enter")
    dispatcher.is_told("备注已记下")
    dispatcher.sees("王强写了备注，请孙伟看。", "产权不明，先派城管局可以吗？")
    expect(dispatcher.page.get_by_test_id("note-text")).to_have_value("")
    note = last(number, "note_added")
    assert note.mentions == (str(people["supervisor"].pk),) and not note.centre_only

    told(number)
    # The bell rings by itself; the notice says where, not what.
    bell = supervisor.page.get_by_test_id("notices")
    expect(bell.locator("b")).to_have_text("1")
    bell.click()
    row = supervisor.page.get_by_test_id("notice-list").locator("li").first
    expect(row).to_contain_text(f"王强在 {number} 的备注里提到了您")
    expect(row).not_to_contain_text("产权不明")
    row.get_by_role("link").click()
    supervisor.at(number)
    supervisor.page.keyboard.press("c")
    supervisor.page.keyboard.type("可以，先派城管局。")
    mention(supervisor, "王强")
    supervisor.page.get_by_test_id("note-send").click()
    supervisor.is_told("备注已记下")
    expect(dispatcher.page.locator("#order-bar")).to_contain_text("孙伟")
    dispatcher.page.locator("#order-bar").click()
    dispatcher.sees("可以，先派城管局。")


def test_a_unit_does_not_see_what_is_kept_to_the_centre(sit, people):
    number = sit("agent").file_order()
    dispatcher, clerk = sit("dispatcher"), sit("works_clerk")
    steps.assign(dispatcher, number, "城管局")
    for text, only in (("请注意用词", True), ("市民晚上在家", False)):
        dispatcher.page.keyboard.press("c")
        dispatcher.page.keyboard.type(text)
        dispatcher.page.locator(".note-box [name=centre_only]").set_checked(only)
        dispatcher.page.get_by_test_id("note-send").click()
        dispatcher.sees(text)
    dispatcher.sees("写了仅中心可见的备注")
    clerk.find(number)
    clerk.sees("市民晚上在家")
    expect(clerk.order).not_to_contain_text("请注意用词")
    expect(clerk.page.locator(".note-box [name=centre_only]")).to_have_count(0)


def test_a_note_beside_a_half_filled_form_spoils_nothing(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    clerk = sit("works_clerk")
    steps.sign(clerk, number)
    form = clerk.open_form("提交审核", REPLY)
    note = clerk.page.get_by_test_id("note-text")
    note.fill("配件明天到")
    clerk.page.get_by_test_id("note-send").click()
    clerk.sees("配件明天到")
    expect(form.get_by_label("给来电人的答复")).to_have_value(REPLY["给来电人的答复"])
    before = clerk.order.get_attribute("data-v")
    clerk.send("提交审核")
    clerk.moved_on(before)
    assert last(number, "answer_submitted").answer.public_text == REPLY["给来电人的答复"]
