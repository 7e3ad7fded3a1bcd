"""The big screen of a hall, and the links with which it stands there without anybody signed in."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts import screens
from hotline.accounts import selectors as accounts
from hotline.desk.hall import ready
from hotline.desk.times import short_stamp
from hotline.desk.views.common import fragment, frame, page
from hotline.desk.words import say
from hotline.infra import clock
from hotline.insight.screen import screen as numbers

COOKIE = "hotline_screen"
YEAR = 365 * 24 * 3600
THEMES = ("light", "dark")


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
    known = accounts.lines()
    context = ready(numbers(lines), lines) | {
        "theme": theme if theme in THEMES else "",
        "title": _title([known[ident].name for ident in lines if ident in known]),
    }
    return render(request, "desk/screen_numbers.html" if fragment(request) else "desk/screen.html", context)


def _title(names: list[str]) -> str:
    """One name can be read from ten metres; of several, the first and how many there are."""
    return names[0] if len(names) == 1 else say("screen.several", first=names[0], count=len(names)) if names else ""


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
