"""Pages that anybody may open."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from hotline.accounts import tries
from hotline.core.diagnosis.shapes import AnswerKind
from hotline.core.diagnosis.trail import BadInput
from hotline.infra.tongues import said
from hotline.portal import asking

LIMIT = 300
"""Answers that one address (a whole neighbourhood may stand behind it) may send in `tries.WINDOW`."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What a citizen can look into alone."""
    found = sorted(((one.scenario.title, name) for name, one in asking.offered().items()))
    return render(request, "portal/asks.html", {"scenarios": found})


def not_found(request: HttpRequest) -> HttpResponse:
    """There is no such page: for citizens, who have no list to go back to."""
    return render(request, "portal/not_found.html", status=404)


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """One scenario, one question a page. Nothing is kept on the server."""
    one = asking.offered().get(name)
    if one is None:
        raise Http404
    if (request.method == "POST" or asking.asks_at_once(one)) and too_many(request):
        return render(request, "portal/too_many.html", {"title": one.scenario.title}, status=429)
    wrong, status = "", 200
    try:
        inputs = asking.carried(one, request.POST.get("so_far", ""))
    except asking.Old:
        inputs, wrong, status = (), said(_words()["wrong"]["old"]), 422
    else:
        try:
            inputs, _ = asking.go_on(one, asking.answered(one, inputs, request.POST))
        except BadInput as bad:
            wrong, status = said(_words()["wrong"][bad.wrong.value]), 422
    inputs, run = asking.go_on(one, inputs)
    context: dict[str, Any] = asking.shown(run) | {
        "title": one.scenario.title,
        "so_far": asking.sealed(name, inputs),
        "wrong": wrong,
        "number": run.waits is not None and getattr(run.waits, "kind", None) is AnswerKind.NUMBER,
    }
    return render(request, "portal/ask.html", context, status=status)


def too_many(request: HttpRequest) -> bool:
    """Whether more came from this address than may. Not by the session: who throws it away has a new one each time."""
    return not tries.within("ask", request.META.get("REMOTE_ADDR", ""), LIMIT)


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "templates" / "portal" / "words.toml").open("rb") as file:
        return tomllib.load(file)
