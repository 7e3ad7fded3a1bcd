"""What an extraction is: a span of the text, its kind, its value."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


class Kind(enum.StrEnum):
    """What a span says. In the order of precedence when two spans of equal confidence overlap."""

    IDENTITY = "identity"
    PHONE = "phone"
    TIME = "time"
    MONEY = "money"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    QUANTITY = "quantity"
    ASK = "ask"


_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True)
class Span:
    """`text[start:end]` says `kind`; `value` is its one written form, `confidence` lies between 0 and 1.

    `value` by kind: time is EDTF-like (`2019-12-23T20:30`, `2018/..` since, `R/day/T00:00` every day), money is yuan,
    quantity is number and unit, telephone is digits and `*`, identity is masked but for its first six places, a place
    is the code of its division when one fits, else its words; people, organisations and asks are their words.
    """

    kind: Kind
    start: int
    end: int
    value: str
    confidence: float
    details: Mapping[str, str] = field(default_factory=dict)

    def overlaps(self, other: Span) -> bool:
        """Whether both share a character."""
        return self.start < other.end and other.start < self.end


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """The spans in reading order; of overlapping ones the surer, then the longer. Other spans lie within asks."""
    kept: list[Span] = []
    taken: dict[bool, set[int]] = {True: set(), False: set()}
    for span in sorted(spans, key=lambda s: (-s.confidence, s.start - s.end, _RANK[s.kind], s.start)):
        places = taken[span.kind is Kind.ASK]
        covered = range(span.start, span.end)
        if span.start < span.end and places.isdisjoint(covered):
            places.update(covered)
            kept.append(span)
    return sorted(kept, key=lambda s: (s.start, s.end, _RANK[s.kind]))
