"""What one order adds to measures and scores: its counted matters, each dated once and true for ever.

A counted matter is settled by the events up to the end of its day. Nothing that happens later changes it; a correction
is a matter of its own, dated on its own day (`excused`). So a figure of a past day comes out the same at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from hotline.core.vocabulary import CountedKind

NO_NUMBERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Counted:
    """One matter. `ref` is what it is found by (an order, a call, a document), `part` what inside it was counted; the
    kind, the ref and the part together are unique. `marks` are words, `numbers` amounts (seconds, points)."""

    kind: CountedKind
    day: date
    ref: str
    part: str
    marks: Mapping[str, str]
    numbers: Mapping[str, float] = field(default_factory=lambda: NO_NUMBERS)
