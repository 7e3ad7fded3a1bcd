"""Sentences with names in braces: `{meter.balance}` is what is known of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_NAME = re.compile(r"\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}")
BLANK = "——"


def names_in(text: str) -> tuple[str, ...]:
    """The names a text needs, each once, as they come."""
    return tuple(dict.fromkeys(_NAME.findall(text)))


def filled(text: str, known: Mapping[str, str], show: Callable[[str, str], str] | None = None) -> str:
    """The text with what is known; what is not stands as a blank. `show(name, value)` may mask a value."""

    def one(match: re.Match[str]) -> str:
        value = known.get(match[1], "")
        return (show(match[1], value) if show and value else value) or BLANK

    return _NAME.sub(one, text)
