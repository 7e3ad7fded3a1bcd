"""Quality: drawn recordings, the sheet of one filled in, the blind second round, appeals, how far inspectors agree."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import person_name
from hotline.core.appraisal import period_of
from hotline.core.vocabulary import ScorePeriod
from hotline.desk import announcing, entered, inspecting
from hotline.desk.entered import Unreadable
from hotline.desk.inspecting import sheets_of, word
from hotline.desk.scoring import day, points
from hotline.desk.views.common import frame, page
from hotline.desk.words import table
from hotline.infra import clock
from hotline.insight.recordings import named, recordings
from hotline.quality import overview, selectors, services
from hotline.quality.inspections import Standing, standing
from hotline.quality.marking import read, sheet_at
from hotline.quality.models import Draw
from hotline.quality.plans import number_of
from hotline.quality.refusing import Refused, may
from hotline.quality.services import Recording


@page("open_quality")
@require_http_methods(["GET", "POST"])
def quality(request: HttpRequest) -> HttpResponse:
    """What there is to inspect, what has come of it, and the plan. Each sees what is his or hers."""
    person, mine = request.user, sheets_of(request.user)
    pack = request.GET.get("pack") or next(iter(mine), "")
    if mine and pack not in mine:
        raise Http404
    wrong, typed = "", {}
    if request.method == "POST" and pack:
        typed = request.POST.dict()
        try:
            month = _plan_or_draw(person, pack, mine[pack], typed)
        except (Refused, Unreadable) as refused:
            wrong = _text(refused)
        else:
            return redirect(f"{reverse('quality')}?pack={pack}&month={month:%Y-%m}&done={typed['what']}")
    context: dict[str, Any] = {"pack": pack, "wrong": wrong, "typed": typed}
    context["packs"] = [{"id": one, "title": packs.load(one).title, "current": one == pack} for one in mine]
    if pack:
        context |= _month(request, pack, mine[pack])
    context |= frame(request) | _toast(request)
    return render(request, "desk/quality.html", context, status=422 if wrong else 200)


def _month(request: HttpRequest, pack: str, sheet: str) -> dict[str, Any]:
    person, known = request.user, overview.drawn_months(pack)
    last = clock.today().replace(day=1) - timedelta(days=1)
    month = entered.month(request.GET.get("month", "")) or (known[0] if known else last.replace(day=1))
    found: dict[str, Any] = {
        "month": month,
        "months": [(f"{one:%Y-%m}", one == month) for one in dict.fromkeys((*known, last.replace(day=1)))],
        "inspects": may(person, "inspect", pack),
        "sees": may(person, "see_inspections", pack),
        "rules": may(person, "rule_inspections", pack),
        "plans": may(person, "plan_inspections", pack),
    }
    if found["inspects"]:
        tasks = selectors.to_inspect(person, pack, month)
        calls = named(task.recording for task in tasks)
        found["tasks"] = [_row(t.draw, t.recording, t.day, calls) for t in tasks]
    if found["sees"]:
        found |= _results(person, pack, month)
    if found["rules"]:
        found["apart"] = _standings(selectors.disagreements(person, pack, month))
        appeals = selectors.open_appeals(person, pack)
        calls = named(a.recording for a in appeals)
        found["appeals"] = [
            _row(a.draw, a.recording, standing(a.draw, a.recording).day, calls) | {"reason": a.reason} for a in appeals
        ]
    if policies.can(person, "appeal_inspection"):
        found["mine"] = _standings(selectors.my_recordings(person, month))
    if found["plans"]:
        plan = overview.plan_of(pack)
        found["plan"] = plan and word(
            "said.plan", number=plan.number, share=plan.second_share, tolerance=points(plan.tolerance, signed=False)
        )
        found["number"] = plan.number if plan else number_of(packs.load(pack), sheet) or 30
        found["share"], found["tolerance"] = (plan.second_share, plan.tolerance) if plan else (10, 5)
        found["last"] = f"{last:%Y-%m}"
    return found


def _results(person: Person, pack: str, month: date) -> dict[str, Any]:
    rows = [
        {"name": person_name(one.draw.agent), "sample": one.sample, "complete": one.complete, "apart": one.apart,
         "mean": points(one.mean, signed=False)}
        for one in overview.months(person, pack, month)
    ]  # fmt: skip
    agreed = selectors.agreed(person, pack, month)
    said = ""
    both = agreed.overall
    if both.percent is not None:
        said = word("said.agreement", percent=both.percent, same=both.same, pairs=both.pairs)
        said += word("said.no_kappa") if both.kappa is None else word("said.kappa", kappa=both.kappa)
    return {"results": rows, "agreed": agreed, "agreement": said}


def _standings(rows: list[Standing]) -> list[dict[str, Any]]:
    calls = named(row.recording for row in rows)
    return [
        _row(row.draw, row.recording, row.day, calls)
        | {"state": inspecting.state_of(row), "score": points(row.counts.score, signed=False) if row.counts else ""}
        for row in rows
    ]


def _row(draw: Draw, recording: str, on: date, calls: dict[str, Any]) -> dict[str, Any]:
    call = calls.get(recording)
    return {
        "url": reverse("recording", args=[draw.pk, recording]),
        "name": call.external if call else recording,
        "when": inspecting.call_of(call) if call else day(on),
        "agent": person_name(draw.agent),
    }


def _plan_or_draw(person: Person, pack: str, sheet: str, typed: dict[str, str]) -> date:
    what = typed.get("what", "")
    if what == "plan":
        try:
            number, share = int(typed.get("number", "")), int(typed.get("share", ""))
            tolerance = Decimal(typed.get("tolerance", ""))
        except (ValueError, InvalidOperation):
            raise Unreadable(word("said.whole")) from None
        services.set_plan(person, pack, sheet, number=number, second_share=share, tolerance=tolerance)
        return clock.today().replace(day=1)
    if what != "draw":
        raise Http404
    month, plan = entered.month(typed.get("month", "")), overview.plan_of(pack)
    if month is None or plan is None:
        raise Unreadable(word("said.month"))
    whole = period_of(ScorePeriod.MONTH, month)
    pool = (Recording(one.ref, one.agent, one.day) for one in recordings(pack, whole.start, whole.end))
    services.draw(person, plan, month, pool)
    return month


# --- one recording ----------------------------------------------------------------------------------------------------


@page("open_quality")
@require_http_methods(["GET", "POST"])
def recording(request: HttpRequest, ident: UUID, ref: str) -> HttpResponse:
    """One recording: the sheet to fill in, the sheets that may be seen, the appeal against it."""
    person = request.user
    draw, now = _drawn(person, ident, ref)
    sheet = sheet_at(draw.pack, draw.release, draw.sheet)
    wrong, typed = "", {}
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            _speak(person, draw, ref, typed)
        except (Refused, Unreadable) as refused:
            wrong = _text(refused)
        else:
            back = f"{reverse('quality')}?pack={draw.pack}&month={draw.month:%Y-%m}"
            stays = typed["what"] in ("correct", "appeal", "rule", "settle")
            where = f"{reverse('recording', args=[draw.pk, ref])}?" if stays else f"{back}&"
            return redirect(f"{where}done={typed['what']}")
    own = overview.own_of(person, draw, ref)
    asks = _asks(person, draw, ref, now, own is not None)
    if not typed and "correct" in asks and own is not None:
        typed = inspecting.typed_of(read(own.marks))
    elif not typed and ("settle" in asks or "rule" in asks) and now.counts is not None:
        typed = inspecting.typed_of(read(now.counts.marks))
    call = named([ref]).get(ref)
    appeal = overview.appeal_of(draw, ref)
    until = selectors.appeal_until(now) if now.complete else None
    context = {
        "draw": draw,
        "back": f"{reverse('quality')}?pack={draw.pack}&month={draw.month:%Y-%m}",
        "name": call.external if call else ref,
        "when": inspecting.call_of(call) if call else day(now.day),
        "agent": person_name(draw.agent),
        "state": inspecting.state_of(now) if not may(person, "inspect", draw.pack) or now.complete else "",
        "sheet": sheet,
        "groups": inspecting.form_of(sheet, typed),
        "asks": asks,
        "shown": [inspecting.sheet_row(row, sheet) for row in selectors.shown(person, draw, ref)],
        "appeal": appeal,
        "appeal_by": person_name(appeal.by) if appeal else "",
        "ruling": getattr(appeal, "ruling", None) if appeal else None,
        "until": word("said.until", day=day(until)) if until else "",
        "wrong": wrong,
        "typed": typed,
    }
    context |= frame(request) | _toast(request)
    return render(request, "desk/recording.html", context, status=422 if wrong else 200)


def _drawn(person: Person, ident: UUID, ref: str) -> tuple[Draw, Standing]:
    try:
        draw = selectors.draw(person, ident)
        now = standing(draw, ref)
        if draw.agent == str(person.pk) and not now.complete:
            raise Refused("not_visible")
    except Refused as refused:
        raise Http404 from refused
    return draw, now


def _asks(person: Person, draw: Draw, ref: str, now: Standing, wrote: bool) -> set[str]:
    """What this person could do with the recording now. The services decide; this only shows what may work."""
    found, own_call = set(), draw.agent == str(person.pk)
    appeal = overview.appeal_of(draw, ref)
    open_appeal = appeal is not None and not hasattr(appeal, "ruling")
    if may(person, "inspect", draw.pack) and not own_call:
        if not wrote and (now.first is None or (now.twice and now.second is None)):
            found |= {"inspect"} | ({"skip"} if now.first is None else set())
        elif wrote and appeal is None and now.ruling is None and not now.apart:
            found.add("correct")
    if may(person, "rule_inspections", draw.pack) and not own_call and not wrote:
        found |= ({"settle"} if now.apart else set()) | ({"rule"} if open_appeal else set())
    if own_call and policies.can(person, "appeal_inspection") and now.complete and appeal is None:
        until = selectors.appeal_until(now)
        found |= {"appeal"} if until is None or clock.today() <= until else set()
    return found


def _speak(person: Person, draw: Draw, ref: str, typed: dict[str, str]) -> None:
    what, note = typed.get("what", ""), typed.get("note", "")
    sheet = sheet_at(draw.pack, draw.release, draw.sheet)
    if what == "inspect":
        services.inspect(person, draw, ref, inspecting.marks_of(sheet, typed), note)
    elif what == "skip":
        services.skip(person, draw, ref, note)
    elif what == "correct":
        own = overview.own_of(person, draw, ref)
        if own is None:
            raise Refused("not_yours")
        services.correct(person, own, inspecting.marks_of(sheet, typed), note)
    elif what == "settle":
        services.settle(person, draw, ref, inspecting.marks_of(sheet, typed), note)
    elif what == "appeal":
        services.appeal(person, draw, ref, note)
    elif what == "rule":
        appeal = overview.appeal_of(draw, ref)
        if appeal is None:
            raise Refused("not_found")
        if typed.get("upheld") not in ("yes", "no"):
            raise Unreadable(word("said.choose"))
        upheld = typed["upheld"] == "yes"
        services.rule(person, appeal, upheld, note, inspecting.marks_of(sheet, typed) if upheld else None)
        announcing.appeal_ruled(appeal)
    else:
        raise Http404


def _text(refused: Refused | Unreadable) -> str:
    return refused.text if isinstance(refused, Refused) else str(refused)


def _toast(request: HttpRequest) -> dict[str, str]:
    return {"toast": table("quality")["done"].get(request.GET.get("done", ""), "")}
