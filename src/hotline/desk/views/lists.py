"""The queues: the first page, the lists, the live counts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.desk import homes, listing
from hotline.desk import queues as rails
from hotline.desk.areas import area_name
from hotline.desk.intake_form import outcome_keys
from hotline.desk.many import commands_for
from hotline.desk.pieces import rail_piece
from hotline.desk.rows import BEGUN, queue_rows
from hotline.desk.views.admin.setup import unfinished
from hotline.desk.views.common import fragment, frame, page, rail_of
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.orders import selectors
from hotline.orders.results import NotFound
from hotline.orders.selectors import Kept
from hotline.policy import registry

PAGE_ROWS = 40


@page()
def home(request: HttpRequest) -> HttpResponse:
    """The role's own first page, else the first queue: what is due next."""
    if policies.can(request.user, "administer") and unfinished():
        return redirect("setup")
    own = homes.home_of(request.user)
    if own is not None:
        return redirect(own.address)
    found = selectors.queues(request.user)
    if found:
        return redirect("queue", found[0].name)
    return render(request, "desk/list.html", frame(request))


@page()
def queue(request: HttpRequest, name: str) -> HttpResponse:
    """One queue, due next first; the rows alone for “more” and for live updates."""
    if fragment(request) and (request.GET.get("cursor") or request.GET.get("rows")):
        return render(request, "desk/rows.html", list_context(request, name))
    kept = selectors.kept(request.user, name)
    opens = kept.view(kept.opens_with)
    if opens and opens.query and not request.GET:
        return redirect(f"{request.path}?{opens.query}")
    context = list_context(request, name, kept=kept)
    context |= frame(request, name)
    context["queue"]["count"] = context["count"]
    return render(request, "desk/list.html", context)


def list_context(
    request: HttpRequest,
    name: str,
    filters: dict[str, str] | None = None,
    open_number: str = "",
    kept: Kept | None = None,
) -> dict[str, Any]:
    """Rows of a queue and the words around them. Two queries."""
    person = request.user
    filters = listing.asked(request.GET) if filters is None else filters
    cursor = request.GET.get("cursor") or None
    try:
        found = selectors.queue(person, name, cursor=cursor, limit=PAGE_ROWS, filters=filters)
    except NotFound as missing:
        raise Http404 from missing
    kept = selectors.kept(person, name) if kept is None else kept
    columns, several = listing.chosen(kept.columns), commands_for(person, name)
    here = listing.canonical(filters)
    rows = queue_rows(found.rows, name, clock.now(), registry.release, open_number, columns, bool(several))
    return {
        "queue": {
            "name": name,
            "label": rails.label(name),
            "empty": rails.empty_text(name),
            "filtered": bool(filters),
            "query": here,
            "tracks": listing.tracks(columns),
            "head": listing.head(columns),
            "begin": BEGUN.get(name, ""),
        },
        "over": None if cursor else _over(person, name, filters, kept, several),
        "rows": rows,
        "next": f"/q/{name}/?{urlencode({**filters, 'cursor': found.next})}" if found.next else "",
        "more_of": bool(cursor),
    }


def _over(person: Any, name: str, filters: dict[str, str], kept: Kept, several: Any) -> dict[str, Any]:
    """What stands over the rows: filters, views, columns, the file to take away, acts for several rows."""
    said = tuple(sorted(filters.items()))
    behind = tuple(n for n in listing.FILTERS if n not in listing.SHOWN)
    policies = listing.policies_of(person)
    directory = accounts.directory()
    columns = {column.name for column in listing.chosen(kept.columns)}
    views = listing.view_chips(kept, filters)
    return {
        "selects": listing.selects(policies, said, listing.SHOWN),
        "more": listing.selects(policies, said, tuple(n for n in behind if n in ("limit", "channel", "mine"))),
        "behind": sum(n in filters for n in behind),
        "from": filters.get("from", ""),
        "to": filters.get("to", ""),
        "unit": (filters["unit"], directory.name(filters["unit"])) if filters.get("unit") else None,
        "area": (filters["area"], area_name(filters["area"])) if filters.get("area") else None,
        "directory": directory.version,
        "filters": listing.filter_words(person, filters) if filters else [],
        "views": views,
        "view": next((view for view in views if view["current"]), None),
        "opens": bool(kept.opens_with and kept.view(kept.opens_with)),
        "may_share": selectors.may_share(person),
        "may_export": selectors.may_export(person, name),
        "columns": [(c.name, listing.words("columns")[c.name], c.name in columns) for c in listing.COLUMNS],
        "several": [(c.value, in_words(c)) for c in several],
    }


@page()
def rail(request: HttpRequest) -> HttpResponse:
    """The queues with their counts, fetched again when something changed."""
    return render(request, "desk/rail.html", {"rail": rail_piece(rail_of(request, request.GET.get("q", "")))})


@page()
def keys(request: HttpRequest) -> HttpResponse:
    """The table of all keys, with the letters of this person's queues."""
    queues = [e for e in rail_of(request, "") if e.key]
    return render(request, "desk/keys.html", {"queues": queues, "outcome_keys": outcome_keys(request.user)})
