"""Emergencies in what is said: shown at once, for a person to decide. Two levels, tuned
to miss nothing.

`Level.NOW`: said outright, and it sounds as if it happens now. `Level.LOOK`: hinted at, denied, long ago or asked
about, or only alike in its words: a person casts an eye on it. What is found is never
made silent by a denial, only quieter.

Ways of saying are a list of the pack (`emergencies`); a linear model over the same signs and the characters tells
a danger from a complaint about dangers, and hears what no way of the list says (`docs/evaluation-emergencies.md`).
"""

from __future__ import annotations

import enum
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hotline.core.policy.shapes import Term
from hotline.language import words
from hotline.language.emergency_model import STRETCH, Stretch, score, stretches
from hotline.language.emergency_ways import Hit, compiled

AROUND = 8
"""Signs before (and after) a way of saying in which a denial or a word of the past weakens it."""
LONGEST = 20_000
SHORT = 12
"""A message of so few signs is somebody in a hurry: any way that is said counts."""
LOOK_AT = -4.0
"""Log of the odds above which a short message is looked at. What is said outright is looked at in any case."""
LOOK_AT_LONG = -2.0
"""The same for a stretch of a longer text: of many stretches one sounds worse by chance."""
NOW_AT = -0.5
"""The same for an alarm where something is said outright …"""
SURE_AT = 2.0
"""… and where it is only hinted at."""
MOST_KINDS = 3
ANY_KIND = "in_danger"
"""Id of the kind that is named when none is said."""
_HALF = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}


class Level(enum.StrEnum):
    """How urgently a person must look."""

    NOW = "now"
    LOOK = "look"


@dataclass(frozen=True)
class Flag:
    """One emergency: id and label in the pack, the service (110 …), how urgent, what was said (spans, words)."""

    kind: str
    label: str
    service: str
    level: Level
    said: tuple[tuple[int, int, str], ...]


def flags(text: str, kinds: tuple[Term, ...]) -> list[Flag]:
    """The kinds that are spoken of, those that look urgent first, then those most spoken of. `text` as written."""
    terms = kinds_of(kinds)
    if not terms:
        return []
    plain, places = bare(text[:LONGEST])
    heard: dict[str, list[tuple[Hit, Level]]] = {}
    short, said = len(plain) <= SHORT, _Said.of(plain)
    look_at = LOOK_AT if len(plain) <= STRETCH else LOOK_AT_LONG
    for stretch in stretches(plain, compiled(kinds)):
        for hit, level in _heard(said, stretch, look_at, short):
            heard.setdefault(hit.kind, []).append((hit, level))
    found = []
    for kind, hits in heard.items():
        if term := terms.get(kind):
            level = Level.NOW if any(one is Level.NOW for _, one in hits) else Level.LOOK
            spans = _spans(hit for hit, one in hits if one is level)
            where = tuple((places[start], places[end - 1] + 1) for start, end in spans)
            found.append(Flag(kind, term.label, term.code, level, tuple((a, b, text[a:b]) for a, b in where)))
    weights = Counter({kind: _weight(hit for hit, _ in hits) for kind, hits in heard.items()})
    found.sort(key=lambda flag: (flag.level is not Level.NOW, -weights[flag.kind], list(terms).index(flag.kind)))
    named = [flag for flag in found if flag.kind != ANY_KIND]
    return (named or found)[:MOST_KINDS] if named and named[0].level is found[0].level else found[:MOST_KINDS]


def kinds_of(listed: tuple[Term, ...]) -> dict[str, Term]:
    """The emergencies of a list, without its hints and groups of signs."""
    return {term.id: term for term in listed if term.code and not term.parent}


def bare(text: str) -> tuple[str, list[int]]:
    """The text without blanks, in half width, and where each sign stood: nobody hides a fire behind a space."""
    places = [at for at, sign in enumerate(text) if not (sign.isspace() or sign in words.NO_WIDTH)]
    return "".join(text[at] for at in places).translate(_HALF), places


@dataclass
class _Said:
    """A text with where its sentences end, found once: the time must not grow with the square of the text."""

    text: str
    ends: list[int]
    told: dict[tuple[int, int], bool] = field(default_factory=dict)
    """Sentence → whether it tells of something past."""

    @classmethod
    def of(cls, text: str) -> _Said:
        return cls(text, [at for at, sign in enumerate(text) if sign in words.SENTENCE_SIGNS])

    def weak(self, hit: Hit) -> bool:
        """Denied, feared, long ago, or asked about: around the way, or anywhere in its sentence."""
        start, end = hit.start, hit.end
        first, last = self._sentence(start, end)
        before, after = self.text[max(first, start - AROUND) : start], self.text[end : min(last, end + AROUND)]
        if words.EMERGENCY_WEAK_BEFORE.search(before) or words.EMERGENCY_WEAK_AFTER.search(after):
            return True
        if (first, last) not in self.told:
            self.told[first, last] = bool(words.EMERGENCY_PAST.search(self.text, first, last))
        return self.told[first, last]

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        """From the sign of a sentence before `start` to the one after `end`, both left out."""
        before, after = bisect_left(self.ends, start), bisect_left(self.ends, end)
        last = self.ends[after] if after < len(self.ends) else len(self.text)
        return self.ends[before - 1] + 1 if before else 0, last


def _heard(said: _Said, stretch: Stretch, look_at: float, short: bool) -> list[tuple[Hit, Level]]:
    """Ways of one stretch that count, with their level; the stretch itself where only the model hears something."""
    sounds = score(stretch)
    aloud = any(not hit.hint for hit in stretch.hits)
    if not (sounds >= look_at or aloud or (short and stretch.hits)):
        return []
    if not stretch.hits:
        return [(Hit(ANY_KIND, True, stretch.start, stretch.end), Level.LOOK)]
    return [
        (hit, Level.NOW if sounds >= (SURE_AT if hit.hint else NOW_AT) and not said.weak(hit) else Level.LOOK)
        for hit in stretch.hits
    ]


def _weight(hits: Iterable[Hit]) -> int:
    """How much a kind is spoken of: what is said outright counts three times a hint."""
    return sum(1 if hit.hint else 3 for hit in set(hits))


def _spans(hits: Iterable[Hit]) -> list[tuple[int, int]]:
    """What was said, without what stands inside something longer."""
    spans = sorted({(hit.start, hit.end) for hit in hits}, key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return kept
