"""Text cut into words: rjieba with a dictionary of what hotlines speak of, to which a centre adds its own words."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import rjieba

from hotline.language import words
from hotline.language.normalise import normalise

# A frequency high enough that the dictionary's word wins over its parts.
_FREQUENCY = 20_000
_WORD = re.compile(r"\w")
_NAME = re.compile(
    rf"([\u4e00-\u9fff]{{2,7}}?)({'|'.join(sorted(map(re.escape, words.NAME_ENDINGS), key=len, reverse=True))})"
)


@functools.cache
def subjects() -> Mapping[str, tuple[str, ...]]:
    """Word -> the subjects it belongs to, from `subjects.txt`."""
    found: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "subjects.txt").read_text("utf-8").splitlines():
        subject, colon, listed = line.partition(":")
        if colon and not line.startswith("#"):
            for word in listed.split():
                found.setdefault(word.lower(), []).append(subject)
    return {word: tuple(dict.fromkeys(names)) for word, names in found.items()}


@functools.cache
def subject_names() -> tuple[str, ...]:
    """The names of the subjects."""
    return tuple(dict.fromkeys(name for names in subjects().values() for name in names))


class Segmenter:
    """Cuts text into words. `own` are the centre's words: names of its streets, estates, units."""

    def __init__(self, own: Iterable[str] = ()) -> None:
        self._jieba = rjieba.Jieba()
        self._kept: set[str] = set()
        self.add(subjects())
        self.add(own)

    def add(self, own: Iterable[str]) -> None:
        """Keep these words whole from now on; a word of one character is no use and is left out."""
        for word in own:
            word = normalise(word)
            if len(word) > 1 and word not in self._kept:
                self._kept.add(word)
                self._jieba.add_word(word, _FREQUENCY, "n")

    def words(self, text: str) -> list[str]:
        """Every word of a normalised text, in order, without punctuation and space."""
        return [word for word in self._jieba.cut(text) if word[0].isalnum() or _WORD.search(word)]

    def content_words(self, text: str) -> list[str]:
        """As `words`, without those that carry nothing."""
        return [word for word in self.words(text) if word not in words.STOP_WORDS]


@functools.cache
def default_segmenter() -> Segmenter:
    """The segmenter without a centre's own words."""
    return Segmenter()


def subjects_of(found: Iterable[str]) -> list[str]:
    """The subjects of words, one entry for each time a word of the subject stands in the text."""
    known = subjects()
    return [subject for word in found for subject in known.get(word, ())]


def names(text: str) -> list[str]:
    """What looks like the name of a place or organisation by its ending, longest sensible run first come first."""
    return [
        match.group(0)
        for match in _NAME.finditer(text)
        if not any(sign in words.EMPTY_SIGNS for sign in match.group(1))
    ]
