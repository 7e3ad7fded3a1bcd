"""What a citizen's text says: place, time, organisation, people, telephones, identity numbers, money, quantities, asks.

Pure and deterministic: the same text, moment and table of places give the same spans. Any text is accepted.
"""

from __future__ import annotations

import re
from datetime import datetime

from hotline.language.extract_asks import asks
from hotline.language.extract_lexicon import raw
from hotline.language.extract_names import Words
from hotline.language.extract_numbers import identities, money, phones, quantities
from hotline.language.extract_people import known_people, people
from hotline.language.extract_places import names
from hotline.language.extract_shapes import Kind, Span, without_overlaps
from hotline.language.extract_time import times
from hotline.language.places import Places

__all__ = ["Extraction", "Kind", "Span", "extract", "leading", "mask"]

LONGEST = 20_000
"""Characters read of one text; what comes after is not looked at."""

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}
_FULL_WIDTH |= {code: code - 0xFEE0 for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH |= {0x3000: 0x20, 0xFF0A: 0x2A, 0x00A0: 0x20}
_FULL_WIDTH |= dict.fromkeys(range(0xD800, 0xE000), 0xFFFD)  # halves of a pair, which no segmenter takes
_WIDE = re.compile(f"[{''.join(map(chr, sorted(_FULL_WIDTH)))}]+")  # few texts hold one: found faster than looked up
Extraction = list[Span]
_NOWHERE = Places()


def extract(text: str, now: datetime, places: Places | None = None) -> Extraction:
    """The spans of a text in reading order. `now` (aware) is when it was said; times without a year lean on it.

    Spans of one kind never overlap and, asks apart, neither do spans of different kinds. Positions are those of `text`.
    """
    plain = _WIDE.sub(lambda found: found[0].translate(_FULL_WIDTH), text[:LONGEST])
    where = places or _NOWHERE
    told = Words(plain, where)
    found = [
        *identities(plain),
        *phones(plain),
        *times(plain, now),
        *money(plain),
        *quantities(plain),
        *people(plain),
        *known_people(told),
        *names(told, where),
        *asks(plain),
    ]
    return without_overlaps(found)


def leading(spans: Extraction) -> dict[Kind, Span]:
    """The span of each kind to fill a form with: the place and time that say most, else the surest, else the first."""

    def rank(span: Span) -> tuple[float, float, int]:
        said = span.end - span.start
        if span.kind is Kind.PLACE:
            return (len(span.details.get("code", "")), said, -span.start)
        if span.kind is Kind.TIME:
            return (float(span.value[:1].isdigit()), len(span.value), -span.start)
        return (span.confidence, 0.0, -span.start)

    found: dict[Kind, Span] = {}
    for span in spans:
        if span.kind not in found or rank(span) > rank(found[span.kind]):
            found[span.kind] = span
    return found


def mask(text: str, spans: Extraction) -> str:
    """The text with telephones and identity numbers masked, for screens and models that must not see them."""
    masked = list(text)
    for span in spans:
        if span.kind is Kind.PHONE or span.kind is Kind.IDENTITY:
            keep = 3 if span.kind is Kind.PHONE else 6
            digits = [at for at in range(span.start, span.end) if masked[at] not in raw("c_phone_separators")]
            for at in digits[keep : -2 if span.kind is Kind.PHONE else None]:
                masked[at] = "*"
    return "".join(masked)
