"""Files of an order: sent with headers that keep a browser from running them; doubtful ones only after a look."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from hotline.desk.views.common import number_or_404, page
from hotline.handling import selectors as handling
from hotline.handling import services


@page()
@require_GET
def download(request: HttpRequest, number: str, ident: UUID) -> HttpResponse:
    """One file, to be saved."""
    number_or_404(request.user, number)
    found = handling.download(request.user, ident)
    # At most 20 MB: read at once, a synchronous stream would be collected by the asynchronous server anyway.
    return HttpResponse(found.path.read_bytes(), headers=found.headers)


@page("act")
@require_POST
def let_out(request: HttpRequest, number: str, ident: UUID) -> HttpResponse:
    """End the quarantine of a doubtful file."""
    number_or_404(request.user, number)
    services.let_out(ident, request.user)
    return redirect("order", number)
