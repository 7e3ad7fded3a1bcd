"""The same matter: keys under which like messages are kept and found, and a score with its reasons.

Made for a million orders in plain rows. Of every message at most `MOST_KEYS` keys are stored: (key, order). Those that
share keys are fetched (`fetch_order` says which keys first, and how many rows of each are enough), and only these are
compared. A fingerprint is small and can be stored beside the order, so that comparing needs no text.
"""

from __future__ import annotations

import enum
import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

from hotline.language.extract_shapes import Kind, Span
from hotline.language.tokens import runs

VERSION = 1
MOST_KEYS = 24
ROWS_A_KEY = 200
"""Rows of one key that are fetched, the newest first: a key of more orders says little of any of them."""
MOST_COMPARED = 100
"""Orders that are compared, those with most weight of shared keys first."""
SAME_MATTER = 0.5
"""From this score on two messages are taken for the same matter."""
_TITLE = 2
_ENOUGH_NAMES = 14.0
_RARE = 0.01
_ENOUGH_RARE = 12.0
_MOST_RARE = 3.0
# Fitted by logistic regression on pairs of two known issues, judged on two others (docs/evaluation-extraction.md).
_WEIGHTS = {"place": 4.5, "words": 6.6, "rare": 2.7, "title": 6.5, "title_best": 5.0}
_OFFSET = -4.8
_LEAST_REASON = 0.3
_LEAST_MATTER = 0.2
"""What two messages must share of the matter itself, names of places and bodies left out: the same address alone is no
same matter."""
_OTHER_MATTER = 0.4
"""The most that is given where they share less."""


class Reason(enum.StrEnum):
    """Why two messages are alike; the words for it belong to whoever shows it."""

    SAME_PLACE = "same_place"
    SAME_BODY = "same_body"
    SAME_WORDS = "same_words"
    SAME_TITLE = "same_title"
    RARE_WORDS = "rare_words"
    SAME_ASK = "same_ask"
    SAME_CLASS = "same_class"


@dataclass(frozen=True)
class Fingerprint:
    """What of a message is compared. Terms are pairs of Chinese characters and codes, with how often they stand."""

    words: Mapping[str, int]
    title: frozenset[str]
    places: frozenset[str]
    bodies: frozenset[str]
    asks: frozenset[str]
    class_code: str = ""

    def as_row(self) -> dict[str, object]:
        """As JSON keeps it; `from_row` reads it again."""
        return {
            "v": VERSION,
            "w": dict(sorted(self.words.items())),
            "t": sorted(self.title),
            "p": sorted(self.places),
            "b": sorted(self.bodies),
            "a": sorted(self.asks),
            "c": self.class_code,
        }

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Fingerprint:
        """The fingerprint of a stored row. ValueError when another version wrote it: it is to be made anew."""
        if row.get("v") != VERSION:
            raise ValueError(f"fingerprint of version {row.get('v')}, not {VERSION}")
        words = row["w"]
        assert isinstance(words, Mapping)
        title, places, bodies, asks = (_texts(row[key]) for key in ("t", "p", "b", "a"))
        return cls(words, title, places, bodies, asks, str(row.get("c", "")))


def _texts(value: object) -> frozenset[str]:
    assert isinstance(value, list)
    return frozenset(str(item) for item in value)


@dataclass(frozen=True)
class Rarity:
    """In how many of `messages` each term stands; learned from the orders of a hotline, renewed by a job."""

    messages: int
    standing: Mapping[str, int]

    @classmethod
    def of(cls, fingerprints: Iterable[Fingerprint]) -> Rarity:
        """Counted over fingerprints."""
        counted: Counter[str] = Counter()
        number = 0
        for print_ in fingerprints:
            number += 1
            counted.update(print_.words.keys())
        return cls(number, counted)

    def weight(self, term: str) -> float:
        """How much a term says: 0 for one that stands everywhere."""
        return math.log((self.messages + 1) / (self.standing.get(term, 0) + 1))

    def rare(self, term: str) -> float:
        """How much more than chance two messages share that both have this term: 0 unless it is rare."""
        share = (self.standing.get(term, 0) + 1) / (self.messages + 1)
        return min(_MOST_RARE, max(0.0, 1.0 + math.log(_RARE / share)))


NO_RARITY = Rarity(0, {})


@dataclass(frozen=True)
class Likeness:
    """A score between 0 and 1, its reasons (the strongest first), and what each part of it was."""

    score: float
    reasons: tuple[Reason, ...]
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether both are taken for one matter."""
        return self.score >= SAME_MATTER


@functools.cache
def _empty() -> frozenset[str]:
    text = (resources.files(__package__) / "similar_empty.txt").read_text(encoding="utf-8")
    return frozenset(char for line in text.splitlines() if not line.startswith("#") for char in line.strip())


def terms(text: str) -> list[str]:
    """Pairs of Chinese characters without empty ones, and codes of at least three signs."""
    empty = _empty()
    found: list[str] = []
    for _, said, chinese in runs(text):
        if chinese:
            found += [
                said[at : at + 2] for at in range(len(said) - 1) if said[at] not in empty and said[at + 1] not in empty
            ]
        elif len(said) > 2:
            found.append(said)
    return found


def fingerprint(title: str, text: str, spans: Iterable[Span] = (), class_code: str = "") -> Fingerprint:
    """The fingerprint of a message. `spans` are of the extraction of `title`, a line break and `text`, together."""
    whole = f"{title}\n{text}"
    words = Counter(terms(text))
    for term in terms(title):
        words[term] += _TITLE
    told: dict[Kind, set[str]] = {Kind.PLACE: set(), Kind.ORGANISATION: set(), Kind.ASK: set()}
    for span in spans:
        if span.kind in told:
            told[span.kind].update(terms(whole[span.start : span.end]))
    places = frozenset(told[Kind.PLACE])
    head = title.strip() or text[:_HEAD]
    return Fingerprint(
        dict(words),
        frozenset(terms(head)),
        places,
        frozenset(told[Kind.ORGANISATION]),
        frozenset(told[Kind.ASK] - places),
        class_code,
    )


_HEAD = 40
"""Characters of a message without a title that stand for it."""


def keys(print_: Fingerprint, rarity: Rarity, most: int = MOST_KEYS) -> list[str]:
    """The keys to store and to look under: the rarest terms, those of names before others."""
    named = print_.places | print_.bodies

    def rank(term: str) -> tuple[float, str]:
        weight = rarity.weight(term) * (1.5 if term in named else 1.0) * (1.6 if term in print_.title else 1.0)
        return (-weight * (1.0 + 0.2 * min(print_.words.get(term, 1), 4)), term)

    return sorted(print_.words, key=rank)[:most]


def fetch_order(wanted: Sequence[str], rows: Mapping[str, int]) -> list[tuple[str, int]]:
    """Keys in the order in which they should be asked for, with how many rows of each; `rows`: how many there are."""
    known = [key for key in wanted if rows.get(key, 0)]
    return [(key, min(rows[key], ROWS_A_KEY)) for key in sorted(known, key=lambda key: (rows[key], key))]


def compare(one: Fingerprint, other: Fingerprint, rarity: Rarity) -> Likeness:
    """How alike two messages are, and why. Symmetric. For one against many use `Comparison`."""
    return Comparison(one, rarity).to(other)


class Comparison:
    """One message against many: weights of terms are worked out once."""

    def __init__(self, one: Fingerprint, rarity: Rarity) -> None:
        self.one = one
        self.rarity = rarity
        self._weights: dict[str, float] = {}
        self._rares: dict[str, float] = {}
        self._norm = self._length(one.words)

    def to(self, other: Fingerprint) -> Likeness:
        """How alike the other is, and why."""
        one = self.one
        shared = one.words.keys() & other.words.keys()
        first, second = self._held(one.title, other.words), self._held(other.title, one.words)
        parts = {
            "place": self._named(one.places, other.places),
            "body": self._named(one.bodies, other.bodies),
            "words": self._cosine(other.words, shared),
            "rare": min(1.0, sum(map(self._rare, shared)) / _ENOUGH_RARE),
            "title": (first + second) / 2,
            "title_best": max(first, second),
            "ask": self._share(one.asks, other.asks),
        }
        score = 1 / (1 + math.exp(-_OFFSET - sum(weight * parts[name] for name, weight in _WEIGHTS.items())))
        if score > _OTHER_MATTER and self._matter(other, shared) < _LEAST_MATTER:
            score = _OTHER_MATTER
        return Likeness(score, self._reasons(parts, other), parts)

    def _reasons(self, parts: Mapping[str, float], other: Fingerprint) -> tuple[Reason, ...]:
        named = (
            ("place", Reason.SAME_PLACE),
            ("body", Reason.SAME_BODY),
            ("words", Reason.SAME_WORDS),
            ("title", Reason.SAME_TITLE),
            ("rare", Reason.RARE_WORDS),
            ("ask", Reason.SAME_ASK),
        )
        found = sorted((-parts[name], reason) for name, reason in named if parts[name] >= _LEAST_REASON)
        told = [reason for _, reason in found]
        if self.one.class_code and self.one.class_code == other.class_code:
            told.append(Reason.SAME_CLASS)
        return tuple(told)

    def _rare(self, term: str) -> float:
        value = self._rares.get(term)
        if value is None:
            value = self._rares[term] = self.rarity.rare(term)
        return value

    def _weight(self, term: str) -> float:
        weight = self._weights.get(term)
        if weight is None:
            weight = self._weights[term] = self.rarity.weight(term)
        return weight

    def _sum(self, found: Iterable[str]) -> float:
        return sum(map(self._weight, found))

    def _length(self, words: Mapping[str, int]) -> float:
        known, total = self._weights, 0.0
        for term, number in words.items():
            weight = known.get(term)
            if weight is None:
                weight = self._weight(term)
            if number != 1:
                weight *= _count(number)
            total += weight * weight
        return math.sqrt(total)

    def _cosine(self, words: Mapping[str, int], shared: Iterable[str]) -> float:
        own, known = self.one.words, self._weights
        common = sum(_count(own[term]) * _count(words[term]) * known[term] ** 2 for term in shared)
        return common / (self._norm * self._length(words)) if common else 0.0

    def _named(self, one: frozenset[str], other: frozenset[str]) -> float:
        """What names have in common: how much of the shorter, and whether that is enough (a city's name is not)."""
        common = self._sum(one & other)
        if not common:
            return 0.0
        return common / min(self._sum(one), self._sum(other)) * min(1.0, common / _ENOUGH_NAMES)

    def _matter(self, other: Fingerprint, shared: Iterable[str]) -> float:
        """What they share besides names: likeness of the words, and how much of a title stands in the other message."""
        one = self.one
        names = one.places | other.places | one.bodies | other.bodies
        common = sum(
            _count(one.words[term]) * _count(other.words[term]) * self._weight(term) ** 2
            for term in shared
            if term not in names
        )
        lengths = self._length({t: n for t, n in one.words.items() if t not in names})
        lengths *= self._length({t: n for t, n in other.words.items() if t not in names})
        titles = (self._held(one.title - names, other.words), self._held(other.title - names, one.words))
        return (common / lengths if lengths else 0.0) + max(titles)

    def _held(self, title: frozenset[str], words: Mapping[str, int]) -> float:
        """How much of a title stands in the other message."""
        every = self._sum(title)
        return self._sum(title & words.keys()) / every if every else 0.0

    def _share(self, one: frozenset[str], other: frozenset[str]) -> float:
        every = self._sum(one | other)
        return self._sum(one & other) / every if every else 0.0


_COUNTS = tuple(1.0 + math.log(number) for number in range(1, 33))


def _count(number: int) -> float:
    return _COUNTS[min(number, 32) - 1]
