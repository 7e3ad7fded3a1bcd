"""People: list, add, change, retire; a one-time password is shown once and kept nowhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from hotline.accounts import selectors as accounts
from hotline.accounts import staff
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line, Person
from hotline.core.vocabulary import Role
from hotline.desk.views.admin.common import number, shown, status_of, told
from hotline.desk.views.common import page
from hotline.desk.views.pick import initials
from hotline.infra.tongues import in_words, listed

PAGE_ROWS = 100
GIVEN = tuple(role for role in Role if role is not Role.SYSTEM)


@page("administer")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody, by unit or role or a search in names."""
    wanted = {key: request.GET.get(key, "").strip()[:60] for key in ("q", "unit", "role", "every")}
    rows = list(found(wanted))
    first, tree = number(request.GET.get("from", "")), accounts.directory()
    kept = {key: value for key, value in wanted.items() if value}
    context = {
        "rows": [_row(person, tree) for person in rows[first : first + PAGE_ROWS]],
        "total": len(rows),
        "wanted": wanted,
        "unit": (wanted["unit"], tree.name(wanted["unit"])) if wanted["unit"] else None,
        "version": tree.version,
        "roles": [(role.value, in_words(role), role.value == wanted["role"]) for role in GIVEN],
        "later": "?" + urlencode(kept | {"from": first + PAGE_ROWS}) if first + PAGE_ROWS < len(rows) else "",
        "earlier": "?" + urlencode(kept | {"from": max(first - PAGE_ROWS, 0)}) if first else "",
    }
    return shown(request, "people", "admin-people", context)


def found(wanted: dict[str, str]) -> list[Person]:
    """People of a unit and those below it, with a role, whose names fit; by name."""
    people = Person.objects.order_by("name", "username")
    if not wanted.get("every"):
        people = people.filter(is_active=True)
    if wanted.get("unit"):
        people = people.filter(unit_id__in=accounts.directory().below(wanted["unit"]))
    if wanted.get("role"):
        people = people.filter(roles__contains=[wanted["role"]])
    words = wanted.get("q", "").lower().split()
    return [p for p in people if all(w in f"{p.name} {p.username} {initials(p.name)}".lower() for w in words)]


def _row(person: Person, tree: Any) -> dict[str, Any]:
    return {
        "person": person,
        "unit": tree.name(person.unit_id) if person.unit_id else "",
        "roles": listed(in_words(role) for role in GIVEN if role in person.own_roles),
    }


@page("administer")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new account; what comes back shows its one-time password."""
    if request.method == "GET":
        every = list(Line.objects.filter(active=True).values_list("id", flat=True))
        return _form(request, {"unit": request.GET.get("unit", ""), "lines": every, "roles": []})
    try:
        person, raw = staff.add(request.user, request.POST.get("username", ""), _fields(request))
    except NotPossible as refused:
        return _form(request, _typed(request), told(refused), status=status_of(refused))
    return once(request, [(person, raw)])


@page("administer")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One person; on POST changed, retired, restored, or given a one-time password."""
    person = Person.objects.filter(pk=ident).first()
    if person is None:
        raise Http404
    if request.method == "GET":
        return _form(request, _of(person), person=person)
    then, mark = request.POST.get("then", ""), request.POST.get("mark", "")
    try:
        if then == "password":
            return once(request, [staff.reset_password(request.user, ident, mark)])
        if then in ("retire", "restore"):
            getattr(staff, then)(request.user, ident, mark)
        else:
            staff.change(request.user, ident, _fields(request), mark)
    except NotPossible as refused:
        person.refresh_from_db()
        values = _of(person) if refused.code == "stale" or then else _typed(request)
        return _form(request, values, told(refused), person=person, status=status_of(refused))
    said = {"retire": "person_retired", "restore": "person_restored"}.get(then, "person_changed")
    return redirect(f"/admin/people/{ident}/?said={said}")


def once(request: HttpRequest, made: list[tuple[Person, str]], back: str = "/admin/people/") -> HttpResponse:
    """The page that shows one-time passwords. It is not stored, and going back to it shows nothing."""
    tree = accounts.directory()
    rows = [_row(person, tree) | {"password": raw} for person, raw in made]
    return shown(request, "once", "admin-people", {"rows": rows, "back": back})


def _fields(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    texts = {key: given.get(key, "") for key in ("name", "title", "unit")}
    return texts | {"roles": given.getlist("roles"), "lines": given.getlist("lines")}


def _typed(request: HttpRequest) -> dict[str, Any]:
    return _fields(request) | {"username": request.POST.get("username", "")}


def _of(person: Person) -> dict[str, Any]:
    texts = {"username": person.username, "name": person.name, "title": person.title}
    return texts | {"unit": person.unit_id or "", "roles": person.roles, "lines": person.lines}


def _form(
    request: HttpRequest,
    values: dict[str, Any],
    refusal: str = "",
    *,
    person: Person | None = None,
    status: int = 200,
) -> HttpResponse:
    tree, unit = accounts.directory(), values["unit"]
    context = {
        "values": values,
        "refusal": refusal,
        "person": person,
        "mark": staff.mark_of(person) if person else "",
        "oneself": person is not None and person.pk == request.user.pk,
        "unit": (unit, tree.name(unit)) if unit else None,
        "version": tree.version,
        "roles": [(role.value, in_words(role), role.value in values["roles"]) for role in GIVEN],
        "lines": [(line.id, line.name, line.id in values["lines"]) for line in Line.objects.order_by("id")],
        "acts": [accounts.person_name(ident) for ident in person.acts_for] if person else [],
    }
    return shown(request, "person", "admin-people", context, status)
