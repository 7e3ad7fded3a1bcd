"""Models that suggest nature, class and unit: how they fare in words, what became of their suggestions; train, switch,
one step back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
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
from hotline.infra.jobs import AlreadyEnqueued
from hotline.insight.learning import LEAST, LEAST_NEW
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
    try:
        said = _DO[request.POST.get("then", "")](request, line)
    except (AlreadyEnqueued, keeping.Moved) as late:
        code = "model_moved" if isinstance(late, keeping.Moved) else "model_trains"
        return _page(request, line, fault_said(code), 409)
    except (keeping.NoModel, keeping.Refused, ValidationError, ValueError, KeyError):
        return _page(request, line, fault_said("no_model"), 422)
    return redirect(f"/admin/models/?line={line}&said={said}")


def _train(request: HttpRequest, line: str) -> str:
    """One run of a hotline waits at a time; a second one begins when the first is done."""
    name = f"insight.learn_line:{line}"
    with transaction.atomic():
        learn_line.configure(queueing_lock=name, lock=name).defer(line=line)
        audit.note(request.user, "model_training", line, {})
    return "model_training"


def _back(request: HttpRequest, line: str) -> str:
    kind = Kind(request.POST.get("kind", ""))
    with transaction.atomic():
        found = keeping.back(kind, line, request.POST.get("seen", ""))
        audit.note(request.user, "model_back", str(found.pk) if found else line, {"kind": kind.value})
    return "model_back"


def _switch(request: HttpRequest, line: str) -> str:
    """Only a model of the hotline whose page this is."""
    ident = UUID(request.POST.get("model", ""))
    if not TrainedModel.objects.filter(pk=ident, line=line).exists():
        raise keeping.NoModel(str(ident))
    with transaction.atomic():
        row = keeping.switch(ident, request.POST.get("seen", ""))
        audit.note(request.user, "model_switched", str(row.pk), {"kind": row.kind})
    return "model_switched"


_DO = {"train": _train, "back": _back, "switch": _switch}


def _page(request: HttpRequest, line: str, fault: str = "", status: int = 200) -> HttpResponse:
    now = clock.now()
    taken = {one.kind: one for one in offers.taken(line, now - timedelta(weeks=WEEKS))} if line else {}
    context = {
        "line": line,
        "lines": [(ident, one.name) for ident, one in accounts.lines().items()],
        "fault": fault,
        "weeks": WEEKS,
        "least": LEAST,
        "least_new": LEAST_NEW,
        "kinds": [_kind(kind, taken.get(kind), keeping.models(line, kind, SHOWN) if line else []) for kind in Kind],
    }
    return shown(request, "models", "admin-models", context, status)


def _kind(kind: Kind, taken: offers.Taken | None, rows: list[Any]) -> dict[str, Any]:
    words = table("admin")["models"]
    fared = words["none_taken"]
    if taken and taken.decided:
        share = round(100 * taken.accepted / taken.decided), round(100 * taken.among / taken.decided)
        fared = words["taken"].format(decided=taken.decided, first=share[0], three=share[1])
    used = next((str(row.pk) for row in rows if row.state == State.CURRENT.value), "")
    return {
        "kind": kind.value,
        "name": words[kind.value],
        "fared": fared,
        "seen": used,
        "rows": [_row(row) for row in rows],
    }


def _row(row: Any) -> dict[str, Any]:
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
        "kept": row.kept,
        "said": said,
        "compared": compared,
    }
