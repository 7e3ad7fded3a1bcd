"""What a classifier sees of a message: words, pairs, what stands first, subjects, and runs of characters.

Each kind of feature is a block with its own vocabulary, its own TF-IDF and length 1 (times a weight), so that a long
text does not drown what stands first. People say the matter in the first sentence: the title, or the start of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hotline.language.normalise import normalise
from hotline.language.segment import Segmenter, subjects_of

BLOCKS: Mapping[str, float] = {
    "word": 1.0,
    "pair": 0.5,
    "lead": 0.5,
    "subject": 0.5,
    "lead_subject": 0.3,
    "char": 1.0,
    "lead_char": 0.5,
}
"""Kind of feature -> its weight beside the others."""

LEAD = 30
"""Characters from the start that count as what stands first."""
MOST_CHARACTERS = 1000
"""A text is read up to here: what a letter is about is said by then (docs/evaluation.md)."""

RUNS: Mapping[str, tuple[int, ...]] = {"char": (1, 2, 3), "lead_char": (2, 3)}
"""Kind of feature that is a run of characters -> lengths of the runs."""
BITS = 21
"""A character's number fits into so many bits; three of them into one number of 64."""

Counts = dict[str, Counter[str]]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Reading:
    """A normalised text as its words, the words that stand first, and all words without a gap."""

    words: Sequence[str]
    lead: Sequence[str]
    bare: str


def joined(fields: Iterable[str]) -> str:
    """The parts of a message (title, content …) as one normalised text."""
    return normalise(" ".join(field for field in fields if field)[: 4 * MOST_CHARACTERS])[:MOST_CHARACTERS]


def read(text: str, segmenter: Segmenter) -> Reading:
    """A normalised text, cut into words."""
    words = segmenter.words(text)
    return Reading(words, _lead(words), "".join(words))


def counts(text: str, segmenter: Segmenter, blocks: Iterable[str] = BLOCKS) -> Counts:
    """How often each feature stands in a normalised text, by kind."""
    reading = read(text, segmenter)
    return {block: Counter(features(block, reading)) for block in blocks}


def features(block: str, reading: Reading) -> Iterable[str]:
    """Every feature of a kind, as often as it stands there."""
    match block:
        case "word":
            return reading.words
        case "pair":
            return map("".join, pairwise(reading.words))
        case "lead":
            return reading.lead
        case "subject":
            return subjects_of(reading.words)
        case "lead_subject":
            return subjects_of(reading.lead)
        case "char" | "lead_char":
            text = _of_runs(block, reading)
            return [text[i : i + length] for length in RUNS[block] for i in range(len(text) - length + 1)]
    raise ValueError(f"no such block: {block}")


def numbered(block: str, reading: Reading) -> tuple[Ints, Ints]:
    """Runs of characters as their numbers, and how often each stands there: as `features`, ten times as fast."""
    codes = _codes(_of_runs(block, reading))
    found, runs = [], codes
    for length in range(1, max(RUNS[block]) + 1):
        if length > 1:
            runs = (runs[:-1] << BITS) | codes[length - 1 :]
        if length in RUNS[block]:
            found.append(runs)
    return np.unique(np.concatenate(found), return_counts=True)


def numbers_of(runs: Sequence[str]) -> Ints:
    """The number of each run of one to three characters."""
    made: Ints = np.zeros(len(runs), np.int64)
    lengths = np.fromiter(map(len, runs), np.int64, len(runs))
    for length in np.unique(lengths).tolist():
        at = np.flatnonzero(lengths == length)
        for code in _codes("".join(runs[place] for place in at.tolist())).reshape(-1, length).T:
            made[at] = (made[at] << BITS) | code
    return made


def shown(block: str, feature: str) -> str:
    """A feature as a person reads it: the word or run of characters, or the subject in brackets."""
    return f"[{feature}]" if block in ("subject", "lead_subject") else feature


def _lead(words: Sequence[str]) -> Sequence[str]:
    length = 0
    for place, word in enumerate(words):
        if length >= LEAD:
            return words[:place]
        length += len(word)
    return words


def _of_runs(block: str, reading: Reading) -> str:
    return reading.bare[:LEAD] if block == "lead_char" else reading.bare


def _codes(text: str) -> Ints:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.int64)
