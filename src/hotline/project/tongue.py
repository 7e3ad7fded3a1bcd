"""Each request in the language its browser has chosen."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hotline.infra import tongues


class TongueMiddleware:
    """The choice is a cookie: someone who has not chosen reads Chinese, whatever the browser is set to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(tongues.COOKIE, "")
        with tongues.spoken(chosen if chosen in tongues.TONGUES else tongues.SOURCE):
            return self.get_response(request)
