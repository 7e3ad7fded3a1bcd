"""What a text says, as suggestions for the fields of a form: where, when, who, which phone, how much, what for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from hotline.language import words
from hotline.language.extract import Kind, Span, extract, leading
from hotline.language.extract_lexicon import pattern
from hotline.language.places import Division, Places

MOST_ALTERNATIVES = 5
LANDMARK = 0.6
"""How sure a place is that is told by what stands beside it."""
_COUNTY = 6


@dataclass(frozen=True)
class Found:
    """`text[start:end]` says `kind`; `value` is what a field would hold. `first`: the one to fill the field with.

    For a place `area` is the code of an area of the hotline (empty: none fits) and `alternatives` are other areas it
    may be, as (code, name). `confidence` lies between 0 and 1.
    """

    kind: Kind
    value: str
    start: int
    end: int
    confidence: float
    first: bool = False
    area: str = ""
    alternatives: tuple[tuple[str, str], ...] = ()


def extract_for_form(text: str, now: datetime, areas: Mapping[str, str] | None = None, home: str = "") -> list[Found]:
    """The findings in reading order. `areas`: code -> name of the areas the hotline knows; `home`: its own area's code.

    An area's name may be that of its government (幸福街道办事处): its ending is not needed in the text.
    """
    known = _gazetteer(tuple(sorted((areas or {}).items())), home)
    spans = extract(text, now, known.places)
    if not any(span.kind is Kind.PLACE for span in spans):
        spans = [_beside(text, span) for span in spans]
    best = leading(spans)
    return [_found(span, best.get(span.kind) is span, known) for span in spans]


def _beside(text: str, span: Span) -> Span:
    """Where nothing else says where it is, "opposite the police station" is the place; other spans as they are."""
    relation = pattern("place_relation").match(text, span.end) if span.kind is Kind.ORGANISATION else None
    if not relation or not relation[0]:
        return span
    said = text[span.start : relation.end()]
    return Span(Kind.PLACE, span.start, relation.end(), said, LANDMARK, {"name": said, "relation": relation[0]})


def area_of(found: list[Found]) -> str:
    """The area the text speaks of: that of the place to fill in, else of any place that has one."""
    named = [one for one in found if one.area]
    return next((one.area for one in named if one.first), named[0].area if named else "")


@dataclass(frozen=True, eq=False)
class _Gazetteer:
    """Divisions as the extraction wants them, and the areas as the hotline writes them: code of a division -> both."""

    places: Places
    areas: Mapping[str, tuple[str, str]]


@lru_cache(maxsize=16)
def _gazetteer(areas: tuple[tuple[str, str], ...], home: str) -> _Gazetteer:
    by_division = {_division(code): (code, _bare(name)) for code, name in areas}
    divisions = [Division(code, name, _parent(code, by_division)) for code, (_, name) in by_division.items()]
    return _Gazetteer(Places(divisions, _division(home)), by_division)


def _division(code: str) -> str:
    """Provinces and cities end in zeros in the codes of areas (GB/T 2260), and are short in those of divisions."""
    while len(code) <= _COUNTY and len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def _parent(code: str, known: Mapping[str, object]) -> str:
    return next((code[:n] for n in range(len(code) - 1, 1, -1) if code[:n] in known), "")


def _bare(name: str) -> str:
    """A government's name without what makes it a government."""
    for ending in words.GOVERNMENT_ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


def _found(span: Span, first: bool, known: _Gazetteer) -> Found:
    is_place = span.kind is Kind.PLACE
    code = span.details.get("code", "") if is_place else ""
    others = [one for one in span.details.get("alternatives", "").split(",") if one and one != code]
    return Found(
        kind=span.kind,
        value=span.details.get("name", span.value) if is_place else span.value,
        start=span.start,
        end=span.end,
        confidence=round(span.confidence, 3),
        first=first,
        area=known.areas[code][0] if code in known.areas else "",
        alternatives=tuple(known.areas[one] for one in others[:MOST_ALTERNATIVES] if one in known.areas),
    )
