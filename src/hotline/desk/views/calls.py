"""Lists of people to call: start one, fill it, call one person after another, see what came of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.vocabulary import CalleeState
from hotline.desk import outreach
from hotline.desk.outreach import CAMPAIGNS, say
from hotline.desk.views.common import frame, page, plain, sent_to
from hotline.infra.sheets import UnreadableSheet
from hotline.outreach import calling, words
from hotline.outreach.faults import Fault, OutreachFault
from hotline.outreach.models import Callee, Campaign

MOST_BYTES = 5 * 1024 * 1024
MOST_FAULTS = 200
TITLE_CHARS = 60
SAID = ("closed", "started", "put_back", "recorded_answered", "recorded_waiting", "recorded_unreachable",
        "recorded_declined", "nobody_left")  # fmt: skip


@page("see_campaigns")
@require_http_methods(["GET", "POST"])
def calls(request: HttpRequest) -> HttpResponse:
    """The lists of one's lines; on POST a new one is started by those who may."""
    lines = outreach.lines_with(request.user, CAMPAIGNS)
    if request.method == "GET":
        return _lists(request, lines)
    if not policies.can(request.user, "lead_campaigns"):
        return _lists(request, lines, status=403)
    chosen, title = request.POST.get("kind", ""), plain(request.POST.get("title", "")).strip()[:TITLE_CHARS]
    ident, _, kind = chosen.partition("|")
    if chosen not in {value for value, _label in outreach.kinds(lines)}:
        return _lists(request, lines, say("choose_kind"), title, 422)
    made = calling.start(kind, ident, outreach.policy_of(lines[ident]), title, request.user)
    return redirect(f"/calls/{made.pk}/?said=started")


def _lists(request: HttpRequest, lines: Any, refusal: str = "", title: str = "", status: int = 200) -> HttpResponse:
    chosen = request.POST.get("kind", "")
    context = {
        "campaigns": [outreach.campaign_row(c) for c in calling.campaigns(list(lines))],
        "several": len(lines) > 1,
        "lines": bool(lines),
        "kinds": [(value, label, value == chosen) for value, label in outreach.kinds(lines)],
        "leads": policies.can(request.user, "lead_campaigns"),
        "refusal": refusal,
        "title": title,
    }
    return render(request, "desk/calls.html", frame(request) | context, status=status)


@page("see_campaigns")
@require_GET
def campaign(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One list: how far it is, what was answered, and what can be done with it."""
    return _campaign(request, _found(request, ident))


def _campaign(request: HttpRequest, found: Campaign, status: int = 200, **more: Any) -> HttpResponse:
    spec = calling.spec_of(found)
    standing = outreach.standing(found)
    answered = outreach.answered(found, spec)
    context = {
        "campaign": found,
        "spec": spec,
        "standing": standing,
        "total": sum(row["count"] for row in standing),
        "answered": answered,
        "replies": sum(question["total"] for question in answered),
        "calls": policies.can(request.user, "call_people") and found.closed_at is None,
        "leads": policies.can(request.user, "lead_campaigns") and found.closed_at is None,
        "toast": _said(request),
    }
    return render(request, "desk/campaign.html", frame(request) | context | more, status=status)


@page("lead_campaigns")
@require_POST
def people(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Put people on a list. Every faulty row is told by its line, without what stands in it; then nobody is listed."""
    found = _found(request, ident)
    file = request.FILES.get("file")
    if file is None:
        return _campaign(request, found, 422, refusal=say("no_file"))
    if (file.size or 0) > MOST_BYTES:
        return _campaign(request, found, 422, refusal=say("too_large"))
    try:
        rows = calling.people_of(file.read(), file.name or "")
        if not rows:
            return _campaign(request, found, 422, refusal=say("nobody_in_it"))
        listed = calling.add_people(found, rows)
    except UnreadableSheet:
        return _campaign(request, found, 422, refusal=say("not_a_list"))
    except calling.BadRows as bad:
        told = [words.row_fault(fault.line, fault.fault) for fault in bad.faults[:MOST_FAULTS]]
        more = max(len(bad.faults) - MOST_FAULTS, 0)
        return _campaign(
            request, found, 422, refusal=say("rows_wrong", n=len(bad.faults)), faults=told, more_faults=more
        )
    except OutreachFault as no:
        return _campaign(request, found, 409, refusal=words.fault_text(no.fault))
    return redirect(f"/calls/{found.pk}/?listed={listed}")


@page("lead_campaigns")
@require_POST
def close(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Nobody of the list is called any more."""
    found = _found(request, ident)
    calling.close(found)
    return sent_to(request, f"/calls/{found.pk}/?said=closed")


# --- calling ----------------------------------------------------------------------------------------------------------


@page("call_people")
@require_POST
def take(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Take the next person of the list."""
    found = _found(request, ident)
    try:
        taken = calling.take_next(found, request.user)
    except OutreachFault as no:
        return _campaign(request, found, 409, refusal=words.fault_text(no.fault))
    return redirect(f"/calls/{found.pk}/call/" + ("" if taken else "?said=nobody_left"))


@page("call_people")
@require_POST
def put_back(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The person taken is not called now."""
    found = _found(request, ident)
    calling.put_back(found, request.user)
    return redirect(f"/calls/{found.pk}/?said=put_back")


@page("call_people")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, ident: UUID) -> HttpResponse:
    """The person whom one has taken, with number, phrases and questions; on POST what came of the call."""
    found = _found(request, ident)
    if request.method == "GET":
        return _calling(request, found)
    post = request.POST
    typed = {q.id: plain(post.get(f"answer-{q.id}", ""))[:2000] for q in calling.spec_of(found).questions}
    came = post.get("came", "answered")
    if came == "answered" and not any(text.strip() for text in typed.values()):
        return _calling(request, found, typed, say("nothing_answered"), 422)
    callee = _ident(post.get("callee", ""))
    try:
        state = calling.record(
            callee,
            request.user,
            reached=came != "not_reached",
            answers=typed,
            no_more=came == "no_more",
        )
    except OutreachFault as no:
        text = say("not_theirs") if no.fault is Fault.NOT_YOURS else words.fault_text(no.fault)
        return _calling(request, found, typed, text, 409)
    except Callee.DoesNotExist as missing:
        raise Http404 from missing
    return sent_to(request, f"/calls/{found.pk}/call/?done=call-{callee}&said=recorded_{CalleeState(state).value}")


def _calling(
    request: HttpRequest, found: Campaign, typed: dict[str, str] | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    spec = calling.spec_of(found)
    taken = calling.in_hand(found, request.user)
    counts = {row["name"]: row["count"] for row in outreach.standing(found)}
    policy = outreach.packs.release(found.pack, found.release)
    context = {
        "campaign": found,
        "spec": spec,
        "taken": taken,
        "unit": accounts.directory().name(taken.unit) if taken and taken.unit else "",
        "questions": outreach.asked(spec, typed or {}) if taken or typed else [],
        "waiting": counts[CalleeState.WAITING.value],
        "phrases": [phrase.text for phrase in policy.lists.phrases][:8],
        "refusal": refusal,
        "toast": _said(request),
    }
    return render(request, "desk/calling.html", frame(request) | context, status=status)


# --- helpers ----------------------------------------------------------------------------------------------------------


def _found(request: HttpRequest, ident: UUID) -> Campaign:
    found = calling.campaign_of(ident, request.user.lines)
    if found is None:
        raise Http404
    return found


def _ident(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as bad:
        raise Http404 from bad


def _said(request: HttpRequest) -> str:
    listed = request.GET.get("listed", "")
    if listed.isascii() and listed.isdigit() and len(listed) < 8:
        return say("listed", n=int(listed))
    said = request.GET.get("said", "")
    return say(said) if said in SAID else ""
