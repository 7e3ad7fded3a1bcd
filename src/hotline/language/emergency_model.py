"""How much a stretch of text sounds like an emergency: a linear model over signs, pairs of signs, ways and characters.

Trained by `scripts/emergency_model.py`, mostly on messages written for this project; the weights are a text file beside
this one. It widens what a list can find, and tells a danger from a question about dangers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

from hotline.language import words
from hotline.language.emergency_ways import Hit, Span, Ways

FILE = "emergency_weights.txt"
LONGEST_RUN = 3
OWN = 10
"""Signs of a sentence that is judged apart from the next one."""
CLAUSES = 2
"""Clauses that are judged alone from where something is said outright."""
STRETCH = 60
"""Signs of a stretch that is judged as a whole: a spoken message, or a sentence or two of a letter."""


_ENDS = frozenset(words.SENTENCE_SIGNS + words.CLAUSE_SIGNS)


@dataclass(frozen=True)
class Stretch:
    """A piece of the text and the ways said in it."""

    start: int
    end: int
    hits: tuple[Hit, ...]
    features: dict[str, float]


def stretches(text: str, ways: Ways) -> list[Stretch]:
    """The text in pieces, in order, and alone the clauses of what is said outright: a cry is not drowned by what else
    stands around it. Ways are looked for in sentences; short sentences are judged together."""
    places = ways.found(text)
    found: list[Stretch] = []
    for start, end in _pieces(text):
        whole = _stretch(text, start, end, places, ways)
        found.append(whole)
        alone = dict.fromkeys(_clause_of(text, hit, whole) for hit in whole.hits if not hit.hint)
        found += [_stretch(text, *span, places, ways) for span in alone if span != (start, end)]
    return found


def _stretch(text: str, start: int, end: int, places: dict[int, list[Span]], ways: Ways) -> Stretch:
    here: dict[int, list[Span]] = defaultdict(list)
    hits: list[Hit] = []
    for first, last in _sentences(text, start, end):
        near = _within(places, first, last)
        hits += ways.hits(near)
        for slot, spans in near.items():
            here[slot] += spans
    groups = sorted(name for slot, name in ways.groups.items() if slot in here)
    return Stretch(start, end, tuple(hits), _features(text[start:end], groups, hits))


def _clause_of(text: str, hit: Hit, whole: Stretch) -> Span:
    """From the clause in which a way begins to the one after it ends, inside its stretch."""
    start, end, ends = hit.start, hit.end, 0
    while start > whole.start and text[start - 1] not in _ENDS:
        start -= 1
    while end < whole.end and ends < CLAUSES:
        ends += text[end] in _ENDS
        end += 1
    return start, end


@cache
def weights() -> dict[str, float]:
    """Feature → weight. `*` is the constant."""
    lines = (resources.files("hotline.language") / FILE).read_text("utf-8").splitlines()
    return {name: float(value) for name, _, value in (line.rpartition("\t") for line in lines if line)}


def score(stretch: Stretch) -> float:
    """The log of the odds that somebody must look now, as the model sees it."""
    known = weights()
    return known["*"] + sum(value * known[name] for name, value in stretch.features.items() if name in known)


def _features(text: str, groups: Iterable[str], hits: Iterable[Hit]) -> dict[str, float]:
    runs: dict[str, float] = defaultdict(float)
    for length in range(1, LONGEST_RUN + 1):
        for at in range(len(text) - length + 1):
            runs[text[at : at + length]] += 1
    share = 1 / max(sum(runs.values()), 1) ** 0.5
    features = {f"c:{name}": share for name in runs}
    features |= {f"s:{name}": 1.0 for name in groups}
    features |= {f"p:{one}+{other}": 1.0 for one, other in combinations(groups, 2)}
    ways = {(hit.kind, hit.hint) for hit in hits}
    features |= {f"{'h' if hint else 'k'}:{kind}": 1.0 for kind, hint in ways}
    features["ways"] = min(len(ways), 4) / 4
    features["hint"] = float(any(hint for _, hint in ways))
    features["said"] = float(any(not hint for _, hint in ways))
    features["length"] = min(len(text), STRETCH) / STRETCH
    return features


def _pieces(text: str) -> list[Span]:
    pieces: list[Span] = []
    for start, end in _clauses(text):
        if pieces and end - pieces[-1][0] <= STRETCH and not _closed(text, *pieces[-1]):
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return pieces


def _closed(text: str, start: int, end: int) -> bool:
    """Whether a sentence that says something of its own ends here."""
    return end - start >= OWN and text[end - 1] in words.SENTENCE_SIGNS


def _clauses(text: str) -> Iterable[Span]:
    start = 0
    for at, sign in enumerate(text):
        if sign in words.SENTENCE_SIGNS or sign in words.CLAUSE_SIGNS:
            yield start, at + 1
            start = at + 1
    if start < len(text):
        yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterable[Span]:
    first = start
    for at in range(start, end):
        if text[at] in words.SENTENCE_SIGNS:
            yield first, at + 1
            first = at + 1
    if first < end:
        yield first, end


def _within(places: dict[int, list[Span]], first: int, last: int) -> dict[int, list[Span]]:
    near = {slot: [span for span in spans if first <= span[0] and span[1] <= last] for slot, spans in places.items()}
    return {slot: spans for slot, spans in near.items() if spans}
