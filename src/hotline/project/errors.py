"""Which door says that there is no such page: each speaks to its own people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from hotline.desk.views import errors as desk
from hotline.portal import views as portal

CITIZENS = "/ask/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of the door whose address it was."""
    return portal.not_found(request) if request.path.startswith(CITIZENS) else desk.not_found(request, exception)
