"""What a bench is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

from hotline.core.vocabulary import CommandName


@dataclass(frozen=True)
class Bench:
    """`template` draws it with `context`; `covers`: the acts it has, which need no buttons of their own."""

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    covers: frozenset[CommandName] = frozenset()
    whole: frozenset[CommandName] = frozenset()
    """Of these, the acts that stand in the menu all the same: there they open as a whole form, and the order stays."""
    piece: SafeString | None = None
    """Its markup, where it is already made (`casting`): then nothing else is drawn."""


Maker = Callable[[HttpRequest, Any, Mapping[str, Any]], Bench | None]
"""From the request, the page of `orders.selectors` and the same made ready: the bench, or none after all."""

FORM_PREFIX = "bench-"
"""Before the ids of a bench's inputs: the same form opened whole may stand on the page at the same time."""
