"""Beside the form of a new order: which desks take the chosen class, and what the hotline promises for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from hotline.core.policy.outreach import Desk
from hotline.core.policy.shapes import Term
from hotline.policy import registry
from tests.rooms.desk.test_pages import CALL, text_of
from tests.rooms.orders import city

pytestmark = [pytest.mark.django_db, pytest.mark.req("INT-14")]
At = Callable[[str], Any]
DESKS = (
    Desk("lamps", "路灯专家席", content_classes=("C1.03",), expert=True),
    Desk("night", "夜间席", lines=("12329",)),
    Desk("complaints", "投诉席", natures=("complaint",)),
)
PROMISES = (
    Term("urban", "城区到达现场", text="不超过45分钟", keywords=("C1",)),
    Term("other", "停电公告", text="提前7天"),
)


@pytest.fixture
def with_desks(monkeypatch: pytest.MonkeyPatch) -> None:
    base = registry.load("dezhou-12345")
    made = replace(base, lists=replace(base.lists, desks=DESKS, service_commitments=PROMISES))
    monkeypatch.setattr("hotline.desk.assist.registry.load", lambda _pack: made)


def test_the_desks_and_promises_of_the_class(at_desk: At, with_desks: None) -> None:
    page = text_of(at_desk("agent").post("/new/assist/", {"content_class": "C1.03", "nature": "help"}))
    assert "路灯专家席<b>专家</b>" in page and "城区到达现场：不超过45分钟" in page
    assert "投诉席" not in page and "夜间席" not in page
    assert page.index("其他承诺") < page.index("停电公告")


def test_nothing_is_shown_before_anything_is_chosen(at_desk: At, with_desks: None) -> None:
    agent = at_desk("agent")
    assert "data-panel" not in text_of(agent.post("/new/assist/", {}))
    assert "路灯专家席" not in text_of(agent.get("/new/"))
    assert "路灯专家席" not in text_of(agent.post("/new/assist/", {"content_class": "<script>", "nature": "x"}))


def test_it_stays_when_the_form_comes_back(at_desk: At, with_desks: None) -> None:
    page = text_of(at_desk("agent").post("/new/", CALL | {"content": "", "line": city.LINE}, HTTP_HX_REQUEST="true"))
    assert "路灯专家席" in page and "不超过45分钟" in page


def test_a_pack_without_desks_adds_nothing(at_desk: At) -> None:
    page = text_of(at_desk("agent").post("/new/assist/", {"content_class": "C1.03", "nature": "help"}))
    assert "可接" not in page and "承诺" not in page
