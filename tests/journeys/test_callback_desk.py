"""The call-back desk by keys: three in a row, not satisfied and judged, twice not reached (CBK-1 … CBK-5)."""

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import AssignmentState, CallbackEnd, Phase, ReworkMode
from tests.journeys import filed
from tests.journeys.counting import counted
from tests.journeys.people import CALLER
from tests.journeys.test_unit_desk import keys
from tests.journeys.written import last, looks_at, order_of

pytestmark = pytest.mark.journey


def shown(seat) -> str:
    """The number of the order that is on the screen."""
    return seat.order.get_by_test_id("number").inner_text()


def first_of(seat, queue: str) -> str:
    """Open the first of a list by keys; its number."""
    seat.queue(queue)
    seat.page.keyboard.press("j")
    seat.page.keyboard.press("Enter")
    return shown(seat)


def taken(seat, number: str) -> None:
    """The order is on the screen with its script, taken by this person."""
    seat.at(number)
    expect(seat.page.get_by_test_id("bench-callback")).to_be_visible()


@pytest.mark.req("CBK-1")
def test_three_in_a_row_by_keys(sit, people):
    numbers = [filed.replied(people, title) for title in ("路灯不亮", "井盖松动", "垃圾没人收")]
    caller = sit("caller")
    first = first_of(caller, "to_call_back")
    listed = caller.page.locator("#rows a").evaluate_all("all => all.map((a) => a.dataset.number)")
    assert (listed[0], sorted(listed)) == (first, sorted(numbers))
    hands = counted(caller.page)
    keys(caller, "a")
    for n, number in enumerate(listed):
        taken(caller, number)
        if n == 0:
            keys(caller, "t")
            shown = caller.page.get_by_test_id("bench-caller").locator("a")
            expect(shown).to_have_attribute("href", f"tel:{CALLER['电话']}")
        keys(caller, "1", "1", "1", "1", "s")
    expect(caller.page.get_by_test_id("list-done")).to_be_visible()
    assert hands.told("three call-backs") == 17
    assert looks_at(first)[-1][2] == "回访"
    for number in numbers:
        order = order_of(number)
        assert (order.phase, order.callback.end) == (Phase.CLOSED, CallbackEnd.SATISFIED)
        assert order.callback.taken_by == str(people["caller"].id)
        attempt = order.callback.attempts[-1]
        assert (attempt.answered, attempt.solved, attempt.satisfied_process) == (True, True, True)


@pytest.mark.req("CBK-3")
def test_not_satisfied_is_written_down_judged_and_done_again(sit, people):
    number = filed.replied(people)
    caller = sit("caller")
    assert first_of(caller, "to_call_back") == number
    keys(caller, "a")
    taken(caller, number)
    keys(caller, "1", "2", "2", "1")
    script = caller.page.get_by_test_id("bench-script")
    expect(script.get_by_text("提交后由督办员判定诉求是否合理")).to_be_visible()
    keys(caller, "s")
    words = script.get_by_label("来电人的原话")
    expect(words).to_be_focused()
    assert order_of(number).callback.attempts == ()
    caller.page.keyboard.insert_text("只修了一盏，还有两盏不亮")
    caller.page.keyboard.press("Control+Enter")
    expect(caller.page.get_by_test_id("list-done")).to_be_visible()

    supervisor = sit("supervisor")
    supervisor.take("to_judge", number)
    bench = supervisor.page.get_by_test_id("bench-judge")
    for seen in ("只修了一盏，还有两盏不亮", "东门外三盏路灯已于今晚修好", "没有解决"):
        expect(bench).to_contain_text(seen)
    keys(supervisor, "1")
    bench.get_by_role("button", name="问题仍然存在，照片可以证明").click()
    supervisor.page.keyboard.press("Control+Enter")
    rework = supervisor.page.get_by_test_id("bench-rework")
    expect(rework).to_contain_text("问题仍然存在，照片可以证明")
    expect(rework.locator(":checked + span")).to_contain_text("退回原单位重办")
    rework.get_by_label("重办要求").fill("三天内把其余两盏修好")
    rework.get_by_label("重办要求").press("Control+Enter")
    expect(supervisor.page.get_by_test_id("list-done")).to_be_visible()
    order = order_of(number)
    assert last(number, "dissatisfaction_judged").reasonable is True
    assert last(number, "rework_ordered").mode is ReworkMode.SAME_UNIT
    assert (order.redo_count, order.assignments[-1].state) == (1, AssignmentState.ASSIGNED)


@pytest.mark.req("CBK-2")
def test_twice_not_reached_is_closed_by_the_rule(sit, people, moving_clock):
    number = filed.replied(people)
    caller = sit("caller")
    assert first_of(caller, "to_call_back") == number
    keys(caller, "a")
    taken(caller, number)
    expect(caller.page.get_by_test_id("bench-tries")).to_contain_text("2 次联系不上才按规定办结")
    keys(caller, "u")
    caller.is_told("回访已登记")

    caller.take("calling", number)
    expect(caller.page.get_by_test_id("bench-unreached")).to_be_disabled()
    expect(caller.page.get_by_test_id("bench-tries")).to_contain_text("以后再打")
    moving_clock.advance(minutes=61)
    caller.page.reload()
    expect(caller.page.get_by_test_id("bench-tries")).to_contain_text("再联系不上就按规定办结")
    keys(caller, "u")
    caller.page.wait_for_function("() => window.told?.includes('回访已登记')")
    order = order_of(number)
    assert (order.phase, order.callback.end) == (Phase.CLOSED, CallbackEnd.UNREACHABLE)
    assert [a.reached for a in order.callback.attempts] == [False, False]
