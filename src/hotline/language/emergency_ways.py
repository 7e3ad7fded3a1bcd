"""Ways of saying an emergency, compiled from the pack's list, and where they stand in a text.

A way is one or more parts joined by `+` that stand in one sentence, in any order, not far apart; a part is
`|`-separated words or `<signs>`, the name of a group of words in the list. One pass over the text finds every
word, so that the time grows with the text and not with the list.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise, product

from hotline.core.policy.shapes import Term

APART = 12
"""Signs that may stand between two parts of a way."""
SIGNS = "signs"
"""Id of the entry whose items are groups of words, not emergencies."""
HARMLESS = "sign_harmless"
"""Id of the group of words that hold others and speak of no emergency (“打电话” holds “打”)."""
MOST_PLACES = 6
"""A part said more often than this in one sentence is looked at in its first places only."""

Span = tuple[int, int]


@dataclass(frozen=True)
class Way:
    """Parts (numbers of slots), the kind it speaks of, and whether it is only a hint."""

    parts: tuple[int, ...]
    kind: str
    hint: bool


@dataclass(frozen=True)
class Hit:
    """A way that was said, from the first to the last sign of it."""

    kind: str
    hint: bool
    start: int
    end: int


@dataclass
class Ways:
    """All that is looked for. `slots`: word → parts it can stand for; `groups`: slot → name of the group of signs."""

    slots: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    harmless: frozenset[str] = frozenset()
    by_part: dict[int, list[Way]] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)

    def found(self, text: str) -> dict[int, list[Span]]:
        """Where each part stands in `text`, in order."""
        here: list[tuple[int, int, str]] = []
        masked: list[Span] = []
        for start, sign in enumerate(text):
            for length in self.lengths.get(sign, ()):
                word = text[start : start + length]
                if word in self.harmless:
                    masked.append((start, start + length))
                if word in self.slots:
                    here.append((start, start + length, word))
        places: dict[int, list[Span]] = defaultdict(list)
        starts, longest = [start for start, _ in masked], max((end - start for start, end in masked), default=0)
        for start, end, word in here:
            # Only what begins near can share signs: the time must not grow with the square of the text.
            near = masked[bisect_right(starts, start - longest) : bisect_left(starts, end)]
            if not any(_inside(start, end, *mask) for mask in near):
                for slot in self.slots[word]:
                    places[slot].append((start, end))
        return places

    def hits(self, places: dict[int, list[Span]]) -> list[Hit]:
        """Ways said in one sentence, given where the parts stand in it."""
        hits: list[Hit] = []
        here = places.keys() | ()
        for slot in places:
            for way in self.by_part.get(slot, ()):
                if here.issuperset(way.parts) and (span := _together(way.parts, places)):
                    hits += [Hit(way.kind, way.hint, *one) for one in span]
        return hits


@lru_cache(maxsize=64)
def _compiled(kinds: tuple[Term, ...]) -> Ways:
    groups = {f"<{term.label}>": term for term in kinds if term.parent == SIGNS}
    numbers: dict[str, int] = {}
    words: dict[str, set[int]] = defaultdict(set)
    sizes: dict[int, int] = {}
    for name, term in groups.items():
        if term.id != HARMLESS:
            _slot(name, groups, numbers, words, sizes)
    ways: list[Way] = []
    for term in kinds:
        if SIGNS not in (term.id, term.parent):
            for keyword in term.keywords:
                parts = tuple(_slot(part, groups, numbers, words, sizes) for part in keyword.split("+"))
                ways.append(Way(parts, term.parent or term.id, bool(term.parent)))
    harmless = frozenset(
        word for term in kinds if (term.parent, term.id) == (SIGNS, HARMLESS) for word in term.keywords
    )
    by_part: dict[int, list[Way]] = defaultdict(list)
    for way in dict.fromkeys(ways):
        by_part[min(way.parts, key=lambda part: (sizes[part], part))].append(way)
    lengths: dict[str, set[int]] = defaultdict(set)
    for word in (*words, *harmless):
        lengths[word[0]].add(len(word))
    return Ways(
        {word: tuple(sorted(given)) for word, given in words.items()},
        {sign: tuple(sorted(given)) for sign, given in lengths.items()},
        harmless,
        by_part,
        {numbers[name]: term.label for name, term in groups.items() if name in numbers},
    )


_recent: dict[int, tuple[tuple[Term, ...], Ways]] = {}


def compiled(kinds: tuple[Term, ...]) -> Ways:
    """What the list says, ready to be looked for. The same list is compiled once."""
    known = _recent.get(id(kinds))
    if known is None or known[0] is not kinds:
        if len(_recent) > 32:
            _recent.clear()
        known = _recent[id(kinds)] = (kinds, _compiled(kinds))
    return known[1]


def _slot(
    part: str, groups: dict[str, Term], numbers: dict[str, int], words: dict[str, set[int]], sizes: dict[int, int]
) -> int:
    if part not in numbers:
        number = numbers[part] = len(numbers)
        given = [one for name in part.split("|") for one in (groups[name].keywords if name in groups else (name,))]
        for word in given:
            words[word].add(number)
        sizes[number] = len(given)
    return numbers[part]


def _inside(start: int, end: int, first: int, last: int) -> bool:
    """Whether a word shares signs with a harmless one without being, or holding, it."""
    return start < last and first < end and not (start <= first and last <= end)


def _together(parts: Sequence[int], places: dict[int, list[Span]]) -> list[Span]:
    if len(parts) == 1:
        return places[parts[0]]
    for chosen in product(*(places[part][:MOST_PLACES] for part in parts)):
        if _near(chosen):
            return [(min(start for start, _ in chosen), max(end for _, end in chosen))]
    return []


def _near(chosen: Iterable[Span]) -> bool:
    ordered = sorted(chosen)
    return all(0 <= after[0] - before[1] <= APART for before, after in pairwise(ordered))
