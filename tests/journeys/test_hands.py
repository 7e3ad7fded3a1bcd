"""Keys and presses for the three acts that are done all day, beside those of another system (bench/peer.toml).

There one act leads from the list back to the list. Here it is counted twice: from the list as it was opened, nothing
picked yet, to what is written; and in the middle of the work, from one order to the next, which opens by itself. The
text of the matter is typed in both and not counted.
"""

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import AssignmentState, Phase
from tests.journeys import filed
from tests.journeys.counting import counted
from tests.journeys.people import Seat
from tests.journeys.test_agent_desk import opened, type_call
from tests.journeys.test_dispatcher_desk import bench, key, listed, open_first, waiting
from tests.journeys.test_unit_desk import INTERNAL, PUBLIC, keys
from tests.journeys.written import order_of

__all__ = ["listed"]
pytestmark = pytest.mark.journey
PEER = tomllib.loads((Path(__file__).parents[2] / "bench" / "peer.toml").read_text(encoding="utf-8"))


def hands_less_than_half(act: str, ours: int, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of the table: the act, ours, theirs."""
    name = act.partition(",")[0]
    with capsys.disabled():
        print(f"hands: {act:<30}{ours:>4}{PEER[name]:>4}  {PEER['system']}")
    assert ours * 2 < PEER[name]


def test_filing(sit, people, capsys):
    agent = sit("agent")
    form = opened(agent)
    hands = counted(agent.page)
    type_call(agent.page)
    expect(form.get_by_test_id("caller-times")).to_have_text("第 1 次来电")
    agent.page.keyboard.press("Control+Enter")
    number = agent.filed()
    assert order_of(number).phase is Phase.AWAITING_DISPATCH
    opening = 1  # the key N, on the page before
    hands_less_than_half("file", hands.told("file") + opening, capsys)


def test_assigning(sit, listed, capsys):
    waiting(listed, 2)
    dispatcher = sit("dispatcher")
    first = open_first(dispatcher, "awaiting_dispatch")
    hands = counted(dispatcher.page)
    assert key(dispatcher, "a") == first
    bench(dispatcher)
    assert order_of(first).phase is Phase.IN_HAND
    hands_less_than_half("assign", hands.told("assign"), capsys)


def test_signing_and_replying(sit, people, capsys):
    numbers = {filed.to_sign(people), filed.to_sign(people, "解放路井盖松动")}
    clerk = sit("works_clerk")
    page = clerk.page
    first = open_first(clerk, "to_sign")
    hands = counted(page)
    keys(clerk, "y")
    written_and_sent(clerk)
    (second,) = numbers - {first}
    clerk.at(second)
    assert order_of(first).assignments[0].state is AssignmentState.IN_REVIEW
    assert order_of(second).assignments[0].state is AssignmentState.ASSIGNED
    hands_less_than_half("sign_and_reply", hands.told("sign_and_reply"), capsys)


def written_and_sent(clerk: Seat) -> None:
    """The two texts of the answer, each ended by the same chord."""
    form, keyboard = clerk.page.get_by_test_id("bench-reply"), clerk.page.keyboard
    expect(form.get_by_label("怎么办的")).to_be_focused()
    keyboard.insert_text(INTERNAL)
    keyboard.press("Control+Enter")
    expect(form.get_by_label("给来电人的答复")).to_be_focused()
    keyboard.insert_text(PUBLIC)
    keyboard.press("Control+Enter")


def test_assigning_from_the_list(sit, listed, capsys):
    waiting(listed, 2)
    dispatcher = sit("dispatcher")
    dispatcher.queue("awaiting_dispatch")
    first = dispatcher.page.locator("#rows .qrow a").first.get_attribute("data-number") or ""
    hands = counted(dispatcher.page)
    dispatcher.page.keyboard.press("Enter")
    dispatcher.at(first)
    assert key(dispatcher, "a") == first
    bench(dispatcher)
    assert order_of(first).phase is Phase.IN_HAND
    hands_less_than_half("assign, from the list", hands.told("assign, from the list"), capsys)


def test_signing_and_replying_from_the_list(sit, people, capsys):
    filed.to_sign(people), filed.to_sign(people, "解放路井盖松动")
    clerk = sit("works_clerk")
    clerk.queue("to_sign")
    first = clerk.page.locator("#rows .qrow a").first.get_attribute("data-number") or ""
    hands = counted(clerk.page)
    clerk.page.keyboard.press("y")
    clerk.at(first)
    written_and_sent(clerk)
    expect(clerk.page.locator(f'#order .sheet[data-number="{first}"]')).to_have_count(0)
    assert order_of(first).assignments[0].state is AssignmentState.IN_REVIEW
    hands_less_than_half("sign_and_reply, from the list", hands.told("sign and reply, from the list"), capsys)


def test_the_key_means_the_row_that_is_picked_and_nothing_while_one_types(sit, people):
    filed.to_sign(people), filed.to_sign(people, "解放路井盖松动")
    clerk = sit("works_clerk")
    clerk.queue("to_sign")
    page = clerk.page
    first, second = (row.get_attribute("data-number") or "" for row in page.locator("#rows .qrow a").all())
    page.keyboard.press("/")
    page.keyboard.press("y")
    expect(page.locator("#find")).to_have_value("y")
    page.keyboard.press("Escape")
    for press in ("j", "j", "y"):
        page.keyboard.press(press)
    clerk.at(second)
    expect(page.get_by_test_id("bench-reply").get_by_label("怎么办的")).to_be_focused()
    assert order_of(second).assignments[0].state is AssignmentState.SIGNED
    assert order_of(first).assignments[0].state is AssignmentState.ASSIGNED
