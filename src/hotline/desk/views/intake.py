"""One call, one screen: the text first, the caller beside it, and the outcome in the same form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hotline.core.commands import Command, LinkOrder, SubmitForDispatch
from hotline.core.vocabulary import CommandName, ContactField, LinkKind, Phase, RefusalCode
from hotline.desk.diagnosing import filed
from hotline.desk.forms.blame import contact_of, field_of
from hotline.desk.forms.read import Prefixed, Reading, command_of, read
from hotline.desk.forms.shape import shape_of
from hotline.desk.intake_form import LAST_LINE, OUTCOMES, draft_name, empty_form, form_context, line_of, slot_of
from hotline.desk.knowing import used
from hotline.desk.knowing.bar import announced
from hotline.desk.understanding import learned
from hotline.desk.views.common import fragment, frame, page, sent_to, triggered
from hotline.desk.views.contact import contact_errors
from hotline.desk.words import say
from hotline.infra.tongues import in_words
from hotline.intake.grouping import joining
from hotline.orders import selectors, services
from hotline.orders.results import NotFound, Refused
from hotline.orders.services import Contact

TITLE_CHARS = 30
LIVE = frozenset(Phase) - {Phase.ARCHIVED, Phase.CLOSED, Phase.REFUSED, Phase.ANSWERED_DIRECTLY}


@page("register")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; on POST the order is written with what follows from it, or nothing is."""
    if request.method == "POST":
        return _register(request)
    form = empty_form(request)
    if fragment(request):
        return HttpResponse(form) if form else sent_to(request, "/new/")
    context = {"form": form, "no_line": form is None}
    return render(request, "desk/new.html", frame(request) | context | announced(request.user))


def _register(request: HttpRequest) -> HttpResponse:
    shape = shape_of(CommandName.REGISTER)
    post = request.POST
    reading = read(shape, _with_title(post), lambda number: None)
    if "content" in reading.errors and not post.get("title", "").strip():
        # It is taken from the text: one thing is missing, not two.
        reading.errors.pop("title", None)
    contact = {f.value: " ".join(post.get(f.value, "").split()) for f in ContactField}
    reading.errors |= contact_errors(contact)
    then, wrong = _outcome(request)
    reading.errors |= wrong
    links, steps = _links(request), _joined(request, then)
    line = line_of(request)
    if line is None:
        reading.errors["line"] = in_words(RefusalCode.FIELD_MISSING).format(field=say("new.line"))
    if reading.errors:
        return _again(request, reading.errors)
    try:
        applied = services.register(
            {**reading.values, "line": line},
            Contact(**contact),
            request.user,
            key=post.get("key", "")[:64] or None,
            then=[*links, *steps],
        )
    except Refused as refused:
        return _refused(request, refused)
    if not applied.repeated:
        learned.filed(request.user, post.get("key", "")[:64], applied.order)
        used.count(request.user, applied.order, str(line), applied.number, then)
        used.belongs(request.user, post.get("key", "")[:64], applied.number)
        filed.belongs(request.user, post.get("key", "")[:64], applied.order.id, applied.number)
    return _registered(request, applied.number, str(line), steps)


def title_of(title: str, content: str) -> str:
    """The title, or the beginning of the text where it was left out."""
    title, content = title.strip(), content.strip()
    if title or not content:
        return title
    first = content.replace("\r", "\n").split("\n")[0]
    for stop in "。！？!?；;":
        first = first.split(stop)[0]
    return first[:TITLE_CHARS] or content[:TITLE_CHARS]


def _with_title(post: Any) -> Any:
    made = post.copy()
    made["title"] = title_of(post.get("title", ""), post.get("content", ""))
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


def _joined(request: HttpRequest, then: Sequence[Command]) -> Sequence[Command]:
    """What follows, but joined to the order of the same matter where the agent wants it: that one is dispatched."""
    number = request.POST.get("join", "")
    join = joining(request.user, number) if number else None
    if join is None or any(not isinstance(one, SubmitForDispatch) for one in then):
        return then
    return (join,)


def _registered(request: HttpRequest, number: str, line: str, then: Sequence[Command]) -> HttpResponse:
    """The next call can come: an empty form, and where the order is. Without a script: the order."""
    slot = slot_of(request)
    if request.session.get(LAST_LINE) != line:
        request.session[LAST_LINE] = line
    if not fragment(request):
        return sent_to(request, f"/{number}/?done={draft_name(slot)}&said=registered")
    form = empty_form(request, number, [c.NAME for c in then])
    return triggered(HttpResponse(form or ""), done=draft_name(slot), toast=say("toast.registered", number=number))


def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """What the core refuses stands at its field: of what follows, of the order, of the caller; else over the form."""
    contact, then = contact_of(refused.refusal), request.POST.get("then", "")
    if contact:
        return _again(request, {contact: refused.text})
    if then in {c.value for c in OUTCOMES} and (at := field_of(shape_of(CommandName(then)), refused.refusal)):
        return _again(request, {f"{then}-{at}": refused.text})
    if at := field_of(shape_of(CommandName.REGISTER), refused.refusal):
        return _again(request, {at: refused.text})
    return _again(request, {}, refused.text)


def _again(request: HttpRequest, errors: dict[str, str], refusal: str = "") -> HttpResponse:
    """The form with everything typed and what is wrong with it. Nothing was written."""
    context = form_context(request, request.POST, errors, refusal)
    if fragment(request):
        return render(request, "desk/new_form.html", context, status=422)
    return render(request, "desk/new.html", frame(request) | context | announced(request.user), status=422)
