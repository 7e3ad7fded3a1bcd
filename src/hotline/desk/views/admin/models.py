"""Models that suggest nature, class and unit: how they fare in words, what became of their suggestions; train, switch,
one step back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from hotline.accounts import audit
from hotline.accounts import selectors as accounts
from hotline.desk.times import stamp
from hotline.desk.views.admin.common import fault_said, shown
from hotline.desk.views.common import page
from hotline.desk.words import table
from hotline.infra import clock
from hotline.insight.tasks import learn_line
from hotline.language import keeping, offers
from hotline.language.models import TrainedModel
from hotline.language.shapes import Kind, State

WEEKS = 4
SHOWN = 12


@page("administer")
@require_http_methods(["GET", "POST"])
def models(request: HttpRequest) -> HttpResponse:
    """The hotline's models and figures; by POST one is taken into use or back, or learning begins."""
    known = accounts.lines()
    line = request.POST.get("line") or request.GET.get("line") or next(iter(known), "")
    line = line if line in known else next(iter(known), "")
    if request.method == "POST":
        return _do(request, line)
    return _page(request, line)


def _do(request: HttpRequest, line: str) -> HttpResponse:
    then, kind = request.POST.get("then", ""), request.POST.get("kind", "")
    try:
        if then == "train":
            learn_line.defer(line=line)
            audit.note(request.user, "model_training", line, {})
            return redirect(f"/admin/models/?line={line}&said=model_training")
        if then == "back" and kind in set(Kind):
            found = keeping.back(Kind(kind), line)
            audit.note(request.user, "model_back", str(found.pk) if found else line, {"kind": kind})
            return redirect(f"/admin/models/?line={line}&said=model_back")
        row = keeping.switch(request.POST.get("model", ""))
    except (keeping.NoModel, keeping.Refused, ValidationError, ValueError):
        return _page(request, line, fault_said("no_model"), 422)
    audit.note(request.user, "model_switched", str(row.pk), {"kind": row.kind})
    return redirect(f"/admin/models/?line={line}&said=model_switched")


def _page(request: HttpRequest, line: str, fault: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    taken = {one.kind: one for one in offers.taken(line, now - timedelta(weeks=WEEKS))} if line else {}
    rows = keeping.models(line) if line else []
    context = {
        "line": line,
        "lines": [(ident, one.name) for ident, one in accounts.lines().items()],
        "fault": fault,
        "weeks": WEEKS,
        "kinds": [_kind(kind, taken.get(kind), [r for r in rows if r.kind == kind.value]) for kind in Kind],
    }
    return shown(request, "models", "admin-models", context, status)


def _kind(kind: Kind, taken: offers.Taken | None, rows: list[TrainedModel]) -> dict[str, Any]:
    words = table("admin")["models"]
    fared = words["none_taken"]
    if taken and taken.decided:
        share = round(100 * taken.accepted / taken.decided), round(100 * taken.among / taken.decided)
        fared = words["taken"].format(decided=taken.decided, first=share[0], three=share[1])
    used = any(row.state == State.CURRENT.value for row in rows)
    return {
        "kind": kind.value,
        "name": words[kind.value],
        "fared": fared,
        "used": used,
        "rows": [_row(row) for row in rows[:SHOWN]],
    }


def _row(row: TrainedModel) -> dict[str, Any]:
    words, card = table("admin")["models"], row.card
    accuracy, other = card.get("accuracy", {}), card.get("current", {}).get("accuracy", {})
    said = words["card"].format(
        rows=card.get("rows", 0),
        tested=card.get("tested", 0),
        percent=round(100 * accuracy.get("value", 0)),
        low=round(100 * accuracy.get("low", 0)),
        high=round(100 * accuracy.get("high", 0)),
    )
    compared = words["compared"].format(percent=round(100 * other["value"])) if "value" in other else ""
    return {
        "id": row.pk,
        "at": stamp(row.trained_at, clock.now()),
        "state": words[row.state],
        "current": row.state == State.CURRENT.value,
        "said": said,
        "compared": compared,
    }
