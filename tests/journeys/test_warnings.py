"""A burst of one matter: the analyst sees it, looks at the evidence, mutes it with a reason; the director sees the
warning on the first page and goes to the list."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hotline.core import commands as c
from hotline.infra import clock
from hotline.insight import engines, following
from hotline.orders import services
from hotline.project.telling import tell_warnings
from tests.rooms.orders.city import CONTACT, FIELDS

pytestmark = pytest.mark.journey
WHERE = ("3栋", "5栋", "东门", "南门", "全小区", "1栋", "7栋", "北区", "二期", "西门")


def outage(people, moving_clock) -> None:
    """Ten orders of one outage within two days, as the worker finds them."""
    engines.forget()
    for where in WHERE:
        moving_clock.advance(hours=3)
        fields = {
            "title": f"望江苑小区{where}停水",
            "content": f"望江苑小区{where}从昨天起停水，请尽快恢复供水。",
            "content_class": "C1.01",
            "place": "望江苑小区",
        }
        services.register(FIELDS | fields, CONTACT, people["agent"], then=[c.SubmitForDispatch()])
    moving_clock.advance(minutes=1)
    following.follow_all()
    tell_warnings()


@pytest.mark.req("STA-3")
@pytest.mark.req("AIS-3")
def test_a_burst_is_seen_looked_into_and_muted_and_the_director_goes_to_the_list(sit, people, moving_clock):
    outage(people, moving_clock)

    director = sit("director")
    warned = director.page.get_by_test_id("home-warnings")
    expect(warned).to_contain_text("望江苑小区")
    expect(warned).to_contain_text("二级预警")
    warned.get_by_test_id("to-warnings").click()
    expect(director.page.get_by_test_id("warnings").locator("li")).to_have_count(1)

    analyst = sit("analyst")
    expect(analyst.page.get_by_test_id("home-topics")).to_contain_text("望江苑小区")
    analyst.page.get_by_test_id("notices").click()
    analyst.page.get_by_test_id("notice-list").get_by_role("link").first.click()
    expect(analyst.page.get_by_test_id("evidence").locator("li.qrow")).to_have_count(10)
    analyst.page.get_by_test_id("to-topic").click()
    expect(analyst.page.get_by_test_id("keywords")).to_contain_text("停水")
    analyst.page.get_by_test_id("to-warning").click()
    analyst.page.get_by_test_id("mute").click()
    analyst.page.get_by_label("理由").fill("计划内停水，已发公告")
    analyst.page.get_by_label("静音到哪一天").fill((clock.today() + timedelta(days=2)).isoformat())
    analyst.page.get_by_test_id("mute-go").click()
    expect(analyst.page.get_by_test_id("state")).to_have_text("已静音")
    expect(analyst.page.get_by_test_id("acts")).to_contain_text("计划内停水，已发公告")

    director.page.reload()
    expect(director.page.get_by_test_id("warnings-page")).to_contain_text("没有待处理的预警")
    director.page.get_by_test_id("tab-muted").click()
    expect(director.page.get_by_test_id("warnings")).to_contain_text("望江苑小区")
    engines.forget()
