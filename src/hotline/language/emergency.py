"""Emergencies in what is said: flagged at once, for a person to decide. Tuned to miss nothing.

The kinds and ways of saying are a list of the pack (`emergencies`). A denial or a word of the past makes a flag weaker
(`Level.MENTIONED`), never silent: a person looks at every one.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from hotline.core.policy.shapes import Term
from hotline.language import words

APART = 12
"""Signs that may stand between the two words of a way of saying, in one sentence."""
AROUND = 8
"""Signs before (and after) a way of saying in which a denial or a word of the past weakens it."""
LONGEST = 20_000
_HALF = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}


class Level(enum.StrEnum):
    """How urgently a person must look."""

    NOW = "now"
    MENTIONED = "mentioned"


@dataclass(frozen=True)
class Flag:
    """One emergency: id and label in the pack, the service (110 …), how urgent, what was said (spans, words)."""

    kind: str
    label: str
    service: str
    level: Level
    said: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class _Kind:
    term: Term
    pattern: re.Pattern[str]


def flags(text: str, kinds: tuple[Term, ...]) -> list[Flag]:
    """Every kind that is spoken of, those that look urgent first, then in the order of the list. `text` as written."""
    plain, places = _bare(text[:LONGEST])
    looked_at = words.EMERGENCY_HARMLESS.sub(lambda hit: "·" * len(hit[0]), plain)
    found: list[Flag] = []
    for kind in _compiled(kinds):
        hits = [(hit.start(), hit.end()) for hit in kind.pattern.finditer(looked_at)]
        if hits:
            level = Level.NOW if any(not _weak(plain, *hit) for hit in hits) else Level.MENTIONED
            spans = [(places[start], places[end - 1] + 1) for start, end in hits]
            said = tuple((start, end, text[start:end]) for start, end in spans)
            found.append(Flag(kind.term.id, kind.term.label, kind.term.code, level, said))
    return sorted(found, key=lambda flag: flag.level is not Level.NOW)


def _bare(text: str) -> tuple[str, list[int]]:
    """The text without blanks, in half width, and where each sign stood: nobody hides a fire behind a space."""
    places = [at for at, sign in enumerate(text) if not (sign.isspace() or sign in words.NO_WIDTH)]
    return "".join(text[at] for at in places).translate(_HALF), places


def _weak(text: str, start: int, end: int) -> bool:
    first = max((text.rfind(sign, 0, start) for sign in words.SENTENCE_SIGNS), default=-1) + 1
    last = min((at for sign in words.SENTENCE_SIGNS if (at := text.find(sign, end)) >= 0), default=len(text))
    before, after = text[max(first, start - AROUND) : start], text[end : min(last, end + AROUND)]
    if words.EMERGENCY_WEAK_BEFORE.search(before) or words.EMERGENCY_WEAK_AFTER.search(after):
        return True
    return bool(words.EMERGENCY_PAST.search(text, first, last))


@lru_cache(maxsize=64)
def _compiled(kinds: tuple[Term, ...]) -> Sequence[_Kind]:
    return [_Kind(term, _pattern(term.keywords)) for term in kinds if term.keywords]


def _pattern(keywords: Sequence[str]) -> re.Pattern[str]:
    """Longer ways of saying first, so that a mark covers all that was said. `a|b+c`: one of two words, and a third."""
    ways: list[str] = []
    gap = rf"[^{words.SENTENCE_SIGNS}]{{0,{APART}}}?"
    for keyword in sorted(keywords, key=lambda word: (-len(word), word)):
        parts = [f"(?:{'|'.join(map(re.escape, part.split('|')))})" for part in keyword.split("+")]
        ways += dict.fromkeys((gap.join(parts), gap.join(reversed(parts))))
    return re.compile("|".join(ways))
