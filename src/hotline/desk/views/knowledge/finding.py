"""Find as one types, look at an entry, say that it is wrong, send it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts.models import Person
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import FeedbackKind
from hotline.desk.intake_form import LAST_LINE
from hotline.desk.knowing.entry import look
from hotline.desk.knowing.shown import hit_row, lines_for, words_of
from hotline.desk.knowing.tabs import tabs
from hotline.desk.times import day_of
from hotline.desk.views.common import NoLine, frame, paced, page, triggered
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge import feedback, services
from hotline.knowledge.selectors import Asked, entry_of, find

HITS = 8
MOST_LOOKS = 1500
"""Looks while typing in a quarter of an hour, by one person."""


def line_asked(request: HttpRequest) -> str:
    """The hotline in whose knowledge is looked: the one asked for, the last one, or the first. NoLine without any."""
    found = lines_for(request.user)
    if not found:
        raise NoLine
    wanted = request.POST.get("line") or request.GET.get("line") or request.session.get(LAST_LINE) or ""
    return wanted if wanted in found else next(iter(found))


@page("find_knowledge")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The box, and what was found beside a preview."""
    line, lines = line_asked(request), lines_for(request.user)
    context = {
        "tabs": tabs(request.user, ""),
        "line": line,
        "lines": [(i, name) for i, name in lines.items()] if len(lines) > 1 else [],
        "to": request.GET.get("to", "")[:40],
    }
    return render(request, "desk/knowledge/home.html", frame(request) | context)


@page("find_knowledge")
@require_POST
@paced(MOST_LOOKS)
def search(request: HttpRequest) -> HttpResponse:
    """The hits of what stands in the box. By POST: people type names. Logged once the typing has come to rest."""
    text, line = request.POST.get("know", "").strip(), line_asked(request)
    settled = "settled" in request.GET
    asked = Asked(text, line, request.POST.get("area", ""), request.POST.get("content_class", ""))
    found = find(request.user, asked, limit=1 if settled else HITS, log=settled)
    if settled:
        return render(request, "desk/knowledge/search.html", {"search": found.search})
    context = {
        "text": text,
        "line": line,
        "hits": [hit_row(hit) for hit in found.hits],
        "sure": found.sure,
        "also": found.also[:4],
        "seat": "seat" in request.GET,
    }
    return render(request, "desk/knowledge/hits.html", context)


@page("find_knowledge")
@require_GET
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """One entry: its page, or beside the hits its preview. `as=citizen`, `as=aloud`: as it is seen or read out."""
    context = look(request.user, number, request.GET)
    if context is None:
        raise Http404
    if request.htmx:
        name = "aloud" if request.GET.get("as") == "aloud" else "preview"
        return render(request, f"desk/knowledge/{name}.html", context)
    context |= {"tabs": tabs(request.user, "entries"), "toast": said_done(request)}
    return render(request, "desk/knowledge/entry.html", frame(request) | context)


def said_done(request: HttpRequest) -> str:
    """What has just been done, by its name in the address."""
    text: str = words_of("done").get(request.GET.get("done", ""), "")
    return "" if "{" in text else text


@page("find_knowledge")
@require_POST
def chosen(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody opened this hit of a search: the order of the next ones learns from it."""
    row, search = found_or_404(request.user, number), _uuid(request.POST.get("search", ""))
    if search:
        services.chosen(search, row.number)
    return HttpResponse(status=204)


@page("find_knowledge")
@require_POST
def report(request: HttpRequest, number: str) -> HttpResponse:
    """Wrong, outdated, or incomplete: a task for its owner, with a limit."""
    row = found_or_404(request.user, number)
    return _reported(request, "reported", FeedbackKind.WRONG, {"entry": row.pk})


@page("find_knowledge")
@require_POST
def missing(request: HttpRequest) -> HttpResponse:
    """What was looked for is not there."""
    return _reported(request, "missing", FeedbackKind.MISSING, {"line": line_asked(request)})


def _reported(request: HttpRequest, done: str, default: FeedbackKind, about: dict[str, Any]) -> HttpResponse:
    kind = next((k for k in FeedbackKind if k.value == request.POST.get("kind")), default)
    text = request.POST.get("text", "").strip() or in_words(kind)
    try:
        made = feedback.report(request.user, kind, text[:500], **about)
    except Refused as refused:
        return HttpResponse(in_words(refused.reason), status=422)
    toast = words_of("done")[done].format(due=day_of(made.due_on, clock.now()))
    if not request.htmx:
        return redirect(f"/knowledge/?done={done}")
    return triggered(render(request, "desk/knowledge/said.html", {"text": toast}), toast=toast)


def found_or_404(person: Person, number: str) -> Any:
    """The entry called so, if the person may see it."""
    row = entry_of(person, number)
    if row is None:
        raise Http404
    return row


def _uuid(text: str) -> Any:
    try:
        return UUID(text)
    except ValueError:
        return None
