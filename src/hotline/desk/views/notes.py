"""Side notes: written beside the order without leaving it, and the colleagues one can mention in them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from hotline.desk.context import order_page, unit_name
from hotline.desk.forms.read import LONGEST
from hotline.desk.views.common import fragment, number_or_404, page, triggered
from hotline.desk.views.order import note_box, show_order
from hotline.desk.views.pick import initials
from hotline.desk.words import say, table
from hotline.orders import notes, selectors
from hotline.orders.results import Refused


@page("act")
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    """Write a note; the answer is the story with the note in it, so that a form half filled in beside it stays."""
    order_id, given = number_or_404(request.user, number), request.POST
    text = given.get("text", "").replace("\r\n", "\n").strip()
    mentions, only = given.getlist("mentions")[: notes.MOST_MENTIONED], given.get("centre_only") == "yes"
    if len(text) > LONGEST:
        label = table("fields")["note"]["label"]
        return _again(request, number, say("errors.too_long", field=label, limit=LONGEST, length=len(text)))
    try:
        made = notes.add(order_id, request.user, text, mentions, only, key=given.get("key", "")[:64] or None)
    except notes.NotMentionable as refused:
        names = say("note.several").join(refused.names) or say("stale.nobody")
        return _again(request, number, say("note.not_for", names=names))
    except Refused as refused:
        return _again(request, number, refused.text)
    if not fragment(request):
        return redirect("order", number)
    _, ready = order_page(request.user, number, given.get("q", ""))
    ready["note"] = note_box(request, ready)
    response = render(request, "desk/story.html", {"order_page": ready})
    # A form that was open before knows the order as it was: nothing in it is stale because of one's own note.
    first = made.first_seq - 1
    return triggered(response, toast=say("note.kept"), done=f"{number}:note", noted={"was": first, "now": made.version})


def _again(request: HttpRequest, number: str, wrong: str) -> HttpResponse:
    """The box again with what was typed and what is wrong with it. Nothing was written."""
    given = request.POST
    chosen = given.getlist("mentions")[: notes.MOST_MENTIONED]
    row = selectors.row(number_or_404(request.user, number))
    names = {str(p.pk): p.name for p in notes.mentionable(request.user, row)} if row and chosen else {}
    typed = {
        "wrong": wrong,
        "text": given.get("text", "")[: LONGEST * 2],
        "only": given.get("centre_only") == "yes",
        "people": [(ident, names[ident]) for ident in chosen if ident in names],
    }
    if not fragment(request):
        return show_order(request, number, given.get("q", ""), "", {"note_typed": typed}, 422)
    _, ready = order_page(request.user, number, given.get("q", ""))
    ready["note"] = note_box(request, ready, typed)
    return render(request, "desk/story.html", {"order_page": ready}, status=422)


@page()
@require_GET
def mention(request: HttpRequest, number: str) -> JsonResponse:
    """Who can be mentioned in a note on this order: name, unit, pinyin."""
    row = selectors.row(number_or_404(request.user, number))
    found = notes.mentionable(request.user, row) if row else []
    rows = [
        {"v": str(p.pk), "l": p.name, "g": f"{unit_name(p.unit_id or '')} {p.title}".strip(), "k": initials(p.name)}
        for p in found
    ]
    return JsonResponse(rows, safe=False, json_dumps_params={"ensure_ascii": False})
