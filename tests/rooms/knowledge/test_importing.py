"""Files in and out: each row reported, nothing twice, everything back as it was."""

from __future__ import annotations

import io
import json
from uuid import uuid4

import docx
import pytest

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy
from hotline.infra import sheets
from hotline.knowledge import documents, exporting, importing, selectors
from hotline.knowledge.importing import Given
from hotline.knowledge.models import Entry
from hotline.knowledge.reading import read
from tests.rooms.knowledge import base
from tests.rooms.orders.city import LINE

pytestmark = pytest.mark.req("KNW-1")
GIVEN = Given(LINE, KnowledgeKind.FAQ, "centre")
HEADINGS = ["标题", "问法", "答案", "维护单位", "类型", "密级", "失效日期", "备注"]


def table(*rows: list[str]) -> bytes:
    return sheets.write_csv(HEADINGS, rows)


def test_every_row_of_a_spreadsheet_is_told(town: dict[str, Person]) -> None:
    content = table(
        ["路灯报修", "灯不亮；灯坏了", "打市政处", "市政处", "职责", "", "2027-01-31", ""],
        ["", "", "没有标题", "", "", "", "", ""],
        ["没有答复", "", "", "", "", "", "", ""],
        ["单位不对", "", "答", "天文台", "", "", "", ""],
        ["类型不对", "", "答", "", "诗歌", "", "", ""],
        ["日期不对", "", "答", "", "", "", "明年", ""],
        ["密级不对", "", "答", "", "", "绝密", "", ""],
        ["路灯报修", "", "又一次", "", "", "", "", ""],
        ["内部口径", "", "不外传", "", "统一口径", "内部", "", ""],
    )
    plan = read(content, "a.csv", GIVEN)
    assert [row.content.title for row in plan.rows] == ["路灯报修", "内部口径"]
    assert sorted(fault.line for fault in plan.faults) == [1, 3, 4, 5, 6, 7, 8, 9]
    assert [fault.left_out for fault in plan.faults if fault.line == 1] == [False]
    assert importing.carry_out(plan, "system") == 2
    lamp = Entry.objects.get(title="路灯报修")
    assert (lamp.owner, lamp.kind, lamp.until.isoformat()) == ("lamps", "responsibility", "2027-01-31")
    assert Entry.objects.get(title="内部口径").secrecy == KnowledgeSecrecy.INTERNAL.value
    assert selectors.find(town["agent"], selectors.Asked("灯坏了", LINE)).hits[0].id == lamp.pk


@pytest.mark.parametrize(
    ("content", "name"), [(b"\x00\x01", "a.xlsx"), (b"PK\x03\x04", "a.docx"), (b"a,b\n1,2", "a.csv"), (b"{", "a.jsonl")]
)
def test_a_file_that_cannot_be_read_is_told(town: dict[str, Person], content: bytes, name: str) -> None:
    plan = read(content, name, GIVEN)
    assert not plan.rows and plan.faults


def test_a_word_file_with_headings(town: dict[str, Person]) -> None:
    document = docx.Document()
    document.add_heading("民政", 1)
    document.add_heading("结婚登记", 2)
    document.add_paragraph("双方带身份证到婚姻登记处办理。")
    document.add_paragraph("材料：身份证")
    document.add_paragraph("户口簿")
    document.add_paragraph("咨询电话：0000-8610039")
    document.add_heading("没有内容的一节", 2)
    cells = document.add_table(rows=1, cols=2).rows[0].cells
    document.add_heading("离婚登记", 2)
    cells[0].text, cells[1].text = "费用", "不收费"
    document.add_paragraph("先申请，三十天后领证。")
    out = io.BytesIO()
    document.save(out)
    plan = read(out.getvalue(), "a.docx", GIVEN)
    first, last = plan.rows
    assert first.content.title == "结婚登记" and first.content.material == ("身份证", "户口簿")
    assert first.content.answer == "双方带身份证到婚姻登记处办理。" and first.content.keywords == ("民政",)
    assert first.content.phones == ("0000-8610039",) and last.content.title == "离婚登记"


GUIDE = (
    "task_code,task_name,sub_task_name,matter_name,task_type,department,area,level,handle_location,statutory_time,"
    "promised_time,accept_standard,consult_phone,complain_phone,online_booking,courier_service,theme,service_object,"
    "materials\n"
    "T1,养殖证核发(首次),首次,养殖证核发,行政许可,安澜市农业农村局,安澜市,市级,办理地点：政务大厅2楼,20(工作日),"
    "5(工作日),符合规划的,0000-8610099,无,是,是,无,自然人,申请表；身份证\n"
)


def test_a_service_guide(town: dict[str, Person]) -> None:
    plan = read(GUIDE.encode(), "items.csv", Given(LINE, KnowledgeKind.PROCEDURE, "centre"))
    (row,) = plan.rows
    assert row.new.external == "T1" and row.content.material == ("申请表", "身份证")
    assert "5个工作日" in row.content.answer and row.content.places == ("政务大厅2楼",)
    assert importing.carry_out(plan, "system") == 1
    again = read(GUIDE.encode(), "items.csv", Given(LINE, KnowledgeKind.PROCEDURE, "centre"))
    assert not again.rows and [fault.line for fault in again.faults] == [2], "read again, nothing stands there twice"


def test_everything_goes_out_and_comes_back(town: dict[str, Person]) -> None:
    for content in (base.CARD, base.LAMP, base.WATER):
        base.published(content)
    lines = list(exporting.as_lines(LINE))
    told = [json.loads(line) for line in lines]
    assert [row["versions"][0]["content"] for row in told] == [
        contents.to_row(content) for content in (base.CARD, base.LAMP, base.WATER)
    ]
    assert all(row["history"][0]["act"] == "pass_centre" for row in told)
    back = read(elsewhere("".join(lines)), "a.jsonl", GIVEN)
    assert [row.content for row in back.rows] == [base.CARD, base.LAMP, base.WATER]
    assert not any(row.draft for row in back.rows)
    sheet = sheets.read_table(exporting.as_sheet(LINE), "a.xlsx")
    assert sheet[0][4] == "标题" and [row[4] for row in sheet[1:]] == [
        c.title for c in (base.CARD, base.LAMP, base.WATER)
    ]
    for content, name in (("".join(lines).encode(), "a.jsonl"), (exporting.as_sheet(LINE), "a.xlsx")):
        here = read(content, name, GIVEN)
        assert not here.rows and {fault.text for fault in here.faults if fault.left_out} == {"已经导入过，略过"}
    Entry.objects.update(title="改了名")
    again = read(exporting.as_sheet(LINE), "a.xlsx", GIVEN)
    assert [row.content.answer for row in again.rows] == [c.answer for c in (base.CARD, base.LAMP, base.WATER)]
    assert again.rows[0].content.questions == base.CARD.questions


def elsewhere(lines: str) -> bytes:
    """The export as if it came from another server: its entries have other ids."""
    rows = [json.loads(line) | {"id": str(uuid4())} for line in lines.splitlines()]
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def exported(**changed: object) -> bytes:
    """One entry of another server's export, with something else in it."""
    base.published(base.CARD)
    row = json.loads(elsewhere("".join(exporting.as_lines(LINE))).splitlines()[0])
    return json.dumps(row | changed, ensure_ascii=False).encode()


def told(plan: importing.Plan) -> list[str]:
    return [fault.text for fault in plan.faults]


def test_a_file_does_not_say_for_whom_it_may_write_nor_that_it_is_shown(town: dict[str, Person]) -> None:
    people = town | base.editors()
    content = exported(owner="streets")
    mine = importing.given_by(people["lamps_clerk"], LINE)
    assert not mine.publishes and mine.units == frozenset(accounts.directory().below("lamps"))
    plan = read(content, "a.jsonl", mine)
    assert not plan.rows and any("不能替" in text for text in told(plan))
    assert told(read(exported(owner="nobody"), "a.jsonl", GIVEN)) == ["没有“nobody”这个单位"]
    plan = read(exported(owner="lamps"), "a.jsonl", mine)
    assert importing.carry_out(plan, str(people["lamps_clerk"].pk)) == 1
    row = Entry.objects.latest("number")
    assert (row.state, row.live, row.owner) == ("draft", None, "lamps") and row.title == base.CARD.title
    assert importing.given_by(people["editor"], LINE).publishes


def test_what_is_not_shown_elsewhere_is_a_draft_here(town: dict[str, Person]) -> None:
    content = json.loads(exported())
    content["versions"][0]["live"] = False
    for row in (content, content | {"versions": [], "draft": content["versions"][0]["content"], "id": str(uuid4())}):
        plan = read(json.dumps(row).encode(), "a.jsonl", GIVEN)
        assert [one.draft for one in plan.rows] == [True]
    assert importing.carry_out(plan, "somebody") == 1
    assert Entry.objects.latest("number").state == "draft"


def test_files_that_a_row_names_are_not_taken_on_trust(town: dict[str, Person]) -> None:
    """A digest names a file of this server, perhaps one of somebody's order: whoever knows it must not get it so."""
    row = json.loads(exported())
    row["versions"][0]["content"]["attachments"] = [["a" * 64, "证件.pdf"]]
    plan = read(json.dumps(row).encode(), "a.jsonl", GIVEN)
    assert [one.content.attachments for one in plan.rows] == [()]
    assert told(plan) == ["附件不随文件导入，请导入后重新上传：证件.pdf"]


ROW = '{"versions": [{"live": true, "content": %s}], "kind": "faq", "owner": "centre", "number": 1}'


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        ROW % '{"title": "\\u0000"}',
        ROW % '{"title": "\\ud800"}',
        ROW % "[]",
        "[1]",
    ],
)
def test_a_row_that_is_none_is_told_and_the_others_are_read(town: dict[str, Person], line: str) -> None:
    plan = read(line.encode() + b"\n" + exported(), "a.jsonl", GIVEN)
    assert told(plan) == ["这一行读不出来"] and len(plan.rows) == 1


def test_a_row_as_long_as_a_book_is_left_out(town: dict[str, Person]) -> None:
    plan = read(table(["长", "", "字" * importing.LONGEST, "", "", "", "", ""]), "a.csv", GIVEN)
    assert not plan.rows and "太长" in told(plan)[-1]


def test_a_secret_entry_for_nobody_is_told_by_its_reason(town: dict[str, Person]) -> None:
    plan = read(table(["密", "", "答", "", "", "涉密", "", ""]), "a.csv", GIVEN)
    assert not plan.rows and "岗位" in told(plan)[-1]


def test_a_table_that_says_it_is_endlessly_wide(town: dict[str, Person]) -> None:
    document = docx.Document()
    document.add_heading("结婚登记", 1)
    document.add_paragraph("带身份证。")
    row = document.add_table(rows=1, cols=2).rows[0]
    row.cells[0].text, row.cells[1].text = "费用", "不收费"
    row._tr.tc_lst[1].get_or_add_tcPr().get_or_add_gridSpan().val = 999_999_999
    out = io.BytesIO()
    document.save(out)
    (entry,) = read(out.getvalue(), "a.docx", GIVEN).rows
    assert (entry.content.text, entry.content.fees) == ("带身份证。", "不收费")


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "guides.csv", "a.docx"])
def test_a_file_without_end_is_read_so_far_and_it_is_told(
    town: dict[str, Person], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    document, out = docx.Document(), io.BytesIO()
    for number in range(4):
        document.add_heading(f"事项{number}", 1)
        document.add_paragraph("答")
    document.save(out)
    files = {
        "a.csv": table(*([f"事项{n}", "", "答", "", "", "", "", ""] for n in range(9))),
        "a.jsonl": b"\n".join([b"[]"] * 9),
        "guides.csv": GUIDES + b"".join(b"%d,a,b,c,d\n" % n for n in range(9)),
        "a.docx": out.getvalue(),
    }
    plan = read(files[name], name, GIVEN)
    assert "只读了前3行" in "".join(told(plan)) and len(plan.rows) + len(plan.faults) <= 4


GUIDES = b"task_code,task_name,department,handle_location,materials\n"


def test_a_broken_row_of_a_guide_is_told(town: dict[str, Person]) -> None:
    plan = read(GUIDES + b'1,"' + b"x" * 1_000_001 + b'",b,c,d\n', "guides.csv", GIVEN)
    assert not plan.rows and "读不出来" in told(plan)[-1]


def test_a_chapter_as_long_as_a_library_is_not_put_together(town: dict[str, Person]) -> None:
    filled = {"title": "长"}
    for _ in range(9):
        documents._fill(filled, "字" * importing.LONGEST)
    assert importing.LONGEST < len(filled["text"]) <= 2 * importing.LONGEST + 1
