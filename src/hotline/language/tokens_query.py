"""What somebody types into a search box as a `tsquery`, and where the answer has it: marks and snippet."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import rjieba

from hotline.language.tokens import INITIALS, LONGEST, PINYIN, folded, quoted, runs

LONG_QUESTION = 7
"""A Chinese term without quotes from this many characters on is cut into words."""
MOST_TERMS = 16
_LINE = re.compile(r"^(\w+) :?= (.+)$", re.MULTILINE)


@functools.cache
def _lexicon() -> dict[str, str]:
    text = (resources.files(__package__) / "tokens_lexicon.txt").read_text(encoding="utf-8")
    return {found[1]: found[2] for found in _LINE.finditer(text)}


@functools.cache
def _empty() -> frozenset[str]:
    return frozenset(_lexicon()["empty"].split())


@functools.cache
def _pieces() -> re.Pattern[str]:
    opening, closing = _lexicon()["opening"], _lexicon()["closing"]
    return re.compile(rf"(?P<not>-)?(?:{opening}(?P<phrase>[^\n]*?)(?:{closing}|$)|(?P<word>[^\s“”「」『』\"]+))")


class TermKind(enum.StrEnum):
    """How a term is looked for."""

    PHRASE = "phrase"
    WORD = "word"
    LETTERS = "letters"


@dataclass(frozen=True)
class Term:
    """One thing to find (folded); `absent`: it must not be there. `also`: other names of the same, as good as it."""

    kind: TermKind
    text: str
    absent: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """Terms of a search. `to_tsquery` is empty when nothing can be looked for."""

    terms: tuple[Term, ...]

    def to_tsquery(self, every: bool = True) -> str:
        """All terms (`every`) or, when that finds nothing, any of them; absent ones always hold."""
        wanted = [_sought(term) for term in self.terms if not term.absent]
        unwanted = [_sought(term) for term in self.terms if term.absent]
        joined = (" & " if every else " | ").join(text for text in wanted if text)
        refused = " & ".join(f"!({text})" for text in unwanted if text)
        if joined and refused:
            return f"({joined}) & {refused}"
        return joined or refused


_NO_NAMES: Mapping[str, tuple[str, ...]] = {}


def parse(typed: str, names: Mapping[str, tuple[str, ...]] = _NO_NAMES) -> Query:
    """Terms of what was typed: quoted phrases stay whole, `-` refuses, letters may be pinyin; long ones are cut.

    `names`: own words (folded) that are kept whole, each with its other names; a quoted phrase is only what it says.
    """
    terms: list[Term] = []
    for found in _pieces().finditer(folded(typed)):
        absent = found["not"] is not None
        said = (found["phrase"] if found["phrase"] is not None else found["word"] or "")[: LONGEST * 4]
        if not any(char.isalnum() for char in said):
            continue
        if found["phrase"] is not None:
            terms.append(Term(TermKind.PHRASE, said, absent))
        elif said.isascii() and said.isalpha():
            terms.append(Term(TermKind.LETTERS, said, absent))
        else:
            terms += [Term(TermKind.WORD, word, absent, names.get(word, ())) for word in _words(said, names)]
    return Query(tuple(dict.fromkeys(terms))[:MOST_TERMS])


def _words(said: str, names: Mapping[str, tuple[str, ...]]) -> Sequence[str]:
    if len(said) < LONG_QUESTION or said.isascii() or said in names:
        return [said]
    pieces = [piece for piece, known in _kept_whole(said, names) for piece in ([piece] if known else rjieba.cut(piece))]
    words = [word for word in _numbered(pieces, names) if any(char.isalnum() for char in word)]
    full = [word for word in words if word not in _empty()]
    # One character beside words says nothing, and stands in half of all texts.
    return [word for word in full if len(word) > 1] or full or words


def _numbered(pieces: Iterable[str], names: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """A number together with what it counts: by itself it stands in half of all addresses."""
    number = ""
    for piece in pieces:
        if piece.isascii() and piece.isdigit():
            number += piece
            continue
        if piece[:1].isalpha() and not piece.isascii() and piece not in names:
            yield number + piece
        else:
            yield from (number, piece)
        number = ""
    yield number


def _kept_whole(said: str, names: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, and which of them are own words: from left to right, the longest first."""
    longest = min(len(said), max(map(len, names), default=0))
    at = begun = 0
    while at < len(said):
        size = next((n for n in range(longest, 1, -1) if said[at : at + n] in names), 0)
        if size and begun < at:
            yield said[begun:at], False
        if size:
            yield said[at : at + size], True
            begun = at + size
        at += size or 1
    if begun < len(said):
        yield said[begun:], False


def _sought(term: Term) -> str:
    if term.also:
        return "(" + " | ".join(filter(None, map(_phrase, (term.text, *term.also)))) + ")"
    phrase = _phrase(term.text, term.kind is TermKind.PHRASE)
    if term.kind is TermKind.LETTERS:
        return f"({phrase} | {quoted(INITIALS + term.text)}:* | {quoted(PINYIN + term.text)}:*)"
    return phrase


def _phrase(text: str, strict: bool = False) -> str:
    """Lexemes at the distances they have in the text. One Chinese character, or a last word of letters, is a prefix.

    Unless `strict`, one character at the end is left out where something stands before it: whatever begins with it
    would have to be read.
    """
    found = _covering(text)
    if len(found) > 1 and found[-1][2] and len(found[-1][0]) == 1 and not found[-1][0].isascii() and not strict:
        found.pop()
    if not found:
        return ""
    pieces, before = [], None
    for lexeme, start, prefix in found:
        if before is not None:
            pieces.append(f"<{start - before}>")
        pieces.append(quoted(lexeme) + (":*" if prefix else ""))
        before = start
    return "(" + " ".join(pieces) + ")" if len(pieces) > 1 else pieces[0]


def _covering(text: str) -> list[tuple[str, int, bool]]:
    """The fewest lexemes that cover the text: pairs side by side, whole codes; which of them are prefixes."""
    covered: list[tuple[str, int, bool]] = []
    until = len(text.rstrip())
    for start, said, chinese in runs(text):
        if not chinese:
            covered.append((said[:LONGEST], start, start + len(said) == until))
            continue
        if len(said) == 1:
            covered.append((said, start, True))
            continue
        places = list(range(0, len(said) - 1, 2))
        if len(said) % 2:
            places.append(len(said) - 2)
        covered += [(said[at : at + 2], start + at, False) for at in places]
    return covered


def marks(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the terms stand in a text, merged, from left to right."""
    plain = folded(text)
    found: list[tuple[int, int]] = []
    for term in query.terms:
        if term.absent:
            continue
        for said in filter(None, (name.strip() for name in (term.text, *term.also))):
            at = plain.find(said)
            while at >= 0:
                found.append((at, at + len(said)))
                at = plain.find(said, at + len(said))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def snippet(text: str, query: Query, width: int = 80) -> list[tuple[str, bool]]:
    """The piece of the text with most of what was sought, as (words, marked); dots where it was cut."""
    found = marks(text, query)
    starts = [max(0, min(left - width // 8, len(text) - width)) for left, _ in found] or [0]
    start = max(starts, key=lambda begin: (_held(found, begin, begin + width), -begin))
    end = min(len(text), start + width)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for left, right in found:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        if left > at:
            pieces.append((text[at:left], False))
        pieces.append((text[left:right], True))
        at = right
    if at < end:
        pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append(("…", False))
    return pieces


def _held(found: Sequence[tuple[int, int]], start: int, end: int) -> int:
    return sum(right - left for left, right in found if left >= start and right <= end)
