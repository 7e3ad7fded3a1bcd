"""Every command as a form: shown, read, given to the order, and answered: done, refused, or stale."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hotline.core.vocabulary import CommandName
from hotline.desk import homes
from hotline.desk.acts import FieldWrong, Given, Giving, give
from hotline.desk.context import order_page
from hotline.desk.forms.bind import BoundForm
from hotline.desk.forms.blame import field_of
from hotline.desk.forms.read import command_of, read, typed_values
from hotline.desk.forms.shape import FormShape, shapes
from hotline.desk.forms.stage import shaped
from hotline.desk.knowing import used
from hotline.desk.order_forms import BY_PACK, form_of
from hotline.desk.views.common import fragment, number_or_404, page, sent_to, triggered
from hotline.desk.views.following import following
from hotline.desk.views.order import changes_since, show_order
from hotline.desk.words import say, table
from hotline.infra.tongues import in_words
from hotline.orders import selectors
from hotline.orders.results import NotFound, Refused, Stale, refusal_text


@page("act")
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, command: str) -> HttpResponse:
    """GET: the form. POST: the command."""
    try:
        shape = shapes()[CommandName(command)]
    except (ValueError, KeyError) as unknown:
        raise Http404 from unknown
    if request.method == "POST":
        return _do(request, number, shape)
    target, queue = request.GET.get("target", ""), request.GET.get("q", "")
    found, ready = order_page(request.user, number, queue, target)
    form = form_of(found, ready, shape, target)
    form.refusal = _standing_refusal(found, shape, target)
    return _answer(request, ready, form, 200)


def _do(request: HttpRequest, number: str, shape: FormShape) -> HttpResponse:
    """Read, give, answer. What was typed comes back with every answer but success."""
    order_id = number_or_404(request.user, number)
    target, version = request.POST.get("target", ""), _version(request)
    if version is None:
        return _wrong(request, number, shape, target, say("errors.too_old"))
    order = selectors.get(order_id) if shape.name in BY_PACK else None
    if order is not None:
        shape = shaped(shape, order, selectors.policy_of(order_id), request.user.role_set, target)
    reading = read(shape, request.POST, lambda other: _find(request.user, other), skip=frozenset({"file"}))
    if reading.errors and order is not None and order.version != version:
        # The form was drawn for another stage: what is missing in it is not what is wrong with it.
        reading.errors, reading.values = {}, {"outcome": "", "kind": "", "text": ""} | reading.values
        reading.values = {k: v for k, v in reading.values.items() if k in {f.name for f in shape.fields}}
    if reading.errors:
        return _wrong(request, number, shape, target, "", reading.errors)
    key = request.POST.get("key", "")[:64] or None
    try:
        given = give(Giving(request, order_id, shape, reading, target, version, key))
    except FieldWrong as wrong:
        return _wrong(request, number, shape, target, "", {wrong.name: wrong.text})
    except Refused as refused:
        return _wrong(request, number, shape, target, "", refused=refused)
    except Stale as stale:
        return _stale(request, number, shape, target, version, stale)
    if shape.name is CommandName.ANSWER_DIRECTLY:
        row = selectors.row(order_id)
        made = [command_of(shape, reading, target)]
        used.count(request.user, selectors.get(order_id), row.line if row else "", number, made)
    return _done(request, number, shape, target, given)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _find(person: Any, number: str) -> str | None:
    try:
        return str(selectors.find_number(person, number))
    except NotFound:
        return None


def _standing_refusal(found: Any, shape: FormShape, target: str) -> str:
    """Why the command cannot be given now, when its form is opened all the same (an old link)."""
    for offer in found.offers:
        if offer.command is shape.name and offer.target == target:
            return refusal_text(offer.refusal) if offer.refusal else ""
    return ""


def _wrong(
    request: HttpRequest,
    number: str,
    shape: FormShape,
    target: str,
    refusal: str,
    errors: dict[str, str] | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """The form again with what was typed and what is wrong with it, at its field where there is one. Nothing was
    written."""
    found, ready = order_page(request.user, number, request.POST.get("q", ""), target)
    typed = typed_values(shape, request.POST)
    key = request.POST.get("key", "")[:64]
    form = form_of(found, ready, shape, target, typed, errors, key)
    if refused is not None:
        at = field_of(form.shape, refused.refusal, (f.shape.name for f in form.fields))
        form = form_of(found, ready, shape, target, typed, {at: refused.text}, key) if at else form
        refusal = "" if at else refused.text
    form.refusal = refusal
    form.follows = _goes_on(request)
    form.version = _version(request) or found.order.version
    return _answer(request, ready, form, 422)


def _stale(
    request: HttpRequest, number: str, shape: FormShape, target: str, version: int, stale: Stale
) -> HttpResponse:
    """Someone was faster: who, when, what changed; what was typed stays and can be sent again after a look.

    On a bench, where the act is no more to be done, it says so and goes on with the next order.
    """
    queue = request.POST.get("q", "")
    found, ready = order_page(request.user, number, queue, target)
    refusal = _standing_refusal(found, shape, target)
    if refusal and _goes_on(request):
        said = {"title": say("stale.gone_on", number=number, text=stale.text), "note": refusal}
        response = following(request, queue, number, {"once": said})
        response["HX-Retarget"], response["HX-Reswap"] = "#order", "innerHTML"
        return triggered(response, changed=number, done=f"{number}:{shape.name.value}:{target}")
    form = form_of(found, ready, shape, target, typed_values(shape, request.POST), key=request.POST.get("key", "")[:64])
    form.stale = {
        "text": stale.text,
        "lines": changes_since(found, version),
        "refusal": refusal,
    }
    form.follows = _goes_on(request)
    return _answer(request, ready, form, 409)


def _goes_on(request: HttpRequest) -> bool:
    """Whether the form stood on a bench beside a list: then the next of the list follows."""
    return "next" in request.POST and bool(request.POST.get("q")) and fragment(request)


def _answer(request: HttpRequest, ready: dict[str, Any], form: BoundForm, status: int) -> HttpResponse:
    if fragment(request):
        return render(request, "desk/form.html", {"form": form, "order_page": ready}, status=status)
    return show_order(request, ready["number"], form.queue, form.target, {"form": form}, status=status)


def _done(request: HttpRequest, number: str, shape: FormShape, target: str, given: Given) -> HttpResponse:
    """The order as it is now, and a word about what was done."""
    queue = request.POST.get("q", "")
    words = table("commands").get(shape.name.value, {}).get("done", in_words(shape.name))
    draft = f"{number}:{shape.name.value}:{target}"
    if back := homes.address_of(queue):
        # The form stood on a first page: there the next one is waiting.
        return triggered(sent_to(request, f"{back}?done={number}"), done=draft)
    if not fragment(request):
        query = {"q": queue} if queue else {}
        return redirect(f"/{number}/" + (f"?{urlencode(query)}" if query else ""))
    # What is shown one single time must be seen before anything else takes its place.
    if _goes_on(request) and not given.once:
        response = following(request, queue, number)
    else:
        response = show_order(request, number, queue, "", {"once": given.once})
    response["HX-Retarget"], response["HX-Reswap"] = "#order", "innerHTML"
    return triggered(response, toast=words, done=draft, changed=number)
