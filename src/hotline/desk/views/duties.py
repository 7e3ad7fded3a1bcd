"""Who answers for what: the list of duties, out and in as a spreadsheet, its history, its gaps and overlaps."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from hotline.accounts import audit, policies
from hotline.accounts import selectors as accounts
from hotline.desk import duties
from hotline.desk.areas import area_name
from hotline.desk.duties import say
from hotline.desk.views.common import fragment, frame, page, plain, sheet_file
from hotline.dispatch import drafts, selectors, sheets, words
from hotline.dispatch.importing import BadList, Imported, Known
from hotline.infra import clock
from hotline.infra.sheets import FORMS

PAGE_ROWS = 100
MOST_BYTES = 5 * 1024 * 1024
MOST_FAULTS = 200
EVERYBODY = "all"


@page("read_duties")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The rows of a day, one's own unit's first for people of a unit."""
    labels = duties.classes_of(request.user)
    day, wrong = _day(request)
    rows = selectors.duty_rows(*_wanted(request, day))
    first = max(_number(request.GET.get("from", "")), 0)
    unit = _unit(request)
    context = {
        "rows": duties.shown(rows[first : first + PAGE_ROWS], labels, day),
        "total": len(rows),
        "first": first + 1,
        "last": min(first + PAGE_ROWS, len(rows)),
        "earlier": _address(request, **{"from": max(first - PAGE_ROWS, 0)}) if first else "",
        "later": _address(request, **{"from": first + PAGE_ROWS}) if first + PAGE_ROWS < len(rows) else "",
        "exports": [(name.upper(), _address(request, f"/duties/export/{name}/")) for name in FORMS],
        "day": day.isoformat(),
        "wrong": wrong,
        "every": bool(request.GET.get("every")),
        "classes": [(ident, label, ident == request.GET.get("class")) for ident, label in labels.items()],
        "unit": (unit, accounts.directory().name(unit)) if unit else None,
        "own": bool(duties.own_units(request.user)) and not unit and request.GET.get("unit") != EVERYBODY,
        "of_unit": bool(duties.own_units(request.user)),
        "version": accounts.directory().version,
        "changes": policies.can(request.user, "change_duties"),
        "toast": _said(request),
    }
    return render(request, "desk/duties.html", frame(request) | context)


@page("read_duties")
@require_GET
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The rows of the page, all of them, as a file."""
    if form not in FORMS:
        raise Http404
    day, _wrong = _day(request)
    rows = selectors.duty_rows(*_wanted(request, day))
    content = sheets.as_file(form, selectors.as_rows(rows, duties.classes_of(request.user), area_name))
    audit.note(request.user, "exported", "duties", {"rows": len(rows), "form": form})
    return sheet_file(content, say("file_name", day=day.isoformat()), form)


@page("read_duties")
@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """What became of one row; without one, of the whole list."""
    ref = plain(request.GET.get("row", ""))[:200]
    context = {"ref": ref, "changes": duties.history(ref, duties.classes_of(request.user))}
    if fragment(request):
        return render(request, "desk/duty_history.html", context)
    return render(request, "desk/duty_changes.html", frame(request) | context)


@page("read_duties")
@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Classes and areas for which nobody answers, or several do: of one hotline's classes at a time."""
    day, _wrong = _day(request)
    lines = accounts.lines()
    own = [i for i in request.user.lines if i in lines] or list(lines)
    wanted = request.GET.get("line", "")
    line = wanted if wanted in lines else next(iter(own), "")
    terms = duties.classes_of_pack(lines[line].pack) if line else ()
    parents = {term.parent for term in terms}
    labels = duties.classes_of(request.user)
    context = {
        "groups": duties.check(labels, [term.id for term in terms if term.id not in parents], day),
        "lines": [(i, lines[i].name, i == line) for i in own] if len(own) > 1 else [],
        "line_name": lines[line].name if line else "",
    }
    return render(request, "desk/duty_check.html", frame(request) | context)


# --- importing --------------------------------------------------------------------------------------------------------


@page("change_duties")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Upload a list. What is wrong with it is told row by row; what is right is shown before it is taken over."""
    if request.method == "GET":
        return _form(request)
    whole = bool(request.POST.get("whole"))
    file = request.FILES.get("file")
    if file is None:
        return _form(request, say("no_file"), whole=whole, status=422)
    if (file.size or 0) > MOST_BYTES:
        return _form(request, say("too_large"), whole=whole, status=422)
    try:
        rows = sheets.rows_of(file.read(), file.name or "")
        if not any(any(row.values()) for row in rows):
            return _form(request, say("nothing_in_it"), whole=whole, status=422)
        known = Known(duties.classes_of(request.user))
        kept = drafts.upload(rows, plain(file.name or "")[:200], request.user, known, whole)
    except sheets.NotASheet as bad:
        return _form(request, words.not_a_sheet(bad.missing), whole=whole, status=422)
    except BadList as bad:
        return _faulty(request, say("rows_wrong", n=len(bad.faults)), bad, file.name or "", whole)
    return redirect("duties-draft", kept.pk)


@page("change_duties")
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What an uploaded list would change; on POST it is taken over, or thrown away."""
    known = Known(duties.classes_of(request.user))
    try:
        kept = drafts.draft(ident, request.user)
        if request.method == "GET":
            done = drafts.foresee(kept, known)
            drafts.seen(ident, request.user, done)
            return _preview(request, kept, done)
        if request.POST.get("then") == "discard":
            drafts.discard(ident, request.user)
            return redirect("/duties/?said=discarded")
        done = drafts.take_over(ident, request.user, known)
    except drafts.NoDraft:
        return _form(request, say("gone"), status=404)
    except drafts.ListMoved as moved:
        drafts.seen(ident, request.user, moved.now)
        return _preview(request, kept, moved.now, say("moved"), 409)
    except BadList as bad:
        return _faulty(request, say("no_longer", n=len(bad.faults)), bad, kept.name, kept.whole)
    counts = {"added": len(done.added), "changed": len(done.changed), "ended": len(done.ended)}
    return redirect("/duties/?" + urlencode({"said": "imported", **counts}))


def _form(request: HttpRequest, refusal: str = "", status: int = 200, **more: Any) -> HttpResponse:
    context = {"refusal": refusal, "columns": list(words.HEADINGS.values())}
    return render(request, "desk/duty_import.html", frame(request) | context | more, status=status)


def _faulty(request: HttpRequest, refusal: str, bad: BadList, name: str, whole: bool) -> HttpResponse:
    told = [words.row_fault(fault) for fault in bad.faults[:MOST_FAULTS]]
    more = max(len(bad.faults) - MOST_FAULTS, 0)
    return _form(request, refusal, 422, faults=told, more_faults=more, name=name, whole=whole)


def _preview(request: HttpRequest, kept: Any, done: Imported, moved: str = "", status: int = 200) -> HttpResponse:
    changes = duties.preview(done, duties.classes_of(request.user))
    context = {
        "draft": kept,
        "done": done,
        "changes": changes[: PAGE_ROWS * 3],
        "more": max(len(changes) - PAGE_ROWS * 3, 0),
        "moved": moved,
        "counts": [
            ("added", len(done.added)),
            ("changed", len(done.changed)),
            ("ended", len(done.ended)),
        ],
    }
    return render(request, "desk/duty_preview.html", frame(request) | context, status=status)


# --- what the address asks for ----------------------------------------------------------------------------------------


def _wanted(request: HttpRequest, day: date) -> tuple[date | None, Collection[str], str]:
    unit = _unit(request)
    units: Collection[str] = ()
    if unit:
        units = (unit,)
    elif request.GET.get("unit") != EVERYBODY:
        units = duties.own_units(request.user)
    return (None if request.GET.get("every") else day), units, plain(request.GET.get("class", ""))[:100]


def _unit(request: HttpRequest) -> str:
    """The unit that was asked for, when there is one of that name."""
    wanted = request.GET.get("unit", "")
    return wanted if accounts.directory().unit(wanted) else ""


def _day(request: HttpRequest) -> tuple[date, str]:
    text = request.GET.get("day", "")
    try:
        return (date.fromisoformat(text) if text else clock.today()), ""
    except ValueError:
        return clock.today(), say("bad_day")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _address(request: HttpRequest, path: str = "/duties/", **changed: Any) -> str:
    kept = {k: v for k, v in request.GET.items() if k in ("unit", "class", "day", "every") and v}
    return path + "?" + urlencode(kept | changed) if kept | changed else path


def _said(request: HttpRequest) -> str:
    """What has just been done."""
    key = request.GET.get("said", "")
    if key == "imported":
        counts = {name: _number(request.GET.get(name, "")) for name in ("added", "changed", "ended")}
        return say("imported", **counts)
    return say("discarded") if key == "discarded" else ""
