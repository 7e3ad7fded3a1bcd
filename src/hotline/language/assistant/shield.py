"""What is personal is taken out of a text before it leaves, each with a mark of its own, and can be put back.

What the centre knows of the citizen is looked for by itself, in any spelling of its digits; other people, telephones,
identity numbers, accounts, plates and doors by how they are written. Rather too much is taken out than too little.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from hotline.language.assistant.tables import patterns, table
from hotline.language.extract import Kind, extract

LONGEST = 6000
"""Characters of one text that leave; what comes after stays here."""
LEAST = 2
"""A known value shorter than this is no name and no number."""
OPEN, CLOSE = "\u3014", "\u3015"
_KINDS = {Kind.PHONE: "phone", Kind.IDENTITY: "identity", Kind.PERSON: "name"}
_MARK = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]{{1,8}}{CLOSE}")
_NUMBER = re.compile(
    r"(?P<day>(?<!\d)(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d))|(?<!\d)\d(?:[\s\-\uff0d\u2014_.\u00b7/]{0,2}\d){6,}[Xx]?"
)
_GAP = r"[\s\-\uff0d\u2014_.\u00b7/]{0,2}"


class _Found(NamedTuple):
    start: int
    end: int
    kind: str


class Shield:
    """Marks for what is personal in the texts of one question: the same words have the same mark in all of them."""

    def __init__(self, now: datetime, known: Mapping[str, Iterable[str]] | None = None) -> None:
        """`now`: when the texts were said; `known`: kind (of `[kinds]`) → what is known of the citizen."""
        self._now = now
        self._known = [
            (kind, _spelled(value)) for kind, values in (known or {}).items() for value in values if _long(value)
        ]
        self._marks: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def masked(self, text: str) -> str:
        """The text with marks in place of what is personal. Marks that somebody typed are no marks."""
        text = unicodedata.normalize("NFC", text[:LONGEST]).replace(OPEN, "[").replace(CLOSE, "]")
        parts, last = [], 0
        for one in _joined(self._personal(text)):
            parts += [text[last : one.start], self._mark(one.kind, text[one.start : one.end])]
            last = one.end
        return "".join([*parts, text[last:]])

    def restored(self, text: str) -> str:
        """The text with what was taken out in its place again; a mark that was never given stays as it is."""
        back = {mark: words for words, mark in self._marks.items()}
        return _MARK.sub(lambda m: back.get(m[0], m[0]), text)

    def _personal(self, text: str) -> Iterator[_Found]:
        for kind, pattern in self._known:
            yield from (_Found(*m.span(), kind) for m in pattern.finditer(text))
        for span in extract(text, self._now):
            if span.kind in _KINDS:
                yield _Found(span.start, span.end, _KINDS[span.kind])
        yield from (_Found(*m.span(), "number") for m in _NUMBER.finditer(text) if not m["day"])
        for kind, pattern in patterns().items():
            group = "value" if "value" in pattern.groupindex else 0
            yield from (_Found(*m.span(group), kind) for m in pattern.finditer(text))

    def _mark(self, kind: str, words: str) -> str:
        if words not in self._marks:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._marks[words] = f"{OPEN}{table('kinds')[kind]}{self._counts[kind]}{CLOSE}"
        return self._marks[words]


def _long(value: str) -> bool:
    return len(value.strip()) >= LEAST


def _spelled(value: str) -> re.Pattern[str]:
    """A known value in any width of its letters and with gaps between them."""
    letters = [sign for sign in unicodedata.normalize("NFKC", value) if not sign.isspace()]
    return re.compile(_GAP.join(_letter(sign) for sign in letters), re.IGNORECASE)


def _letter(sign: str) -> str:
    wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else ""
    return f"[{re.escape(sign)}{wide}]" if wide else re.escape(sign)


def _joined(found: Iterable[_Found]) -> list[_Found]:
    """In reading order; what overlaps becomes one, named after what begins first."""
    joined: list[_Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if joined and one.start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, one.end))
        elif one.start < one.end:
            joined.append(one)
    return joined
