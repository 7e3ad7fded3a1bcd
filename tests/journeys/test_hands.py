"""Keys and presses for the three acts that are done all day, beside those of another system (bench/peer.toml).

One act in the middle of a day: there from a list back to the list, here from one order to the next, which opens by
itself. The text of the matter is typed in both and not counted.
"""

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect

from hotline.core.vocabulary import AssignmentState, Phase
from tests.journeys import filed
from tests.journeys.counting import counted
from tests.journeys.test_agent_desk import opened, type_call
from tests.journeys.test_dispatcher_desk import bench, key, listed, open_first, waiting
from tests.journeys.test_unit_desk import INTERNAL, PUBLIC, keys
from tests.journeys.written import order_of

__all__ = ["listed"]
pytestmark = pytest.mark.journey
PEER = tomllib.loads((Path(__file__).parents[2] / "bench" / "peer.toml").read_text(encoding="utf-8"))


def hands_less_than_half(act: str, ours: int, capsys: pytest.CaptureFixture[str]) -> None:
    """One line of the table: the act, ours, theirs."""
    with capsys.disabled():
        print(f"hands: {act:<16}{ours:>4}{PEER[act]:>4}  {PEER['system']}")
    assert ours * 2 < PEER[act]


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
    form = page.get_by_test_id("bench-reply")
    expect(form.get_by_label("怎么办的")).to_be_focused()
    page.keyboard.insert_text(INTERNAL)
    page.keyboard.press("Control+Enter")
    expect(form.get_by_label("给来电人的答复")).to_be_focused()
    page.keyboard.insert_text(PUBLIC)
    page.keyboard.press("Control+Enter")
    (second,) = numbers - {first}
    clerk.at(second)
    assert order_of(first).assignments[0].state is AssignmentState.IN_REVIEW
    assert order_of(second).assignments[0].state is AssignmentState.ASSIGNED
    hands_less_than_half("sign_and_reply", hands.told("sign_and_reply"), capsys)
