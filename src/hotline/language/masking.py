"""Texts without who speaks in them: what a model may learn from."""

from __future__ import annotations

from datetime import datetime

from hotline.language.extract import Kind, extract

PERSONAL = frozenset({Kind.PHONE, Kind.IDENTITY, Kind.PERSON})
STAR = "*"


def masked(text: str, now: datetime) -> str:
    """The text with telephones, identity numbers and names of people as one star each. `now`: when it was said."""
    parts, last = [], 0
    for span in extract(text, now):
        if span.kind in PERSONAL and span.start >= last:
            parts += [text[last : span.start], STAR]
            last = span.end
    return "".join([*parts, text[last:]])
