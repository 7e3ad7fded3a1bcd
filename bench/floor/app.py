"""A minimal Django application: session and user from the database, rows through the ORM, a template, nothing else.

It has no permissions, no rules, no clocks, no masking, no CSRF: it is what any Django page of this size costs. The
same application is served by uvicorn (as the product is, with the product's handler) and by gunicorn. It has a
database of its own, filled from the seeded orders, so both sides read the same texts. Environment:
FLOOR_DATABASE_URL, FLOOR_SERVER (asgi or wsgi). In an address, `rows` is the length of a list and `pad` says how much
still text makes the page as long as the product's.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings

from hotline.infra.addresses import parse_database_url

_ASGI = os.environ.get("FLOOR_SERVER") != "wsgi"
_DATABASE: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    **parse_database_url(os.environ["FLOOR_DATABASE_URL"]),
}
if _ASGI:
    _DATABASE["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}}
else:
    _DATABASE["CONN_MAX_AGE"] = 600

settings.configure(
    SECRET_KEY="bench",
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    TIME_ZONE="Asia/Shanghai",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent],
            "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
        }
    ],
    DATABASES={"default": _DATABASE},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup(set_prefix=False)

from django.contrib.auth.decorators import login_required  # noqa: E402 - models need configured settings
from django.core.handlers.asgi import ASGIHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.shortcuts import get_object_or_404, render  # noqa: E402
from django.urls import path  # noqa: E402


def pad(request: HttpRequest) -> str:
    return "." * int(request.GET.get("pad", "0"))


class Order(models.Model):
    """One order with the columns that the pages show."""

    number = models.TextField()
    title = models.TextField()
    content = models.TextField()
    place = models.TextField()
    area = models.TextField()
    nature = models.TextField()
    content_class = models.TextField()
    channel = models.TextField()
    urgency = models.TextField()
    secret = models.BooleanField()
    phase = models.TextField()
    unit = models.TextField()
    due_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()
    caller = models.TextField()
    phone = models.TextField()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "floor_order"


class Part(models.Model):
    """A unit's part of an order."""

    number = models.TextField()
    unit = models.TextField()
    part = models.TextField()
    state = models.TextField()
    due_at = models.DateTimeField(null=True)
    answer = models.TextField()
    internal = models.TextField()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "floor_part"


class Limit(models.Model):
    """A clock of an order."""

    number = models.TextField()
    name = models.TextField()
    unit = models.TextField()
    state = models.TextField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "floor_limit"


class Event(models.Model):
    """A line of an order's story."""

    number = models.TextField()
    seq = models.IntegerField()
    at = models.DateTimeField()
    who = models.TextField()
    unit = models.TextField()
    text = models.TextField()

    class Meta:
        app_label = "floor"
        managed = False
        db_table = "floor_event"


@login_required
def rows(request: HttpRequest, phase: str, unit: str = "") -> HttpResponse:
    """The open orders of a phase, due next first."""
    found = Order.objects.filter(phase=phase, **({"unit": unit} if unit else {})).order_by("due_at", "id")
    return render(request, "list.html", {"rows": found[: int(request.GET.get("rows", "30"))], "pad": pad(request)})


@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order with its parts, clocks and story."""
    children = {
        "parts": Part.objects.filter(number=number).order_by("id"),
        "limits": Limit.objects.filter(number=number).order_by("id"),
        "events": Event.objects.filter(number=number).order_by("seq"),
    }
    found = get_object_or_404(Order, number=number)
    return render(request, "order.html", {"o": found, "pad": pad(request), **children})


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """One row from a form, then a redirect."""
    from uuid import uuid4

    from django.utils.timezone import now  # noqa: TID251 - the floor has no clock of its own

    moment, post = now(), request.POST
    made = Order.objects.create(
        number=uuid4().hex,
        title=post["title"],
        content=post["content"],
        place=post["place"],
        area=post["area"],
        nature=post["nature"],
        content_class=post["content_class"],
        channel=post["channel"],
        urgency=post["urgency"],
        secret=False,
        phase="awaiting_dispatch",
        unit="",
        due_at=moment,
        registered_at=moment,
        caller=post["name"],
        phone=post["phone"],
    )
    return HttpResponseRedirect(f"/o/{made.number}/")


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("healthz", healthz),
    path("q/<slug:phase>/", rows),
    path("q/<slug:phase>/<str:unit>/", rows),
    path("o/<slug:number>/", order),
    path("create/", create),
]


class OneHopHandler(ASGIHandler):
    """As in `hotline.project.asgi`: the floor gets every advantage the product has."""

    def __init__(self) -> None:
        super().__init__()
        self._idle: list[ThreadPoolExecutor] = []

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = self._idle.pop() if self._idle else ThreadPoolExecutor(max_workers=1)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await super().__call__(scope, receive, send)
        finally:
            self._idle.append(thread)

    async def get_response_async(self, request: HttpRequest) -> Any:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


application = OneHopHandler() if _ASGI else get_wsgi_application()
