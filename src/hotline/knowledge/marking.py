"""Where a text says what was sought: pieces of a title or an answer, marked."""

from __future__ import annotations

from collections.abc import Collection

from hotline.language.tokens import folded

Piece = tuple[str, bool]
"""A stretch of text, and whether it is marked."""


def marked(text: str, *wanted: Collection[str]) -> tuple[Piece, ...]:
    """The text in pieces, marked where a term stands."""
    plain_text, marks = folded(text), [False] * len(text)
    for term in (term for each in wanted for term in each):
        at = plain_text.find(term)
        while at >= 0:
            marks[at : at + len(term)] = [True] * len(term)
            at = plain_text.find(term, at + 1)
    pieces: list[Piece] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[start]:
            pieces.append((text[start:at], marks[start]))
            start = at
    return tuple(pieces)


def snippet(text: str, *wanted: Collection[str], width: int = 80) -> tuple[Piece, ...]:
    """The stretch of the text that says most of what was sought, marked; dots where it was cut."""
    text = " ".join(text.split())
    if len(text) <= width:
        return marked(text, *wanted)
    plain_text, sought = folded(text), [term for each in wanted for term in each]
    starts = sorted({max(0, plain_text.find(term) - 10) for term in sought if term in plain_text} | {0})
    best = max(starts, key=lambda at: (sum(term in plain_text[at : at + width] for term in sought), -at))
    before, after = "…" if best else "", "…" if best + width < len(text) else ""
    return marked(before + text[best : best + width] + after, *wanted)
