"""How much a stretch of text sounds like an emergency: a linear model over signs, pairs of signs, ways and characters.

Trained by `scripts/emergency_model.py` on texts written for this project alone; the weights are a text file beside this
one. It widens what a list can find, and tells a danger from a question about dangers.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations, pairwise
from operator import add

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
ALONE = 24
"""A stretch of no more signs is judged as a whole only."""
SIGNS_ALONE = 2
"""Words of danger that must stand in two clauses for these to be judged alone."""
MOST_ALONE = 40
"""Clauses judged alone in one text: the time for a long letter is bounded."""
RUN = "c:"

_END = re.compile(f"[{words.SENTENCE_SIGNS}{words.CLAUSE_SIGNS}]")


@dataclass(frozen=True)
class Stretch:
    """A piece of the text, the names of the groups of signs and the ways said in it."""

    start: int
    end: int
    text: str
    groups: tuple[str, ...]
    hits: tuple[Hit, ...]


def stretches(text: str, ways: Ways) -> list[Stretch]:
    """The text in pieces, in order, and each with what is judged alone after it: a cry is not drowned by what else
    stands around it, not even in one long sentence with commas. Ways are looked for in sentences; short sentences are
    judged together."""
    places, ends = _Places(ways.found(text)), [sign.start() for sign in _END.finditer(text)]
    found: list[Stretch] = []
    left = MOST_ALONE
    for start, end in _pieces(text):
        whole = _stretch(text, start, end, places, ways)
        found.append(whole)
        if left and (whole.hits or whole.groups):
            alone = dict.fromkeys(_clause_of(ends, hit, whole) for hit in whole.hits)
            alone |= dict.fromkeys(_windows(text, whole, places))
            spans = [span for span in alone if span != (start, end)][:left]
            left -= len(spans)
            found += [_part(whole, *span, places, ways) for span in spans]
    return found


class _Places:
    """Where parts of ways stand, to be asked for a part of the text in time that does not grow with the text."""

    def __init__(self, found: dict[int, list[Span]]) -> None:
        self._spans = sorted((start, end, slot) for slot, spans in found.items() for start, end in spans)
        self._starts = [start for start, *_ in self._spans]

    def within(self, first: int, last: int) -> dict[int, list[Span]]:
        near: dict[int, list[Span]] = defaultdict(list)
        for start, end, slot in self._spans[bisect_left(self._starts, first) : bisect_left(self._starts, last)]:
            if end <= last:
                near[slot].append((start, end))
        return near


def _stretch(text: str, start: int, end: int, places: _Places, ways: Ways) -> Stretch:
    here: set[int] = set()
    hits: list[Hit] = []
    for first, last in _sentences(text, start, end):
        near = places.within(first, last)
        hits += ways.hits(near)
        here |= near.keys()
    return Stretch(start, end, text[start:end], _groups(here, ways), tuple(hits))


def _part(whole: Stretch, start: int, end: int, places: _Places, ways: Ways) -> Stretch:
    """Clauses of a stretch by themselves."""
    hits = tuple(hit for hit in whole.hits if start <= hit.start and hit.end <= end)
    text = whole.text[start - whole.start : end - whole.start]
    return Stretch(start, end, text, _groups(places.within(start, end), ways), hits)


def _groups(slots: Iterable[int], ways: Ways) -> tuple[str, ...]:
    return tuple(sorted(ways.groups[slot] for slot in slots if slot in ways.groups))


def _windows(text: str, whole: Stretch, places: _Places) -> Iterable[Span]:
    """Each two clauses that follow one another and in which signs of danger stand."""
    if whole.end - whole.start <= ALONE:
        return
    clauses = [(whole.start + first, whole.start + last) for first, last in _clauses(whole.text)]
    for (start, _), (_, end) in pairwise(clauses):
        if len(places.within(start, end)) >= SIGNS_ALONE:
            yield start, end


def _clause_of(ends: Sequence[int], hit: Hit, whole: Stretch) -> Span:
    """From the clause in which a way begins to the one after it ends, inside its stretch. `ends`: where clauses of the
    text end."""
    before = bisect_left(ends, hit.start)
    start = max(whole.start, ends[before - 1] + 1) if before else whole.start
    last = bisect_left(ends, hit.end) + CLAUSES - 1
    return start, min(ends[last] + 1, whole.end) if last < len(ends) else whole.end


@cache
def weights() -> dict[str, float]:
    """Feature → weight. `*` is the constant."""
    lines = (resources.files("hotline.language") / FILE).read_text("utf-8").splitlines()
    return {name: float(value) for name, _, value in (line.rpartition("\t") for line in lines if line)}


@cache
def _runs() -> dict[str, float]:
    """The weights of runs of signs alone: most of what is looked up."""
    return {name[len(RUN) :]: value for name, value in weights().items() if name.startswith(RUN)}


def score(stretch: Stretch) -> float:
    """The log of the odds that somebody must look now, as the model sees it."""
    known, runs = weights(), _runs()
    said = sum(map(runs.__getitem__, runs.keys() & _run_names(stretch.text))) * _share(stretch.text)
    return known["*"] + said + sum(value * known[name] for name, value in _signs(stretch).items() if name in known)


def features(stretch: Stretch) -> dict[str, float]:
    """All that is learned from."""
    share = _share(stretch.text)
    return {f"{RUN}{name}": share for name in _run_names(stretch.text)} | _signs(stretch)


def _run_names(text: str) -> set[str]:
    """Runs of one, two and three signs (`LONGEST_RUN`); put together by `map`, as this is most of the time."""
    pairs = list(map(add, text, text[1:]))
    return {*text, *pairs, *map(add, pairs, text[2:])}


def _share(text: str) -> float:
    count = sum(max(len(text) - length + 1, 0) for length in range(1, LONGEST_RUN + 1))
    return 1 / max(count, 1) ** 0.5


def _signs(stretch: Stretch) -> dict[str, float]:
    features = {f"s:{name}": 1.0 for name in stretch.groups}
    features |= {f"p:{one}+{other}": 1.0 for one, other in combinations(stretch.groups, 2)}
    ways = {(hit.kind, hit.hint) for hit in stretch.hits}
    features |= {f"{'h' if hint else 'k'}:{kind}": 1.0 for kind, hint in ways}
    features["ways"] = min(len(ways), 4) / 4
    features["hint"] = float(any(hint for _, hint in ways))
    features["said"] = float(any(not hint for _, hint in ways))
    features["length"] = min(len(stretch.text), STRETCH) / STRETCH
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
    for sign in _END.finditer(text):
        yield start, sign.end()
        start = sign.end()
    if start < len(text):
        yield start, len(text)


def _sentences(text: str, start: int, end: int) -> Iterable[Span]:
    first = start
    for sign in words.SENTENCE_END.finditer(text, start, end):
        yield first, sign.end()
        first = sign.end()
    if first < end:
        yield first, end
