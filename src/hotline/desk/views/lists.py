"""The queues: the first page, the lists, the live counts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString

from hotline.accounts import selectors as accounts
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Urgency
from hotline.desk import queues as rails
from hotline.desk.molds import joined
from hotline.desk.pieces import rail_piece, select_piece
from hotline.desk.rows import queue_rows
from hotline.desk.views.common import fragment, frame, page, rail_of
from hotline.desk.words import say
from hotline.infra import clock
from hotline.orders import selectors
from hotline.orders.results import NotFound
from hotline.policy import registry

FILTERS = ("urgency", "nature", "content_class")
PAGE_ROWS = 40


@page()
def home(request: HttpRequest) -> HttpResponse:
    """The first page is the first queue: what is due next."""
    found = selectors.queues(request.user)
    if found:
        return redirect("queue", found[0].name)
    return render(request, "desk/list.html", frame(request))


@page()
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One queue, due next first; the rows alone for “more” and for live updates."""
    context = list_context(request, name)
    if fragment(request) and (request.GET.get("cursor") or request.GET.get("rows")):
        return render(request, "desk/rows.html", context)
    context |= frame(request, name)
    context["queue"]["count"] = context["count"]
    return render(request, "desk/list.html", context)


def list_context(
    request: HttpRequest, name: str, filters: dict[str, str] | None = None, open_number: str = ""
) -> dict[str, Any]:
    """Rows of a queue and the words around them. One query."""
    if filters is None:
        filters = {key: request.GET[key] for key in FILTERS if request.GET.get(key)}
    cursor = request.GET.get("cursor") or None
    try:
        found = selectors.queue(request.user, name, cursor=cursor, limit=PAGE_ROWS, filters=filters)
    except NotFound as missing:
        raise Http404 from missing
    query = {**filters, "cursor": found.next} if found.next else {}
    return {
        "queue": {
            "name": name,
            "label": rails.label(name),
            "empty": rails.empty_text(name),
            "filters": filter_fields(request, filters),
            "filtered": bool(filters),
        },
        "rows": queue_rows(found.rows, name, clock.now(), registry.release, open_number),
        "next": f"/q/{name}/?{urlencode(query)}" if query else "",
        "more_of": bool(cursor),
    }


def filter_fields(request: HttpRequest, chosen: dict[str, str]) -> SafeString:
    """Selects over the list: how urgent, what nature, which class. They live in the address."""
    lines = accounts.lines()
    packs = sorted({lines[i].pack for i in request.user.lines if i in lines})
    return _filters(tuple(registry.load(pack) for pack in packs), tuple(sorted(chosen.items())))


@lru_cache(maxsize=512)
def _filters(policies: tuple[Policy, ...], chosen: tuple[tuple[str, str], ...]) -> SafeString:
    """Several hotlines share their natures by id; classes are offered when only one of them has any."""
    values = dict(chosen)
    classed = [p.lists.content_classes for p in policies if p.lists.content_classes]
    options = {
        "urgency": [(u.value, u.zh) for u in Urgency],
        "nature": list({t.id: t.label for p in policies for t in p.lists.natures}.items()),
        "content_class": [(t.id, t.label) for t in classed[0] if not t.parent] if len(classed) == 1 else [],
    }
    return joined(
        select_piece(key, say(f"filter.{key}"), options[key], values.get(key, "")) for key in FILTERS if options[key]
    )


@page()
def rail(request: HttpRequest) -> HttpResponse:
    """The queues with their counts, fetched again when something changed."""
    return render(request, "desk/rail.html", {"rail": rail_piece(rail_of(request, request.GET.get("q", "")))})


@page()
def keys(request: HttpRequest) -> HttpResponse:
    """The table of all keys, with the letters of this person's queues."""
    return render(request, "desk/keys.html", {"queues": [e for e in rail_of(request, "") if e.key]})
