"""One order: its page, why its limits are what they are, what changed since, its files."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from hotline.desk.assistant import offered
from hotline.desk.benches.registry import bench_of
from hotline.desk.context import order_page, unit_name
from hotline.desk.knowing.bar import announced_topics
from hotline.desk.molds import joined
from hotline.desk.pieces import blocked_piece, verb_piece
from hotline.desk.sheet import teller
from hotline.desk.stages import clock_title
from hotline.desk.understanding import reading
from hotline.desk.understanding.danger import noted
from hotline.desk.verbs import Verb
from hotline.desk.views.common import fragment, frame, number_or_404, page
from hotline.desk.views.lists import list_context
from hotline.desk.why import limit_of
from hotline.desk.words import say
from hotline.infra import clock, stream
from hotline.infra.ids import uuid7
from hotline.orders import selectors, services


@page()
@require_GET
def marks(request: HttpRequest, number: str) -> HttpResponse:
    """The text of the order with what was read in it marked; worked out when it is asked for, never stored.

    `off`: as it was written, again.
    """
    found, ready = order_page(request.user, number, "")
    text, asked = ready["content"], "off" not in request.GET
    said = reading.found_in(text, found.now) if asked else []
    context = {"marked": reading.marked(text, said), "legend": reading.legend(said), "plain": text, "asked": asked}
    return render(request, "desk/assist/marked.html", context)


@page()
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """The order beside the list it was opened from, or alone."""
    return show_order(request, number, request.GET.get("q", ""), request.GET.get("on", ""))


def show_order(
    request: HttpRequest, number: str, queue: str, on: str = "", extra: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The order's page or, for htmx, its piece. `extra` may bring an open form."""
    found, ready = order_page(request.user, number, queue, on)
    context: dict[str, Any] = {"order_page": ready, **(extra or {})}
    ready["token"] = get_token(request)
    ready["bench"] = None if context.get("form") else bench_of(request, found, ready)
    buttons(ready)
    ready["note"] = note_box(request, ready, context.get("note_typed"))
    ready["alarm"] = noted(found.order, found.policy)
    ready["assistant"] = offered(request.user, found.row)
    if fragment(request):
        return render(request, "desk/order.html", context, status=status)
    context |= frame(request, queue)
    if request.GET.get("said") == "registered":
        context["toast"] = say("toast.registered", number=number)
    if context["in_rail"] and queue != "candidates":
        context |= list_context(request, queue, filters={}, open_number=number)
    return render(request, "desk/list.html", context, status=status)


def buttons(ready: dict[str, Any]) -> None:
    """The acts of the page as buttons; they carry this browser's token."""
    token, verbs = ready["token"], ready["verbs"]
    version, queue = ready["version"], ready["queue"]

    covered = ready["bench"].covers if ready.get("bench") else frozenset()

    again = ready["bench"].whole if ready.get("bench") else frozenset()

    def shown(verb: Verb) -> bool:
        return verb.command not in covered or verb.command in again

    def made(found: list[Verb]) -> SafeString:
        return joined(verb_piece(v, version, queue, token) for v in found if v.command not in covered)

    main = verbs.primary if verbs.primary and verbs.primary.command not in covered else None
    whole = [v for v in (verbs.primary, *verbs.quick) if v and v.command in again]
    ready["buttons"] = {
        "primary": verb_piece(main, version, queue, token, main=True) if main else "",
        "quick": made(verbs.quick),
        "menu": joined(verb_piece(v, version, queue, token) for v in [*whole, *verbs.menu] if shown(v)),
        "blocked": blocked_piece(verbs.blocked),
        "elsewhere": blocked_piece(verbs.elsewhere),
    }


def note_box(request: HttpRequest, ready: dict[str, Any], typed: dict[str, Any] | None = None) -> dict[str, Any]:
    """The box of side notes as the template wants it; empty where the person may not write notes here."""
    if not ready["may_note"]:
        return {}
    return {"key": str(uuid7()), "token": get_token(request), "centre": ready["note_centre"], **(typed or {})}


@page()
@require_GET
def why(request: HttpRequest, number: str, clock_id: str) -> HttpResponse:
    """Why one limit is what it is, for hover and tap."""
    found = selectors.order_page(request.user, number)
    view = next((v for v in found.clocks if v.clock.id == clock_id), None)
    if view is None:
        raise Http404
    name = clock_title(view.clock, found.order.procedures, found.policy)
    limit = limit_of(view.clock, view.unit_name, view.rule, found.now, name)
    return render(request, "desk/why.html", {"limit": limit})


@page()
@require_GET
def since(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """One sentence about what others did since `version`; 204 when it was nothing or oneself."""
    order_id = number_or_404(request.user, number)
    news = [r for r in selectors.timeline(request.user, order_id, after=version) if r.actor_id != str(request.user.id)]
    if not news:
        return HttpResponse(status=204)
    by = news[-1].actor_name or say("stale.nobody")
    text = say("stale.bar", who=by, when=f"{clock.local(news[-1].at):%H:%M}")
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def changes_since(found: Any, version: int) -> list[str]:
    """The sentences of the events after `version`, without the clocks'."""
    told = teller(found, unit_name)
    lines = [told.line(r.event, r.actor_id) for r in found.timeline if r.seq > version]
    return [line.text for line in lines if line.tone != "clock"]


@page()
@require_GET
def live(request: HttpRequest, number: str = "") -> HttpResponse:
    """The stream of this person's queues and, with a number, of that order."""
    topics = [*services.topics_of(request.user), *announced_topics(request.user)]
    if number:
        topics.append(f"order:{number_or_404(request.user, number)}")
    return stream.sse_response(request, topics)
