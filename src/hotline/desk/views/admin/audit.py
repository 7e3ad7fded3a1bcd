"""Who signed in, changed, saw, took away what, when: one search over the audit and the looks at citizens' contacts."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from hotline.accounts import audit
from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.vocabulary import Role
from hotline.desk.times import stamp
from hotline.desk.views.admin import recorded
from hotline.desk.views.admin.common import shown
from hotline.desk.views.common import page
from hotline.desk.views.pick import initials
from hotline.desk.words import table
from hotline.infra import clock
from hotline.orders import selectors as orders

PAGE_ROWS = 50
NUMBER = re.compile(r"[A-Z][A-Z0-9]{0,7}\d{8}-\d{3,9}")
SEEN = ("revealed", "changed", *audit.SHOWN_ACTS)
KINDS: dict[str, tuple[str, ...]] = {
    "seen": SEEN,
    "own": audit.OWN_ACTS,
    "admin": audit.ADMIN_ACTS,
    "papers": audit.PAPER_ACTS,
    "models": audit.MODEL_ACTS,
}
ON_ORDERS = frozenset({"printed", *audit.MODEL_ACTS})
"""Acts whose subject is the number of an order."""
MOST_PEOPLE = 200


@page("search_audit")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The latest acts, narrowed by person, order, kind and days."""
    wanted = {key: request.GET.get(key, "").strip()[:60] for key in ("who", "about", "kind", "since", "until")}
    reads_reasons = bool(request.user.role_set & {Role.INSPECTION, Role.CENTRE_DIRECTOR})
    rows = _rows(request, wanted)
    kept = {key: value for key, value in wanted.items() if value}
    more = len(rows) > PAGE_ROWS
    names = _names(rows)
    context = {
        "rows": [_shown(row, reads_reasons, names) for row in rows[:PAGE_ROWS]],
        "wanted": wanted,
        "kinds": [(name, table("admin")["kinds"][name], name == wanted["kind"]) for name in KINDS],
        "later": "?" + urlencode(kept | {"before": _cursor(rows[PAGE_ROWS - 1])}) if more else "",
        "begun": bool(request.GET.get("before")),
        "first": "?" + urlencode(kept),
    }
    return shown(request, "audit", "audit", context)


def _rows(request: HttpRequest, wanted: Mapping[str, str]) -> list[Any]:
    """Entries of both tables, latest first: one more than a page, where there are more."""
    people, about = _people(wanted["who"]), wanted["about"]
    lines = None if Role.ADMINISTRATOR in request.user.role_set else request.user.lines
    acts = KINDS.get(wanted["kind"])
    since, until = _day(wanted["since"]), _day(wanted["until"])
    until = until + timedelta(days=1) if until else None
    before, limit = _place(request.GET.get("before", "")), PAGE_ROWS + 1
    found: list[Any] = []
    found += _within(audit.Wanted(people, lines, acts, _subject(about), since, until, before, limit))
    if acts in (None, SEEN):
        found += orders.accesses(
            lines=lines,
            people=people,
            number=about.upper(),
            since=since,
            until=until,
            before=before,
            limit=limit,
        )
    return sorted(found, key=lambda row: (row.at, row.id), reverse=True)[:limit]


def _subject(about: str) -> str:
    """What the entry is about as it was written: numbers of orders are capitals, account names are not."""
    return about.upper() if NUMBER.fullmatch(about.upper()) else recorded.subject_of(about)


def _within(wanted: audit.Wanted) -> list[audit.Seen]:
    """The entries without those about other lines' orders: a unit's staff prints, and asks, for every line."""
    found: list[audit.Seen] = []
    while len(found) < wanted.limit:
        rows = audit.find(wanted)
        numbers = (
            {row.subject for row in rows if row.act in ON_ORDERS and row.subject} if wanted.lines is not None else set()
        )
        own = orders.numbers_on_lines(numbers, wanted.lines or ()) if numbers else set()
        found += [row for row in rows if row.subject not in numbers or row.subject in own]
        if len(rows) < wanted.limit:
            break
        wanted = replace(wanted, before=(rows[-1].at, rows[-1].id))
    return found[: wanted.limit]


def _people(text: str) -> list[str] | None:
    """Whom a name, an account or pinyin initials mean; None asks for everybody."""
    if not text:
        return None
    asked = text.lower().split()
    rows: Iterable[tuple[Any, str, str]] = Person.objects.values_list("id", "name", "username")
    fit = [str(i) for i, name, user in rows if all(w in f"{name} {user} {initials(name)}".lower() for w in asked)]
    return fit[:MOST_PEOPLE]


def _names(rows: Iterable[Any]) -> dict[str, str]:
    """Account → name, of the accounts that the entries are about."""
    about = {row.subject for row in rows if isinstance(row, audit.Seen)}
    return dict(Person.objects.filter(username__in=about).values_list("username", "name"))


def _shown(row: Any, reads_reasons: bool, names: Mapping[str, str]) -> dict[str, Any]:
    acts = table("admin")["acts"]
    access = isinstance(row, orders.Access)
    return {
        "at": stamp(row.at, clock.now()),
        "who": accounts.person_name(row.person),
        "act": acts.get(row.act, row.act),
        "about": row.number if access else recorded.about(row, names),
        "number": row.number if access else "",
        "detail": (row.reason if reads_reasons else "") if access else recorded.detail(row, reads_reasons),
    }


def _day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time.min, clock.LOCAL) if 1 < day.year < 9999 else None


def _cursor(row: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.at.isoformat(), str(row.id)]).encode()).decode().rstrip("=")


def _place(text: str) -> tuple[datetime, UUID] | None:
    try:
        at, ident = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        moment = datetime.fromisoformat(at)
        return (moment, UUID(ident)) if moment.tzinfo else None
    except (ValueError, TypeError, AttributeError, binascii.Error):
        return None
