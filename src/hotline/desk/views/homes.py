"""First pages of the roles whose work is more than one list, and what can be done on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.accounts import audit
from hotline.core.vocabulary import CommandName
from hotline.desk import homes, many
from hotline.desk.homes import leading, running, watching
from hotline.desk.queues import Entry
from hotline.desk.views.common import fragment, frame, page, rail_of
from hotline.desk.views.many import ask
from hotline.desk.words import table
from hotline.orders import selectors
from hotline.orders.results import NotFound
from hotline.policy import PackError, renewing

Maker = Callable[[HttpRequest, list[Entry]], dict[str, Any]]
MAKERS: dict[str, Maker] = {
    "director": leading.director,
    "leader": leading.leader,
    "supervision": watching.supervision,
    "dispatch": running.dispatch,
    "shift": running.shift,
    "inspection": watching.inspection,
    "analysis": watching.analysis,
    "knowledge": running.knowledge,
    "administration": running.administration,
}
"""First page → what stands on it. Those of `homes.HOMES` with an address of their own are made there."""


@page()
@require_GET
def home(request: HttpRequest, name: str) -> HttpResponse:
    """One first page; the part of it that changes alone, when something has changed."""
    found = next((one for one in homes.homes_of(request.user) if one.name == name and name in MAKERS), None)
    if found is None:
        raise Http404
    current = homes.PREFIX + name
    base = {"home": found} if fragment(request) else frame(request, current)
    rail = rail_of(request, current) if fragment(request) else base["entries"]
    context = {"home": found, "part": f"desk/home_{name}.html", **MAKERS[name](request, rail)}
    if fragment(request):
        return render(request, context["part"], context)
    context |= base | {"queue": {"name": current}, "toast": _said(request), "here": request.get_full_path()}
    return render(request, "desk/home.html", context)


def _said(request: HttpRequest) -> str:
    """What has just been done, from the address: the number of an order of this person, nothing else."""
    number = request.GET.get("done", "")
    if number in table("homes")["done"]:
        return str(table("homes")["done"][number])
    try:
        return str(table("homes")["said"]["instructed"].format(number=number)) if _known(request, number) else ""
    except NotFound:
        return ""


def _known(request: HttpRequest, number: str) -> bool:
    return bool(number) and bool(selectors.find_number(request.user, number))


@page("act")
@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """The overdue orders of the ticked units as the rows of 催办: the form and the results are those of the lists."""
    if not may_urge(request.user):
        raise Http404
    words, units = table("homes")["urge"], [unit for unit in request.POST.getlist("unit") if "," not in unit]
    found = _overdue_of(request, units) if units else None
    picks = _picks(found.rows) if found else []
    if found is None or not picks:
        return render(request, "desk/many_none.html", {"text": words["none"]}, status=422)
    note = words["more"].format(most=many.MOST) if found.next else ""
    shape = many.shape_for_many(CommandName.URGE)
    return ask(request, shape, many.ticked(request.user, picks), url="/q/overdue/many/", note=note)


def may_urge(person: Any) -> bool:
    """Whether the person has the list of what is over, and may urge its orders."""
    mine = "overdue" in selectors.queue_names(person)
    return mine and CommandName.URGE in many.commands_for(person, "overdue")


def _overdue_of(request: HttpRequest, units: list[str]) -> Any:
    try:
        return selectors.queue(request.user, "overdue", limit=many.MOST, filters={"owner": ",".join(units)})
    except NotFound as missing:
        raise Http404 from missing


def _picks(rows: Any) -> list[many.Pick]:
    """One a unit and order: who has let several limits pass is urged once."""
    once: dict[tuple[str, str], many.Pick] = {}
    for row in rows:
        once.setdefault((row.order_id, row.unit), many.Pick(row.order_id, row.version, row.subject))
    return list(once.values())


@page("administer")
@require_POST
def reload(request: HttpRequest) -> HttpResponse:
    """Bring the files of the packs into force in all processes; refused as a whole when one of them is wrong."""
    waits = ", ".join(policy.release for policy in _waiting())
    wrong = renewing.renew(running.in_use(), str(request.user.pk))
    if not wrong:
        audit.note(request.user, "packs_renewed", "", {"release": waits})
        return redirect("/start/administration/?done=renewed")
    found = homes.homes_of(request.user)[0]
    current = homes.PREFIX + "administration"
    base = frame(request, current)
    context = {
        "home": found,
        "part": "desk/home_administration.html",
        "refused": wrong[:20],
        "queue": {"name": current},
    }
    context |= base | running.administration(request, base["entries"]) | {"here": "/start/administration/"}
    return render(request, "desk/home.html", context, status=422)


def _waiting() -> list[Any]:
    try:
        return renewing.changed(running.in_use())
    except PackError:
        return []
