"""Hints on a registered text while it is written (INT-3): brief, exact, readable. Hints only, never a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from hotline.core.policy.shapes import PhrasingRule

_TITLE_MOST = 40
_REPEATED = re.compile(r"([^\s0-9])\1{4,}")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_LONG_SENTENCE = 120
_TELEPHONE = re.compile(r"(?<!\d)(?:1\d{10}|0\d{2,3}-?\d{7,8})(?!\d)")
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")


class HintCode(Enum):
    """What may be wrong with a text."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    FORBIDDEN_WORD = "forbidden_word"
    TITLE_LONG = "title_long"
    TITLE_IS_CONTENT = "title_is_content"
    NO_PLACE = "no_place"
    REPEATED_SIGNS = "repeated_signs"
    LONG_SENTENCE = "long_sentence"
    PERSONAL_DATA = "personal_data"
    """A telephone or identity number belongs into the sealed contact, not into a text that units read (SEC-3)."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One hint: `field` is the form's field, `params` fill its sentence."""

    code: HintCode
    field: str
    params: tuple[tuple[str, str], ...] = ()


def hints(title: str, content: str, place: str, rule: PhrasingRule) -> tuple[Hint, ...]:
    """What the agent may want to mend before the order leaves the desk, in the order of the form."""
    return tuple(_hints(title.strip(), content.strip(), place.strip(), rule))


def _hints(title: str, content: str, place: str, rule: PhrasingRule) -> Iterator[Hint]:
    if len(title) > _TITLE_MOST:
        yield Hint(HintCode.TITLE_LONG, "title", (("max", str(_TITLE_MOST)), ("count", str(len(title)))))
    if title and title == content:
        yield Hint(HintCode.TITLE_IS_CONTENT, "title")
    if content and len(content) < rule.min_chars:
        yield Hint(HintCode.TOO_SHORT, "content", (("min", str(rule.min_chars)), ("count", str(len(content)))))
    if len(content) > rule.max_chars:
        yield Hint(HintCode.TOO_LONG, "content", (("max", str(rule.max_chars)), ("count", str(len(content)))))
    for field, text in (("title", title), ("content", content)):
        yield from _in_text(field, text, rule)
    if content and not place:
        yield Hint(HintCode.NO_PLACE, "place")


def _in_text(field: str, text: str, rule: PhrasingRule) -> Iterator[Hint]:
    for word in rule.forbidden:
        if word in text:
            yield Hint(HintCode.FORBIDDEN_WORD, field, (("word", word),))
    repeated = _REPEATED.search(text)
    if repeated:
        yield Hint(HintCode.REPEATED_SIGNS, field, (("signs", repeated.group()[:6]),))
    longest = max((len(part) for part in _SENTENCE_END.split(text)), default=0)
    if longest > _LONG_SENTENCE:
        yield Hint(HintCode.LONG_SENTENCE, field, (("max", str(_LONG_SENTENCE)), ("count", str(longest))))
    if _TELEPHONE.search(text) or _IDENTITY_NUMBER.search(text):
        yield Hint(HintCode.PERSONAL_DATA, field)
