"""The long lists behind pickers. The address carries the release, so that a browser may keep the answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET
from pypinyin import Style, lazy_pinyin

from hotline.accounts import selectors as accounts
from hotline.core.state import UnitFacts
from hotline.desk.areas import areas as area_names
from hotline.desk.forms.options import class_options, handling_units
from hotline.desk.views.common import page
from hotline.policy import registry

FOREVER = "private, max-age=86400, immutable"


@page()
@require_GET
def units(request: HttpRequest, version: str) -> JsonResponse:
    """Units that could take an order; `below` narrows to a unit's own, `without` leaves the accused out."""
    below, without = request.GET.get("below", ""), request.GET.get("without", "")
    return _kept(_units(accounts.directory().version, below, without))


@lru_cache(maxsize=256)
def _units(version: str, below: str, without: str) -> list[dict[str, str]]:
    directory = accounts.directory()
    fit = handling_units(directory.all(), below, frozenset(u for u in without.split(",") if u))
    return [{"v": u.id, "l": u.name, "g": _above(u.parent, below), "k": _keys(u)} for u in fit]


def _keys(unit: UnitFacts) -> str:
    """What finds a unit besides its name: its short name, both in pinyin, its id."""
    short = accounts.directory().name(unit.id)
    return f"{initials(short)} {short} {initials(unit.name)} {unit.id}"


def _above(parent: str, below: str) -> str:
    """The unit above, when saying it helps to tell two apart."""
    directory = accounts.directory()
    unit = directory.unit(parent)
    return directory.name(parent) if unit and unit.parent and parent != below else ""


@lru_cache(maxsize=10_000)
def initials(text: str) -> str:
    """Pinyin initials and full pinyin: `szc shizhengchu`."""
    full = lazy_pinyin(text, style=Style.NORMAL, errors="ignore")
    return "".join(s[0] for s in full if s) + " " + "".join(full)


@page()
@require_GET
def classes(request: HttpRequest, pack: str, release: str) -> JsonResponse:
    """Content classes of a pack as leaves under their parents."""
    try:
        return _kept(_classes(pack, release))
    except LookupError as unknown:
        raise Http404 from unknown


@lru_cache(maxsize=64)
def _classes(pack: str, release: str) -> list[dict[str, str]]:
    found = class_options(registry.release(pack, release).lists.content_classes)
    return [{"v": o.value, "l": o.label, "g": o.group, "k": f"{initials(o.label)} {o.keys}"} for o in found]


@page()
@require_GET
def areas(request: HttpRequest, version: str) -> JsonResponse:
    """Areas by the names of their local governments."""
    found = area_names(accounts.directory().version)
    rows = [
        {"v": code, "l": name, "g": _around(code, found), "k": f"{initials(name)} {code}"}
        for code, name in found.items()
    ]
    return _kept(rows)


def _around(code: str, names: dict[str, str]) -> str:
    """The area that holds this one."""
    return next((names[code[:n]] for n in range(len(code) - 1, 4, -1) if code[:n] in names), "")


@page()
@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Colleagues of one's own unit, to whom an order can be forwarded inside."""
    found = accounts.people_of(request.user.unit_id) if request.user.unit_id else []
    rows = [
        {"v": str(p.id), "l": p.name, "g": p.title, "k": initials(p.name)} for p in found if p.id != request.user.id
    ]
    return JsonResponse(rows, safe=False)


def _kept(rows: list[dict[str, Any]]) -> JsonResponse:
    response = JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})
    response.headers["Cache-Control"] = FOREVER
    return response
