"""Terms of an entry and of a question: pairs of characters and codes; what is only a way of asking is left out."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from importlib import resources

from hotline.core.knowledge.content import Content
from hotline.core.knowledge.ranking import counted
from hotline.infra.masking import mask_inside
from hotline.language.extract import Kind, extract
from hotline.language.tokens import folded, runs

MOST = 24
"""Terms of a question that are looked for."""
_LONG_DIGITS = re.compile(r"\d{7,}")


@functools.cache
def _asking() -> re.Pattern[str]:
    text = (resources.files(__package__) / "asking.txt").read_text("utf-8")
    phrases = [word for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return re.compile("|".join(sorted(map(re.escape, phrases), key=len, reverse=True)))


def plain(question: str) -> str:
    """The question folded, without its ways of asking; as it is when nothing else would be left."""
    said = folded(question)
    rest = _asking().sub(" ", said)
    return rest if any(char.isalnum() for char in rest) else said


def terms(text: str) -> list[str]:
    """Pairs of Chinese characters and whole codes, as often as they stand there. A lone character is a term."""
    found: list[str] = []
    for _, said, chinese in runs(text):
        if not chinese:
            found.append(said[:40])
        elif len(said) == 1:
            found.append(said)
        else:
            found += [said[at : at + 2] for at in range(len(said) - 1)]
    return found


def asked(question: str) -> list[str]:
    """The terms of a question, each once, in the order in which they were said."""
    return list(dict.fromkeys(terms(plain(question))))[:MOST]


def characters(text: str) -> list[str]:
    """The Chinese characters of a text, each once."""
    return list(dict.fromkeys(char for _, said, chinese in runs(text) if chinese for char in said))


def without_people(text: str, now: datetime) -> str:
    """The text without names, telephones, identity numbers and anything that is a long number: fit to be counted."""
    spans = extract(text, now)
    for span in sorted(spans, key=lambda s: -s.start):
        if span.kind in (Kind.PERSON, Kind.PHONE, Kind.IDENTITY):
            text = f"{text[: span.start]} {text[span.end :]}"
    return _LONG_DIGITS.sub(" ", mask_inside(text))


def fields_of(content: Content) -> dict[str, dict[str, int]]:
    """Field of the ranking → how often each term stands in it."""
    body = (content.text, *content.steps, *content.material, content.fees, *content.places, *content.basis)
    said = {
        "title": [content.title],
        "questions": content.questions,
        "keywords": content.keywords,
        "answer": [content.answer],
        "text": body,
    }
    return {name: counted(_all(texts)) for name, texts in said.items() if any(texts)}


def _all(texts: Iterable[str] | Sequence[str]) -> list[str]:
    return [term for text in texts for term in terms(text[:4000])]
