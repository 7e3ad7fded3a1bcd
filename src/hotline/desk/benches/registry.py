"""Which bench stands on a page: it follows from the page's primary act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from hotline.core.vocabulary import CommandName
from hotline.desk.benches.shape import Bench, Maker

MAKERS: dict[CommandName, Maker] = {}


def bench_of(request: HttpRequest, found: Any, ready: Mapping[str, Any]) -> Bench | None:
    """The bench for what this person is to do next on this order."""
    primary = ready["verbs"].primary
    maker = MAKERS.get(primary.command) if primary else None
    return maker(request, found, ready) if maker else None
