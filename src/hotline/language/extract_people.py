"""People in a text: a name of family with a title, masked names, names after a word that says who it is."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from hotline.language.extract_lexicon import pattern, words
from hotline.language.extract_names import Words
from hotline.language.extract_shapes import Kind, Span


@functools.cache
def _not_names() -> frozenset[str]:
    return frozenset(words("name_not"))


def known_people(told: Words) -> Iterator[Span]:
    """Words that the segmenter takes for names of people and that begin with a family name."""
    surnames = words("surname")
    for at, (start, end, tag) in enumerate(zip(told.starts, told.ends, told.tags, strict=True)):
        if tag != "nr" or end - start not in (2, 3):
            continue
        said = told.text[start:end]
        if not said.startswith(surnames) or said[:2] in _not_names():
            continue
        if pattern("nr_end_not").fullmatch(said[-1]) or pattern("name_tail_not").fullmatch(said[-1]):
            continue
        if not (told.knows(at) and len(said) == 3) and not pattern("nr_right").match(told.text, end):
            continue
        yield Span(Kind.PERSON, start, end, said, 0.62 if len(said) == 2 else 0.68, {"by": "word"})


def people(text: str) -> Iterator[Span]:
    """People as far as their form says so; the value is the words."""
    for name, sure in (("person_title", 0.85), ("person_masked", 0.88)):
        for found in pattern(name).finditer(text):
            before = max(0, found.start() - 2), found.start()  # one character and a line's end
            if found[0][:2] not in _not_names() and not pattern("person_before_not").search(text, *before):
                yield Span(Kind.PERSON, *found.span(), found[0], sure, {"by": name})
    for found in pattern("person_name").finditer(text):
        start, end = found.span("n")
        said = found["n"]
        if said[:2] in _not_names() or said[1:] in _not_names():
            continue
        if len(said) == 3 and pattern("name_tail_not").fullmatch(said[2]):
            end -= 1
        if pattern("name_tail_not").fullmatch(text[start + 1]):
            continue
        yield Span(Kind.PERSON, start, end, text[start:end], 0.7, {"by": "name"})
