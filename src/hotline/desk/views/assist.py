"""Beside the form of a new order: who is calling, and what helps while the matter is written down."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.core.vocabulary import CommandName
from hotline.core.workflow import roles_of
from hotline.desk.assist import asked_of, helped
from hotline.desk.intake_form import line_of
from hotline.desk.pieces import chip_piece
from hotline.desk.times import chip, due_stamp
from hotline.desk.understanding import learned
from hotline.desk.views.common import paced, page, refuse
from hotline.desk.views.intake import LIVE, title_of
from hotline.desk.views.search import found_row
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.masking import mask_phone
from hotline.infra.tongues import in_words
from hotline.intake.selectors import Earlier, earlier_orders
from hotline.policy import registry

MIN_DIGITS = 7
MOST = 20
"""Earlier orders that are looked at; nobody reads out more."""
MOST_PAUSES = 1500
"""Pauses in typing in a quarter of an hour: nearly two a second, all the time."""
MOST_CALLERS = 300
"""Numbers looked up in a quarter of an hour: a call every three seconds."""


@page("by_phone")
@require_POST
@paced(MOST_CALLERS)
def caller(request: HttpRequest) -> HttpResponse:
    """Earlier orders of the number that was typed. By POST: a phone number never stands in an address."""
    post = request.POST
    phone = post.get("phone", "").strip()
    asked = sum(c.isdigit() for c in phone) >= MIN_DIGITS
    title = title_of(post.get("title", ""), post.get("content", ""))
    found = earlier_orders(request.user, phone, title, post.get("place", ""), limit=MOST) if asked else ()
    rows = [_row(request, one) for one in found]
    words = table("agent")["caller"]
    context = {
        "asked": asked,
        "masked": mask_phone(phone),
        "times": (words["many"] if len(rows) == MOST else words["times"]).format(n=min(len(rows) + 1, MOST)),
        "known": bool(rows),
        "live": [r for r in rows if r["live"] or r["kind"]],
        "past": [r for r in rows if not (r["live"] or r["kind"])],
        "ticked": post.getlist("link"),
    }
    return render(request, "desk/caller.html", context)


def _row(request: HttpRequest, one: Earlier) -> dict[str, Any]:
    """An earlier order with what is left of its limit, and whether this person may tell the caller how it stands."""
    row, now = one.row, clock.now()
    live = row.phase in LIVE
    policy = registry.release(row.pack, row.release)
    due = (
        f"{in_words(row.next_due_clock)} {due_stamp(row.next_due_at, now)}"
        if row.next_due_at and row.next_due_clock
        else ""
    )
    return {
        **found_row(row),
        "kind": one.kind,
        "live": live,
        "chip": chip_piece(chip(row.next_due_at, "", now), due) if live and row.next_due_at else "",
        "tells": bool(request.user.role_set & roles_of(policy, CommandName.TELL_PROGRESS)),
    }


@page("register")
@require_POST
@paced(MOST_PAUSES)
def assist(request: HttpRequest) -> HttpResponse:
    """帮手, at a pause in typing: hints, experts, promises, suggestions. It knows the matter, never the caller."""
    line = line_of(request)
    if not line:
        return render(request, "desk/assist.html", {})
    asked = asked_of(request.user, line, request.POST)
    try:
        learned.form_ref(request.user, asked.key)
    except learned.UnknownForm:
        return refuse(request, "errors.bad_key", 400)
    found = helped(asked)
    learned.typed(request.user, asked.key, line, found["offers"])
    return render(request, "desk/assist.html", found)
