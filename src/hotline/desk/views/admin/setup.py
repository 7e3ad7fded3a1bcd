"""From an empty database to the first order: pack, units, people, line, first order. Each step is read off what there
is, so that it can be left and taken up again by anybody who administers.

The very first administrator is made by whoever can read a file on the server: `setup-code` in the product's folder.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hotline import policy as packs
from hotline.accounts import audit, numbers, passwords, services, staff, tries, units
from hotline.accounts.faults import NotPossible
from hotline.accounts.models import Line, Person, Unit
from hotline.core.vocabulary import Role
from hotline.desk.views.admin.common import shown, told
from hotline.desk.views.admin.lines import choices, numbers_of_packs
from hotline.desk.views.admin.people import once
from hotline.desk.views.common import page
from hotline.desk.words import table
from hotline.infra.files import create_private
from hotline.infra.paths import var_dir
from hotline.infra.tongues import in_words
from hotline.orders import selectors as orders

STEPS = ("pack", "units", "people", "line", "order")
NEEDED = (Role.AGENT, Role.DISPATCHER, Role.UNIT_CLERK)
"""Without these no order gets from a call to a unit."""
CODE_FILE = "setup-code"
_open: list[bool] = []


def nobody_yet() -> bool:
    """Whether there is no account at all. Asked by the sign-in page; once there is somebody it costs nothing."""
    if not _open and Person.objects.exists():
        _open.append(True)
    return not _open


def forget() -> None:
    """Look again whether there is anybody (tests empty the database)."""
    _open.clear()


def setup_code() -> str:
    """What only somebody at the server can know; made when it is first asked for, useless once there is an account."""
    place = var_dir() / CODE_FILE
    create_private(place, f"{secrets.randbelow(10**8):08d}\n")
    return place.read_text().strip()


def state() -> dict[str, bool]:
    """Which steps are done, from what there is."""
    held = Person.objects.filter(is_active=True).values_list("roles", flat=True)
    roles = {word for found in held for word in found}
    return {
        "pack": Line.objects.exists(),
        "units": Unit.objects.filter(active=True).count() > 1,
        "people": {role.value for role in NEEDED} <= roles,
        "line": Line.objects.filter(active=True).exists(),
        "order": orders.any_order(),
    }


def unfinished() -> bool:
    """Whether the way to the first order is not walked yet."""
    return not orders.any_order()


@never_cache
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """The first account, for whoever has the code; afterwards this page leads to the sign-in."""
    if not nobody_yet():
        return redirect("setup")
    setup_code()
    if request.method == "GET":
        return render(request, "desk/admin/first.html", {"file": CODE_FILE})
    given = {key: request.POST.get(key, "") for key in ("code", "name", "username", "new", "again")}
    try:
        person = _first(given, request.META.get("REMOTE_ADDR", ""))
    except NotPossible as refused:
        context = {"file": CODE_FILE, "typed": given, "refusal": told(refused)}
        return render(request, "desk/admin/first.html", context, status=422)
    login(request, person)
    return redirect("setup")


def _first(given: dict[str, str], address: str) -> Person:
    # Guessing eight digits is made as slow as guessing a password.
    if not tries.begin(CODE_FILE, address):
        raise NotPossible("setup_code")
    if not constant_time_compare(given["code"].strip(), setup_code()):
        raise NotPossible("setup_code")
    username, name = given["username"].strip().lower(), given["name"].strip()
    if not staff.USERNAME.fullmatch(username):
        raise NotPossible("bad_username")
    if not name:
        raise NotPossible("no_person_name")
    if given["new"] != given["again"]:
        raise NotPossible("not_the_same")
    if broken := passwords.faults(given["new"], Person(username=username)):
        raise NotPossible(broken[0])
    with staff.alone():
        if Person.objects.exists():
            raise NotPossible("setup_code")
        row = {"username": username, "name": name, "roles": [Role.ADMINISTRATOR], "password": given["new"]}
        person = services.save_people([row])[0]
        audit.note(person, "person_added", username, {"roles": person.roles})
    tries.succeeded(CODE_FILE, address)
    (var_dir() / CODE_FILE).unlink(missing_ok=True)
    forget()
    return person


@page("administer")
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """The way with what is done and what comes next; each step is a POST of its own."""
    if request.method == "GET":
        return _page(request)
    step = request.POST.get("step", "")
    acts = {"pack": _pack, "units": _units, "people": _people, "line": _line}
    if step not in acts or not unfinished():
        # A centre at work is changed on its own pages, not by the wizard.
        return redirect("/setup/")
    try:
        return acts[step](request) or redirect("/setup/")
    except NotPossible as refused:
        return _page(request, told(refused), step, 422)


def _page(request: HttpRequest, refusal: str = "", at: str = "", status: int = 200) -> HttpResponse:
    done, given = state(), request.POST
    line = Line.objects.order_by("-active", "id").first()
    now = at or next((step for step in STEPS if not done[step]), "")
    asked = request.GET.get("step", "")
    context = {
        "steps": [{"name": step, "done": done[step], "now": step == now, "n": n} for n, step in enumerate(STEPS, 1)],
        "at": asked if asked in STEPS and not at and not done["order"] else now,
        "done": done,
        "refusal": refusal,
        "typed": given,
        "line": line,
        "packs": choices(given.get("pack", line.pack if line else "")),
        "template": _template(given.get("city", "")),
        "rows": _rows_of_people(given),
        "units": Unit.objects.filter(active=True, handles_orders=True).exclude(kind__in=_NO_HANDLERS).order_by("name"),
        "agents": Person.objects.filter(is_active=True, roles__contains=[Role.AGENT.value]).order_by("username")[:3],
        "codes": list(packs.load(line.pack).lines.items()) if line and line.pack in numbers_of_packs() else [],
        "counts": (Unit.objects.filter(active=True).count(), Person.objects.filter(is_active=True).count()),
    }
    return shown(request, "setup", "setup", context, status)


_NO_HANDLERS = ("hotline_centre", "government")


def _pack(request: HttpRequest) -> None:
    """The pack is chosen by a line that it rules; the line is named and opened later."""
    name, codes = request.POST.get("pack", ""), numbers_of_packs()
    if name not in codes:
        raise NotPossible("no_such_pack")
    line = Line.objects.filter(active=False).first()
    prefix = _free_prefix(name, line)
    fields = {"id": line.id if line else "", "name": packs.load(name).title, "code": codes[name][0]}
    numbers.save(request.user, fields | {"pack": name, "prefix": prefix, "active": False}, codes, unused=True)


def _free_prefix(pack: str, line: Line | None) -> str:
    """A first proposal, from the name of the pack."""
    start = "".join(word[0] for word in pack.split("-") if word[:1].isalpha()).upper()[:4] or "H"
    taken = set(Line.objects.exclude(pk=line.pk if line else "").values_list("prefix", flat=True))
    return next(found for found in (start, *(f"{start}{n}" for n in range(2, 100))) if found not in taken)


def _template(city: str) -> list[tuple[str, str, str, str, str]]:
    return [(i, name.format(city=city), *rest) for i, name, *rest in table("admin")["template"]["units"]]


def _units(request: HttpRequest) -> None:
    """The units of the template that are ticked; the two at its head always."""
    wanted, city = {"city", "centre", *request.POST.getlist("units")}, request.POST.get("city", "").strip()
    if not city:
        raise NotPossible("no_city")
    with transaction.atomic():
        for ident, name, level, kind, above in _template(city):
            if ident in wanted and not Unit.objects.filter(pk=ident).exists():
                fields = {
                    "name": name,
                    "level": level,
                    "kind": kind,
                    "handles_orders": bool(above) and ident != "centre",
                }
                units.add(request.user, fields, above, ident)


def _rows_of_people(given: Any) -> list[dict[str, Any]]:
    return [
        {
            "role": role,
            "label": in_words(Role(role)),
            "name": given.get(f"name-{role}", ""),
            "username": given.get(f"username-{role}", username),
            "unit": given.get(f"unit-{role}", ""),
            "of_unit": role in staff.OF_UNIT,
            "needed": Role(role) in NEEDED,
        }
        for role, username in table("admin")["template"]["people"]
    ]


def _people(request: HttpRequest) -> HttpResponse:
    """Everybody whose name was filled in, all or none; their one-time passwords are shown once."""
    filled = [row for row in _rows_of_people(request.POST) if row["name"].strip()]
    if not filled:
        raise NotPossible("nothing_filled")
    lines = list(Line.objects.values_list("id", flat=True))
    centre = Unit.objects.filter(kind="hotline_centre", active=True).order_by("id").first()
    with transaction.atomic():
        made = []
        for row in filled:
            unit = row["unit"] if row["of_unit"] else (centre.id if centre else "")
            fields = {"name": row["name"], "unit": unit, "roles": [row["role"]], "lines": lines}
            made.append(staff.add(request.user, row["username"], fields))
    return once(request, made, back="/setup/")


def _line(request: HttpRequest) -> None:
    """The line gets its name, its number and its prefix, and is opened."""
    line = Line.objects.order_by("-active", "id").first()
    if line is None:
        raise NotPossible("no_such_pack")
    given = {key: request.POST.get(key, "") for key in ("name", "code", "prefix")}
    fields = given | {"id": line.id, "pack": line.pack, "active": True}
    numbers.save(request.user, fields, numbers_of_packs(), unused=unfinished())
