"""A paper of an order: looked at, printed by the browser, or taken away as PDF. Each time is written down."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hotline.accounts import audit
from hotline.core.vocabulary import ContactField
from hotline.desk import papers
from hotline.desk.context import unit_name
from hotline.desk.views.common import page
from hotline.desk.words import say
from hotline.orders import selectors, services
from hotline.reports import pdf
from hotline.reports.composing import compose
from hotline.reports.html import html
from hotline.reports.offered import Offered
from hotline.reports.paper import Paper


@page()
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, number: str, form: str, about: str) -> HttpResponse:
    """The paper to look at and to print. POST with a reason: with the citizen's data, and the look is recorded."""
    found, wanted, masked = _wanted(request, number, form, about)
    if request.method == "POST" and not _reason(request):
        return _shown(request, found, wanted, masked, wrong=say("errors.reveal_reason"))
    return _shown(request, found, wanted, _made(request, found, wanted, "html"), done=request.method == "POST")


@page()
@require_http_methods(["GET", "POST"])
def as_pdf(request: HttpRequest, number: str, form: str, about: str) -> HttpResponse:
    """The paper as a file. Where the machine has no Chinese font it says so and shows the paper to print instead."""
    found, wanted, masked = _wanted(request, number, form, about)
    if request.method == "POST" and not _reason(request):
        return _shown(request, found, wanted, masked, wrong=say("errors.reveal_reason"))
    if not pdf.fonts():
        return _shown(request, found, wanted, masked, wrong=pdf.NoFont.text, status=503)
    content = pdf.pdf(_made(request, found, wanted, "pdf"))
    name = quote(f"{wanted.form.title}-{number}.pdf", safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _wanted(request: HttpRequest, number: str, form: str, about: str) -> tuple[Any, Offered, Paper]:
    """The order, what is asked for, and the masked paper. Personal data are asked for only where the paper has them."""
    found = selectors.order_page(request.user, number)
    wanted = papers.found(found, unit_name, form, about)
    if wanted is None:
        raise Http404
    masked = _composed(request, found, wanted, None)
    if request.method == "POST" and not (masked.note and found.contact.may_reveal):
        raise Http404
    return found, wanted, masked


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()


def _made(request: HttpRequest, found: Any, wanted: Offered, kind: str) -> Paper:
    """The paper, and a line in the audit that it was made; a paper with personal data is a look at them as well."""
    shown = None
    with transaction.atomic():
        if request.method == "POST":
            contact = services.reveal_contact(found.row.id, request.user, _reason(request))
            shown = {field: getattr(contact, field.value) for field in ContactField}
        form, about = wanted.key
        detail = {"paper": wanted.title, "id": form, "about": about, "form": kind, "personal": shown is not None}
        audit.note(request.user, "printed", found.row.number, detail)
    return _composed(request, found, wanted, shown)


def _composed(request: HttpRequest, found: Any, wanted: Offered, shown: dict[ContactField, str] | None) -> Paper:
    url = request.build_absolute_uri(f"/{found.row.number}/")
    return compose(wanted.form, papers.facts_of(found, wanted, unit_name, request.user.name, url, shown))


def _shown(
    request: HttpRequest,
    found: Any,
    wanted: Offered,
    made: Paper,
    *,
    wrong: str = "",
    done: bool = False,
    status: int = 0,
) -> HttpResponse:
    context = {
        "title": wanted.title,
        "number": found.row.number,
        "url": papers.address(found.row.number, wanted),
        "sheet": html(made),
        "wrong": wrong,
        "shown": done,
        "may_reveal": found.contact.may_reveal and bool(made.note) and not done,
    }
    return render(request, "desk/print.html", context, status=status or (422 if wrong else 200))
