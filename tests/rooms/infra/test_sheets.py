"""Spreadsheets from outside: what is packed small must not become large here; what goes out runs nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from hotline.infra import sheets
from hotline.infra.sheets import UnreadableSheet, read_table, write_csv, write_xlsx


def workbook(rows: list[list[str]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def swollen(content: bytes, megabytes: int) -> bytes:
    """The same workbook with blanks before the end of its sheet: small as a file, large once unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</worksheet>", b" " * (megabytes * 1024 * 1024) + b"</worksheet>")
            new.writestr(name, part)
    return out.getvalue()


def test_a_workbook_that_swells_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    small = workbook([["电话"], ["1"]])
    assert read_table(small, "a.xlsx") == [["电话"], ["1"]]
    bomb = swollen(small, 2 * sheets.MOST_UNPACKED // (1024 * 1024))
    assert len(bomb) < 2 * 1024 * 1024
    monkeypatch.setattr(sheets, "load_workbook", lambda *_a, **_k: pytest.fail("unpacked"))
    with pytest.raises(UnreadableSheet):
        read_table(bomb, "a.xlsx")


def test_a_table_has_only_so_many_columns() -> None:
    wide = workbook([[str(n) for n in range(sheets.MOST_COLUMNS + 50)]])
    assert len(read_table(wide, "a.xlsx")[0]) == sheets.MOST_COLUMNS


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\n=1", "＝1+1", "＋1", "－1", "＠a"])
def test_nothing_that_goes_out_is_a_formula(text: str) -> None:
    assert f"'{text}" in write_csv(["a"], [[text]]).decode("utf-8-sig")
    cell = load_workbook(io.BytesIO(write_xlsx(["a"], [[text]], [10]))).active["A2"]
    assert cell.data_type == "s" and str(cell.value).startswith("'")


def test_a_sign_that_no_workbook_takes_does_not_stop_an_export() -> None:
    cell = load_workbook(io.BytesIO(write_xlsx(["a"], [["路灯\x0b坏了\x00"]], [10]))).active["A2"]
    assert cell.value == "路灯坏了"


def test_a_text_file_is_no_wider_than_a_workbook() -> None:
    assert [len(row) for row in read_table(b"a," * 5000 + b"\n1,2\n", "a.csv")] == [sheets.MOST_COLUMNS, 2]
