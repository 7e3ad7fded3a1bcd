"""Papers at the desk: the menu, the paper, the file, who may see the citizen on it, and what is written down."""

from __future__ import annotations

import re
from typing import Any

import pytest

from hotline.accounts.models import AuditEntry
from hotline.core import commands as c
from hotline.core.vocabulary import Role
from hotline.orders import services
from hotline.orders.models import ContactAccess
from hotline.reports import pdf
from tests.rooms.desk.acting import do
from tests.rooms.desk.test_procedures import people  # noqa: F401 # the hotline with procedures
from tests.rooms.orders import city

SHEET = "print/handling/a1/"


def printed() -> list[dict[str, Any]]:
    return [{"subject": entry.subject, **entry.detail} for entry in AuditEntry.objects.filter(act="printed")]


def test_the_menu_names_the_papers_there_are(at_desk: Any, order: str) -> None:
    page = at_desk("lamps_clerk").get(f"/{order}/").content.decode()
    assert f'href="/{order}/print/registration/order/"' in page and "市民热线电话受理事项承办单（市政处）" in page
    assert "呈阅件" not in page and "回复函" not in page
    assert printed() == []


def test_a_paper_is_masked_and_its_printing_written_down(at_desk: Any, order: str, people: dict[str, Any]) -> None:  # noqa: F811 # a fixture
    answer = at_desk("lamps_clerk").get(f"/{order}/{SHEET}")
    page = answer.content.decode()
    assert answer.status_code == 200 and "市政处" in page and city.FIELDS["content"] in page
    assert city.CONTACT.phone not in page and city.CONTACT.name not in page and "139****1234" in page
    assert answer["Cache-Control"] == "no-store"
    (line,) = printed()
    assert line == {
        "subject": order,
        "paper": "市民热线电话受理事项承办单（市政处）",
        "id": "handling",
        "about": "a1",
        "form": "html",
        "personal": False,
    }
    assert AuditEntry.objects.get(act="printed").person == str(people["lamps_clerk"].pk)
    assert not ContactAccess.objects.exists()


def test_the_file_is_a_pdf_with_a_name_that_tells_nothing(at_desk: Any, order: str) -> None:
    answer = at_desk("lamps_clerk").get(f"/{order}/{SHEET}pdf/")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5") and order in str(answer.headers)
    assert [line["form"] for line in printed()] == ["pdf"]


@pytest.mark.req("SEC-1")
def test_personal_data_for_a_reason_that_is_kept(at_desk: Any, order: str) -> None:
    clerk = at_desk("lamps_clerk")
    refused = clerk.post(f"/{order}/{SHEET}", {"reason": " "})
    assert refused.status_code == 422 and city.CONTACT.phone not in refused.content.decode()
    assert printed() == [] and not ContactAccess.objects.exists()
    page = clerk.post(f"/{order}/{SHEET}", {"reason": "上门前联系"}).content.decode()
    assert city.CONTACT.phone in page and "含个人信息" in page
    assert ContactAccess.objects.get().reason == "上门前联系"
    assert clerk.post(f"/{order}/{SHEET}pdf/", {"reason": "上门前联系"}).content.startswith(b"%PDF-")
    assert {(line["form"], line["personal"]) for line in printed()} == {("html", True), ("pdf", True)}
    assert city.CONTACT.phone not in str(printed())


def test_who_may_not_see_the_citizen_gets_only_the_masked_paper(at_desk: Any, order: str) -> None:
    watcher = at_desk("watcher")
    page = watcher.get(f"/{order}/{SHEET}").content.decode()
    assert "139****1234" in page and "print-reveal" not in page
    assert watcher.post(f"/{order}/{SHEET}", {"reason": "看看"}).status_code == 404
    assert [line["personal"] for line in printed()] == [False] and not ContactAccess.objects.exists()


@pytest.mark.req("SEC-3")
def test_a_secret_order_is_printed_without_its_citizen(at_desk: Any, people: dict[str, Any]) -> None:  # noqa: F811 # a fixture
    number = city.in_hand(people, secret=True).number
    page = at_desk("lamps_clerk").get(f"/{number}/{SHEET}").content.decode()
    assert "来电人要求保密" in page and "139****" not in page and "print-reveal" not in page


def test_nobody_looks_at_the_citizen_for_a_paper_that_does_not_name_one(
    at_desk: Any,
    people: dict[str, Any],  # noqa: F811 # a fixture
) -> None:
    made = services.register(city.FIELDS, city.CONTACT, people["agent"], then=[c.SubmitToLeader(text="拟请市政处牵头")])
    address = f"/{made.number}/print/leader_submission/d1/"
    director = at_desk("director")
    assert "print-reveal" not in director.get(address).content.decode()
    assert director.post(address, {"reason": "看看"}).status_code == 404
    assert not ContactAccess.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["print/handling/a9/", "print/nothing/order/", "print/leader_submission/d1/", "print/handling/order/pdf/"],
)
def test_a_paper_that_there_is_not(at_desk: Any, order: str, address: str) -> None:
    assert at_desk("lamps_clerk").get(f"/{order}/{address}").status_code == 404
    assert printed() == []


@pytest.mark.req("SUP-3")
def test_a_submission_can_be_printed_by_the_leader(at_desk: Any, people: dict[str, Any]) -> None:  # noqa: F811 # a fixture
    made = services.register(
        city.FIELDS,
        city.CONTACT,
        people["agent"],
        then=[c.SubmitToLeader(to_role=Role.CITY_LEADER, text="拟请市政处牵头")],
    )
    page = at_desk("mayor").get(f"/{made.number}/print/leader_submission/d1/").content.decode()
    assert "市民热线呈阅件" in page and "拟请市政处牵头" in page and "市领导" in page


def test_the_audit_tells_it_in_words(at_desk: Any, order: str) -> None:
    at_desk("lamps_clerk").post(f"/{order}/{SHEET}", {"reason": "上门前联系"})
    page = at_desk("director").get("/audit/").content.decode()
    assert "文书：市民热线电话受理事项承办单（市政处）" in page and "含个人信息" in page


def test_without_a_chinese_font_the_paper_is_shown_instead(
    at_desk: Any, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "FONTS", ())
    answer = at_desk("lamps_clerk").get(f"/{order}/{SHEET}pdf/")
    page = answer.content.decode()
    assert answer.status_code == 503 and "没有安装中文字体" in page and "问题描述" in page


def test_the_paper_of_a_stage_is_printed_from_its_block(at_desk: Any, order: str) -> None:
    dispatcher = at_desk("dispatcher")
    do(dispatcher, order, "open_procedure", kind="conference", text="两家都说不归自己")
    assert "打印会商纪要" not in dispatcher.get(f"/{order}/").content.decode()
    do(dispatcher, order, "take_step", "p1", outcome="called", text="定于周五", on="2026-03-06")
    page = dispatcher.get(f"/{order}/").content.decode()
    assert f'<a href="/{order}/print/minutes/p1/"' in page and "打印会商纪要" in page
    do(dispatcher, order, "take_step", "p1", outcome="failed", text="没有谈成")
    page = dispatcher.get(f"/{order}/").content.decode()
    (address,) = re.findall(
        rf'<a href="/{order}/(print/minutes/s\d+/)" target="_blank" rel="noopener" hx-boost="false">打印', page
    )
    assert "会商纪要" in dispatcher.get(f"/{order}/{address}").content.decode()
