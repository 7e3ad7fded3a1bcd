"""A paper as a tree of texts, the same for every renderer. Nothing in it is markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

COLUMNS = 48
"""A row is so many parts wide; a label takes `LABEL` of them."""
LABEL = 7

_LONG = re.compile(r"([!-~\u00a1-\u2e7f]{18})(?=[!-~\u00a1-\u2e7f])")
_DROPPED = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class BoxKind(Enum):
    TEXT = "text"
    SIGN = "sign"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Box:
    """One labelled box. `span` of its value in parts of the row; `lines`: its least height."""

    label: str
    paragraphs: tuple[str, ...] = ()
    kind: BoxKind = BoxKind.TEXT
    lines: int = 1
    span: int = COLUMNS - LABEL


@dataclass(frozen=True, slots=True)
class Letter:
    """Paragraphs in place of boxes: to whom, what, from whom."""

    salutation: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """`address` is what the QR code holds: where the order is found, no personal data. `shows_contact`: unmasked."""

    title: str
    number: str
    centre: str
    day: str
    rows: tuple[tuple[Box, ...], ...]
    foot: str
    note: str
    address: str
    mark: str = ""
    letter: Letter | None = None


def clean(text: str) -> tuple[str, ...]:
    """The paragraphs of a text without signs that print nothing or turn the line round; a long unbroken run may break
    (a zero-width space), so that nothing runs out of its box."""
    kept = "".join(
        sign
        for sign in text.replace("\r\n", "\n").replace("\t", " ")
        if sign == "\n" or (unicodedata.category(sign) not in _DROPPED and sign not in _TURNING)
    )
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return tuple(_LONG.sub("\\1\u200b", line) for line in lines if line)


def one_line(text: str) -> str:
    return " ".join(clean(text))


def spans(widths: Sequence[int]) -> list[int]:
    """How many parts of a row each value takes, by its width; together with the labels they fill the row."""
    free = COLUMNS - LABEL * len(widths)
    found = [max(1, free * width // sum(widths)) for width in widths]
    found[-1] += free - sum(found)
    return found
