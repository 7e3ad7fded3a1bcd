"""A leader takes the submission away on paper, and the order keeps who printed what (SUP-3, S2 德州 一(一)2(3))."""

import pytest
from playwright.sync_api import expect

from hotline.accounts.models import AuditEntry
from tests.journeys.people import PHONE

pytestmark = pytest.mark.journey

COUNTED = "window.printed = 0; window.print = () => { window.printed += 1; };"


@pytest.mark.req("SUP-3")
def test_a_leader_prints_the_submission(sit, people):
    number = sit("agent").file_order(
        "呈报领导", {"呈报给": "市领导", "呈报内容和拟办意见": "多个小区停水，拟请水务局牵头"}
    )
    mayor = sit("mayor")
    mayor.page.context.add_init_script(COUNTED)
    mayor.take("awaiting_instruction", number)
    mayor.do("批示", {"批示": "水务局立即抢修", "指定主办单位": "水务局", "落实期限": "2026-03-06"})

    mayor.page.get_by_test_id("papers").click()
    with mayor.page.context.expect_page() as coming:
        mayor.page.get_by_role("link", name="市民热线呈阅件").click()
    paper = coming.value
    expect(paper.get_by_role("heading", name="市民热线呈阅件")).to_be_visible()
    for label, text in {
        "受理编号": number,
        "拟办意见": "多个小区停水，拟请水务局牵头",
        "批示意见": "水务局立即抢修",
        "落实期限": "2026年3月6日",
        "呈报对象": "市领导",
    }.items():
        row = paper.get_by_role("row").filter(has=paper.get_by_role("rowheader", name=label, exact=True))
        expect(row).to_contain_text(text)
    expect(paper.locator("body")).not_to_contain_text(PHONE)
    paper.get_by_test_id("print").click()
    assert paper.evaluate("window.printed") == 1

    with paper.expect_download() as saved:
        paper.get_by_test_id("pdf").click()
    assert saved.value.suggested_filename == f"市民热线呈阅件-{number}.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    kept = AuditEntry.objects.filter(act="printed", person=str(people["mayor"].pk))
    assert {(entry.subject, entry.detail["id"], entry.detail["form"], entry.detail["personal"]) for entry in kept} == {
        (number, "leader_submission", "html", False),
        (number, "leader_submission", "pdf", False),
    }
