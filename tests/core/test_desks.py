"""Which desk takes a matter, whether somebody sits there, and what was promised for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hotline.core.desks import commitments_for, desks_for, staffed
from hotline.core.policy.outreach import Desk
from hotline.core.policy.shapes import Term
from tests.core import builders as b

CROPS = Desk("crops", "种植专家席", content_classes=("C1",), expert=True)
WHEAT = Desk("wheat", "小麦专家席", content_classes=("C1.01",), expert=True)
COMPLAINTS = Desk("complaints", "投诉席", natures=("complaint",))
METRO = Desk("metro", "地铁席", lines=("metro",))
OFFICE = Desk("office", "综合席", calendar="office")
PROMISES = (
    Term("install", "安装", keywords=("C1",)),
    Term("complaint", "投诉", text="24小时内回复"),
    Term("rural", "农村", parent="C2"),
    Term("other", "其他"),
)
LISTS = replace(b.LISTS, desks=(OFFICE, METRO, COMPLAINTS, CROPS, WHEAT), service_commitments=PROMISES)
POLICY = b.make_policy(lists=LISTS)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.req("INT-14")
@pytest.mark.parametrize(
    ("line", "content_class", "nature", "found"),
    [
        ("12316", "C1.01", "help", ["wheat", "crops", "office"]),
        ("12316", "C1", "help", ["crops", "office"]),
        ("12316", "C1.01", "complaint", ["wheat", "crops", "complaints", "office"]),
        ("metro", "C2", "help", ["office", "metro"]),
        ("", "C2", "help", ["office", "metro"]),
        ("12316", "", "", ["office"]),
        ("12316", "C9.99", "unheard", ["office"]),
    ],
)
def test_the_nearest_desk_comes_first(line: str, content_class: str, nature: str, found: list[str]) -> None:
    assert [desk.id for desk in desks_for(POLICY, line, content_class, nature)] == found


def test_a_class_without_dots_lies_below_its_parent() -> None:
    classes = (Term("livestock", "养殖"), Term("sheep", "羊", parent="livestock"))
    desk = Desk("vet", "兽医席", content_classes=("livestock",))
    policy = b.make_policy(lists=replace(LISTS, content_classes=classes, desks=(desk,)))
    assert desks_for(policy, "", "sheep", "") == (desk,)


def test_classes_that_name_one_another_do_no_harm() -> None:
    classes = (Term("a", "a", parent="b"), Term("b", "b", parent="a"))
    policy = b.make_policy(lists=replace(LISTS, content_classes=classes, desks=()))
    assert desks_for(policy, "", "a", "") == ()


def test_nobody_sits_there_at_night() -> None:
    day, night = (datetime(2026, 3, 2, hour, tzinfo=SHANGHAI) for hour in (10, 23))
    assert staffed(POLICY, OFFICE, day) is True and staffed(POLICY, OFFICE, night) is False
    assert staffed(POLICY, CROPS, night) is True, "without a calendar it is always staffed"
    assert staffed(POLICY, replace(OFFICE, calendar="nowhere"), day) is None
    assert staffed(POLICY, OFFICE, day.replace(year=2199)) is None, "nothing is guessed"


def test_what_was_promised_for_a_class_or_a_nature() -> None:
    def ids(content_class: str, nature: str) -> list[str]:
        fitting, rest = commitments_for(POLICY, content_class, nature)
        assert {*fitting, *rest} == set(PROMISES) and not set(fitting) & set(rest)
        return [term.id for term in fitting]

    assert ids("C1.01", "complaint") == ["install", "complaint"]
    assert ids("C2", "help") == ["rural"]
    assert ids("", "") == []
