"""What a person keeps about a list: named views, the view it opens with, its columns; and the list as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hotline.desk import listing, takeaway
from hotline.desk.listing import words
from hotline.desk.views.common import page, refuse, sheet_file
from hotline.infra import clock
from hotline.infra.sheets import FORMS
from hotline.orders import kept
from hotline.orders.exports import note_export


def _back(name: str, query: str = "") -> HttpResponse:
    return redirect(f"/q/{name}/?{query or 'all=1'}")


def _query(request: HttpRequest) -> str:
    return listing.canonical(listing.of_query(request.POST.get("query", "")))


@page()
@require_POST
def save(request: HttpRequest, name: str) -> HttpResponse:
    """Keep the filters of the list under a name."""
    query = _query(request)
    try:
        kept.save_view(
            request.user,
            name,
            request.POST.get("name", ""),
            query,
            shared=bool(request.POST.get("shared")),
            default=bool(request.POST.get("default")),
        )
    except ValueError:
        return render(request, "desk/errors/said.html", {"text": words("view")["wrong"]}, status=422)
    return _back(name, query)


@page()
@require_POST
def drop(request: HttpRequest, name: str, ident: UUID) -> HttpResponse:
    """Forget a view of one's own. The list stays as it is."""
    kept.drop_view(request.user, ident)
    return _back(name, _query(request))


@page()
@require_POST
def opens(request: HttpRequest, name: str) -> HttpResponse:
    """The view with which the list opens from now on; none: the whole list."""
    try:
        view = UUID(request.POST["view"]) if request.POST.get("view") else None
    except ValueError:
        view = None
    kept.open_with(request.user, name, view)
    return _back(name, _query(request))


@page()
@require_POST
def columns(request: HttpRequest, name: str) -> HttpResponse:
    """Which columns the list shows from now on."""
    wanted = tuple(c.name for c in listing.COLUMNS if c.name in request.POST.getlist("column"))
    kept.choose_columns(request.user, name, None if request.POST.get("usual") else wanted)
    return _back(name, _query(request))


@page("export")
@require_POST
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The list with its filters and columns as a file; who took it, and what for, stands in it and is recorded."""
    form = request.POST.get("form", "xlsx")
    if form not in FORMS:
        raise Http404
    reason = " ".join(request.POST.get("reason", "").split())[:200]
    filters = listing.of_query(request.POST.get("query", ""))
    table = takeaway.rows_of(request.user, name, filters)
    if not reason:
        return refuse(request, "errors.export_reason", 422)
    content = takeaway.written(request.user, table, name, filters, reason, form)
    note_export(request.user, name, listing.canonical(filters), table.names, form, reason, len(table.rows))
    title = words("export")["name"].format(list=takeaway.title(name), at=f"{clock.local():%Y%m%d-%H%M}")
    return sheet_file(content, title, form)
