"""What people hear of procedures: a unit that it is asked, everybody named that a limit passed and what holds now."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.core import commands as c
from hotline.orders import services as orders
from hotline.policy import registry
from hotline.supervision import selectors
from hotline.supervision.sweeper import sweep
from tests import altered
from tests.rooms.orders import city

pytestmark = pytest.mark.req("SUP-4")


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, town, reacting):
    """An order whose unit is asked to look into itself; its id."""
    altered.switch_on(tmp_path, monkeypatch, altered.PROCEDURES)
    order = city.in_hand(town)
    orders.apply(order.id, c.OpenProcedure(kind="sheet", text="推诿"), town["supervisor"])
    orders.apply(order.id, c.TakeStep(procedure="p1", outcome="sent", text="已发"), town["supervisor"])
    yield order.id
    monkeypatch.undo()
    registry.reload()


def said(person) -> list[str]:
    return [n.text.partition(" ")[2] for n in selectors.notices(person) if "自查" in n.text]


def test_the_unit_hears_that_it_is_asked(asked, town):
    assert said(town["lamps_leader"]) == ["的“首问责任互动单”等您办理“自查”，请在 3月9日（周一）23:59 前办完。"]
    assert said(town["supervisor"]) == said(town["streets_clerk"]) == []


def test_before_the_limit_and_when_silence_has_settled_it(asked, town, moving_clock):
    moving_clock.advance(days=6, hours=12)
    sweep()
    assert any("“自查”时限将在" in text for text in said(town["lamps_leader"]))
    moving_clock.advance(days=10)
    assert sweep().failed == ()
    settled = "的“自查”时限已在 3月9日（周一）23:59 到期没有办理，按“逾期不报”处理。"
    assert said(town["lamps_leader"])[0] == settled and said(town["supervisor"])[0] == settled
