"""The pack reader says every rule of every pack in words with its source; the calendar reckons as the core does."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from hotline import policy as packs
from hotline.core.calendars import DAY_END
from hotline.desk import rulebook, yearbook
from hotline.infra import clock

pytestmark = pytest.mark.req("INT-15")


@pytest.mark.parametrize("name", packs.names())
def test_every_pack_can_be_read_in_words(name: str) -> None:
    policy = packs.load(name)
    sections = {section.id: section for section in rulebook.book(policy)}
    rows = [row for s in sections.values() if s.kind == "rules" for row in s.rows]
    stages = sum(topic.startswith("clock.procedure.") for topic in policy.rules for _ in policy.rules[topic])
    assert len(rows) + stages == sum(map(len, policy.rules.values()))
    for row in rows:
        assert row.source and row.what and row.when and row.value, row
        assert not any(text.startswith(("(", "[", "<")) for _name, text in row.value), row
    for procedure in sections["procedures"].rows if "procedures" in sections else ():
        assert procedure["title"] and all(step["lines"] for step in procedure["steps"])


def test_a_replaced_rule_stands_below_the_one_that_holds() -> None:
    limits = next(s for s in rulebook.book(packs.load("dezhou-12345")) if s.id == "limits")
    first, second = (row for row in limits.rows if row.what == "转办时限")
    assert not first.beaten and second.beaten
    assert any("取代" in note for note in first.notes) and "已被取代" in second.notes


def test_a_pack_speaks_its_own_words() -> None:
    limits = next(s for s in rulebook.book(packs.load("zhongwei-tobacco-800")) if s.id == "limits")
    said = {text for row in limits.rows for _name, text in row.value}
    assert "投诉受理员" in said and "话务员" not in said


# --- the calendar -----------------------------------------------------------------------------------------------------


def test_a_year_shows_holidays_and_make_up_days() -> None:
    office = packs.load("dezhou-12345").calendars["office"]
    months = yearbook.year_of(office, 2026, date(2026, 3, 2))
    october = {d.number: d.kind for week in months[9].weeks for d in week if d}
    assert (october[1], october[8], october[10], october[11]) == ("off", "work", "make_up", "rest")
    assert months[9].working_days == 18
    assert [d.today for week in months[2].weeks for d in week if d and d.number in (2, 3)] == [True, False]
    assert {d.kind for week in yearbook.year_of(office, 2027, date(2026, 3, 2))[0].weeks for d in week if d} == {
        "unknown"
    }


def test_a_limit_is_reckoned_day_by_day() -> None:
    policy = packs.load("dezhou-12345")
    start = datetime(2026, 9, 28, 9, 30, tzinfo=clock.LOCAL)
    found = yearbook.reckon(policy, "national:reply.common", start)
    assert found and found.end == datetime.combine(date(2026, 10, 10), DAY_END, clock.LOCAL)
    assert found.counted == 5 and found.days[date(2026, 10, 10)] == "end"
    assert yearbook.reckon(policy, "national:callback.all", start) is None


def test_a_day_nobody_has_announced_has_no_end() -> None:
    policy = packs.load("dezhou-12345")
    found = yearbook.reckon(policy, "national:reply.common", datetime(2026, 12, 30, 9, tzinfo=clock.LOCAL))
    assert found and found.end is None


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def client(town: dict[str, Any]) -> Client:
    client = Client()
    client.force_login(town["dispatcher"])
    return client


def test_whoever_asks_for_the_rules_reads_those_of_the_own_line(client: Client) -> None:
    page = client.get("/rules/", follow=True)
    assert page.redirect_chain == [("/rules/dezhou-12345/", 302)]
    text = page.content.decode()
    assert "德州12345市民热线" in text and "二(三)4(2)②" in text and "来源没有写明" in text
    assert client.get("/rules/no-such-pack/").status_code == 404


def test_the_calendar_answers_and_says_what_is_wrong(client: Client) -> None:
    asked = {"pack": "dezhou-12345", "start": "2026-09-28T09:30", "limit": "national:reply.common"}
    assert "10月10日 周六 24:00 到期" in client.get("/calendar/", asked).content.decode()
    wrong = client.get("/calendar/", asked | {"start": "soon"}).content.decode()
    assert "起算时间请填日期和时间" in wrong and "到期</b>" not in wrong
    assert "2025 年工作日历" in client.get("/calendar/", {"year": "2025"}).content.decode()
