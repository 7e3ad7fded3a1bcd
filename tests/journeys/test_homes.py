"""First pages: from what burns to the act or the list, at four desks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from hotline.core import commands as c
from hotline.core.state import SYSTEM
from hotline.infra import clock
from hotline.orders import selectors, services
from tests.journeys import steps
from tests.journeys.written import events_of, order_of

pytestmark = pytest.mark.journey


def fire() -> None:
    """What the sweeper does when limits have passed."""
    while due := selectors.due_clocks(clock.now()):
        for found in due:
            services.apply(found.order_id, c.FireClock(clock=found.clock, stage=found.stage), SYSTEM)


def test_the_supervisor_urges_from_the_matrix_and_the_director_goes_to_the_list(sit, people, moving_clock):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    steps.sign(sit("works_clerk"), number)
    moving_clock.advance(days=20)
    fire()

    supervisor = sit("supervisor")
    matrix = supervisor.page.get_by_test_id("matrix")
    row = matrix.locator('tr[data-unit="works"]')
    expect(row).to_contain_text("城管局")
    row.get_by_label("城管局").check()
    supervisor.page.get_by_test_id("urge").click()
    form = supervisor.page.get_by_test_id("many-form")
    expect(form).to_contain_text(number)
    supervisor.fill(form, {"催办的话": "已超期，请今天办结"})
    form.get_by_test_id("many-go").click()
    expect(supervisor.page.get_by_test_id("many-done")).to_contain_text("办成 1 张")
    assert events_of(number)[-1] == "urged"

    director = sit("director")
    risk = director.page.get_by_test_id("risks").locator('li[data-unit="works"] a.over')
    said = int(re.sub(r"\D", "", risk.inner_text()))
    risk.click()
    expect(director.page.locator("#rows .qrow")).to_have_count(said)
    expect(director.page.locator("#rows")).to_contain_text(number)
    expect(director.page.locator("#list")).to_contain_text("责任单位：城管局")


def test_the_leader_instructs_and_gets_the_next_also_on_a_phone(sit, people, moving_clock):
    agent, numbers = sit("agent"), []
    for n in ("一", "二"):
        asked = {"呈报给": "市领导", "呈报内容和拟办意见": f"第{n}件，拟请水务局牵头"}
        numbers.append(agent.file_order("呈报领导", asked))
        moving_clock.advance(minutes=5)
    mayor = sit("mayor", phone=True)
    card = mayor.page.get_by_test_id("card")
    expect(card).to_contain_text("第一件，拟请水务局牵头")
    mayor.fill(card, {"批示": "水务局立即抢修", "指定主办单位": "水务局", "落实期限": "2026-03-06"})
    card.get_by_test_id("submit-give_instruction").click()
    mayor.is_told(f"批示已送出：{numbers[0]}")
    expect(card).to_contain_text("第二件，拟请水务局牵头")
    expect(mayor.page.get_by_test_id("instructed")).to_contain_text("水务局立即抢修")
    assert [a.unit for a in order_of(numbers[0]).assignments] == ["water"]

    # What is wrong is said in the form, and what was typed stays.
    card.get_by_test_id("submit-give_instruction").click()
    expect(card.locator("p.wrong").first).to_be_visible()
    expect(mayor.page.get_by_test_id("card")).to_contain_text("第二件")


def test_the_inspection_office_sees_what_is_late_and_nothing_to_press(sit, people, moving_clock):
    number = sit("agent").file_order()
    steps.assign(sit("dispatcher"), number, "城管局")
    moving_clock.advance(days=20)
    fire()
    inspector = sit("inspector")
    work = inspector.page.locator("#work")
    expect(work.get_by_test_id("waits-overdue")).to_contain_text(number)
    expect(work.locator("form, button, input")).to_have_count(0)


def test_a_first_page_follows_what_happens_elsewhere(sit, people):
    lead = sit("dispatch_lead")
    expect(lead.page.get_by_test_id("waits-none")).to_be_visible()
    expect(lead.page.locator("body[data-live]")).to_have_count(1)
    number = sit("agent").file_order()
    expect(lead.page.get_by_test_id("waits-awaiting_dispatch")).to_contain_text(number)
