"""Classes known by description only: the words of a pack for each class, before anything has been learned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from hotline.language import extract_lexicon
from hotline.language.features import LEAD
from hotline.language.matrices import Floats
from hotline.language.normalise import normalise
from hotline.language.segment import default_segmenter, subject_names, subjects

SAME_SUBJECT = 0.3
"""What a word counts that only shares its subject with the words of a class."""
READ = 500
"""Characters that are read: further on a letter tells its story, not its matter."""
UNSURE = 0.3
"""Added to every class, so that one chance word decides nothing."""

Evidence = dict[str, dict[str, float]]
"""Class -> word -> how much it speaks for the class."""


class Prior:
    """Words for classes. A word of several classes counts for each in part; what stands first counts twice."""

    def __init__(self, described: Mapping[str, Sequence[str]]) -> None:
        self.described = {name: tuple(given) for name, given in described.items()}
        self._classes = list(self.described)
        self._weights: dict[str, dict[int, float]] = {}
        for place, (name, given) in enumerate(self.described.items()):
            terms = _terms([name, *given])
            for word in [*terms, *_short(terms)]:
                self._weights.setdefault(word, {})[place] = 1.0
        self._spread_subjects(
            [_named(_terms([name, *given])) if len(given) <= 1 else () for name, given in self.described.items()]
        )
        for word, shares in self._weights.items():
            total = sum(shares.values()) ** 0.5
            self._weights[word] = {place: share / total for place, share in shares.items()}
        self._lengths: dict[str, list[int]] = {}
        for length in sorted({len(word) for word in self._weights}, reverse=True):
            for start in {word[:2] for word in self._weights if len(word) == length}:
                self._lengths.setdefault(start, []).append(length)

    def evidence(self, text: str) -> Evidence:
        """What of a normalised text speaks for which class."""
        found: Evidence = {}
        for word, weight in self._words(text).items():
            for place, share in self._weights[word].items():
                found.setdefault(self._classes[place], {})[word] = share * weight
        return found

    def scores(self, texts: Sequence[str], classes: Sequence[str]) -> Floats:
        """Logarithm of each class's share of the evidence, a row a text; a class without description is as unsure."""
        return shares((self.evidence(text) for text in texts), classes)

    def _words(self, text: str) -> dict[str, float]:
        """Longest words first at every place; damped by how often they stand there."""
        seen: dict[str, float] = {}
        text = text[:READ]
        free = 0
        for place in [place for place in range(len(text)) if text[place : place + 2] in self._lengths]:
            if place < free:
                continue
            for length in self._lengths[text[place : place + 2]]:
                word = text[place : place + length]
                if word in self._weights:
                    seen[word] = seen.get(word, 0.0) + (2.0 if place < LEAD else 1.0)
                    free = place + length
                    break
        return {word: float(np.log1p(weight)) for word, weight in seen.items()}

    def _spread_subjects(self, named: Sequence[Collection[str]]) -> None:
        """A class whose words are of a subject also hears the subject's other words, as far as it leans to it.

        `named`: for each class of which only the name is known, the subjects that the name speaks of.
        """
        known = subjects()
        leaning: dict[str, dict[int, float]] = {}
        for place, of in enumerate(named):
            for subject in of:
                leaning.setdefault(subject, {})[place] = 1.0
        for word, shares in list(self._weights.items()):
            for subject in known.get(word, ()):
                for place in shares:
                    leans = leaning.setdefault(subject, {})
                    leans[place] = leans.get(place, 0.0) + 1.0
        for word, of in known.items():
            if word in self._weights:
                continue
            lent: dict[int, float] = {}
            for subject in of:
                leans = leaning.get(subject, {})
                total = sum(leans.values())
                for place, lean in leans.items():
                    lent[place] = lent.get(place, 0.0) + SAME_SUBJECT * lean / total
            if lent:
                self._weights[word] = lent


def shares(found: Iterable[Evidence], classes: Sequence[str]) -> Floats:
    """As `Prior.scores`, of evidence that is known already."""
    told = [np.array([sum(evidence.get(name, {}).values()) for name in classes], np.float32) for evidence in found]
    made = np.log(np.array(told, np.float32).reshape(len(told), len(classes)) + UNSURE)
    centred: Floats = made - made.mean(axis=1, keepdims=True)
    return centred


def _named(terms: Sequence[str]) -> set[str]:
    """The subjects whose names hold one of the words, or half of one that has four characters."""
    halves = {half for word in terms if len(word) == 4 for half in (word[:2], word[2:])}
    return {subject for subject in subject_names() if any(word in subject for word in halves.union(terms))}


def _short(terms: Sequence[str]) -> list[str]:
    """Divisions as people call them: the name without what makes it a district or county."""
    return [
        word[: -len(ending)]
        for word in terms
        for ending in extract_lexicon.words("division_suffix")
        if word.endswith(ending) and len(word) - len(ending) > 1
    ]


def _terms(given: Sequence[str]) -> list[str]:
    """The words themselves and, of longer ones, their parts: a class's name is often two words and an `and`."""
    segmenter = default_segmenter()
    found: dict[str, None] = {}
    for text in given:
        text = normalise(text)
        found[text] = None
        for word in segmenter.content_words(text):
            found[word] = None
    return [word for word in found if len(word) > 1]
