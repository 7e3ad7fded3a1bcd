"""One order after the other: what opens when the one before is done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hotline.desk.queues import label
from hotline.desk.views.order import show_order
from hotline.orders import selectors
from hotline.orders.results import NotFound

FEW = 2
"""Rows asked for: the first may be the one just done, seen again under another part."""


def following(request: HttpRequest, queue: str, done: str, extra: dict[str, Any] | None = None) -> HttpResponse:
    """The next order of the list as a piece of the page, or that the list is done.

    The browser says which row stands after the one that was done (`next`, `next-on`): it knows the filters and where
    the person is. Without it, or when that order has left the list meanwhile, it is the first of the list. `extra` as
    for `show_order`: a word about the one before.
    """
    wanted, on = request.POST.get("next", ""), request.POST.get("next-on", "")
    found = [(wanted, on)] if wanted and wanted != done and selectors.waits(request.user, queue, wanted) else []
    for number, about in [*found, *_first(request, queue, done)]:
        try:
            response = show_order(request, number, queue, about, extra)
        except NotFound:
            continue
        query = {"q": queue, "on": about} if about else {"q": queue}
        response["HX-Push-Url"] = f"/{number}/?{urlencode(query)}"
        return response
    response = render(request, "desk/list_done.html", {"queue": label(queue), **(extra or {})})
    response["HX-Push-Url"] = f"/q/{queue}/"
    return response


def _first(request: HttpRequest, queue: str, done: str) -> list[tuple[str, str]]:
    try:
        rows = selectors.queue(request.user, queue, limit=FEW).rows
    except NotFound:
        return []
    return [(row.number, row.subject) for row in rows if row.number != done]
