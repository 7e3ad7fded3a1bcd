"""Score sheets: runs, the ranking of one, the sheet of one subject with everything that can be said about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import packs_of
from hotline.appraisal import computing, selectors, services
from hotline.appraisal.models import Objection, Run
from hotline.appraisal.refusing import Refused, may
from hotline.core.vocabulary import Scored
from hotline.desk import announcing, entered, scoring
from hotline.desk.entered import Unreadable
from hotline.desk.scoring import phrase
from hotline.desk.views.common import frame, page
from hotline.desk.words import table
from hotline.infra import clock
from hotline.policy import PackError

MOST_RUNS = 100
Act = Callable[[Person, Run, Any], None]


@page("open_scores")
@require_http_methods(["GET", "POST"])
def scores(request: HttpRequest) -> HttpResponse:
    """Runs of the person's packs; a new one is started here."""
    wrong, typed = "", {}
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            made = _start(request.user, typed)
        except (Refused, Unreadable) as refused:
            wrong = _text(refused)
        else:
            return redirect(f"{reverse('score-run', args=[made.pk])}?done=drafted")
    person = request.user
    rows = [scoring.run_row(run, _title(run)) for run in selectors.runs(person)[:MOST_RUNS]]
    context = {
        "rows": rows,
        "centre": policies.can(person, "see_scores"),
        "open": _open_objections(person),
        "sheets": _sheets(person) if policies.can(person, "draft_scores") else [],
        "typed": typed,
        "wrong": wrong,
        "month": f"{clock.today().replace(day=1) - timedelta(days=1):%Y-%m}",
        "ledger": policies.can(person, "see_entries"),
    }
    return render(request, "desk/scores.html", frame(request) | _toast(request) | context, status=422 if wrong else 200)


@page("open_scores")
@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One run: who stands where, and what can be done with it. A unit or an agent goes on to the own sheet."""
    person, found = request.user, _run(request.user, ident)
    if not may(person, "see_scores", found.pack):
        subject = selectors.sheet(person, found).row.subject
        return redirect("score-sheet", found.pk, subject)
    wrong, typed = "", {}
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            _change(person, found, typed)
        except (Refused, Unreadable) as refused:
            wrong = _text(refused)
            found.refresh_from_db()
        else:
            return redirect(f"{reverse('score-run', args=[found.pk])}?done={typed['what']}")
    _, spec = computing.rules_of(found)
    open_ = Counter(Objection.objects.filter(run=found, ruling__isnull=True).values_list("subject", flat=True))
    context = {
        "run": found,
        "row": scoring.run_row(found, spec.title),
        "spec": spec,
        "groups": scoring.ranking(selectors.standing(person, found), spec, open_),
        "acts": _acts(person, found),
        "wrong": wrong,
        "typed": typed,
        "today": clock.today().isoformat(),
    }
    return render(
        request, "desk/score_run.html", frame(request) | _toast(request) | context, status=422 if wrong else 200
    )


@page("open_scores")
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, ident: UUID, subject: str) -> HttpResponse:
    """The sheet of one unit or agent; objections, rulings and decisions are given here."""
    person, found = request.user, _run(request.user, ident)
    shown = _shown(person, found, subject)
    wrong, typed = "", {}
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            _speak(person, found, subject, typed)
        except (Refused, Unreadable) as refused:
            wrong = _text(refused)
            found.refresh_from_db()
            shown = _shown(person, found, subject)
        else:
            return redirect(f"{reverse('score-sheet', args=[found.pk, subject])}?done={typed['what']}")
    trace = selectors.trace(person, found, subject)
    view = scoring.SheetPage(shown, trace)
    rules = may(person, "rule_scores", found.pack) and found.state in ("published", "issued")
    context = {
        "run": found,
        "row": scoring.run_row(found, shown.spec.title),
        "spec": shown.spec,
        "name": shown.row.name,
        "subject": subject,
        "total": scoring.points(shown.row.total, signed=False),
        "place": scoring.place_of(shown.result, shown.spec),
        "group": scoring.group_name(shown.result.group) if shown.result.group else "",
        "start": scoring.points(shown.result.start, signed=False),
        "page": view,
        "sections": view.sections(),
        "proposals": view.proposals(),
        "objections": view.objections(),
        "story": scoring.story(trace),
        "may_object": shown.may_object,
        "rules": rules,
        "decides": rules and found.state == "issued",
        "centre": may(person, "see_scores", found.pack),
        "typed": typed,
        "wrong": wrong,
    }
    return render(
        request, "desk/score_sheet.html", frame(request) | _toast(request) | context, status=422 if wrong else 200
    )


# --- what is done -----------------------------------------------------------------------------------------------------


def _start(person: Person, typed: dict[str, str]) -> Run:
    pack, _, ident = typed.get("sheet", "").partition("/")
    if pack not in packs_of(person):
        raise Refused("no_role")
    month = entered.month(typed.get("month", ""))
    if month is None:
        raise Unreadable(phrase("said.day"))
    return services.draft_for(person, pack, ident, month)


def _change(person: Person, found: Run, typed: dict[str, str]) -> None:
    what, version = typed.get("what", ""), entered.whole(typed.get("version", ""))
    if what == "publish":
        announcing.score_published(services.publish(person, found, version), _title(found))
    elif what == "recompute":
        services.recompute(person, found, version)
    elif what == "cancel":
        services.cancel(person, found, typed.get("reason", ""), version)
    elif what == "issue":
        services.issue(person, found, typed.get("number", ""), entered.day(typed.get("on", "")), version)
    else:
        raise Http404


def _speak(person: Person, found: Run, subject: str, typed: dict[str, str]) -> None:
    what, reason = typed.get("what", ""), typed.get("reason", "")
    occasion, version = typed.get("occasion", ""), entered.whole(typed.get("version", ""))
    if what == "object":
        services.object_to(person, found, occasion, reason)
    elif what == "rule":
        objection = found.objections.filter(pk=entered.ident(typed.get("objection", "")), subject=subject).first()
        if objection is None:
            raise Refused("no_occasion")
        upheld = _choice(typed.get("upheld", ""))
        services.rule(
            person, objection, upheld, reason, entered.points(typed.get("points", "")) if upheld else None, version
        )
        announcing.objection_ruled(objection, _title(found))
    elif what == "correct":
        services.correct(person, found, subject, occasion, reason, entered.points(typed.get("points", "")), version)
    elif what == "decide":
        confirmed = _choice(typed.get("confirmed", ""))
        services.decide(person, found, subject, typed.get("proposal", ""), confirmed, reason, version)
    else:
        raise Http404


def _choice(text: str) -> bool:
    if text not in ("yes", "no"):
        raise Unreadable(phrase("said.choose"))
    return text == "yes"


# --- what is shown ----------------------------------------------------------------------------------------------------


def _text(refused: Refused | Unreadable) -> str:
    """What to say; what must not be known to exist is not found."""
    if isinstance(refused, Refused):
        if refused.key == "not_found":
            raise Http404 from refused
        return refused.text
    return str(refused)


def _run(person: Person, ident: UUID) -> Run:
    try:
        return selectors.run(person, ident)
    except Refused as refused:
        raise Http404 from refused


def _shown(person: Person, found: Run, subject: str) -> selectors.Shown:
    try:
        return selectors.sheet(person, found, subject)
    except Refused as refused:
        raise Http404 from refused


def _acts(person: Person, found: Run) -> dict[str, bool]:
    drafts = may(person, "draft_scores", found.pack) and found.state == "draft"
    issues = may(person, "rule_scores", found.pack) and found.state == "published"
    return {"draft": drafts, "issue": issues}


def _toast(request: HttpRequest) -> dict[str, str]:
    return {"toast": table("scores")["done"].get(request.GET.get("done", ""), "")}


def _title(found: Run) -> str:
    try:
        return computing.rules_of(found)[1].title
    except (PackError, LookupError, Refused):
        return found.sheet


def _open_objections(person: Person) -> list[dict[str, str]]:
    """What waits for a ruling, oldest first."""
    if not policies.can(person, "rule_scores"):
        return []
    found = [o for pack in sorted(packs_of(person)) for o in selectors.open_objections(person, pack)]
    return [
        {
            "url": reverse("score-sheet", args=[o.run_id, o.subject]) + "#objections",
            "name": _name(o.run, o.subject),
            "title": _title(o.run),
            "reason": o.reason,
        }
        for o in found
    ]


def _name(found: Run, subject: str) -> str:
    row = found.sheets.filter(subject=subject).order_by("-n").first()
    return row.name if row else subject


def _sheets(person: Person) -> list[dict[str, str]]:
    """Sheets that can be worked out."""
    found = []
    for pack in sorted(packs_of(person)):
        policy = packs.load(pack)
        for spec in policy.lists.score_sheets:
            if spec.of is Scored.RECORDING:
                continue
            found.append({"value": f"{pack}/{spec.id}", "label": f"{spec.title} · {policy.title}"})
    return found
