"""Tokens for search in stock PostgreSQL: what goes into a `tsvector`, and no extension is needed.

Chinese runs are stored as overlapping pairs of characters at the place where they stand, so that whatever stands in a
text is found again as it was typed, however a segmenter would have cut it. Letters and digits are stored whole and by
parts. Names (places, units, titles) are stored as full pinyin and as initials besides. `VERSION` is stored with a row:
a row of another version is indexed anew by a job.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pypinyin import lazy_pinyin

VERSION = 1
FURTHEST = 16_383
"""PostgreSQL keeps positions up to this one; what stands further is found by words, not by phrases."""
LONGEST = 200
"""Characters of one lexeme; PostgreSQL refuses more than 2046 bytes."""
_MOST_POSITIONS = 255
_RUN = re.compile(r"(?P<han>[\u3400-\u9fff\uf900-\ufaff]+)|(?P<code>[a-z0-9]+(?:[-_./][a-z0-9]+)*)|(?P<other>[^\W_]+)")
_PART = re.compile(r"[a-z]+|[0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
PINYIN, INITIALS = "p:", "i:"


def folded(text: str) -> str:
    """Half width and lower case, character by character: positions stay those of the text."""
    return text.translate(_FOLDS)


class _Folds(dict[int, str]):
    """How each character is folded, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = _fold(chr(code))
        # Texts may hold any character there is; those of a city fit in here.
        if len(self) < _MOST_FOLDS:
            self[code] = found
        return found


_FOLDS, _MOST_FOLDS = _Folds(), 30_000


def _fold(char: str) -> str:
    if char < "\u0080":
        return char.lower()
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"  # half of a pair: neither the segmenter nor PostgreSQL takes it
    one = unicodedata.normalize("NFKC", char).lower()
    return one if len(one) == 1 else char


@dataclass(frozen=True)
class Token:
    """A lexeme and the characters it covers: `start` and `end` in the text."""

    lexeme: str
    start: int
    end: int


def runs(text: str) -> Iterator[tuple[int, str, bool]]:
    """Start and folded characters of each run without sign or space; whether it is Chinese."""
    for run in _RUN.finditer(folded(text)):
        yield run.start(), run[0], run["han"] is not None


def tokens(text: str) -> Iterator[Token]:
    """Lexemes of a text with their places. The last character of a Chinese run is one by itself as well."""
    return itertools.starmap(Token, _lexemes(text))


def _lexemes(text: str) -> Iterator[tuple[str, int, int]]:
    for run in _RUN.finditer(folded(text)):
        start, end, said = run.start(), run.end(), run[0]
        if run["han"]:
            for at in range(end - start - 1):
                yield said[at : at + 2], start + at, start + at + 2
            yield said[-1], end - 1, end
            continue
        yield said[:LONGEST], start, end
        if run["code"]:
            parts = list(_PART.finditer(said))
            if len(parts) > 1:
                for part in parts:
                    yield part[0][:LONGEST], start + part.start(), start + part.end()


def readings(name: str) -> tuple[str, str] | None:
    """Full pinyin and initials of a name (`xinhujiedao`, `xhjd`), letters and digits as they are; None without 中文."""
    pieces = _pieces(name)
    return (_full(pieces), _initials(pieces)) if pieces else None


def _pieces(name: str) -> list[str]:
    """A name as syllables, runs of letters and runs of digits; none without 中文."""
    plain = "".join(char for char in folded(name) if char.isalnum())[:LONGEST]
    if not _HAN.search(plain):
        return []
    syllables = [syllable for syllable in lazy_pinyin(plain) if syllable.isascii() and syllable.isalnum()]
    return [piece for syllable in syllables for piece in _PART.findall(syllable.lower())]


def _full(pieces: Sequence[str]) -> str:
    return "".join(pieces)[:LONGEST]


def _initials(pieces: Sequence[str]) -> str:
    return "".join(piece if piece.isdigit() else piece[0] for piece in pieces)[:LONGEST]


def vector(parts: Iterable[tuple[str, str]], names: Iterable[str] = (), titles: Iterable[str] = ()) -> str:
    """The text form of a `tsvector`.

    `parts` are (text, weight) with weights `A` to `D`, in one row of positions with a gap between; `names` are found by
    their pinyin and initials, and by any tail of them that begins with a syllable (德城区新湖街道 by `xhjd`); `titles`
    by initials alone.
    """
    places: dict[str, dict[int, str]] = {}
    offset = 1
    for text, weight in parts:
        mark = "" if weight == "D" else weight
        for lexeme, start, _ in _lexemes(text):
            found = places.get(lexeme)
            if found is None:
                found = places[lexeme] = {}
            if len(found) < _MOST_POSITIONS:
                found.setdefault(min(offset + start, FURTHEST), mark)
        offset += len(text) + 2
    for lexeme in itertools.chain(*map(_by_pinyin, names), *map(_by_initials, titles)):
        places.setdefault(lexeme, {})
    # No lexeme has a quote in it (_RUN), and the places of each come in their order.
    return " ".join(
        [
            f"'{lexeme}':" + ",".join([f"{at}{mark}" for at, mark in found.items()]) if found else f"'{lexeme}'"
            for lexeme, found in sorted(places.items())
        ]
    )


@functools.lru_cache(maxsize=20_000)
def _by_pinyin(name: str) -> frozenset[str]:
    """Its initials and full pinyin, from each of its first syllables on; kept, since places and units come again."""
    pieces = _pieces(name)
    starts = [0, *range(1, min(len(pieces) - 1, _MOST_TAILS + 1))] if pieces else []
    return frozenset(
        lexeme for at in starts for lexeme in (PINYIN + _full(pieces[at:]), INITIALS + _initials(pieces[at:]))
    )


@functools.lru_cache(maxsize=20_000)
def _by_initials(title: str) -> frozenset[str]:
    return frozenset(lexeme for lexeme in _by_pinyin(title) if lexeme.startswith(INITIALS))


_MOST_TAILS = 12


def quoted(lexeme: str) -> str:
    """A lexeme as `tsvector` and `tsquery` read it."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
