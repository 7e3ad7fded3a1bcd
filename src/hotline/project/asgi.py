"""The web application: static files first, then Django with one thread hop a request."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.template.loader import render_to_string
from servestatic import ServeStaticASGI

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.project.settings")


MOST_BODY = 24 * 1024 * 1024
"""Bytes of a request: a file of 20 MB with its form. Django itself would write any amount to the disk, from anyone."""


class OneHopHandler(ASGIHandler):
    """Django's handler with a synchronous middleware chain.

    Our views and middlewares are synchronous. Django would move each middleware to the thread and back by itself;
    running the whole chain in one go saves a dozen switches a request. Streams stay asynchronous: they are sent
    after the chain has returned.
    """

    def __init__(self) -> None:
        super().__init__()
        self._idle: list[ThreadPoolExecutor] = []

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        declared = dict(scope.get("headers", ())).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > MOST_BODY:
            page = [(b"connection", b"close"), (b"content-type", b"text/html; charset=utf-8")]
            await send({"type": "http.response.start", "status": 413, "headers": page})
            await send({"type": "http.response.body", "body": render_to_string("desk/errors/400.html").encode()})
            return
        # A thread for each request, as Django has it, but one that served before: starting one, with database and
        # translations, costs as much as a small page.
        thread = self._idle.pop() if self._idle else ThreadPoolExecutor(max_workers=1)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await super().__call__(scope, receive, send)
        finally:
            self._idle.append(thread)

    async def read_body(self, receive: Any) -> Any:
        """Also a body that does not say how long it is ends at `MOST_BODY`."""
        taken = 0

        async def counted() -> Any:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > MOST_BODY:
                raise RequestAborted
            return message

        return await super().read_body(counted)

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
