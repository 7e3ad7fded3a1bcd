"""`hotline appraise`: from a real order that went late to the printed point, its number and its rule."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner

from hotline.accounts.models import Person
from hotline.appraisal import computing
from hotline.appraisal.services import draft, publish
from hotline.core import commands as c
from hotline.core.vocabulary import Channel
from hotline.insight import services as insight
from hotline.orders import reactions
from hotline.orders import services as orders
from hotline.orders.services import Contact
from hotline.project.commands.appraise import command
from hotline.quality.services import Given, record
from tests.rooms.appraisal.conftest import FEBRUARY
from tests.rooms.scoring import PACK

MARCH = ["--from", "2026-03-01", "--to", "2026-03-31"]


@pytest.fixture(autouse=True)
def _same_database(monkeypatch):
    """On the database of the test, not on a server of its own."""
    monkeypatch.setattr(command, "callback", command.callback.__wrapped__)


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(command, [*arguments])
    return found.exit_code, found.output


def late_order(people: dict[str, Person], moving_clock) -> str:
    """An order of the lamps unit whose limit has passed; its number."""
    from hotline.accounts import services as accounts

    accounts.save_people(
        [{"username": "dispatcher", "name": "转办", "unit": "centre", "roles": ["dispatcher"], "lines": ["town"]}]
    )
    dispatcher = Person.objects.get(username="dispatcher")
    fields = {
        "channel": Channel.PHONE,
        "line": "town",
        "title": "路灯不亮",
        "content": "幸福里小区东门外路灯连续三晚不亮，请尽快维修。",
        "nature": "help",
        "content_class": "C1.01",
        "place": "幸福里小区东门",
    }
    with reactions.inline():
        made = orders.register(fields, Contact(phone="13900001234"), people["amy"], then=[c.SubmitForDispatch()])
        orders.apply(made.id, c.AssignToUnit(lead="lamps"), dispatcher)
    moving_clock.advance(days=10)
    insight.fill()
    return made.number


@pytest.mark.req("APR-1")
def test_a_late_order_costs_its_unit_a_point(scored_town, moving_clock) -> None:
    number = late_order(scored_town, moving_clock)
    record(scored_town["supervisor"], PACK, Given("notice.county", date(2026, 3, 5), "通报", unit="lamps"))
    code, said = run("--pack", PACK, "--sheet", "unit", *MARCH, "--subject", "lamps")
    assert code == 0, said
    assert "市政处  得分 94  第2名（同组2个）" in said
    (point,) = [line for line in said.splitlines() if number in line]
    assert "-1" in point and "[unit.late]" in point and "十四1" in point
    assert "通报  [unit.notice]" in said and "领导重视：待评分或无数据" in said and "环卫处" not in said
    _, data = run("--pack", PACK, "--sheet", "unit", *MARCH, "--json")
    found = {s["subject"]["id"]: s for s in json.loads(data)["subjects"]}
    assert found["lamps"]["total"] == "94" and list(json.loads(data)["numbers"].values()) == [number]


def test_proposals_and_mistakes_are_said(february) -> None:
    _, said = run("--pack", PACK, "--sheet", "unit", "--from", "2026-02-01", "--to", "2026-02-28")
    assert "建议（待人工确认）经济奖惩：扣罚部门负责人 -50元" in said
    assert "没有“none”这张考核表" in run("--pack", PACK, "--sheet", "none")[1]
    assert run("--pack", "nowhere", "--sheet", "unit")[0] == 1
    assert run("--pack", PACK)[0] == 2
    assert run("--pack", PACK, "--sheet", "unit", "--from", "2026-03-01", "--to", "2026-02-01")[0] == 2
    assert "没有考核对象" in run("--pack", PACK, "--sheet", "unit", "--subject", "moon")[1]


def test_stored_runs_are_checked(february, monkeypatch) -> None:
    publish(february["supervisor"], draft(february["analyst"], PACK, "unit", *FEBRUARY))
    assert run("--verify") == (0, "核对 1 次考核，0 次不一致\n")
    monkeypatch.setattr(computing, "digest_of", lambda data: "0" * 64)
    code, said = run("--verify")
    assert code == 1 and "lamps:1" in said
