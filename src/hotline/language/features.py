"""What a classifier sees of a message: words, pairs, what stands first, subjects, and runs of characters.

Each kind of feature is a block with its own vocabulary, its own TF-IDF and length 1 (times a weight), so that a long
text does not drown what stands first. People say the matter in the first sentence: the title, or the start of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

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

Counts = dict[str, dict[str, int]]


def joined(fields: Iterable[str]) -> str:
    """The parts of a message (title, content …) as one normalised text."""
    return normalise(" ".join(field for field in fields if field))[:MOST_CHARACTERS]


def counts(text: str, segmenter: Segmenter, blocks: Iterable[str] = BLOCKS) -> Counts:
    """How often each feature stands in a normalised text, by kind."""
    words = segmenter.words(text)
    lead = _lead(words)
    bare = "".join(words)
    made: Counts = {}
    for block in blocks:
        made[block] = dict(Counter(_features(block, words, lead, bare)))
    return made


def shown(block: str, feature: str) -> str:
    """A feature as a person reads it: the word or run of characters, or the subject in brackets."""
    return f"[{feature}]" if block in ("subject", "lead_subject") else feature


def _features(block: str, words: Sequence[str], lead: Sequence[str], bare: str) -> Iterable[str]:
    match block:
        case "word":
            return words
        case "pair":
            return map("".join, pairwise(words))
        case "lead":
            return lead
        case "subject":
            return subjects_of(words)
        case "lead_subject":
            return subjects_of(lead)
        case "char":
            return _runs(bare, (1, 2, 3))
        case "lead_char":
            return _runs(bare[:LEAD], (2, 3))
    raise ValueError(f"no such block: {block}")


def _lead(words: Sequence[str]) -> Sequence[str]:
    length = 0
    for place, word in enumerate(words):
        if length >= LEAD:
            return words[:place]
        length += len(word)
    return words


def _runs(text: str, lengths: Iterable[int]) -> list[str]:
    return [text[i : i + length] for length in lengths for i in range(len(text) - length + 1)]
