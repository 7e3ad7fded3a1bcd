"""What is shown when something is wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from hotline.desk.views.common import refuse, sign_in_first


def not_readable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/errors/400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/errors/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "desk/errors/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without a request context: whatever broke must not break this page too."""
    return HttpResponse(render_to_string("desk/errors/500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is gone: explained, nothing written. A piece of a page gets a fresh token to try again."""
    if request.htmx:
        get_token(request)
        return refuse(request, "errors.csrf", 403) if request.user.is_authenticated else sign_in_first(request)
    return render(request, "desk/errors/csrf.html", status=403)
