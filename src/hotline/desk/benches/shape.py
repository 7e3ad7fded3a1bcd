"""What a bench is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from hotline.core.vocabulary import CommandName


@dataclass(frozen=True)
class Bench:
    """`template` draws it with `context`; `covers`: the acts it has, which need no buttons of their own."""

    template: str
    context: Mapping[str, Any]
    covers: frozenset[CommandName] = frozenset()


Maker = Callable[[HttpRequest, Any, Mapping[str, Any]], Bench | None]
"""From the request, the page of `orders.selectors` and the same made ready: the bench, or none after all."""
