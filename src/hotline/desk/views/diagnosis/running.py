"""The runner beside the agent's form, and the trail of a run for who may see its order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.accounts import selectors as accounts
from hotline.core.diagnosis.running import TooDeep
from hotline.desk.diagnosing.shown import runner, trail_rows, version_word, words_of
from hotline.desk.intake_form import line_of
from hotline.desk.times import stamp
from hotline.desk.views.common import frame, number_or_404, page
from hotline.infra import clock
from hotline.knowledge.diagnosis import after, running
from hotline.knowledge.diagnosis.running import BadInput, Moved, NoRun


@page("register")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Run a scenario with what the form holds already. What the text says is proposed, never taken by itself."""
    line, post = line_of(request), request.POST
    if line is None:
        raise Http404
    text = "\n".join(part for part in (post.get("title", ""), post.get("content", "")) if part.strip())
    given = {"place": post.get("place", "").strip()[:200], "phone": post.get("phone", "").strip()[:40]}
    try:
        standing = running.begin(
            request.user,
            line,
            post.get("scenario", ""),
            text,
            given,
            call=post.get("key", ""),
            detected=_number(post.get("sure", "")),
        )
    except NoRun as missing:
        raise Http404 from missing
    except TooDeep:
        return _gone(request, "too_deep")
    return _shown(request, standing)


@page("register")
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The run as it stands; by POST an answer, a skip, or one step back."""
    if request.method == "GET":
        return _look(request, ident)
    post = request.POST
    step, value = post.get("step", ""), post.get("value", "")
    said = post.get("revision", "")
    revision = int(said) if said.isdecimal() and len(said) < 9 else 0
    try:
        if "back" in post:
            return _shown(request, running.back(request.user, ident, revision))
        if "skip" in post:
            return _shown(request, running.skip(request.user, ident, revision, step))
        if "confirm" in post:
            return _shown(request, running.answer(request.user, ident, revision, step, post["confirm"], True))
        return _shown(request, running.answer(request.user, ident, revision, step, value))
    except BadInput as bad:
        return _look(request, ident, words_of("wrong")[bad.wrong.value])
    except Moved:
        return _look(request, ident, words_of("wrong")["moved"])
    except NoRun:
        return _gone(request)


def _look(request: HttpRequest, ident: UUID, wrong: str = "") -> HttpResponse:
    try:
        return _shown(request, running.look(request.user, ident), wrong)
    except NoRun:
        return _gone(request)


def _gone(request: HttpRequest, why: str = "gone") -> HttpResponse:
    return render(request, "desk/diagnosis/gone.html", {"text": words_of("wrong")[why]}, status=409)


def _shown(request: HttpRequest, standing: running.Standing, wrong: str = "") -> HttpResponse:
    context = runner(standing, wrong)
    return render(request, "desk/diagnosis/runner.html", context, status=422 if wrong else 200)


@page("view")
@require_GET
def trail(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What was asked, what came and why, for who may see the order it led to."""
    row = after.one(ident)
    if row is None or not row.ref:
        raise Http404
    number_or_404(request.user, row.ref)
    context: dict[str, Any] = {
        "run": row,
        "version": version_word(row.version),
        "trail": trail_rows(row.trail),
        "who": accounts.person_name(row.by),
        "at": stamp(row.began_at, clock.now()),
        "how": words_of("ending").get(row.ending, ""),
    }
    return render(request, "desk/diagnosis/trail.html", frame(request) | context)


def _number(text: str) -> float | None:
    """How sure the detection was, 0 to 1; None for anything else, also for what is no number but can be read as one."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found <= 1 else None
