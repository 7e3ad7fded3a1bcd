"""The big screen of a hall, and the links with which it stands there without anybody signed in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts import screens
from hotline.accounts import selectors as accounts
from hotline.desk.hall import ready
from hotline.desk.intake_form import MAIN_NUMBER
from hotline.desk.times import short_stamp
from hotline.desk.views.common import fragment, frame, page
from hotline.desk.words import say
from hotline.infra import clock
from hotline.infra.tongues import speaking
from hotline.insight.screen import Screen
from hotline.insight.screen import screen as numbers

COOKIE = "hotline_screen"
YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")
MOST_PIECES = 64
_pieces: dict[tuple[tuple[str, ...], str, str, str], tuple[Screen, SafeString]] = {}
CENTRE = "hotline_centre"
"""The kind of the unit that answers the calls."""


@require_GET
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The token goes from the address into a cookie, so that it is not on the screen and in no log of refreshes."""
    if not screens.lines_of(token):
        raise Http404
    theme = request.GET.get("theme", "")
    response = redirect("/screen/" + (f"?theme={theme}" if theme in THEMES else ""))
    response.set_cookie(
        COOKIE, token, max_age=YEAR, path="/screen/", httponly=True, samesite="Lax", secure=request.is_secure()
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """The screen of a link, else of the person's own hotlines."""
    lines = screens.lines_of(request.COOKIES.get(COOKIE, ""))
    if not lines or request.user.is_authenticated:
        return _own(request)
    response = _shown(request, lines)
    response.headers["Cache-Control"] = "no-store"
    return response


@page("see_screen")
def _own(request: HttpRequest) -> HttpResponse:
    return _shown(request, tuple(request.user.lines))


def _shown(request: HttpRequest, lines: tuple[str, ...]) -> HttpResponse:
    theme = request.GET.get("theme", "")
    theme = theme if theme in THEMES else ""
    piece = _numbers(numbers(lines), lines, theme)
    if fragment(request):
        return HttpResponse(piece)
    return render(request, "desk/screen.html", {"theme": theme, "numbers": piece})


def _numbers(found: Screen, lines: tuple[str, ...], theme: str) -> SafeString:
    """The figures as the page shows them: put into words once for all screens that are shown the same figures."""
    key = (lines, theme, accounts.directory().version, speaking())
    before = _pieces.get(key)
    if before is not None and before[0] is found:
        return before[1]
    known = accounts.lines()
    title = _title([known[ident].name for ident in lines if ident in known])
    context = ready(found, lines) | {"theme": theme, "title": title}
    piece = render_to_string("desk/screen_numbers.html", context)
    if len(_pieces) >= MOST_PIECES:
        _pieces.clear()
    _pieces[key] = (found, piece)
    return piece


def _title(names: list[str]) -> str:
    """What the hall is called: one hotline by its name, several by that of the centre that answers them."""
    if len(names) < 2:
        return names[0] if names else ""
    found = [unit for unit in accounts.directory().all() if unit.kind == CENTRE and unit.active]
    if found:
        return min(found, key=lambda unit: (len(unit.lineage), unit.id)).name
    first = min(names, key=lambda name: MAIN_NUMBER not in name)
    return say("screen.several", first=first, count=len(names))


@page("administer")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The links that hold."""
    return _listing(request)


@page("administer")
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new link; its address is shown this one time."""
    known = accounts.lines()
    lines = [ident for ident in request.POST.getlist("line") if ident in known]
    try:
        token = screens.make(request.user, request.POST.get("name", ""), lines)
    except ValueError:
        return _listing(request, wrong=say("screen.wrong"), status=422)
    return _listing(request, once=request.build_absolute_uri(f"/screen/{token}/"))


@page("administer")
@require_POST
def revoke(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Take a link back: its screen goes dark within seconds."""
    if not screens.revoke(request.user, ident):
        raise Http404
    return redirect("screens")


def _listing(request: HttpRequest, once: str = "", wrong: str = "", status: int = 200) -> HttpResponse:
    known, now = accounts.lines(), clock.now()
    rows = [
        {
            "id": link.id,
            "name": link.name,
            "lines": say("screen.and").join(known[ident].name for ident in link.lines if ident in known),
            "who": accounts.person_name(link.made_by),
            "at": short_stamp(link.made_at, now),
        }
        for link in screens.links()
    ]
    context = {"rows": rows, "lines": list(known.values()), "once": once, "wrong": wrong}
    return render(request, "desk/screens.html", frame(request) | context, status=status)
