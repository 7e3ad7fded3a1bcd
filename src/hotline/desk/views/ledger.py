"""The ledger: what people record about a unit or an agent, with its document. Corrections are new entries."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hotline import policy as packs
from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Scored
from hotline.desk import entered, scoring
from hotline.desk.entered import Unreadable
from hotline.desk.scoring import phrase
from hotline.desk.views.common import frame, page
from hotline.desk.words import table
from hotline.infra import clock
from hotline.orders.results import NotFound
from hotline.orders.selectors import find_number
from hotline.quality import selectors, services
from hotline.quality.models import Entry
from hotline.quality.services import Given, Refused

PAGE_ROWS = 50


def packs_with_entries(person: Person) -> list[str]:
    """Packs of the person's lines that know any kind of entry, those with score sheets first."""
    known = {pack: packs.load(pack) for pack in sorted(accounts.packs_of(person))}
    found = [pack for pack, policy in known.items() if kinds_of(policy)]
    return sorted(found, key=lambda pack: not known[pack].lists.score_sheets)


def kinds_of(policy: Policy) -> dict[str, str]:
    """What a person records about a unit or an agent: not the items of a sheet for one recording."""
    sheets = [sheet for sheet in policy.lists.score_sheets if sheet.of is Scored.RECORDING]
    recordings = {item.id for sheet in sheets for item in sheet.items}
    return {ident: title for ident, title in selectors.kinds(policy).items() if ident not in recordings}


@page("see_entries")
@require_http_methods(["GET", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """What was recorded, newest first, and a form for the next entry."""
    person, mine = request.user, packs_with_entries(request.user)
    pack = request.GET.get("pack") or (mine[0] if mine else "")
    if mine and pack not in mine:
        raise Http404
    wrong, typed = "", {}
    if request.method == "POST" and pack:
        typed = request.POST.dict()
        try:
            done = _write(person, pack, typed)
        except (Refused, Unreadable) as refused:
            wrong = refused.text if isinstance(refused, Refused) else str(refused)
        else:
            return redirect(f"{reverse('ledger')}?pack={pack}&done={done}")
    context = {
        "packs": [{"id": one, "title": packs.load(one).title, "current": one == pack} for one in mine],
        "pack": pack,
        "may": policies.can(person, "record_entry"),
        "wrong": wrong,
        "typed": typed,
        "toast": table("scores")["done"].get(request.GET.get("done", ""), ""),
        "today": clock.today().isoformat(),
        "version": accounts.directory().version,
    }
    if pack:
        context |= _listed(request, pack) | _choices(pack)
        unit = typed.get("unit", "")
        context["unit"] = (unit, accounts.directory().name(unit)) if unit else None
    return render(request, "desk/ledger.html", frame(request) | context, status=422 if wrong else 200)


def _listed(request: HttpRequest, pack: str) -> dict[str, Any]:
    before = entered.ident(request.GET.get("before", ""))
    found = selectors.entries(request.user, pack).select_related("replaced_by")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-id")[: PAGE_ROWS + 1])
    kinds = selectors.kinds(packs.load(pack))
    more = f"{reverse('ledger')}?pack={pack}&before={rows[PAGE_ROWS - 1].pk}" if len(rows) > PAGE_ROWS else ""
    return {"rows": [_row(row, kinds) for row in rows[:PAGE_ROWS]], "next": more}


def _row(row: Entry, kinds: dict[str, str]) -> dict[str, Any]:
    later = getattr(row, "replaced_by", None)
    ended = "" if later is None else phrase("ledger.withdrawn" if later.withdrawn else "ledger.replaced")
    return {
        "id": str(row.pk),
        "kind": kinds.get(row.kind, row.kind),
        "day": scoring.day(row.day),
        "about": accounts.directory().name(row.unit) if row.unit else accounts.person_name(row.agent),
        "document": f"{row.document} {row.number}".strip(),
        "order": row.order,
        "points": scoring.points(row.points),
        "reason": row.reason,
        "by": accounts.person_name(row.by),
        "ended": phrase("ledger.withdrawn") if row.withdrawn else ended,
        "holds": not row.withdrawn and later is None,
    }


def _choices(pack: str) -> dict[str, Any]:
    policy = packs.load(pack)
    given = {i.id for s in policy.lists.score_sheets for i in s.items if i.by_hand and not i.points}
    kinds = kinds_of(policy)
    agents = accounts.people_of_lines([i for i, line in accounts.lines().items() if line.pack == pack])
    return {
        "kinds": [{"id": ident, "title": title, "points": ident in given} for ident, title in kinds.items()],
        "with_points": ",".join(sorted(given & kinds.keys())),
        "agents": [(str(person.pk), person.name) for person in agents],
    }


def _write(person: Person, pack: str, typed: dict[str, str]) -> str:
    if typed.get("what") == "withdraw":
        old = Entry.objects.filter(pk=entered.ident(typed.get("entry", "")), pack=pack).first()
        if old is None:
            raise Refused("not_found")
        services.withdraw(person, old, typed.get("reason", ""))
        return "withdrawn"
    about = typed.get("about", "unit")
    given = Given(
        kind=typed.get("kind", ""),
        day=entered.day(typed.get("day", "")),
        document=typed.get("document", ""),
        unit=typed.get("unit", "") if about == "unit" else "",
        agent=typed.get("agent", "") if about == "agent" else "",
        number=typed.get("number", ""),
        order=_order(person, typed.get("order", "").strip()),
        points=entered.points(typed.get("points", "")),
        reason=typed.get("reason", ""),
    )
    services.record(person, pack, given)
    return "recorded"


def _order(person: Person, number: str) -> str:
    """The number of an order that the person may see; empty for none."""
    if not number:
        return ""
    try:
        find_number(person, number.upper())
    except NotFound:
        raise Unreadable(phrase("said.no_order", number=number)) from None
    return number.upper()
