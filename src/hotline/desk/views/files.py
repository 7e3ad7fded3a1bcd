"""Files of an order: sent with headers that keep a browser from running them; doubtful ones only after a look."""

from __future__ import annotations

import re
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


@page()
@require_GET
def show(request: HttpRequest, number: str, ident: UUID) -> HttpResponse:
    """A picture or a recording inside the order's page; a player may ask for a part of it."""
    number_or_404(request.user, number)
    found = handling.shown(request.user, ident)
    content = found.path.read_bytes()
    headers = {**found.headers, "Accept-Ranges": "bytes"}
    wanted = part_of(request.headers.get("Range", ""), len(content))
    if wanted is None:
        return HttpResponse(content, headers=headers)
    first, last = wanted
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{len(content)}", "Content-Length": str(last - first + 1)}
    return HttpResponse(content[first : last + 1], status=206, headers=headers)


_RANGE = re.compile(r"bytes=(\d{1,12})?-(\d{1,12})?")


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte of the one part that is asked for; None for the whole. First after last: no such part.

    Several parts at once are answered with the whole, as the standard allows (RFC 9110 14.2).
    """
    found = _RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return (max(0, size - int(found[2])), size - 1) if int(found[2]) else (size, size - 1)
    return int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)


@page("act")
@require_POST
def let_out(request: HttpRequest, number: str, ident: UUID) -> HttpResponse:
    """End the quarantine of a doubtful file."""
    number_or_404(request.user, number)
    services.let_out(ident, request.user)
    return redirect("order", number)
