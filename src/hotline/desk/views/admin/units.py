"""The tree of units: search, add, rename, move, retire."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from hotline.accounts import importing, units
from hotline.accounts import selectors as accounts
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Person, Unit
from hotline.desk.kinds import kind_typed, kind_word
from hotline.desk.views.admin.common import number, shown, status_of, told
from hotline.desk.views.common import page
from hotline.desk.views.pick import FOREVER, initials
from hotline.orders import selectors as orders

PAGE_ROWS = 200


@page("administer")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The tree as an indented list; with a search, the units found and where they hang."""
    text, every = request.GET.get("q", "").strip()[:60], bool(request.GET.get("every"))
    rows = [row for row in _tree() if every or row["active"]]
    if text:
        rows = [row for row in rows if _fits(row, text)]
    first = number(request.GET.get("from", ""))
    kept = {k: v for k, v in (("q", text), ("every", "1" if every else "")) if v}
    context = {
        "rows": rows[first : first + PAGE_ROWS],
        "total": len(rows),
        "text": text,
        "every": every,
        "later": "?" + urlencode(kept | {"from": first + PAGE_ROWS}) if first + PAGE_ROWS < len(rows) else "",
        "earlier": "?" + urlencode(kept | {"from": max(first - PAGE_ROWS, 0)}) if first else "",
    }
    return shown(request, "units", "admin-units", context)


def _tree() -> list[dict[str, Any]]:
    """Every unit below the one above it, by name; `path`: where it hangs."""
    found = list(Unit.objects.order_by("name", "id"))
    people: dict[str, int] = {}
    for unit in Person.objects.filter(is_active=True, unit__isnull=False).values_list("unit_id", flat=True):
        people[unit] = people.get(unit, 0) + 1
    below: dict[str, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id or "", []).append(unit)
    rows: list[dict[str, Any]] = []

    def hang(parent: str, depth: int, path: str) -> None:
        for unit in below.get(parent, ()):
            row = {"unit": unit, "active": unit.active, "depth": min(depth, 5), "path": path}
            row["kind"] = kind_word(unit.kind)
            rows.append(row | {"people": people.get(unit.id, 0)})
            hang(unit.id, depth + 1, f"{path} / {unit.name}" if path else unit.name)

    hang("", 0, "")
    return rows


def _fits(row: dict[str, Any], text: str) -> bool:
    unit: Unit = row["unit"]
    words = f"{unit.name} {unit.short_name} {unit.id} {initials(unit.name)} {row['kind']}".lower()
    return all(part in words for part in text.lower().split())


@page("administer")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new unit, below another where the address says so."""
    if request.method == "GET":
        return _form(request, {"parent": request.GET.get("under", ""), "handles_orders": True})
    try:
        unit = units.add(request.user, _fields(request), request.POST.get("parent", ""), request.POST.get("id", ""))
    except NotPossible as refused:
        return _form(request, _typed(request), told(refused), status=status_of(refused))
    return redirect(f"/admin/units/?{urlencode({'q': unit.name, 'said': 'unit_added'})}")


@page("administer")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, ident: str) -> HttpResponse:
    """One unit; on POST it is changed, moved, retired or restored."""
    unit = Unit.objects.filter(pk=ident).first()
    if unit is None:
        raise Http404
    if request.method == "GET":
        return _form(request, _of(unit), unit=unit)
    then, mark = request.POST.get("then", ""), request.POST.get("mark", "")
    try:
        key = _do(request, unit, then, mark)
    except NotPossible as refused:
        numbers = orders.open_parts([ident]).numbers if refused.code == "has_open_parts" else ()
        unit.refresh_from_db()
        stale = refused.code == "stale" or then in ("retire", "restore")
        values = _of(unit) if stale else _typed(request)
        return _form(request, values, told(refused), unit=unit, numbers=numbers, status=status_of(refused))
    return redirect(f"/admin/units/{ident}/?said={key}")


def _do(request: HttpRequest, unit: Unit, then: str, mark: str) -> str:
    by = request.user
    if then == "retire":
        units.retire(by, unit.id, mark, lambda idents: orders.open_parts(idents).count)
        return "unit_retired"
    if then == "restore":
        units.restore(by, unit.id, mark)
        return "unit_restored"
    parent = request.POST.get("parent", "")
    with transaction.atomic():
        changed = units.change(by, unit.id, _fields(request), mark)
        if parent == (changed.parent_id or ""):
            return "unit_changed"
        units.move(by, unit.id, parent, units.mark_of(changed))
    return "unit_moved"


def _fields(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    texts = {key: given.get(key, "") for key in ("name", "short_name", "level")}
    texts["kind"] = kind_typed(given.get("kind", ""))
    areas = importing.several(given.get("areas", ""))
    return texts | {"areas": areas, "handles_orders": bool(given.get("handles_orders"))}


def _typed(request: HttpRequest) -> dict[str, Any]:
    return _fields(request) | {"parent": request.POST.get("parent", ""), "id": request.POST.get("id", "")}


def _of(unit: Unit) -> dict[str, Any]:
    return {name: getattr(unit, name) for name in units.FIELDS} | {"parent": unit.parent_id or "", "id": unit.id}


def _form(
    request: HttpRequest,
    values: dict[str, Any],
    refusal: str = "",
    *,
    unit: Unit | None = None,
    numbers: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    above = values["parent"]
    context = {
        "values": values | {"areas": " ".join(values.get("areas", ())), "kind": kind_word(values.get("kind", ""))},
        "refusal": refusal,
        "unit": unit,
        "mark": units.mark_of(unit) if unit else "",
        "above": (above, accounts.directory().name(above)) if above else None,
        "version": accounts.directory().version,
        "numbers": numbers,
        "kinds": sorted(set(map(kind_word, Unit.objects.exclude(kind="").values_list("kind", flat=True)))),
        "below": Unit.objects.filter(parent=unit, active=True).order_by("name") if unit else (),
        "people": Person.objects.filter(unit=unit, is_active=True).count() if unit else 0,
    }
    return shown(request, "unit", "admin-units", context, status)


@page("administer")
@require_GET
def pick(request: HttpRequest, version: str) -> JsonResponse:
    """Every unit at work, for pickers of administration."""
    tree = accounts.directory()
    rows = [
        {"v": u.id, "l": u.name, "g": tree.name(u.parent) if u.parent else "", "k": f"{initials(u.name)} {u.id}"}
        for u in tree.all()
        if u.active
    ]
    response = JsonResponse(rows, safe=False)
    response["Cache-Control"] = FOREVER
    return response
