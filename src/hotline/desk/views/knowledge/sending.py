"""The answer of an entry as a message to a caller, and what became of the messages that were written."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from hotline.core.knowledge.life import Refused
from hotline.desk.knowing.messages import NoReceiver, order_named, receiver
from hotline.desk.knowing.shown import words_of
from hotline.desk.views.common import paced, page, triggered
from hotline.desk.views.knowledge.finding import found_or_404
from hotline.desk.views.knowledge.work import listed
from hotline.infra.tongues import in_words
from hotline.knowledge import sending

MOST_SENT = 100
"""Messages in a quarter of an hour, by one person: one every nine seconds. Nobody writes to a city from a seat."""


@page("register")
@require_POST
@paced(MOST_SENT)
def send(request: HttpRequest, number: str) -> HttpResponse:
    """The public text as a message: to the call that is going on, to the citizen of an order, or to a number that was
    typed. Written down now, sent when there is a channel (KPI-3)."""
    row, call = found_or_404(request.user, number), request.POST.get("call", "")[:64]
    try:
        ref, phone, done = ("", "", words_of("done")["sent"]) if call else receiver(request.user, request.POST)
        message = sending.send(request.user, row.pk, ref, call=call, phone=phone)
    except (Refused, NoReceiver) as wrong:
        text = in_words(wrong.reason) if isinstance(wrong, Refused) else str(wrong)
        return render(request, "desk/knowledge/said.html", {"text": text, "wrong": True}, status=422)
    if not request.htmx:
        return redirect(f"/{ref}/" if ref else "/knowledge/messages/")
    return triggered(render(request, "desk/knowledge/said.html", {"text": done, "message": message.text}), toast=done)


@page("see_messages")
@require_POST
def settle(request: HttpRequest, ident: UUID) -> HttpResponse:
    """What waits from a call that was never filed goes to an order after all, or any that waits is dropped."""
    do = request.POST.get("do", "")
    if do not in ("bind", "drop"):
        raise Http404
    try:
        if do == "drop":
            sending.drop(request.user, ident)
            return redirect("/knowledge/messages/?done=dropped")
        sending.bind(request.user, ident, order_named(request.user, request.POST.get("to", "")))
    except (Refused, NoReceiver) as wrong:
        text = in_words(wrong.reason) if isinstance(wrong, Refused) else str(wrong)
        return listed(request, "messages", text)
    return redirect("/knowledge/messages/?done=bound_message")
