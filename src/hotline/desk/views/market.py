"""Offers and wants of a hotline: write them down, bring fitting ones together, say what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.accounts import selectors as accounts
from hotline.accounts.models import Line
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Side
from hotline.desk import outreach
from hotline.desk.areas import area_name, known_area
from hotline.desk.outreach import GOODS, say
from hotline.desk.views.common import fragment, frame, page, plain
from hotline.desk.views.contact import contact_errors
from hotline.infra.tongues import in_words
from hotline.outreach import market, words
from hotline.outreach.faults import Fault, OutreachFault
from hotline.outreach.market import Wish
from hotline.outreach.models import Entry, Introduction

FIELDS = ("side", "goods", "quantity", "unit", "price", "area", "phone", "name", "note")
FAULT_FIELDS = {Fault.UNKNOWN_GOODS: "goods", Fault.NO_PHONE: "phone", Fault.BELOW_ZERO: "quantity"}
MOST_CHARS = 2000
PAGE_ROWS = 50
SAID = ("introduced", "done", "not_done", "withdrawn")


@page("use_market")
@require_http_methods(["GET", "POST"])
def entries(request: HttpRequest) -> HttpResponse:
    """What is offered and wanted, and the form for one more."""
    lines = outreach.lines_with(request.user, GOODS)
    line = _line(request, lines)
    if line is None:
        return render(request, "desk/market.html", frame(request) | {"no_market": True}, status=200)
    if request.method == "GET":
        return _entries(request, lines, line)
    typed = {name: plain(" ".join(request.POST.get(name, "").split()))[:MOST_CHARS] for name in FIELDS}
    wish, errors = _wish(typed)
    if wish is not None:
        try:
            made = market.write_down(wish, line.id, outreach.policy_of(line), request.user)
            return redirect(f"/market/{made.pk}/?said=written&done=market-{line.id}")
        except OutreachFault as no:
            errors = {FAULT_FIELDS.get(no.fault, "goods"): words.fault_text(no.fault)}
    return _entries(request, lines, line, typed, errors, 422)


def _wish(typed: dict[str, str]) -> tuple[Wish | None, dict[str, str]]:
    """The form as an entry, or what is wrong with it."""
    errors = {k: v for k, v in contact_errors({"phone": typed["phone"]}).items() if k == "phone"}
    if typed["side"] not in {side.value for side in Side}:
        errors["side"] = say("choose_side")
    numbers: dict[str, float | None] = {}
    for name in ("quantity", "price"):
        try:
            numbers[name] = float(typed[name]) if typed[name] else None
            if numbers[name] is not None and not abs(numbers[name] or 0) < 1e9:
                raise ValueError
        except ValueError:
            errors[name] = say("number", field=say(f"field_{name}"))
    if typed["area"] and not known_area(typed["area"]):
        errors["area"] = words.fault_text(Fault.UNKNOWN_ANSWER)
    if errors:
        return None, errors
    texts = {name: typed[name] for name in ("goods", "phone", "name", "area", "unit", "note")}
    return Wish(side=Side(typed["side"]), quantity=numbers["quantity"] or 0, price=numbers["price"], **texts), {}


def _entries(
    request: HttpRequest,
    lines: dict[str, Line],
    line: Line,
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    policy = outreach.policy_of(line)
    goods, side = plain(request.GET.get("goods", ""))[:100], plain(request.GET.get("side", ""))[:20]
    before = _before(request.GET.get("before", ""))
    found = market.open_entries([line.id], goods, side, before, PAGE_ROWS + 1)
    waiting = market.introductions([line.id])
    context = {
        "line": line,
        "lines": [(i, each.name, i == line.id) for i, each in lines.items()] if len(lines) > 1 else [],
        "goods": [(t.id, t.label, t.id == goods) for t in policy.lists.goods],
        "sides": [(s.value, in_words(s), s.value == side) for s in Side],
        "rows": [outreach.entry_view(entry, policy) for entry in found[:PAGE_ROWS]],
        "later": f"?line={line.id}&goods={goods}&side={side}&before={found[PAGE_ROWS - 1].pk}"
        if len(found) > PAGE_ROWS
        else "",
        "waiting": [_introduction(each, policy) for each in waiting],
        "typed": typed or {"goods": policy.lists.goods[0].id if len(policy.lists.goods) == 1 else ""},
        "errors": errors or {},
        "area": area_name(typed["area"]) if typed and typed["area"] else "",
        "version": accounts.directory().version,
        "toast": _said(request),
    }
    return render(request, "desk/market.html", frame(request) | context, status=status)


def _introduction(found: Introduction, policy: Policy) -> dict[str, Any]:
    return {
        "id": found.pk,
        "offer": outreach.entry_view(found.offer, policy),
        "want": outreach.entry_view(found.want, policy),
        "reasons": outreach.reasons(found.reasons),
        "done": found.done,
        "by": accounts.person_name(found.by),
    }


@page("use_market")
@require_GET
def entry(request: HttpRequest, ident: UUID) -> HttpResponse:
    """One entry: what fits it and why, whom it was brought together with."""
    return _entry(request, _found(request, ident))


def _entry(request: HttpRequest, found: Entry, refusal: str = "", status: int = 200) -> HttpResponse:
    policy = outreach.policy_of(accounts.lines()[found.line])
    view = outreach.entry_view(found, policy)
    context = {
        "entry": view,
        "fitting": outreach.fitting(found, policy) if view["open"] and not view["expired"] else [],
        "introductions": [_introduction(each, policy) for each in market.introductions([found.line], found)],
        "refusal": refusal,
        "toast": say("written", until=f"{found.until:%Y-%m-%d}")
        if request.GET.get("said") == "written"
        else _said(request),
    }
    return render(request, "desk/market_entry.html", frame(request) | context, status=status)


@page("use_market")
@require_POST
def introduce(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Bring two entries together."""
    found = _found(request, ident)
    try:
        other = _found(request, UUID(request.POST.get("other", "")))
    except ValueError as bad:
        raise Http404 from bad
    if other.line != found.line:
        raise Http404
    try:
        market.introduce(found.pk, other.pk, request.user)
    except OutreachFault as no:
        return _entry(request, _found(request, ident), words.fault_text(no.fault), 409)
    return redirect(f"/market/{found.pk}/?said=introduced")


@page("use_market")
@require_POST
def withdraw(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Nobody needs it any more."""
    found = _found(request, ident)
    try:
        market.withdraw(found.pk)
    except OutreachFault as no:
        return _entry(request, _found(request, ident), words.fault_text(no.fault), 409)
    return redirect("/market/?said=withdrawn&line=" + found.line)


@page("use_market")
@require_POST
def settle(request: HttpRequest, ident: UUID) -> HttpResponse:
    """They came to terms, or not."""
    found = market.introduction_of(ident, request.user.lines)
    done = request.POST.get("done", "")
    if found is None or done not in ("yes", "no"):
        raise Http404
    try:
        market.settle(found.pk, done == "yes")
    except OutreachFault as no:
        return _entry(request, found.offer, words.fault_text(no.fault), 409)
    return redirect(f"/market/{found.offer_id}/?said=" + ("done" if done == "yes" else "not_done"))


@page("use_market")
@require_POST
def reveal(request: HttpRequest, ident: UUID) -> HttpResponse:
    """Who is behind an entry; the look is kept with its reason."""
    found = _found(request, ident)
    view = outreach.entry_view(found, outreach.policy_of(accounts.lines()[found.line]))
    context: dict[str, Any] = {"entry": view, "fresh": True}
    status = 200
    try:
        name, phone = market.reveal(found, request.user, plain(request.POST.get("reason", ""))[:MOST_CHARS])
        context["shown"] = f"{name} {phone}".strip()
    except OutreachFault as no:
        context["wrong"], status = words.fault_text(no.fault), 422
    if not fragment(request):
        return redirect(f"/market/{found.pk}/")
    return render(request, "desk/market_contact.html", context, status=status)


# --- helpers ----------------------------------------------------------------------------------------------------------


def _line(request: HttpRequest, lines: dict[str, Line]) -> Line | None:
    wanted = request.POST.get("line") or request.GET.get("line") or ""
    return lines.get(wanted) or next(iter(lines.values()), None)


def _found(request: HttpRequest, ident: UUID) -> Entry:
    found = market.entry_of(ident, request.user.lines)
    if found is None:
        raise Http404
    return found


def _before(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""


def _said(request: HttpRequest) -> str:
    said = request.GET.get("said", "")
    return say(said) if said in SAID else ""
