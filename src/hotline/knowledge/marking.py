"""Where a text says what was sought: pieces of a title or an answer, marked."""

from __future__ import annotations

from collections.abc import Collection

from hotline.language.tokens import folded

Piece = tuple[str, bool]
"""A stretch of text, and whether it is marked."""


def marked(text: str, *wanted: Collection[str]) -> tuple[Piece, ...]:
    """The text in pieces, marked where a term stands."""
    plain_text, found = folded(text), list[tuple[int, int]]()
    for term in (term for each in wanted for term in each):
        at = plain_text.find(term)
        while at >= 0:
            found.append((at, at + len(term)))
            at = plain_text.find(term, at + 1)
    pieces: list[Piece] = []
    done = 0
    for start, end in _merged(found):
        pieces += [(text[done:start], False)] * (done < start)
        pieces.append((text[start:end], True))
        done = end
    return (*pieces, (text[done:], False)) if done < len(text) else tuple(pieces)


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches that overlap or touch as one, from left to right."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


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
