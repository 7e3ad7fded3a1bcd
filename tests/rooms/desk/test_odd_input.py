"""Signs that no database takes, days at the ends of time, numbers that are none: an answer, never a failure page."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.accounts.models import Delegation
from hotline.knowledge.diagnosis.models import DiagnosisRun

NUL = "\0"
NOTICE = {"kind": "outage", "title": "停水", "text": "检修"}
FORMS = [
    ("supervisor", "/ledger/", {"what": "record", "kind": "a\0", "document": NUL, "day": "2026-03-01"}),
    ("supervisor", "/scores/", {"sheet": "x/y", "month": "2026-01\0"}),
    ("supervisor", "/quality/", {"what": "plan", "number": "9" * 12, "share": "1", "tolerance": "NaN"}),
    ("supervisor", "/q/overdue/views/", {"name": "a\0", "query": "unit=\0"}),
    ("supervisor", "/q/overdue/export/", {"reason": "a\0b", "query": "area=a%00", "form": "csv"}),
    ("supervisor", "/q/overdue/many/", {"pick": "00000000-0000-0000-0000-000000000000:1:\0", "command": "urge"}),
    ("supervisor", "/password/", {"old": NUL, "new": NUL * 12, "again": NUL * 12}),
    ("admin", "/admin/units/new/", {"name": "a\0", "parent": NUL}),
    ("admin", "/admin/people/new/", {"username": "abc", "name": "a\0", "roles": "agent", "unit": NUL}),
    ("admin", "/screens/make/", {"name": "a\0", "line": NUL}),
    ("admin", "/admin/models/", {"model": "a"}),
    ("admin", "/setup/", {"step": "units", "city": "a\0"}),
    ("agent", "/tongue/", {"next": "nowhere", "tongue": "en"}),
    ("agent", "/search/", {"text": "a' | \\ :* <-> ! 1234567x", "from": "0001-01-01", "to": "9999-12-31", "unit": NUL}),
    ("agent", "/new/assist/", {"content": "路灯" * 40000, "title": "a" * 40000, "area": "9" * 40000, "key": "k" * 400}),
    ("agent", "/new/assist/", {"content": "1" * 40000, "place": "一" * 40000, "content_class": "." * 4000}),
    ("agent", "/knowledge/find/?settled=1", {"know": "路灯" * 4000, "area": "9" * 4000, "content_class": "x" * 4000}),
    ("agent", "/diagnosis/begin/", {"scenario": "noise", "content": "施工", "sure": "nan", "key": "k" * 400}),
    ("agent", "/knowledge/missing/", {"text": "a\0" * 400, "line": NUL}),
    ("supervisor", "/start/urge/", {"unit": "a\0"}),
    ("supervisor", "/announcements/", NOTICE | {"since": "0001-01-01T00:00", "until": "9999-12-31T23:59"}),
    (
        "supervisor",
        "/announcements/",
        NOTICE | {"since": "9999-12-31T00:00", "until": "9999-12-31T23:59", "areas": NUL},
    ),
]
PAGES = [
    ("director", "/audit/?about=a%00&since=9999-12-31&until=9999-12-31"),
    ("director", "/audit/?before=WzUsNV0"),
    ("supervisor", "/calendar/?year=%C2%B2"),
    ("supervisor", "/duties/?unit=a%00&class=a%00&day=0001-01-01"),
    ("supervisor", "/board/?from=0001-01-01&to=0001-01-02"),
    ("supervisor", "/board/?from=9999-12-30&to=9999-12-31"),
    ("supervisor", "/quality/?month=0001-01"),
    ("supervisor", "/scores/00000000-0000-0000-0000-000000000000/a%00/"),
    ("supervisor", "/q/overdue/?from=0002-01-01&unit=%00&area=%00&content_class=%00&nature=%00"),
    ("supervisor", "/screen/%00/"),
    ("admin", "/admin/units/%00/"),
    ("admin", "/admin/lines/%00/"),
    ("admin", "/admin/people/?unit=%00&role=%00"),
    ("agent", "/search/?k=%E4%BD%A0"),
    ("agent", "/search/?k=AAAA"),
    ("agent", "/knowledge/K999999999/"),
    ("agent", "/knowledge/entries/?before=9999-12-31T23:59:59-12:00~00000000-0000-0000-0000-000000000000"),
    ("supervisor", "/announcements/?before=0001-01-01T00:00:00%2B14:00"),
    ("supervisor", "/topics/?course=%00&class=%00&area=%00&more=1"),
    ("supervisor", "/start/supervision/?done=%00"),
    ("supervisor", "/knowledge/health/?line=%00"),
    ("director", "/start/director/?pack=%00"),
    ("director", "/start/director/?n=%00&done=%00"),
]


@pytest.mark.parametrize(("who", "url", "fields"), FORMS, ids=[url for _who, url, _fields in FORMS])
def test_a_form(at_desk: Any, who: str, url: str, fields: dict[str, str]) -> None:
    client = at_desk(who)
    client.raise_request_exception = False
    assert client.post(url, fields).status_code < 500


@pytest.mark.parametrize(("who", "url"), PAGES, ids=[url for _who, url in PAGES])
def test_an_address(at_desk: Any, who: str, url: str) -> None:
    client = at_desk(who)
    client.raise_request_exception = False
    assert client.get(url).status_code < 500


@pytest.mark.parametrize("revision", ["9" * 5000, "\u0669" * 20, "-1", ""])
def test_the_revision_of_a_run(at_desk: Any, revision: str) -> None:
    client = at_desk("agent")
    client.raise_request_exception = False
    client.post("/diagnosis/begin/", {"scenario": "noise", "content": "施工", "sure": "nan"})
    run = DiagnosisRun.objects.get()
    assert run.detected is None
    answer = {"revision": revision, "step": "what", "value": "site"}
    assert client.post(f"/diagnosis/run/{run.pk}/", answer).status_code == 422


@pytest.mark.parametrize("wanted", ["nowhere", "home", "//elsewhere.example/", "https://elsewhere.example/", "/\\a.b"])
def test_the_way_back_is_a_path_of_ours(at_desk: Any, wanted: str) -> None:
    assert at_desk("agent").post("/tongue/", {"next": wanted, "tongue": "en"})["Location"] == "/"
    assert at_desk("agent").get("/sign-in/", {"next": wanted})["Location"] == "/"


def test_what_was_typed_is_kept_without_the_sign(at_desk: Any, people: dict[str, Any]) -> None:
    taker = people["caller"]
    fields = {"to": str(taker.pk), "starts": "2026-03-01T00:00", "ends": "2026-03-31T18:00", "reason": "出\0差"}
    assert at_desk("agent").post("/delegation/", fields | {"roles": "agent"}).status_code in (302, 422)
    assert {row.reason for row in Delegation.objects.all()} <= {"出差"}
