"""The notice centre, and orders for which the system proposes a supervision order."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts import policies
from hotline.core.vocabulary import SupervisionReason
from hotline.desk.context import unit_name
from hotline.desk.times import short_stamp
from hotline.desk.views.common import forget_unread, fragment, frame, page, unread_of
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.orders import selectors
from hotline.supervision import notices as writing
from hotline.supervision import selectors as supervision
from hotline.supervision.notices import ShownNotice

PAGE_ROWS = 40


@page()
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What the person was told, newest first."""
    before = _uuid(request.GET.get("before", ""))
    found = supervision.notices(request.user, before, PAGE_ROWS)
    rows = [{"number": _path(n), "text": n.text, "at": short_stamp(n.at, clock.now()), "read": n.read} for n in found]
    context = {"notices": rows, "next": str(found[-1].id) if len(found) == PAGE_ROWS else ""}
    if fragment(request):
        return render(request, "desk/notice_rows.html", context)
    return render(request, "desk/notices.html", context | frame(request))


@page()
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    writing.read(request.user)
    forget_unread(request.user)
    return redirect("notices")


@page()
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The number at the bell, asked again when something came."""
    forget_unread(request.user)
    return render(request, "desk/bell.html", {"notices_unread": unread_of(request.user)})


@page("view")
@require_GET
def candidates(request: HttpRequest) -> HttpResponse:
    """Orders that may need a supervision order; a supervisor decides on the order's page."""
    found = supervision.open_candidates(request.user)
    now, orders = clock.now(), selectors.rows({str(c.order_id) for c in found})
    titles = {ident: row.title for ident, row in orders.items() if policies.can(request.user, "view", row)}
    rows = [
        {
            "number": c.number,
            "title": titles.get(str(c.order_id), ""),
            "unit": unit_name(c.unit),
            "reason": in_words(SupervisionReason(c.reason)),
            "since": short_stamp(c.since, now),
            "on": c.assignment,
        }
        for c in found
    ]
    return render(request, "desk/candidates.html", frame(request, "candidates") | {"candidates": rows})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _path(notice: ShownNotice) -> str:
    """Where a notice leads: to its order, the entry of the knowledge base or the warning that it is about."""
    if notice.key.startswith("warning_"):
        return f"warnings/{notice.order_id}"
    return f"knowledge/{notice.number}" if notice.key.startswith("knowledge_") else notice.number
