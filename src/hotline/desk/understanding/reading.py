"""What stands in a text: where, when, who, how much, what for; as suggestions for fields and as marks in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from hotline.accounts import selectors as accounts
from hotline.desk.areas import areas
from hotline.desk.words import table
from hotline.language.extract_shapes import Kind
from hotline.language.form import Found, area_of, extract_for_form

LONGEST = 6000
"""Characters that are read; nobody takes down more at one call."""
_CITY = 6


class Piece(NamedTuple):
    """A run of the text; `kind` empty: nothing was found in it. `title` says what was found, for who points at it."""

    text: str
    kind: str = ""
    title: str = ""


def found_in(text: str, now: datetime) -> list[Found]:
    """The findings in a text, with areas of this hotline."""
    own, home = _own_areas(accounts.directory().version)
    return extract_for_form(text[:LONGEST], now, own, home)


@lru_cache(maxsize=4)
def _own_areas(version: str) -> tuple[Mapping[str, str], str]:
    """Code → name of the areas, and the code of the one that holds all others."""
    known = areas(version)
    home = min(known, key=lambda code: (len(code.rstrip("0")), code), default="")
    return {code: name for code, name in known.items() if code != home}, home


def place_of(text: str, found: Iterable[Found]) -> tuple[str, float]:
    """The words of the place to fill in, with how sure it is; places that stand side by side are one address."""
    places = [one for one in found if one.kind is Kind.PLACE]
    first = next((one for one in places if one.first), None)
    if first is None:
        return "", 0.0
    start, end = first.start, first.end
    for one in places:
        if one.start == end:
            end = one.end
    for one in reversed(places):
        if one.end == start:
            start = one.start
    return text[start:end], first.confidence


def area_in(found: list[Found]) -> str:
    """The code of the area the text speaks of; empty when it names none."""
    return area_of(found)


def first_of(kind: Kind, found: Iterable[Found]) -> Found | None:
    """The finding of a kind that a field would be filled with."""
    return next((one for one in found if one.kind is kind and one.first), None)


def marked(text: str, found: Iterable[Found]) -> list[Piece]:
    """The text cut into runs. What is asked for is left unmarked where something more precise lies within it."""
    names = table("suggest")["kinds"]
    pieces, at = [], 0
    for one in _apart(found):
        if one.start > at:
            pieces.append(Piece(text[at : one.start]))
        pieces.append(Piece(text[one.start : one.end], one.kind.value, names[one.kind.value]))
        at = one.end
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def _apart(found: Iterable[Found]) -> list[Found]:
    precise = [one for one in found if one.kind is not Kind.ASK]
    asks = [
        one
        for one in found
        if one.kind is Kind.ASK and not any(p.start < one.end and one.start < p.end for p in precise)
    ]
    return sorted([*precise, *asks], key=lambda one: one.start)


def legend(found: Iterable[Found]) -> list[dict[str, Any]]:
    """The kinds that were found, in the order of the words, with their names."""
    here = {one.kind.value for one in found}
    return [{"kind": kind, "name": name} for kind, name in table("suggest")["kinds"].items() if kind in here]
