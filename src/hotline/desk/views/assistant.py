"""What the large model proposes, as a piece beside the page: about an order, and for the form of a new one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.desk import assistant
from hotline.desk.intake_form import line_of
from hotline.desk.views.common import fragment, paced, page, refuse
from hotline.desk.views.order import show_order
from hotline.desk.words import table
from hotline.infra.privacy import Unreadable
from hotline.language.assistant.shapes import Answer, Came, Task
from hotline.orders import selectors
from hotline.policy import registry

LONGEST = 6000
"""Characters of what was said in a call, and of a form, that are read."""
MOST_ASKED = 100
"""Questions to the large model in a quarter of an hour, by one person: it is shared by all."""
SAYS_SOMETHING = frozenset({Came.ANSWERED})


@page(assistant.RIGHT)
@require_POST
@paced(MOST_ASKED)
def on_order(request: HttpRequest, number: str, task: str) -> HttpResponse:
    """Ask about the order; the answer stands beside it, marked, and nothing else happens."""
    asked = next((one for one in assistant.ON_ORDER if one.value == task), None)
    if asked is None:
        raise Http404
    found = selectors.order_page(request.user, number)
    if not policies.can(request.user, assistant.RIGHT, found.row):
        return refuse(request, "errors.not_your_page", 403)
    context = _about(request, asked, found)
    if fragment(request):
        return render(request, "desk/assistant/said.html", {"said": context})
    return show_order(request, number, request.POST.get("q", ""), "", {"assistant_said": context})


def _about(request: HttpRequest, task: Task, found: Any) -> dict[str, Any]:
    if found.row.secret:
        return _without("secret")
    try:
        shield = assistant.shield_of(found.row.id)
    except Unreadable:
        return _without("unreadable")
    material = assistant.of_order(task, found, request.POST.get("call", "")[:LONGEST])
    return said(assistant.ask(request.user, task, found.row.number, material, shield))


@page("register")
@require_POST
@paced(MOST_ASKED)
def on_form(request: HttpRequest) -> HttpResponse:
    """Values for the fields of the form, out of its text. Who calls is sent along only to be taken out of the text."""
    if not policies.can(request.user, assistant.RIGHT):
        return refuse(request, "errors.not_your_page", 403)
    line, post = line_of(request), request.POST
    title, content = post.get("title", "")[:LONGEST], post.get("content", "")[:LONGEST]
    if line is None or not content.strip():
        return render(request, "desk/assistant/fill.html", {"said": _without("empty")})
    if post.get("secret", "") not in ("", "no"):
        return render(request, "desk/assistant/fill.html", {"said": _without("secret")})
    policy = registry.load(accounts.lines()[line].pack)
    shield = assistant.shield_from({name: post.get(name, "") for name in assistant.CONTACT_KINDS})
    answer = assistant.ask(request.user, Task.FILL, "", assistant.of_form(policy, title, content), shield)
    context = said(answer)
    names = table("assistant")["fields"]
    context["fields"] = [(names[one.field], one) for one in assistant.suggestions(answer, policy)]
    if answer.came in SAYS_SOMETHING and not context["fields"]:
        context |= _without("nothing_fill")
    return render(request, "desk/assistant/fill.html", {"said": context})


def said(answer: Answer) -> dict[str, Any]:
    """What came, as `desk/assistant/said.html` wants it: the proposal, or one sentence why there is none."""
    if answer.came in SAYS_SOMETHING:
        return {"task": answer.task.value, "data": answer.data}
    why = table("assistant")["came"]
    return {"why": why.get(f"{answer.came.value}_{answer.task.value}") or why[answer.came.value]}


def _without(reason: str) -> dict[str, Any]:
    return {"why": table("assistant")["came"][reason]}
