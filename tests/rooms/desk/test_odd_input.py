"""Signs that no database takes, days at the ends of time, numbers that are none: an answer, never a failure page."""

from __future__ import annotations

from typing import Any

import pytest

from hotline.accounts.models import Delegation

NUL = "\0"
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
    ("admin", "/setup/", {"step": "units", "city": "a\0"}),
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


def test_what_was_typed_is_kept_without_the_sign(at_desk: Any, people: dict[str, Any]) -> None:
    taker = people["caller"]
    fields = {"to": str(taker.pk), "starts": "2026-03-01T00:00", "ends": "2026-03-31T18:00", "reason": "出\0差"}
    assert at_desk("agent").post("/delegation/", fields | {"roles": "agent"}).status_code in (302, 422)
    assert {row.reason for row in Delegation.objects.all()} <= {"出差"}
