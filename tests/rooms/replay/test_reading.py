from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from hotline.project.replay.reading import Messages, Unreadable, parse_map, read

MAP = parse_map("title=标题,content=内容,created_at=时间,citizen=用户,place=地点,reply=答复,replied_at=答复时间")
HEADER = ["标题", "内容", "时间", "用户", "地点", "答复", "答复时间"]
GOOD = ["路灯不亮", "小区门口路灯不亮，请修", "2025-05-06 09:00", "U1", "桥东", "已修好", "2025-05-08"]


def changed(**values: str) -> list[str]:
    return [values.get(name, good) for name, good in zip(HEADER, GOOD, strict=True)]


def table(*rows: list[str], header: list[str] = HEADER) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def of(tmp_path: Path, data: bytes | str, limit: int | None = None) -> Messages:
    path = tmp_path / "messages.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(path, MAP, limit)


def reasons(found: Messages) -> dict[int, str]:
    return {remark.line: remark.reason for remark in found.rejected}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = of(tmp_path, table(GOOD).encode(encoding))
    (row,) = found.good
    assert (row.title, row.content, row.citizen, row.place, row.reply) == (*GOOD[:2], "U1", "桥东", "已修好")
    assert row.replied is not None
    assert not row.replied.has_time
    assert row.line == 2


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    assert len(of(tmp_path, "\n".join(delimiter.join(line) for line in (HEADER, GOOD))).good) == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    found = of(tmp_path, table(GOOD, changed(时间="哪天")).replace("\n", end))
    assert (len(found.good), list(reasons(found))) == (1, [3])


def test_a_bad_row_is_named_by_its_physical_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    long = changed(内容="第一行\n第二行\n第三行")
    found = of(tmp_path, table(long, changed(内容=" "), GOOD, changed(时间=""), changed(时间="2025-02-30"), GOOD))
    assert found.rows == 6
    assert [row.line for row in found.good] == [2, 6, 9]
    assert reasons(found) == {
        5: "内容为空",
        7: "“时间”没有填日期",
        8: "“时间”的日期“2025-02-30”看不懂",
    }


def test_cells_that_cannot_be_stored(tmp_path: Path) -> None:
    found = of(tmp_path, table(changed(内容="前\0后"), changed(内容="长" * 100_001), changed(标题="#REF!"), GOOD))
    assert reasons(found) == {
        2: "“内容”含有空字符（NUL）",
        3: "“内容”有100001个字符，超过100000个",
        4: "“标题”是表格的错误值“#REF!”",
    }
    assert len(found.good) == 1


def test_a_cell_of_ten_megabytes(tmp_path: Path) -> None:
    found = of(tmp_path, table(GOOD, changed(内容="a" * 10_000_000), GOOD))
    assert "超过100000个" in reasons(found)[3]
    assert [row.line for row in found.good] == [2, 4]


def test_bytes_of_another_encoding_spoil_their_row_only(tmp_path: Path) -> None:
    text = table(*[GOOD] * 30).encode() + b"a,\xff\xfe\xff,2025-05-06,U1,,,\n"
    found = of(tmp_path, text)
    assert (len(found.good), reasons(found)) == (30, {32: "“内容”有无法识别的字符，编码不对"})


def test_a_replacement_sign_that_was_there_before_is_text(tmp_path: Path) -> None:
    assert len(of(tmp_path, table(changed(内容="某某\ufffd小区没有水"))).good) == 1


def test_a_quote_that_is_never_closed_spoils_its_line_only(tmp_path: Path) -> None:
    broken = '路灯,"没有闭合,2025-05-06,U1,,,\n'
    found = of(tmp_path, table(GOOD) + broken + table(GOOD, GOOD).partition("\n")[2])
    assert reasons(found) == {3: "引号没有闭合，后面的行被当成同一格"}
    assert [row.line for row in found.good] == [2, 4, 5]


def test_a_row_with_a_cell_too_many_would_put_values_under_wrong_heads(tmp_path: Path) -> None:
    found = of(tmp_path, table([*GOOD, "多"], [*GOOD, ""], GOOD[:4]))
    assert list(reasons(found)) == [2]
    assert len(found.good) == 2


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    found = of(tmp_path, "\n\n" + table(GOOD) + "\n\n")
    assert (found.rows, [row.line for row in found.good]) == (1, [4])


def test_the_first_rows_only(tmp_path: Path) -> None:
    found = of(tmp_path, table(changed(内容=""), GOOD, GOOD), limit=2)
    assert (found.rows, len(found.good), len(found.rejected)) == (2, 1, 1)


def test_a_title_is_made_of_the_content_where_none_is_given(tmp_path: Path) -> None:
    assert of(tmp_path, table(changed(标题=""))).good[0].title == GOOD[1]


# --- replies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (changed(答复时间="2025-05-05"), "早于来信时间"),
        (changed(答复时间="2025-05-06 08:59"), "早于来信时间"),
        (changed(答复时间="某日"), "看不懂"),
        (changed(答复=""), "没有回复文字"),
    ],
)
def test_a_reply_that_cannot_be_right_is_noted_and_the_letter_stays(tmp_path: Path, row: list[str], says: str) -> None:
    found = of(tmp_path, table(row))
    assert [row.replied for row in found.good] == [None]
    assert says in found.noted[0].reason
    assert found.rejected == []


def test_no_reply_at_all_needs_no_remark(tmp_path: Path) -> None:
    found = of(tmp_path, table(changed(答复="", 答复时间="")))
    assert (len(found.good), found.noted) == (1, [])


def test_a_reply_on_the_same_day_is_in_order(tmp_path: Path) -> None:
    assert of(tmp_path, table(changed(答复时间="2025-05-06"))).good[0].replied is not None


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def test_xlsx(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER)
    sheet.append([*GOOD[:2], datetime(2025, 5, 6, 9, 0), 17, None, None, None])  # noqa: DTZ001 - as Excel keeps it
    sheet.append([None] * 7)
    sheet.append([*GOOD[:2], 45783.375, "U2", "", "", ""])
    sheet.append(["无内容", None, "2025-05-06", "U3", "", "", ""])
    path = tmp_path / "named-otherwise.dat"
    book.save(path)
    found = read(path, MAP)
    assert [row.line for row in found.good] == [2, 4]
    assert {row.created.at.isoformat() for row in found.good} == {"2025-05-06T09:00:00+08:00"}
    assert found.good[0].citizen == "17"
    assert reasons(found) == {5: "内容为空"}


# --- the whole file ---------------------------------------------------------------------------------------------------


def test_wrong_columns_name_what_is_there(tmp_path: Path) -> None:
    with pytest.raises(Unreadable) as why:
        of(tmp_path, table(header=["主题", "内容", "日期"]))
    assert "没有这些列：标题、时间、用户、地点、答复、答复时间" in str(why.value)
    assert "文件里的列是：主题、内容、日期" in str(why.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "是空的"),
        (b"\n \n", "是空的"),
        (b"\x00\x01\x02", "不是 CSV 或 XLSX"),
        (b"PK\x03\x04 not a workbook", "不是 CSV 或 XLSX"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "旧的 XLS 格式"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        of(tmp_path, data)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Unreadable, match="找不到文件"):
            read(path, MAP)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title", "写法不对"),
        ("title=", "写法不对"),
        ("colour=x", "不认识"),
        ("content=a,content=b", "写了两次"),
        ("content=a", "缺少 created_at"),
    ],
)
def test_mappings(text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        parse_map(text)
