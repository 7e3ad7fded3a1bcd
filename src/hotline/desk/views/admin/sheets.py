"""Units and people as spreadsheets: out, and in again with a look at what changes and a fault a row.

What was uploaded travels in the form of the preview, signed and packed: nothing of it is kept before it is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from hotline.accounts import audit, importing, words
from hotline.accounts import selectors as accounts
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line, Person
from hotline.core.vocabulary import Role
from hotline.desk.kinds import kind_word
from hotline.desk.views.admin.common import fault_said, shown, told, word
from hotline.desk.views.admin.people import once
from hotline.desk.views.common import page
from hotline.infra import clock, sheets
from hotline.infra.tongues import in_words, listed

MOST_BYTES, MOST_ROWS, MOST_SHOWN = 5 * 1024 * 1024, 5000, 300
_SALT = "hotline.desk.admin.import"
_FORMATS = {
    "xlsx": (sheets.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (lambda headings, rows, _widths: sheets.write_csv(headings, rows), "text/csv; charset=utf-8"),
}


class Kind(NamedTuple):
    """What can be taken out and in as a spreadsheet."""

    tab: str
    headings: dict[str, str]
    needed: tuple[str, ...]
    rows: Callable[[], list[list[str]]]
    plan: Callable[[Sequence[importing.Row]], importing.Plan]


KINDS = {
    "units": Kind("admin-units", words.UNIT_HEADINGS, ("name",), importing.unit_rows, importing.plan_units),
    "people": Kind(
        "admin-people",
        words.PEOPLE_HEADINGS,
        ("username", "name"),
        lambda: importing.people_rows(Person.objects.order_by("username")),
        importing.plan_people,
    ),
}


@page("administer")
@require_GET
def export(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """All units, or everybody, as a file. Passwords are in none."""
    if kind not in KINDS or form not in _FORMATS:
        raise Http404
    write, content_type = _FORMATS[form]
    rows = KINDS[kind].rows()
    content = write(list(KINDS[kind].headings.values()), rows, [18] * len(KINDS[kind].headings))
    audit.note(request.user, "exported", kind, {"rows": len(rows), "form": form})
    name = quote(f"{word(f'words.file_{kind}')} {clock.today().isoformat()}.{form}")
    headers = {"Content-Disposition": f"attachment; filename=\"{kind}.{form}\"; filename*=UTF-8''{name}"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@page("administer")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, kind: str) -> HttpResponse:
    """GET: the form. POST with a file: what it would change. POST with what was shown: it is done."""
    if kind not in KINDS:
        raise Http404
    if request.method == "GET":
        return _form(request, kind)
    if request.POST.get("packed"):
        return _confirm(request, kind)
    file = request.FILES.get("file")
    if file is None:
        return _form(request, kind, fault_said("no_file"), status=422)
    if (file.size or 0) > MOST_BYTES:
        return _form(request, kind, fault_said("too_large"), status=422)
    try:
        table = sheets.read_table(file.read(), file.name or "")
        rows = importing.rows_of(table, KINDS[kind].headings, KINDS[kind].needed)
    except sheets.UnreadableSheet:
        return _form(request, kind, fault_said("unreadable"), status=422)
    except importing.NotASheet as bad:
        said = fault_said("missing_headings", {"columns": listed(bad.missing)})
        return _form(request, kind, said, status=422)
    if not rows or len(rows) > MOST_ROWS:
        return _form(request, kind, fault_said("too_many_rows" if rows else "nothing_in_it"), status=422)
    return _preview(request, kind, rows, (file.name or "")[:200])


def _confirm(request: HttpRequest, kind: str) -> HttpResponse:
    try:
        rows, name = signing.loads(request.POST["packed"], salt=f"{_SALT}.{kind}.{request.user.pk}", max_age=12 * 3600)
    except signing.BadSignature:
        return _form(request, kind, fault_said("moved"), status=409)
    mark = request.POST.get("mark", "")
    try:
        if kind == "people":
            done = KINDS[kind].plan(rows)
            made = importing.apply_people(request.user, rows, mark, name)
            if made:
                return once(request, made)
        else:
            done = importing.apply_units(request.user, rows, mark, name)
    except NotPossible as refused:
        return _preview(request, kind, rows, name, told(refused), 409)
    counts = {"said": "imported", "added": len(done.added), "changed": len(done.changed)}
    return redirect(f"/admin/{kind}/?{urlencode(counts)}")


def _preview(
    request: HttpRequest, kind: str, rows: list[dict[str, str]], name: str, refusal: str = "", status: int = 200
) -> HttpResponse:
    plan = KINDS[kind].plan(rows)
    if plan.faults:
        told_rows = [(f.row, fault_said(f.code, f.params)) for f in plan.faults[:MOST_SHOWN]]
        more = max(len(plan.faults) - MOST_SHOWN, 0)
        return _form(request, kind, "", faults=told_rows, more=more, name=name, status=422)
    context = {
        "kind": kind,
        "name": name,
        "plan": plan,
        "changes": [_change(change, kind) for change in plan.changes[:MOST_SHOWN]],
        "more": max(len(plan.changes) - MOST_SHOWN, 0),
        "packed": signing.dumps((rows, name), salt=f"{_SALT}.{kind}.{request.user.pk}", compress=True),
        "refusal": refusal,
    }
    return shown(request, "preview", KINDS[kind].tab, context, status)


def _change(change: importing.Change, kind: str) -> dict[str, Any]:
    fields = [
        {"name": word(f"details.{name}"), "was": _named(name, was), "now": _named(name, now)}
        for name, (was, now) in change.fields.items()
    ]
    return {"key": change.key, "name": change.name, "new": change.new, "fields": fields, "kind": kind}


def _named(field: str, text: str) -> str:
    """Ids in a row of the preview as names."""
    if field in ("parent", "unit_id"):
        return accounts.directory().name(text) if text else ""
    if field == "kind":
        return kind_word(text)
    if field == "roles":
        names = {role.value: in_words(role) for role in Role}
    elif field == "lines":
        names = dict(Line.objects.values_list("id", "name"))
    else:
        return text
    return listed(names.get(part, part) for part in text.split(words.SEVERAL))


def _form(request: HttpRequest, kind: str, refusal: str = "", status: int = 200, **more: Any) -> HttpResponse:
    headings = KINDS[kind].headings
    context = {"kind": kind, "refusal": refusal, "columns": list(headings.values())}
    context["needed"] = [headings[key] for key in KINDS[kind].needed]
    return shown(request, "import", KINDS[kind].tab, context | more, status)
