"""Announcements: make, prolong, take back; now, coming and past with the calls they answered; the bar of the seats."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.knowledge import announcements as core
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import AnnouncementKind, AnnouncementState
from hotline.desk.areas import area_name
from hotline.desk.knowing.bar import announced
from hotline.desk.knowing.shown import announcement_row, lines_for, words_of
from hotline.desk.knowing.tabs import tabs
from hotline.desk.views.common import frame, page
from hotline.desk.views.knowledge.finding import line_asked, said_done
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge import announcing, services

PAGE_ROWS = 60
TYPED = ("kind", "title", "text", "since", "until", "places")


@page("find_knowledge")
@require_http_methods(["GET", "POST"])
def announcements(request: HttpRequest) -> HttpResponse:
    """What is announced, and the form of a new one for who may agree a line."""
    if request.method == "GET":
        return _page(request)
    typed: dict[str, Any] = {name: request.POST.get(name, "").strip()[:2000] for name in TYPED}
    typed |= {"areas": request.POST.getlist("areas"), "public": bool(request.POST.get("public"))}
    begin, end = _moment(typed["since"]) or clock.now(), _moment(typed["until"])
    if end is None:
        return _page(request, typed, words_of("wrong")["moment"], 422)
    notice = services.Notice(
        line=line_asked(request),
        kind=next((k for k in AnnouncementKind if k.value == typed["kind"]), AnnouncementKind.OTHER),
        title=typed["title"],
        text=typed["text"],
        since=begin,
        until=end,
        areas=tuple(code for code in typed["areas"] if code),
        places=tuple(typed["places"].splitlines()),
        unit=request.user.unit_id or "",
        public=typed["public"],
    )
    try:
        services.announce(request.user, notice)
    except Refused as refused:
        return _page(request, typed, in_words(refused.reason), 422)
    return redirect("/announcements/?done=announced")


@page("announce")
@require_POST
def change(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Let one hold for longer or shorter, or take it back."""
    until = _moment(request.POST.get("until", ""))
    try:
        if request.POST.get("then") == "take_back":
            services.take_back(request.user, ident)
            return redirect("/announcements/?done=taken_back")
        if until is None:
            return _page(request, {}, words_of("wrong")["moment"], 422)
        services.prolong(request.user, ident, until)
    except Refused as refused:
        return _page(request, {}, in_words(refused.reason), 422)
    return redirect("/announcements/?done=prolonged")


@page("find_knowledge")
@require_GET
def bar(request: HttpRequest) -> HttpResponse:
    """What is announced now, for the pages that hear of a change."""
    return render(request, "desk/knowledge/bar.html", announced(request.user))


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=clock.LOCAL) if text else None
    except ValueError:
        return None


def _page(
    request: HttpRequest, typed: dict[str, Any] | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    lines, line, now = lines_for(request.user), line_asked(request), clock.now()
    before = _before(request.GET.get("before", ""))
    found = announcing.listed(lines, before, PAGE_ROWS)
    uses = announcing.uses(found)
    rows: dict[str, list[dict[str, Any]]] = {"current": [], "coming": [], "past": []}
    for row in found:
        state = core.state(announcing.plain(row), now)
        rows[_GROUPS.get(state, "past")].append(announcement_row(row, state, uses.get(row.pk, 0)))
    said = typed or {}
    context = {
        "rows": rows,
        "more": found[-1].until.isoformat() if len(found) == PAGE_ROWS else "",
        "may": policies.can(request.user, "announce") and line in request.user.lines,
        "kinds": [(k.value, in_words(k), k.value == said.get("kind", "outage")) for k in AnnouncementKind],
        "typed": said or {"since": f"{clock.local(now):%Y-%m-%dT%H:%M}", "public": True},
        "areas": [(code, area_name(code)) for code in said.get("areas", ()) if code],
        "area_list": f"/pick/areas/{accounts.directory().version}/",
        "refusal": refusal,
        "open": bool(said),
        "line": line,
        "lines": [(i, name, i == line) for i, name in lines.items()] if len(lines) > 1 else [],
        "tabs": tabs(request.user, "announcements"),
        "toast": said_done(request),
    }
    return render(request, "desk/knowledge/announcements.html", frame(request) | context, status=status)


_GROUPS = {AnnouncementState.CURRENT: "current", AnnouncementState.COMING: "coming"}


def _before(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None
