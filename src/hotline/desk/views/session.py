"""Signing in and out. A session that ends while someone types is renewed in place."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from hotline.accounts import audit
from hotline.accounts.forms import SignIn
from hotline.accounts.tries import WINDOW
from hotline.desk.views.admin.setup import nobody_yet
from hotline.desk.views.common import triggered
from hotline.desk.words import say
from hotline.infra import tongues

A_YEAR = 365 * 24 * 3600
"""Seconds for which a browser keeps the language that was chosen."""


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; in a dialog when a piece of a page asked for it."""
    wanted = _here(request, request.POST.get("next") or request.GET.get("next") or "/")
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect(wanted)
        if nobody_yet():
            return redirect("setup-first")
        return render(request, "desk/sign_in.html", {"next": wanted})
    form = SignIn(request, data=request.POST)
    if form.is_valid():
        person = form.get_user()
        same = request.POST.get("person", "") in ("", str(person.id))
        login(request, person)
        audit.note(person, "signed_in", person.username)
        if not request.htmx:
            return redirect(wanted)
        response = HttpResponse("", status=204)
        if not same:
            response.headers["HX-Refresh"] = "true"
            return response
        return triggered(response, signed_in=str(person.id))
    context = {"next": wanted, "username": request.POST.get("username", ""), "wrong": _wrong(request, form)}
    template = "desk/sign_in_again.html" if request.htmx else "desk/sign_in.html"
    return render(request, template, context, status=422)


def _here(request: HttpRequest, wanted: str) -> str:
    """The page somebody wants to go on with, if it is one of ours; else the first. A path, never the name of a view."""
    ours = {request.get_host()}
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, ours, require_https=request.is_secure()):
        return wanted
    return "/"


def _wrong(request: HttpRequest, form: SignIn) -> str:
    """One sentence for every wrong pair: which of the two was wrong is nobody's business."""
    if form.too_many:
        return say("errors.sign_in_too_many", minutes=WINDOW.seconds // 60)
    filled = request.POST.get("username", "").strip() and request.POST.get("password")
    return say("errors.sign_in" if filled else "errors.sign_in_empty")


@require_POST
def tongue(request: HttpRequest) -> HttpResponse:
    """The language of the screens, for this browser. Back to where the person was."""
    response = redirect(_here(request, request.POST.get("next") or "/"))
    if request.POST.get("tongue") in tongues.TONGUES:
        response.set_cookie(
            tongues.COOKIE, request.POST["tongue"], max_age=A_YEAR, samesite="Lax", secure=request.is_secure(),
            httponly=True,
        )  # fmt: skip
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        audit.note(request.user, "signed_out", request.user.username)
    logout(request)
    return redirect("sign-in")
