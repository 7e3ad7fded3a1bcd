"""The web application: static files first, then Django with one thread hop a request."""

from __future__ import annotations

import os
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from servestatic import ServeStaticASGI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.project.settings")


class OneHopHandler(ASGIHandler):
    """Django's handler with a synchronous middleware chain.

    Our views and middlewares are synchronous. Django would move each middleware to the thread and back by itself;
    running the whole chain in one go saves a dozen switches a request. Streams stay asynchronous: they are sent
    after the chain has returned.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> Any:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


def get_application() -> ServeStaticASGI:
    """Django behind the static files. Files come from STATIC_ROOT, which `hotline run` fills."""
    django.setup(set_prefix=False)
    from django.conf import settings

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    return ServeStaticASGI(
        OneHopHandler(), root=settings.STATIC_ROOT, prefix=settings.STATIC_URL, autorefresh=settings.DEBUG
    )


application = get_application()
