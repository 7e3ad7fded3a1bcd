"""A dispatcher's morning: one order after the other by keyboard, several at once, returns and extensions ruled."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from hotline.core import commands as c
from hotline.core.vocabulary import AuditPoint, Channel, ClockName, Phase, RequestState
from hotline.dispatch import duties, importing
from hotline.orders import services
from hotline.orders.services import Contact
from tests.journeys import city
from tests.journeys.counting import counted
from tests.journeys.people import Seat
from tests.journeys.written import events_of, last, order_of

pytestmark = pytest.mark.journey

FIELDS = {
    "line": city.LINE, "title": "路灯不亮", "content": "小区东门外三盏路灯连续几晚不亮，请尽快维修。",
    "nature": "help", "content_class": "C1.03", "place": "幸福里小区东门", "area": "990102", "channel": Channel.PHONE,
}  # fmt: skip
CALLER = Contact(name="张三丰", phone="13900001234", address="幸福里小区3号楼2单元")
ASSIGNED = c.AssignToUnit(lead="works", audit=tuple(AuditPoint))


@pytest.fixture
def listed(people: dict[str, Any]) -> dict[str, Any]:
    """The city with a list of duties: lamps belong to the works bureau, the class around them to the water bureau."""
    rows = [("works", "C1.03", "lead"), ("water", "C1", "fallback")]
    importing.import_list(
        {
            "id": f"{unit}-{name}", "content_class": name, "area": "", "unit": unit, "duty": kind,
            "basis": "职责清单第三条", "valid_from": "2020-01-01", "valid_to": "",
        }
        for unit, name, kind in rows
    )  # fmt: skip
    duties.forget()
    return people


def waiting(people: dict[str, Any], many: int, **changed: Any) -> list[str]:
    """Orders that wait for dispatch."""
    fields = FIELDS | changed
    return [
        services.register(fields, CALLER, people["agent"], then=[c.SubmitForDispatch()]).number for _ in range(many)
    ]


def bench(seat: Seat) -> Any:
    """The bench on the screen, once it takes keys."""
    found = seat.page.locator(".bench[data-ready]")
    expect(found).to_be_visible()
    return found


def number_on(seat: Seat) -> str:
    """The number of the order on the screen."""
    return str(seat.order.get_by_test_id("number").inner_text())


def open_first(seat: Seat, queue: str) -> str:
    """Open the first of a list by the keyboard alone; returns its number."""
    seat.queue(queue)
    number = seat.page.locator("#rows .qrow a").first.get_attribute("data-number") or ""
    seat.page.keyboard.press("j")
    seat.page.keyboard.press("Enter")
    bench(seat)
    seat.at(number)
    return number


def key(seat: Seat, press: str) -> str:
    """Press a key on the bench and wait for the order that comes next; returns the number of the one before."""
    number = number_on(seat)
    seat.page.locator("#act [data-guard][data-ready]").wait_for()  # a bench that has just come takes no key
    seat.page.keyboard.press(press)
    expect(seat.page.locator(f'#order .sheet[data-number="{number}"]')).to_have_count(0)
    return number


def test_ten_orders_one_after_another_by_one_key_each(sit, listed, capsys):
    numbers = waiting(listed, 10)
    dispatcher = sit("dispatcher")
    open_first(dispatcher, "awaiting_dispatch")
    page = dispatcher.page
    expect(bench(dispatcher)).to_contain_text("职责清单")
    expect(bench(dispatcher).get_by_test_id("bench-limits")).to_contain_text("回复时限")
    expect(bench(dispatcher).get_by_test_id("bench-limits")).to_contain_text("依据")
    hands = counted(page)
    done = []
    for left in range(9, -1, -1):
        bench(dispatcher)
        done.append(key(dispatcher, "a"))
        if left:
            dispatcher.is_told("已转办")
    with capsys.disabled():
        hands_for_ten = hands.told("ten orders assigned")
    expect(page.get_by_test_id("list-done")).to_be_visible()
    assert sorted(done) == sorted(numbers) and hands_for_ten == 10
    for number in numbers:
        assert order_of(number).lead().unit == "works" and events_of(number).count("assigned") == 1


def test_the_order_after_the_one_done_opens_and_the_keys_go_on_from_it(sit, listed):
    waiting(listed, 4)
    dispatcher = sit("dispatcher")
    dispatcher.queue("awaiting_dispatch")
    page = dispatcher.page
    links = page.locator("#rows .qrow a")
    numbers = [links.nth(n).get_attribute("data-number") for n in range(4)]
    page.keyboard.press("j")
    # The row at the keys is as wide as the others.
    assert links.nth(0).bounding_box()["width"] == links.nth(1).bounding_box()["width"]
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    bench(dispatcher)
    dispatcher.at(numbers[1])
    assert key(dispatcher, "a") == numbers[1]
    bench(dispatcher)
    dispatcher.at(numbers[2])
    page.keyboard.press("j")
    dispatcher.at(numbers[3])
    bench(dispatcher)
    # After the last of the list comes the first that still waits.
    assert key(dispatcher, "a") == numbers[3]
    dispatcher.at(numbers[0])


def test_another_unit_is_chosen_by_its_key_or_by_typing(sit, listed):
    waiting(listed, 2)
    dispatcher = sit("dispatcher")
    open_first(dispatcher, "awaiting_dispatch")
    page = dispatcher.page
    page.keyboard.press("2")
    expect(bench(dispatcher).get_by_test_id("bench-option-water")).to_have_attribute("aria-pressed", "true")
    first = key(dispatcher, "a")
    assert order_of(first).lead().unit == "water"

    bench(dispatcher)
    page.keyboard.press("u")
    page.keyboard.type("gdgs")
    expect(bench(dispatcher).locator(".pick-list li").first).to_contain_text("供电公司")
    page.keyboard.press("Enter")
    expect(bench(dispatcher).locator(".picked", has_text="供电公司")).to_be_visible()
    second = key(dispatcher, "a")
    assert order_of(second).lead().unit == "power"


def test_what_is_missing_goes_back_with_its_reason(sit, listed):
    (bare,) = waiting(listed, 1, content_class="")
    (good,) = waiting(listed, 1)
    dispatcher = sit("dispatcher")
    page = dispatcher.page
    dispatcher.take("awaiting_dispatch", bare)
    expect(bench(dispatcher)).to_contain_text("还没有内容分类")
    # Nobody is suggested: the cursor waits in the unit's field; Esc leaves it.
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    reason = bench(dispatcher).get_by_label("退回坐席的原因")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("审核未通过：内容分类。请补充后再提交转办。")
    page.keyboard.type("请问清是路灯还是信号灯。")
    page.keyboard.press("Control+Enter")
    dispatcher.at(good)
    dispatcher.is_told("已退回坐席")
    assert order_of(bare).phase is Phase.SENT_BACK
    assert last(bare, "sent_back_to_agent").reason.endswith("请问清是路灯还是信号灯。")


def test_a_tick_that_is_missing_is_said_before_anything_is_sent(sit, listed):
    (number,) = waiting(listed, 1)
    dispatcher = sit("dispatcher")
    dispatcher.take("awaiting_dispatch", number)
    found = bench(dispatcher)
    found.get_by_label("问题描述").uncheck()
    found.get_by_test_id("bench-send").click()
    expect(found).to_contain_text("还有没打勾的要点")
    assert order_of(number).phase is Phase.AWAITING_DISPATCH
    found.get_by_label("问题描述").check()
    found.get_by_test_id("bench-send").click()
    expect(dispatcher.page.get_by_test_id("list-done")).to_be_visible()
    assert order_of(number).lead().unit == "works"


def test_a_colleague_was_faster_and_the_bench_goes_on(sit, listed):
    waiting(listed, 2)
    dispatcher = sit("dispatcher")
    first = open_first(dispatcher, "awaiting_dispatch")
    services.apply(order_of(first).id, c.AssignToUnit(lead="water", audit=tuple(AuditPoint)), listed["dispatch_lead"])
    page = dispatcher.page
    page.keyboard.press("a")
    said = page.get_by_test_id("once")
    expect(said).to_contain_text(first)
    expect(said).to_contain_text("周平")
    assert number_on(dispatcher) != first
    assert order_of(first).lead().unit == "water" and events_of(first).count("assigned") == 1
    second = key(dispatcher, "a")
    assert order_of(second).lead().unit == "works"


def test_five_at_once_each_with_its_unit_and_one_says_why_not(sit, listed):
    waiting(listed, 4)
    (bare,) = waiting(listed, 1, content_class="")
    dispatcher = sit("dispatcher")
    page = dispatcher.page
    rows = dispatcher.queue("awaiting_dispatch")
    expect(rows).to_have_count(5)
    page.get_by_test_id("many").locator("[data-tick=all]").dispatch_event("click")
    page.get_by_test_id("many-assign_to_unit").click()
    form = page.get_by_test_id("many-form")
    row = form.get_by_test_id(f"many-row-{bare}")
    expect(row).to_contain_text("内容分类")
    expect(form.locator(".many-unit .picked", has_text="城管局")).to_have_count(4)
    typing = row.get_by_role("combobox")
    typing.fill("水务局")
    row.locator('.pick-list li[data-label="水务局"]').click()
    page.get_by_test_id("many-go").click()
    told = page.get_by_test_id("many-done")
    expect(told).to_contain_text("办成 4 张，1 张没有办成")
    expect(told.locator("li.refused")).to_contain_text(bare)
    expect(told.locator("li.refused")).to_contain_text("内容分类")
    told.get_by_role("button", name="关闭").click()
    expect(page.locator("#many-count")).to_have_text("已选 1 张")
    assert order_of(bare).phase is Phase.AWAITING_DISPATCH

    page.get_by_test_id("many-assign_to_unit").click()
    row.get_by_role("combobox").fill("水务局")
    row.locator('.pick-list li[data-label="水务局"]').click()
    row.get_by_label("内容分类").check()
    page.get_by_test_id("many-go").click()
    expect(told).to_contain_text("办成 1 张")
    assert order_of(bare).lead().unit == "water"


def test_a_return_and_the_next_one(sit, listed):
    numbers = waiting(listed, 2)
    for number in numbers:
        order = order_of(number)
        services.apply(order.id, c.AssignToUnit(lead="water", audit=tuple(AuditPoint)), listed["dispatcher"])
        services.apply(
            order.id,
            c.RequestReturn(assignment="a1", reason="路灯归城管局管", suggested="works"),
            listed["water_clerk"],
        )
    dispatcher = sit("dispatcher")
    open_first(dispatcher, "return_requests")
    page = dispatcher.page
    for words in ("水务局申请退件", "路灯归城管局管", "申请人建议转给 城管局", "退件时限"):
        expect(bench(dispatcher)).to_contain_text(words)
    bench(dispatcher).get_by_role("button", name="转城管局").click()
    note = bench(dispatcher).get_by_label("批复意见")
    expect(note).to_have_value("同意退件，转城管局办理。")
    page.keyboard.press("Escape")
    granted = key(dispatcher, "a")
    assert order_of(granted).phase is Phase.AWAITING_DISPATCH
    assert last(granted, "request_granted").note == "同意退件，转城管局办理。"

    bench(dispatcher)
    page.keyboard.press("r")
    page.keyboard.type("水务局是主管单位，请继续办理")
    refused = key(dispatcher, "Control+Enter")
    expect(page.get_by_test_id("list-done")).to_be_visible()
    assert order_of(refused).requests[0].state is RequestState.REFUSED
    assert {granted, refused} == set(numbers)


def test_an_extension_gets_the_day_that_was_shown(sit, listed):
    numbers = waiting(listed, 2)
    for number in numbers:
        order = order_of(number)
        services.apply(order.id, ASSIGNED, listed["dispatcher"])
        services.apply(order.id, c.SignFor(assignment="a1"), listed["works_clerk"])
        services.apply(order.id, c.RequestExtension(assignment="a1", reason="等灯具", days=3), listed["works_clerk"])
    dispatcher = sit("dispatcher")
    open_first(dispatcher, "extension_requests")
    dues = bench(dispatcher).get_by_test_id("bench-dues").inner_text()
    for words in ("城管局申请延期", "3 天", "等灯具", "一次最长", "最多 2 次，已延 0 次"):
        expect(bench(dispatcher)).to_contain_text(words)
    done = key(dispatcher, "a")
    reply = next(k for k in order_of(done).clocks if k.name is ClockName.REPLY)
    assert f"{reply.due_at.month}月{reply.due_at.day}日" in dues.partition("→")[2]
    assert order_of(done).assignments[0].extensions == 1
    assert number_on(dispatcher) != done
    expect(bench(dispatcher)).to_contain_text("城管局申请延期")


def test_a_key_held_down_sends_one_order(sit, listed):
    numbers = waiting(listed, 3)
    dispatcher = sit("dispatcher")
    open_first(dispatcher, "awaiting_dispatch")
    page = dispatcher.page
    page.keyboard.down("a")
    for _ in range(5):
        page.keyboard.down("a")  # the browser repeats a key that is held
    dispatcher.is_told("已转办")
    bench(dispatcher)
    page.keyboard.down("a")
    page.keyboard.up("a")
    assert [order_of(n).phase for n in numbers].count(Phase.AWAITING_DISPATCH) == 2
