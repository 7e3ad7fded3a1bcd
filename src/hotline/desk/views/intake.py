"""One call, one screen: the text first, the caller beside it, and the outcome in the same form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hotline.accounts import selectors as accounts
from hotline.core.commands import Command, LinkOrder
from hotline.core.desks import commitments_for, desks_for, staffed
from hotline.core.policy.pack import Policy
from hotline.core.vocabulary import Channel, CommandName, ContactField, LinkKind, Phase, RefusalCode
from hotline.core.workflow import roles_of
from hotline.desk.context import setting_without_order
from hotline.desk.forms.bind import BoundField, BoundForm, bind, initial
from hotline.desk.forms.options import Setting
from hotline.desk.forms.read import Prefixed, Reading, command_of, read, typed_values
from hotline.desk.forms.shape import FormShape, shape_of
from hotline.desk.views.common import fragment, frame, page, sent_to
from hotline.desk.views.contact import contact_errors, contact_fields
from hotline.desk.views.order import found_row
from hotline.desk.words import say
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.intake.selectors import earlier_orders, hints
from hotline.orders import selectors, services
from hotline.orders.results import NotFound, Refused
from hotline.orders.services import Contact
from hotline.policy import registry

OUTCOMES = (
    CommandName.SUBMIT_FOR_DISPATCH,
    CommandName.ANSWER_DIRECTLY,
    CommandName.DECLINE_ACCEPTANCE,
    CommandName.SUBMIT_TO_LEADER,
    CommandName.HAND_OVER_EMERGENCY,
)
"""What can follow in the same breath; without one the order waits in “my drafts”."""

ASIDE = ("channel", "source_number", "complexity", "keywords", "accused")
TITLE_CHARS = 30
MIN_DIGITS = 7
MOST_DESKS = 4
_BLANK = re.compile(r"\{\w+\}")
"""Places in a phrase that the agent fills while speaking."""
LIVE = frozenset(Phase) - {Phase.ARCHIVED, Phase.CLOSED, Phase.REFUSED, Phase.ANSWERED_DIRECTLY}


@page("register")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; on POST the order is written with what follows from it, or nothing is."""
    if request.method == "GET":
        return render(request, "desk/new.html", frame(request) | _form(request))
    return _register(request)


def _register(request: HttpRequest) -> HttpResponse:
    shape = shape_of(CommandName.REGISTER)
    post = request.POST
    reading = read(shape, _with_title(post), lambda number: None)
    contact = {f.value: " ".join(post.get(f.value, "").split()) for f in ContactField}
    reading.errors |= contact_errors(contact)
    then, wrong = _outcome(request)
    reading.errors |= wrong
    links = _links(request)
    line = _line(request)
    if line is None:
        reading.errors["line"] = RefusalCode.FIELD_MISSING.zh.format(field=say("new.line"))
    if reading.errors:
        return _again(request, reading.errors)
    try:
        applied = services.register(
            {**reading.values, "line": line},
            Contact(**contact),
            request.user,
            key=post.get("key", "")[:64] or None,
            then=[*links, *then],
        )
    except Refused as refused:
        return _again(request, {}, refused.text)
    return _registered(request, applied.number)


def _with_title(post: Any) -> Any:
    """A title that was left out is the beginning of the text."""
    title, content = post.get("title", "").strip(), post.get("content", "").strip()
    if title or not content:
        return post
    made = post.copy()
    first = content.replace("\r", "\n").split("\n")[0]
    for stop in "。！？!?；;":
        first = first.split(stop)[0]
    made["title"] = first[:TITLE_CHARS] or content[:TITLE_CHARS]
    return made


def _outcome(request: HttpRequest) -> tuple[Sequence[Command], dict[str, str]]:
    """The command that follows, read from its own part of the form."""
    name = request.POST.get("then", "")
    if name not in {c.value for c in OUTCOMES}:
        return (), {}
    shape = shape_of(CommandName(name))
    reading: Reading = read(shape, Prefixed(request.POST, f"{name}-"), lambda number: None)
    if reading.errors:
        return (), {f"{name}-{field}": text for field, text in reading.errors.items()}
    return (command_of(shape, reading, ""),), {}


def _links(request: HttpRequest) -> list[Command]:
    """Earlier orders of the same caller that the agent has ticked."""
    found: list[Command] = []
    for number in dict.fromkeys(request.POST.getlist("link")):
        try:
            other = selectors.row(selectors.find_number(request.user, number))
        except NotFound:
            continue
        if other is not None:
            kind = LinkKind.REPEAT if other.phase in LIVE else LinkKind.FOLLOW_UP
            found.append(LinkOrder(other=other.id, kind=kind))
    return found


def _line(request: HttpRequest) -> str | None:
    """The hotline for which the call is taken: the one the person serves, or the one that was chosen."""
    own = own_lines(request)
    wanted = request.POST.get("line") or request.GET.get("line") or ""
    return wanted if wanted in own else (own[0] if len(own) == 1 or (not wanted and own) else None)


def own_lines(request: HttpRequest) -> list[str]:
    lines = accounts.lines()
    return [ident for ident in request.user.lines if ident in lines and lines[ident].active]


def _registered(request: HttpRequest, number: str) -> HttpResponse:
    return sent_to(request, f"/{number}/?done=new&said=registered")


def _again(request: HttpRequest, errors: dict[str, str], refusal: str = "") -> HttpResponse:
    """The form with everything typed and what is wrong with it. Nothing was written."""
    context = _form(request, request.POST, errors, refusal)
    if fragment(request):
        return render(request, "desk/new_form.html", context, status=422)
    return render(request, "desk/new.html", frame(request) | context, status=422)


def _form(
    request: HttpRequest, post: Any = None, errors: dict[str, str] | None = None, refusal: str = ""
) -> dict[str, Any]:
    line = _line(request) or next(iter(own_lines(request)), "")
    lines = accounts.lines()
    if line not in lines:
        return {"no_line": True}
    policy, errors = registry.load(lines[line].pack), errors or {}
    setting = setting_without_order(policy)
    main = _bound(shape_of(CommandName.REGISTER), setting, post, errors)
    fields = {f.shape.name: f for f in main.fields}
    # A title that is left out is taken from the text.
    fields["title"] = replace(
        fields["title"], shape=replace(fields["title"].shape, required=False, help=say("new.title"))
    )
    typed = {f.value: post.get(f.value, "") for f in ContactField} if post else {}
    return {
        "fields": fields,
        **_beside(line, post.get("content_class", "") if post else "", post.get("nature", "") if post else ""),
        "aside": [fields[name] for name in ASIDE],
        "contact_fields": contact_fields(typed, errors),
        "outcomes": _outcomes(request, policy, setting, post, errors),
        "then": post.get("then", "") if post else CommandName.SUBMIT_FOR_DISPATCH.value,
        "key": (post.get("key", "")[:64] if post else "") or str(uuid7()),
        "line": line,
        "lines": [(i, lines[i].name) for i in own_lines(request)] if len(own_lines(request)) > 1 else [],
        "phrases": [_BLANK.sub(say("new.blank"), phrase.text) for phrase in policy.lists.phrases],
        "refusal": refusal,
        "ticked": post.getlist("link") if post else [],
        "aside_open": bool(errors.keys() & set(ASIDE)),
    }


def _bound(shape: FormShape, setting: Setting, post: Any, errors: dict[str, str], prefix: str = "") -> BoundForm:
    own = {key.removeprefix(prefix): text for key, text in errors.items() if key.startswith(prefix)}
    typed = typed_values(shape, Prefixed(post, prefix)) if post is not None else None
    if typed is None and shape.name is CommandName.REGISTER:
        typed = {**initial(shape, "", None), "channel": Channel.PHONE.value}
    return bind(shape, "", setting, 0, "", typed, own, prefix)


def _outcomes(
    request: HttpRequest, policy: Policy, setting: Setting, post: Any, errors: dict[str, str]
) -> list[dict[str, Any]]:
    """What may follow for this person, each with its fields."""
    found = []
    for name in OUTCOMES:
        if not request.user.role_set & roles_of(policy, name):
            continue
        form = _bound(shape_of(name), setting, post, errors, f"{name.value}-")
        fields: list[BoundField] = form.fields
        found.append({"name": name.value, "label": name.zh, "fields": fields, "before": form.before})
    return found


@page("by_phone")
@require_POST
def caller(request: HttpRequest) -> HttpResponse:
    """Earlier orders of the number that was typed. By POST: a phone number never stands in an address."""
    post = request.POST
    phone = post.get("phone", "").strip()
    asked = sum(c.isdigit() for c in phone) >= MIN_DIGITS
    title = post.get("title") or post.get("content", "")[:TITLE_CHARS]
    found = earlier_orders(request.user, phone, title, post.get("place", "")) if asked else ()
    rows = [{**found_row(x.row), "kind": x.kind, "live": x.row.phase in LIVE} for x in found]
    context = {
        "asked": asked,
        "total": len(rows),
        "live": [r for r in rows if r["live"] or r["kind"]],
        "past": [r for r in rows if not (r["live"] or r["kind"])],
        "ticked": post.getlist("link"),
    }
    return render(request, "desk/caller.html", context)


@page("register")
@require_POST
def phrasing(request: HttpRequest) -> HttpResponse:
    """Hints on the text while it is written; never a refusal."""
    post, line = request.POST, _line(request)
    texts = [post.get(name, "") for name in ("title", "content", "place", "nature")]
    found = hints(line, *texts) if line and texts[1].strip() else ()
    return render(request, "desk/hints.html", {"hints": [h.text for h in found]})


@page("register")
@require_POST
def beside(request: HttpRequest) -> HttpResponse:
    """Who could be brought into the call for the chosen class, and what the hotline promises for it."""
    line = _line(request)
    chosen = [request.POST.get(name, "") for name in ("content_class", "nature")]
    return render(request, "desk/beside.html", _beside(line, *chosen) if line else {})


def _beside(line: str, content_class: str, nature: str) -> dict[str, Any]:
    served = accounts.lines()[line]
    policy, now = registry.load(served.pack), clock.now()
    if not content_class and not nature:
        return {}
    found = desks_for(policy, served.code, content_class, nature)[:MOST_DESKS]
    fitting, rest = commitments_for(policy, content_class, nature)
    return {
        "desks": [
            {"label": d.label, "text": d.text, "expert": d.expert, "away": staffed(policy, d, now) is False}
            for d in found
        ],
        "commitments": fitting,
        "other_commitments": rest,
    }
