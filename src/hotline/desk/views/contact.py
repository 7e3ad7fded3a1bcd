"""Who the citizen is: masked at first, shown for a reason that is recorded, corrected by those who may."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hotline.core.vocabulary import ContactField
from hotline.desk.sheet import contact_view, revealed
from hotline.desk.views.common import fragment, number_or_404, page, triggered
from hotline.desk.words import say
from hotline.infra.tongues import in_words
from hotline.orders import selectors, services
from hotline.orders.results import Refused, Stale
from hotline.orders.services import Contact

LONGEST_PHONE, FEWEST_DIGITS, MOST_DIGITS = 30, 5, 20


@page()
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, number: str) -> HttpResponse:
    """GET: masked. POST with a reason: as it is, and the look is recorded."""
    found = selectors.order_page(request.user, number)
    view = contact_view(found.contact)
    if request.method == "POST" and not found.contact.damaged:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            return _contact(request, number, {**view, "wrong": say("errors.reveal_reason")}, 422)
        shown = services.reveal_contact(found.row.id, request.user, reason)
        view = revealed(shown, found.contact)
    return _contact(request, number, view)


def _contact(request: HttpRequest, number: str, view: dict[str, Any], status: int = 200) -> HttpResponse:
    if not fragment(request):
        return redirect("order", number)
    return render(request, "desk/contact.html", {"c": view, "number": number}, status=status)


@page("change_contact")
@require_POST
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """The form with the present values: to see them is recorded like any other look."""
    order_id = number_or_404(request.user, number)
    # The version first: a correction in between then makes this form stale instead of being overwritten by it.
    version = selectors.get(order_id).version
    shown = services.reveal_contact(order_id, request.user, say("contact.reason_change"))
    return _form(request, number, version, {f.value: getattr(shown, f.value) for f in ContactField})


@page("change_contact")
@require_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Put the corrected contact in place."""
    order_id = number_or_404(request.user, number)
    typed = {f.value: " ".join(request.POST.get(f.value, "").split()) for f in ContactField}
    text = request.POST.get("version", "")
    version = int(text) if text.isdecimal() and len(text) < 10 else 0
    errors = contact_errors(typed)
    if errors:
        return _form(request, number, version, typed, errors=errors, status=422)
    try:
        services.change_contact(order_id, Contact(**typed), request.user, expected_version=version)
    except Refused as refused:
        return _form(request, number, version, typed, refusal=refused.text, status=422)
    except Stale as stale:
        return _form(request, number, stale.current.version, typed, refusal=stale.text, status=409)
    found = selectors.order_page(request.user, number)
    response = _contact(request, number, contact_view(found.contact))
    return triggered(response, toast=say("toast.contact_saved"))


def contact_errors(typed: dict[str, str]) -> dict[str, str]:
    """What cannot be a telephone or an identity number. Empty fields are for the core to judge."""
    errors = {}
    phone, identity = typed.get("phone", ""), typed.get("identity_number", "")
    if phone and not (len(phone) <= LONGEST_PHONE and FEWEST_DIGITS <= sum(c.isdigit() for c in phone) <= MOST_DIGITS):
        errors["phone"] = say("errors.phone")
    if identity and not re.fullmatch(r"[\dA-Za-z()（）\-]{6,20}", identity):
        errors["identity_number"] = say("errors.identity_number")
    return errors


def contact_fields(typed: dict[str, str], errors: dict[str, str] | None = None) -> list[dict[str, str]]:
    """Inputs for a contact, in the order in which one asks."""
    order = (ContactField.PHONE, *(f for f in ContactField if f is not ContactField.PHONE))
    wrong = errors or {}
    return [
        {"name": f.value, "label": in_words(f), "value": typed.get(f.value, ""), "error": wrong.get(f.value, "")}
        for f in order
    ]


def _form(
    request: HttpRequest,
    number: str,
    version: int,
    typed: dict[str, str],
    errors: dict[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    fields = contact_fields(typed, errors)
    context = {"number": number, "version": version, "fields": fields, "refusal": refusal}
    return render(request, "desk/contact_form.html", context, status=status)
