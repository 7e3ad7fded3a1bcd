"""From a figure to the very order; and a score sheet from its draft to its issue, with an objection on the way."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect

from hotline.accounts import people as remembered
from hotline.accounts import services as accounts
from hotline.accounts.models import Person
from hotline.accounts.selectors import forget
from hotline.appraisal.models import Run
from hotline.core.counting import Counted
from hotline.core.vocabulary import CountedKind
from hotline.insight import services as insight
from hotline.insight import shapes
from tests.journeys import steps
from tests.journeys.people import Seat, choose

pytestmark = pytest.mark.journey


def tool(seat: Seat, name: str) -> None:
    """Open a page from the menu 资料."""
    seat.page.get_by_test_id("tools").click()
    seat.page.get_by_role("navigation", name="资料").get_by_role("link", name=name, exact=True).click()


@pytest.mark.req("KPI-9")
def test_from_the_board_down_to_the_order(sit, people):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    insight.fill()
    supervisor = sit("supervisor")
    page = supervisor.page
    tool(supervisor, "指标看板")
    expect(page.get_by_test_id("figures")).to_contain_text("每 30 秒更新")
    expect(page.locator('tr[data-measure="base.received"]')).to_contain_text("1件")
    page.locator("nav.pills").get_by_role("link", name="今天").click()
    page.get_by_role("link", name="转办数", exact=True).click()
    expect(page.get_by_test_id("groups")).to_contain_text("城管局")
    page.get_by_test_id("groups").get_by_role("link", name="城管局").click()
    expect(page.get_by_test_id("behind-rows").locator("tr")).to_have_count(1)
    page.get_by_role("link", name=number).click()
    supervisor.at(number)

    # By keys: J to the row, Enter into it.
    page.go_back()
    expect(page.get_by_test_id("behind-rows")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    supervisor.at(number)


@pytest.fixture
def late(people) -> dict[str, Person]:
    """A line whose units are scored; in February the works unit was late once."""
    accounts.save_lines(
        [{"id": "county", "name": "县长公开电话", "code": "county", "prefix": "XZ", "pack": "heze-county"}]
    )
    Person.objects.update(lines=["dezhou", "county"])
    forget()
    remembered.forget()
    shapes.forget()
    marks = {"unit": "works", "unit_kind": "bureau", "clock": "reply", "result": "late", "level": "centre"}
    matter = Counted(CountedKind.LIMIT, date(2026, 2, 10), "ed5c1f00-0000-7000-8000-000000000001", "reply-1", marks)
    insight.record_matters("county", [matter])
    return people


@pytest.mark.req("APR-1")
def test_a_sheet_is_published_objected_to_ruled_on_and_issued(sit, late, moving_clock):
    supervisor = sit("supervisor")
    tool(supervisor, "考核")
    page = supervisor.page
    page.get_by_test_id("start").click()
    page.get_by_label("哪张表").select_option(label="承办单位平时考核（月度） · 菏泽县级政务服务热线（县长公开电话）")
    page.get_by_test_id("submit-start").click()
    expect(page.get_by_test_id("state")).to_have_text("草稿")
    supervisor.is_told("草稿已生成")
    page.get_by_test_id("publish").click()
    expect(page.get_by_test_id("state")).to_have_text("已公布")

    leader = sit("works_leader")
    tool(leader, "考核")
    leader.page.get_by_test_id("runs").get_by_role("link").click()
    expect(leader.page.get_by_test_id("total")).to_have_text("79分")
    leader.page.get_by_test_id("object").click()
    leader.page.get_by_test_id("submit-object").click()
    expect(leader.page.get_by_test_id("refusal")).to_have_text("请写明理由。")
    leader.page.get_by_label("理由").fill("当天全市停电，已电话报告热线。")
    leader.page.get_by_test_id("submit-object").click()
    leader.is_told("异议已提交")
    expect(leader.page.get_by_test_id("objection")).to_contain_text("等待裁定")

    director = sit("director")
    tool(director, "考核")
    director.page.get_by_test_id("open-objection").click()
    choose(director.page.get_by_test_id("rule-form"), "异议成立")
    director.page.get_by_label("裁定依据").fill("经查属实，不计。")
    director.page.get_by_test_id("submit-rule").click()
    director.is_told("已裁定")
    expect(director.page.get_by_test_id("total")).to_have_text("80分")

    moving_clock.advance(days=10)
    director = sit("director")
    director.page.goto(f"/scores/{Run.objects.get().pk}/")
    director.page.get_by_label("文号").fill("县热线考核〔2026〕2号")
    director.page.get_by_test_id("issue").click()
    expect(director.page.get_by_test_id("state")).to_have_text("已印发")

    leader = sit("works_leader")
    tool(leader, "考核")
    leader.page.get_by_test_id("runs").get_by_role("link").click()
    expect(leader.page.get_by_test_id("score-sheet")).to_contain_text("县热线考核〔2026〕2号")
    expect(leader.page.get_by_test_id("objection")).to_contain_text("异议成立，改为 0 分：经查属实，不计。")
