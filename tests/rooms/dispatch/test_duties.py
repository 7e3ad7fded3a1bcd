"""The list of duties as a spreadsheet: out and in again, faults by row, history, rulings, gaps."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.duty_check import Fault
from hotline.core.vocabulary import DisputeLevel
from hotline.dispatch import consumers, importing, selectors, sheets, words
from hotline.dispatch.models import DutyChange, Responsibility
from hotline.orders import services as orders
from hotline.orders.chain import Record
from tests.rooms.dispatch.test_dispatch import ROW
from tests.rooms.orders import city

pytestmark = pytest.mark.req("DSP-3")
LABELS = {"C1": "城建环保", "C1.03": "路灯"}
KNOWN = importing.Known(LABELS)


def exported(form):
    rows = selectors.as_rows(selectors.duty_rows(), LABELS, lambda code: {"990100": "望澜区"}.get(code, code))
    return sheets.as_file(form, rows)


def book(*rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


# --- out and in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "name"), [("xlsx", "a.xlsx"), ("csv", "a.csv")])
def test_what_is_written_out_reads_back_the_same(town, form, name):
    importing.import_list([ROW, ROW | {"id": "R2", "unit": "streets", "duty": "assisting", "valid_to": "2026-12-31"}])
    before = list(Responsibility.objects.order_by("ref").values())
    rows = sheets.rows_of(exported(form), name)
    assert (rows[0]["class_name"], rows[0]["area_name"], rows[0]["unit_name"]) == ("路灯", "望澜区", "市政处")
    done = importing.import_list(rows, known=KNOWN)
    assert (done.added, done.changed, done.unchanged) == ((), (), 2)
    assert list(Responsibility.objects.order_by("ref").values()) == before


def test_names_do_where_codes_are_missing(town):
    content = book(
        ["编号", "内容分类", "承办单位", "职责", "依据", "生效日期", "区域代码"],
        ["R9", "路灯", "市政处", "主办", "三定规定", date(2024, 1, 1), 990100],
        [None, None, None, None, None, None, None],
    )
    importing.import_list(sheets.rows_of(content, "list.xlsx"), known=KNOWN)
    (row,) = Responsibility.objects.all()
    assert (row.content_class, row.unit, row.duty, row.area) == ("C1.03", "lamps", "lead", "990100")


def test_a_cell_that_looks_like_a_formula_stays_text(town):
    importing.import_list([ROW | {"basis": "=HYPERLINK(1)"}])
    sheet = load_workbook(io.BytesIO(exported("xlsx"))).active
    assert "'=HYPERLINK(1)" in [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n"])
def test_a_file_that_is_no_list_says_what_to_do(content):
    with pytest.raises(sheets.NotASheet) as bad:
        sheets.rows_of(content, "x.csv")
    assert "导出的表格" in words.not_a_sheet(bad.value.missing)
    with pytest.raises(sheets.NotASheet):
        sheets.rows_of(content, "x.xlsx")


def test_every_faulty_row_is_told_in_the_users_words_and_nothing_is_stored(town):
    rows = [
        ROW,
        ROW | {"id": "R2", "unit": "路灯所"},
        ROW | {"id": "R3", "content_class": "C7"},
        ROW | {"duty": "组长"},
    ]
    with pytest.raises(importing.BadList) as bad:
        importing.import_list(rows, known=KNOWN)
    told = [words.row_fault(fault) for fault in bad.value.faults]
    assert told == [
        "第3行“单位代码”“路灯所”：没有这个单位。请填单位代码，或照单位名录里的全称填写。",
        "第4行“分类代码”“C7”：没有这个内容分类。请填分类代码，或照规则包里的名称填写。",
        "第5行“职责”“组长”：职责只能填主办、协办或兜底。",
    ]
    assert not Responsibility.objects.exists() and not DutyChange.objects.exists()


# --- history ----------------------------------------------------------------------------------------------------------


def test_every_change_is_kept_with_who_and_why(town):
    importing.import_list([ROW], who="zhang", note="清单.xlsx")
    importing.import_list([ROW | {"unit": "streets"}], who="li", note="清单2.xlsx")
    importing.import_list([ROW | {"unit": "streets"}], who="li", note="清单3.xlsx")
    now, first = selectors.duty_changes("R1")
    assert (first.before, first.after["unit"], first.who, first.note) == ({}, "lamps", "zhang", "清单.xlsx")
    assert (now.before["unit"], now.after["unit"], now.who) == ("lamps", "streets", "li")


def test_a_whole_list_ends_what_it_leaves_out_and_a_trial_changes_nothing(town):
    importing.import_list([ROW, ROW | {"id": "R2", "area": "990101"}])
    trial = importing.import_list([ROW], whole=True, dry_run=True)
    assert trial.ended == ("R2",) and trial.unchanged == 1
    assert Responsibility.objects.get(ref="R2").valid_until is None
    importing.import_list([ROW], whole=True)
    assert Responsibility.objects.get(ref="R2").valid_until is not None
    assert selectors.duty_changes("R2")[0].after["valid_to"]


# --- rulings ----------------------------------------------------------------------------------------------------------


@pytest.mark.req("PRA-12", "DSP-5")
def test_a_ruling_ends_the_old_duty_and_begins_the_new_one_on_its_day(town, moving_clock):
    importing.import_list([ROW])
    order = city.registered(town)
    event = e.CatalogueChangeRuled("C1.03", "990100", "streets", ("lamps",), "会商纪要 DZ1")
    record = Record(order.id, 9, event.NAME, event, moving_clock.now(), "director", "hall")
    day = moving_clock.now().date()
    consumers.change_catalogue(record)
    found = selectors.suggest(order.order)
    assert found.lead and found.lead.unit == "streets" and [a.unit for a in found.assisting] == ["lamps"]
    assert Responsibility.objects.get(ref="R1").valid_until < day
    assert selectors.duty_changes("R1")[0].note == "会商纪要 DZ1"


def test_orders_that_rule_without_the_hotline_wanting_it_change_no_list(town):
    order = city.registered(town)
    orders.apply(order.id, city.ASSIGN, town["dispatcher"])
    done = orders.apply(order.id, c.EscalateDispute(reason="两家都不收"), town["dispatcher"])
    assert done.order.dispute is DisputeLevel.DISPATCH_LEAD
    assert not DutyChange.objects.exists()


# --- gaps and overlaps ------------------------------------------------------------------------------------------------


def test_gaps_and_overlaps_are_told_with_names(town):
    importing.import_list([ROW, ROW | {"id": "R2", "unit": "streets"}])
    found = selectors.duty_faults(list(LABELS), ["990100"], date(2026, 3, 2))
    told = {f.fault: words.list_fault(f, LABELS[f.content_class], "", "、".join(f.units)) for f in found}
    assert told[Fault.GAP] == "城建环保：全市没有单位承办，请补主办或兜底单位。"
    assert told[Fault.OVERLAP].startswith("路灯：全市同时列了")
