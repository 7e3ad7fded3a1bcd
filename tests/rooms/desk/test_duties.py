"""The list of duties on its pages: who reads what first, export, import with a look at it, history, faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hotline.accounts import selectors as accounts_selectors
from hotline.accounts import services as accounts
from hotline.accounts.models import Line, Person
from hotline.desk.duties import classes_of
from hotline.desk.outreach import lines_with
from hotline.dispatch import importing, selectors
from hotline.dispatch.models import DutyChange, DutyDraft, Responsibility
from tests.rooms.desk.test_pages import text_of
from tests.rooms.dispatch.test_dispatch import ROW
from tests.rooms.orders import city

pytestmark = [pytest.mark.django_db, pytest.mark.req("DSP-3")]
Desk = Callable[[str], Any]
OTHER = ROW | {"id": "R2", "unit": "streets", "content_class": "C1.02"}


@pytest.fixture
def duties(people: dict[str, Person]) -> None:
    importing.import_list([ROW, OTHER], who=str(people["director"].pk), note="第一版.xlsx")


def csv(*rows: dict[str, str], columns: tuple[str, ...] = importing.COLUMNS) -> SimpleUploadedFile:
    lines = [",".join(columns), *(",".join(row.get(name, "") for name in columns) for row in rows)]
    return SimpleUploadedFile("新清单.csv", "\n".join(lines).encode())


def upload(client: Any, *rows: dict[str, str], **more: str) -> Any:
    return client.post("/duties/import/", {"file": csv(*rows)} | more)


def test_a_unit_reads_its_own_rows_first_and_may_read_all(at_desk: Desk, duties: None) -> None:
    page = text_of(at_desk("lamps_clerk").get("/duties/"))
    assert 'data-row="R1"' in page and 'data-row="R2"' not in page and ROW["basis"] in page
    assert 'data-row="R2"' in text_of(at_desk("lamps_clerk").get("/duties/?unit=all"))
    centre = text_of(at_desk("dispatcher").get("/duties/"))
    assert 'data-row="R1"' in centre and 'data-row="R2"' in centre and 'data-testid="import"' not in centre


def test_filters_by_unit_class_and_day(at_desk: Desk, duties: None) -> None:
    def rows(query: str) -> set[str]:
        page = text_of(at_desk("dispatcher").get(f"/duties/?{query}"))
        return {ref for ref in ("R1", "R2") if f'data-row="{ref}"' in page}

    assert rows("unit=streets") == {"R2"} and rows("class=C1.03") == {"R1"} and rows("class=C1") == {"R1", "R2"}
    assert rows("day=2020-01-01") == set() and rows("day=2020-01-01&every=1") == {"R1", "R2"}
    assert "没有符合条件的职责" in text_of(at_desk("dispatcher").get("/duties/?day=2020-01-01"))
    wrong = text_of(at_desk("dispatcher").get("/duties/?day=gestern&from=x"))
    assert "日期请填成" in wrong and 'data-row="R1"' in wrong


def test_a_unit_without_duties_is_told_what_that_means(at_desk: Desk, duties: None) -> None:
    assert "没有本单位这一天的职责" in text_of(at_desk("east_clerk").get("/duties/"))


def test_a_long_list_comes_in_pages(at_desk: Desk, duties: None) -> None:
    importing.import_list([ROW | {"id": f"X{n:03}"} for n in range(130)])
    first = text_of(at_desk("dispatcher").get("/duties/?class=C1"))
    assert "第 1–100 行，共 132 行" in first and "class=C1&amp;from=100" in first
    assert "第 101–132 行" in text_of(at_desk("dispatcher").get("/duties/?class=C1&from=100"))


def test_the_export_holds_the_rows_of_the_page_and_reads_back(at_desk: Desk, duties: None) -> None:
    response = at_desk("lamps_clerk").get("/duties/export/csv/")
    assert (
        "职责清单" in response.headers["Content-Disposition"] or "%E8%81%8C" in response.headers["Content-Disposition"]
    )
    content = response.content.decode("utf-8-sig")
    assert "R1" in content and "R2" not in content and "市政处" in content
    file = SimpleUploadedFile("导出.csv", response.content)
    page = at_desk("director").post("/duties/import/", {"file": file}, follow=True)
    assert "文件和现在的清单一样" in text_of(page)
    assert at_desk("lamps_clerk").get("/duties/export/xlsx/").content.startswith(b"PK")
    assert at_desk("lamps_clerk").get("/duties/export/pdf/").status_code == 404


def test_an_import_is_shown_and_then_done(at_desk: Desk, duties: None, people: dict[str, Person]) -> None:
    director = at_desk("director")
    shown = upload(director, ROW | {"unit": "streets"}, ROW | {"id": "R3", "area": "990101"}, whole="yes")
    assert shown.status_code == 302
    address = shown["Location"]
    page = text_of(director.get(address))
    for words in (
        "新增 <b>1</b> 行",
        "改动 <b>1</b> 行",
        "终止 <b>1</b> 行",
        "<del>市政处</del>",
        "<b>环卫处</b>",
        "新清单.csv",
    ):
        assert words in page, words
    assert Responsibility.objects.get(ref="R1").unit == "lamps", "a look changes nothing"
    done = director.post(address)
    assert done.status_code == 302
    assert "已导入：新增 1 行，改动 1 行，终止 1 行" in text_of(director.get(done["Location"]))
    assert Responsibility.objects.get(ref="R1").unit == "streets" and Responsibility.objects.get(ref="R2").valid_until
    change = selectors.duty_changes("R1")[0]
    assert (change.who, change.note) == (str(people["director"].pk), "新清单.csv")
    again = director.post(address)
    assert (
        again.status_code == 404 and "已经完成" in text_of(again) and DutyChange.objects.filter(ref="R1").count() == 2
    )


def test_an_import_may_be_thrown_away(at_desk: Desk, duties: None) -> None:
    director = at_desk("director")
    address = upload(director, ROW | {"unit": "streets"})["Location"]
    assert "清单没有改动" in text_of(director.post(address, {"then": "discard"}, follow=True))
    assert Responsibility.objects.get(ref="R1").unit == "lamps" and not DutyDraft.objects.exists()


def test_faulty_rows_are_all_told_and_nothing_is_kept(at_desk: Desk, duties: None, stored: Any) -> None:
    before = stored()
    wrong = upload(at_desk("director"), ROW | {"unit": "路灯所"}, ROW | {"id": "R9", "content_class": "Z"}, whole="yes")
    page = text_of(wrong)
    assert wrong.status_code == 422 and "有 2 处不对" in page and "第2行" in page and "没有这个内容分类" in page
    assert 'name="whole" value="yes" checked' in page, "what was chosen is kept"
    assert stored() == before and not DutyDraft.objects.exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "请先选一个文件"),
        (SimpleUploadedFile("x.xlsx", b"no sheet"), "文件打不开"),
        (SimpleUploadedFile("x.csv", "编号,职责\nR1,主办".encode()), "缺少这些列"),
        (SimpleUploadedFile("x.csv", "编号\0,职责".encode()), "文件打不开"),
        (SimpleUploadedFile("x.csv", ",".join(importing.COLUMNS).encode()), "文件里没有一行职责"),
        (SimpleUploadedFile("x.csv", b"0" * (5 * 1024 * 1024 + 1)), "超过 5 MB"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(at_desk: Desk, file: Any, said: str) -> None:
    response = at_desk("admin").post("/duties/import/", {"file": file} if file else {})
    assert response.status_code == 422 and said in text_of(response)
    assert not DutyDraft.objects.exists()


def test_a_list_that_somebody_changed_in_between_is_shown_again(at_desk: Desk, duties: None) -> None:
    director = at_desk("director")
    address = upload(director, ROW | {"unit": "streets"})["Location"]
    importing.import_list([ROW | {"unit": "lamps.east"}])
    again = director.post(address)
    assert again.status_code == 409 and "又被别人改过" in text_of(again) and "<del>路灯东所</del>" in text_of(again)
    assert Responsibility.objects.get(ref="R1").unit == "lamps.east"
    assert director.post(address).status_code == 302
    assert Responsibility.objects.get(ref="R1").unit == "streets"


def test_only_those_who_may_change_it_change_it(at_desk: Desk, duties: None, people: dict[str, Person]) -> None:
    accounts.save_people([{"username": "lead", "name": "某人", "unit": "centre", "roles": ["dispatch_lead"]}])
    lead = Person.objects.get(username="lead")
    address = upload(at_desk("director"), ROW | {"unit": "streets"})["Location"]
    for username in ("dispatcher", "lamps_leader", "supervisor", "watcher"):
        assert upload(at_desk(username), ROW).status_code == 403
        assert at_desk(username).post(address).status_code == 403
    client = at_desk("admin")
    assert client.post(address).status_code == 404, "it is the director's"
    assert Responsibility.objects.get(ref="R1").unit == "lamps"
    client.force_login(lead)
    assert upload(client, ROW | {"unit": "streets"}).status_code == 302


def test_the_history_of_a_row_says_who_when_from_what(at_desk: Desk, duties: None) -> None:
    importing.import_list([ROW | {"valid_to": "2026-12-31"}])
    page = text_of(at_desk("lamps_clerk").get("/duties/history/?row=R1"))
    for words in ("director的姓名", "第一版.xlsx", "新增", "终止", "<del>长期</del> → 2026-12-31", "系统管理"):
        assert words in page, words
    assert "路灯 · 990100 · 市政处 · 主办" in text_of(at_desk("lamps_clerk").get("/duties/history/"))
    piece = text_of(at_desk("lamps_clerk").get("/duties/history/?row=R1", HTTP_HX_REQUEST="true"))
    assert "<html" not in piece and "第一版.xlsx" in piece
    assert "没有改过" in text_of(at_desk("lamps_clerk").get("/duties/history/?row=nothing%00"))
    assert "没有符合条件" in text_of(at_desk("dispatcher").get("/duties/?class=%00x&unit=%00&from=-1"))


def test_gaps_and_overlaps_are_told_with_names(at_desk: Desk, duties: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.desk.duties.areas", lambda version: {})
    importing.import_list([ROW | {"id": f"R-{unit}", "area": "", "unit": unit} for unit in ("lamps", "streets")])
    page = text_of(at_desk("lamps_clerk").get("/duties/check/"))
    assert 'data-testid="fault-gap"' in page and 'data-testid="fault-overlap"' in page
    assert "路灯：全市同时列了市政处、环卫处为主办" in page
    assert at_desk("lamps_clerk").get(f"/duties/check/?line={city.LINE}").status_code == 200


def test_a_faulty_pack_leaves_the_list_readable(people: dict[str, Person]) -> None:
    Line.objects.update(pack="nowhere")
    accounts_selectors._lines.clear()
    assert classes_of(people["agent"]) == {}
    assert lines_with(people["agent"], "campaigns") == {}


def test_text_of_a_list_is_never_markup(at_desk: Desk) -> None:
    evil = ROW | {"id": "<b>\"'", "basis": "<script>alert(1)</script>"}
    importing.import_list([evil])
    for address in ("/duties/", "/duties/history/", "/duties/history/?row=%3Cb%3E%22%27"):
        page = text_of(at_desk("dispatcher").get(address))
        assert "<script>alert" not in page and "<b>\"'" not in page
