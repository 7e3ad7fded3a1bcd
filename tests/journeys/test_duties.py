"""The list of duties: out as a spreadsheet, a row changed, in again with a look at it; the next suggestion follows."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from hotline.dispatch.importing import import_list
from tests.journeys.people import Seat

pytestmark = [pytest.mark.journey, pytest.mark.req("DSP-3")]
ROW = {
    "id": "R1",
    "content_class": "C1.03",
    "area": "",
    "unit": "works",
    "duty": "lead",
    "basis": "《城管局职能配置规定》第3条",
    "valid_from": "2024-01-01",
}


@pytest.fixture
def order(sit, people) -> str:
    import_list([ROW])
    return sit("agent").file_order()


def suggested(dispatcher: Seat, number: str, unit: str, basis: str) -> None:
    """The dispatcher opens the form of dispatch: this unit is suggested, on this ground."""
    dispatcher.take("awaiting_dispatch", number)
    form = dispatcher.open_form("转办")
    expect(form.locator(".suggestion").first).to_contain_text(unit)
    expect(form.locator(".suggestion").first).to_contain_text(basis)


def to_tool(seat: Seat, label: str) -> None:
    seat.page.get_by_test_id("tools").click()
    seat.page.get_by_role("link", name=label).click()


def test_a_changed_row_changes_the_next_suggestion(order: str, sit, tmp_path: Path) -> None:
    dispatcher, lead = sit("dispatcher"), sit("dispatch_lead")
    suggested(dispatcher, order, "城管局", "第3条")

    to_tool(lead, "职责清单")
    expect(lead.page.get_by_test_id("total")).to_have_text("共 1 行")
    with lead.page.expect_download() as coming:
        lead.page.get_by_test_id("export-xlsx").click()
    file = tmp_path / "清单.xlsx"
    coming.value.save_as(file)
    change(file, {"承办单位": "水务局", "单位代码": None, "依据": "《职责裁定》第9号"})

    lead.page.get_by_test_id("import").click()
    lead.page.get_by_label("清单文件").set_input_files(file)
    lead.page.get_by_test_id("upload").click()
    expect(lead.page.get_by_test_id("sums")).to_contain_text("改动 1 行")
    expect(lead.page.get_by_test_id("preview")).to_contain_text("城管局 → 水务局")
    suggested(dispatcher, order, "城管局", "第3条")
    lead.page.get_by_test_id("confirm").click()
    lead.is_told("已导入：新增 0 行，改动 1 行，终止 0 行")

    lead.page.get_by_role("link", name="R1").click()
    history = lead.page.locator("#dialog").get_by_test_id("history")
    expect(history).to_contain_text("周平 · 清单.xlsx")
    expect(history).to_contain_text("城管局 → 水务局")
    suggested(dispatcher, order, "水务局", "第9号")


def test_a_faulty_row_is_told_and_nothing_is_changed(order: str, sit, tmp_path: Path) -> None:
    lead = sit("dispatch_lead")
    to_tool(lead, "职责清单")
    with lead.page.expect_download() as coming:
        lead.page.get_by_test_id("export-xlsx").click()
    file = tmp_path / "清单.xlsx"
    coming.value.save_as(file)
    change(file, {"单位代码": "水局"})
    lead.page.get_by_test_id("import").click()
    lead.page.get_by_label("清单文件").set_input_files(file)
    lead.page.get_by_test_id("upload").click()
    expect(lead.page.get_by_test_id("faults")).to_contain_text("第2行“单位代码”“水局”：没有这个单位")
    to_tool(lead, "职责清单")
    expect(lead.page.locator('[data-row="R1"]')).to_contain_text("城管局")


def change(file: Path, values: dict[str, str | None]) -> None:
    """Somebody writes into the first row of the list."""
    book = load_workbook(file)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in values.items():
        sheet.cell(row=2, column=columns[heading]).value = value
    book.save(file)
