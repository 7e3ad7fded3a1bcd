"""What is to be done in the knowledge base: drafts, reviews, renewals, feedback, gaps; how it stands as a whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.knowledge.life import SHOWN, Refused
from hotline.core.vocabulary import FeedbackOutcome, KnowledgeKind, KnowledgeState
from hotline.desk.knowing import of_order, working
from hotline.desk.knowing.messages import message_row, seen_of
from hotline.desk.knowing.shown import entry_row, lines_for, words_of
from hotline.desk.knowing.tabs import PARTS, tabs
from hotline.desk.views.common import frame, number_or_404, page, refuse
from hotline.desk.views.knowledge.finding import line_asked, said_done
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.knowledge import drafting, feedback, gaps, health, pairs, selectors, sending
from hotline.orders import selectors as orders
from hotline.policy import registry

SOON = 30
"""Days ahead that the list of renewals looks."""
PAGE_ROWS = 50


@page("find_knowledge")
@require_GET
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One list of the work."""
    if name not in PARTS:
        raise Http404
    if not policies.can(request.user, PARTS[name]):
        return refuse(request, "errors.not_your_page", 403)
    return listed(request, name)


def listed(request: HttpRequest, name: str, refusal: str = "") -> HttpResponse:
    """One list; `refusal`: why what was just asked for was not done."""
    context = _MAKERS[name](request) | {
        "part": name,
        "title": words_of("parts")[name],
        "nothing": words_of("nothing")[name],
        "tabs": tabs(request.user, name),
        "writes": policies.can(request.user, "write_knowledge"),
        "refusal": refusal,
        "toast": "" if refusal else said_done(request),
    }
    return render(request, "desk/knowledge/work.html", frame(request) | context, status=422 if refusal else 200)


def _entries(request: HttpRequest) -> dict[str, Any]:
    states = [s for s in KnowledgeState if s.value == request.GET.get("state")]
    wanted_states = states
    if not any(policies.can(request.user, right) for right in ("write_knowledge", "review_knowledge")):
        wanted_states = [s for s in states if s in SHOWN] or list(SHOWN)
    kinds = [k for k in KnowledgeKind if k.value == request.GET.get("kind")]
    own = request.GET.get("own") == "1" and bool(request.user.unit_id)
    wanted = selectors.Wanted(
        wanted_states, kinds, owner=request.user.unit_id if own else "", before=_before(request), limit=PAGE_ROWS
    )
    found = selectors.entries(request.user, wanted)
    last = found[-1] if len(found) == PAGE_ROWS else None
    return {
        "rows": [entry_row(row) for row in found],
        "states": [(s.value, in_words(s), s in states) for s in KnowledgeState],
        "kinds": [(k.value, in_words(k), k in kinds) for k in KnowledgeKind],
        "own": own,
        "more": f"{last.changed_at.isoformat()}~{last.pk}" if last else "",
    }


def _before(request: HttpRequest) -> tuple[datetime, UUID] | None:
    at, _, ident = request.GET.get("before", "").replace(" ", "+").partition("~")
    try:
        when = datetime.fromisoformat(at)
        return (when, UUID(ident)) if when.tzinfo else None
    except ValueError:
        return None


def _drafts(request: HttpRequest) -> dict[str, Any]:
    return {"rows": [entry_row(row) for row in selectors.own_drafts(request.user)]}


def _review(request: HttpRequest) -> dict[str, Any]:
    return {"rows": [entry_row(row) for row in selectors.to_review(request.user)]}


def _due(request: HttpRequest) -> dict[str, Any]:
    until = clock.today() + timedelta(days=SOON)
    return {"rows": [entry_row(row) for row in selectors.due(request.user, until)]}


def _feedback(request: HttpRequest) -> dict[str, Any]:
    found = feedback.waiting(request.user)
    outcomes = [(o.value, in_words(o)) for o in FeedbackOutcome]
    return {"tasks": [working.task_row(row) for row in found], "outcomes": outcomes}


def _gaps(request: HttpRequest) -> dict[str, Any]:
    return {"missing": [working.gap_row(row) for row in gaps.listed(request.user.lines)]}


def _messages(request: HttpRequest) -> dict[str, Any]:
    found = sending.of_person(request.user, _before(request), PAGE_ROWS)
    names = accounts.person_names({row.by for row in found})
    seen = seen_of(request.user, {row.ref for row in found if row.ref})
    last = found[-1] if len(found) == PAGE_ROWS else None
    return {
        "messages": [message_row(row, names, seen) for row in found],
        "more": f"{last.at.isoformat()}~{last.pk}" if last else "",
    }


_MAKERS = {
    "entries": _entries,
    "drafts": _drafts,
    "review": _review,
    "due": _due,
    "feedback": _feedback,
    "gaps": _gaps,
    "messages": _messages,
}


@page("write_knowledge")
@require_POST
def settle(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Feedback is answered: what became of it."""
    outcome = next((o for o in FeedbackOutcome if o.value == request.POST.get("outcome")), None)
    if outcome is None:
        raise Http404
    try:
        feedback.answer(request.user, ident, outcome, request.POST.get("text", "")[:500])
    except Refused as refused:
        return listed(request, "feedback", in_words(refused.reason))
    return redirect("/knowledge/feedback/?done=settled")


@page("write_knowledge")
@require_POST
def draft_of_order(request: HttpRequest, number: str) -> HttpResponse:
    """A well-answered order that is over becomes a draft of the person's unit; the one that is there already, once."""
    row = orders.row(number_or_404(request.user, number))
    order = orders.get(row.id) if row else None
    if row is None or order is None or not of_order.may_draft(request.user, row, order):
        raise Http404
    entry = drafting.of_source(request.user, of_order.source_name(row.id)) or of_order.draft(request.user, row, order)
    return redirect(f"/knowledge/{selectors.reference(entry.number)}/edit/")


@page("lead_knowledge")
@require_POST
def gap(request: HttpRequest, ident: UUID) -> HttpResponse:
    """A gap becomes a draft from an order that was answered well, or is closed as none of the knowledge base's."""
    order = request.POST.get("order", "")
    try:
        if not order:
            gaps.close(request.user, ident)
            return redirect("/knowledge/gaps/?done=closed")
        if not gaps.holds(request.user, ident, order):
            raise Http404
        with transaction.atomic():  # pressed twice, the second leaves no draft behind
            entry = _from_order(request, order)
            gaps.close(request.user, ident, entry.pk)
    except Refused as refused:
        return listed(request, "gaps", in_words(refused.reason))
    return redirect(f"/knowledge/{selectors.reference(entry.number)}/edit/")


def _from_order(request: HttpRequest, ident: str) -> Any:
    """The draft of an order: the answer and what was asked, without who asked. Never of a secret one."""
    row = orders.row(UUID(ident)) if _is_uuid(ident) else None
    if row is None or row.secret or row.line not in request.user.lines:
        raise Http404
    return of_order.draft(request.user, row, orders.get(row.id))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@page("lead_knowledge")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """How the knowledge base of a hotline stands; with `pairs`, what says the same or contradicts itself."""
    line = line_asked(request)
    if request.htmx and "pairs" in request.GET:
        found = selectors_readable(request, pairs.latest([line]))
        return render(request, "desk/knowledge/pairs.html", {"pairs": found})
    policy = registry.load(accounts.lines()[line].pack)
    terms = policy.lists.content_classes
    parents = {term.parent for term in terms}
    leaves = tuple(term.id for term in terms if term.id not in parents)
    stands = health.look(line, leaves)
    lines = lines_for(request.user)
    context = {
        "h": working.health(stands, {term.id: term.label for term in terms}, len(leaves)),
        "line": line,
        "lines": [(i, name, i == line) for i, name in lines.items()] if len(lines) > 1 else [],
        "tabs": tabs(request.user, "health"),
    }
    return render(request, "desk/knowledge/health.html", frame(request) | context)


def selectors_readable(request: HttpRequest, found: list[pairs.Pair]) -> list[dict[str, Any]]:
    """Pairs of which the person may read both."""
    rows = []
    for pair in found:
        if len(selectors.readable(request.user, pair.entries)) == 2:
            rows.append(working.pair_row(pair))
    return rows
