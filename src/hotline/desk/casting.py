"""Markup cast once and filled each time: what follows from a few facts is rendered once, and only values differ.

The facts are the shape, a hashable thing that names everything the markup follows from. A template is rendered for it
with marks where values go. A number, a key, a name or a text of a citizen is never part of a shape: it is poured in
each time, escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

SHAPES = 200
"""Casts of one kind that are kept in a process for each language."""

OPEN, CLOSE = "\ue000", "\ue001"
_MARKS = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")

Cast = tuple[str, ...]
"""Markup in pieces: text, the name of a value, text, …"""


def mark(name: str) -> str:
    """The place of the value `name`."""
    return f"{OPEN}{name}{CLOSE}"


def cast_of(template: str, context: Mapping[str, Any]) -> Cast:
    """The template with marks for values. The caller keeps it under its shape, for each language apart (`kept`).

    No request is at hand, so that nothing of a person gets in; the token of the form is the value `token`.
    """
    return tuple(_MARKS.split(render_to_string(template, {**context, "csrf_token": mark("token")})))


def filled(cast: Sequence[str], values: Mapping[str, Any]) -> SafeString:
    """The markup with these values. What is not itself markup of ours is escaped. Raises KeyError for a missing one."""
    parts = list(cast)
    for at in range(1, len(parts), 2):
        value = values[parts[at]]
        parts[at] = value if type(value) is SafeString else escape(str(value))
    return SafeString("".join(parts))
