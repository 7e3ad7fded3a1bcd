"""The search box: one order by its number, a caller's orders by telephone, and orders by words with filters.

What was typed never stands readable in an address: a search by words is led to an address that holds it sealed for
this person, so that going back and reloading work; a telephone number is answered at once and kept nowhere.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.vocabulary import Phase
from hotline.desk import listing
from hotline.desk.areas import area_name
from hotline.desk.context import unit_name
from hotline.desk.times import short_stamp
from hotline.desk.views.common import frame, page, triggered
from hotline.desk.words import table
from hotline.infra import clock, privacy
from hotline.infra.tongues import in_words
from hotline.orders import selectors
from hotline.orders.search import Found, Hit, Wanted

FILTERS = ("phase", "content_class", "limit", "unit", "area", "line", "from", "to")
LIMITS = ("near", "over")
MOST_TEXT = 200
_DIGITS = re.compile(r"\d(?:[ \-]?\d){6,}")


@page()
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search page; by POST a search. What looks like a telephone is answered here and now."""
    if request.method == "GET":
        wanted = opened(request.user, request.GET.get("k", ""))
        return _by_words(request, *wanted) if wanted else _page(request, "", {})
    text = " ".join(request.POST.get("text", "").split())[:MOST_TEXT]
    filters = {name: value for name in FILTERS if (value := request.POST.get(name, "").strip()[:80])}
    number = text.upper()
    rows = selectors.search_numbers(request.user, number) if number and not number.isdigit() else ()
    if len(rows) == 1 or any(r.number == number for r in rows):
        exact = next((r for r in rows if r.number == number), rows[0])
        return triggered(HttpResponse(status=302, headers={"Location": f"/{exact.number}/"}))
    digits = text.replace("-", "").replace(" ", "").lstrip("+")
    if not rows and digits.isdigit() and len(digits) >= 7:
        rows = selectors.by_phone(request.user, text)
        return _page(request, "", {}, rows=[found_row(r) for r in rows], by_phone=True)
    if rows:
        return _page(request, text, {}, rows=[found_row(r) for r in rows])
    if _DIGITS.search(text) or not text:
        return _by_words(request, text, filters)
    return redirect(f"/search/?k={sealed(request.user, text, filters)}")


def sealed(person: Any, text: str, filters: Mapping[str, str]) -> str:
    """A search as an address holds it: nobody else can read it, or use it."""
    said = json.dumps([text, dict(filters)], ensure_ascii=False)
    return base64.urlsafe_b64encode(privacy.encrypt(said, _context(person))).decode().rstrip("=")


def opened(person: Any, token: str) -> tuple[str, dict[str, str]] | None:
    """The search that `sealed` made for this person; None for anything else."""
    try:
        said = privacy.decrypt(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)), _context(person))
    except (privacy.Unreadable, binascii.Error, ValueError):
        return None
    text, filters = json.loads(said)
    return text, filters


def _context(person: Any) -> str:
    return f"desk.search:{person.pk}"


def _by_words(request: HttpRequest, text: str, filters: dict[str, str]) -> HttpResponse:
    found = selectors.search(request.user, Wanted(text, filters)) if text else None
    return _page(request, text, filters, found=found)


def _page(
    request: HttpRequest,
    text: str,
    filters: dict[str, str],
    found: Found | None = None,
    rows: list[dict[str, str]] | None = None,
    by_phone: bool = False,
) -> HttpResponse:
    context = frame(request) | {
        "text": text,
        "asked": found is not None or rows is not None,
        "by_phone": by_phone,
        "rows": rows,
        "hits": [_hit(hit) for hit in found.hits] if found else [],
        "any_word": found is not None and found.any_word,
        "short": found is not None and found.short,
        "more": found is not None and found.more,
        "slow": found is not None and found.slow,
        "filters": _filters(request.user, filters),
    }
    return render(request, "desk/search.html", context)


def _filters(person: Any, said: Mapping[str, str]) -> dict[str, Any]:
    """The filters of the form with what was chosen."""
    known = listing.choices(listing.policies_of(person)).of
    mine, lines = set(person.lines), accounts.lines()
    wide = bool(person.role_set & policies.CENTRE)
    options = {
        "phase": [(p.value, in_words(p)) for p in Phase],
        "content_class": known["content_class"],
        "limit": [(value, label) for value, label in known["limit"] if value in LIMITS],
        "line": [(i, line.name) for i, line in lines.items() if i in mine] if wide and len(mine) > 1 else [],
    }
    unit, area = said.get("unit", ""), said.get("area", "")
    return {
        "selects": [
            {"name": name, "label": table("search")["filter"][name], "options": found, "value": said.get(name, "")}
            for name, found in options.items()
            if found
        ],
        "unit": (unit, accounts.directory().name(unit)) if unit else None,
        "area": (area, area_name(area)) if area else None,
        "from": said.get("from", ""),
        "to": said.get("to", ""),
        "count": len(said),
        "directory": accounts.directory().version,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return found_row(hit.row) | {"marked": hit.title, "snippet": hit.snippet, "secret": hit.row.secret}


def found_row(r: Any) -> dict[str, str]:
    """A row of a search result or of a caller's earlier orders."""
    return {
        "number": r.number,
        "title": r.title,
        "place": r.place,
        "phase": in_words(r.phase),
        "unit": unit_name(r.lead_unit),
        "at": short_stamp(r.registered_at, clock.now()),
    }
