"""Where a matter counts in the measures of a pack, as rows of sums can keep it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

import orjson

from hotline.core.codec import encode
from hotline.core.counting import Counted
from hotline.core.measures import Needs, Placer, Tally, needs_of
from hotline.core.policy import Policy
from hotline.core.policy.measures import MeasureSpec, Pick
from hotline.core.vocabulary import CountedKind
from hotline.infra import privacy
from hotline.insight.shapes import COLUMNS

COUNTED = -1
SEEN = "@"
"""Begins what is not a measure: `@unit_kind=bureau`, a mark on which the weights of a mix depend."""
ZERO = Decimal(0)


class Place(NamedTuple):
    """What one matter adds to one measure. `reason` COUNTED, or the number of the reason in its `leave_out`."""

    measure: str
    reason: int
    top: int
    bottom: int
    amount: Decimal


@dataclass(frozen=True)
class Measuring:
    """Some measures of a pack. `definition` changes whenever one of the pack's measures does."""

    definition: str
    specs: tuple[MeasureSpec, ...]

    def of(self, matter: Counted) -> tuple[Place, ...]:
        """What a matter adds, a mark that a mix depends on included."""
        placers = self._placers.get(matter.kind, ())
        found = [place for placer in placers if (place := _place(placer, matter)) is not None]
        if placers:
            seen = [f"{SEEN}{mark}={value}" for mark in self.watched if (value := matter.marks.get(mark))]
            found += [Place(name, COUNTED, 1, 0, ZERO) for name in seen]
        return tuple(found)

    def only(self, measures: Iterable[str]) -> Measuring:
        """These measures, with those that they are mixed of."""
        wanted = list(measures)
        known = {spec.id: spec for spec in self.specs}
        for name in wanted:
            wanted += [part.measure for part in known[name].parts if part.measure not in wanted]
        return Measuring(self.definition, tuple(spec for spec in self.specs if spec.id in wanted))

    def may_count(self, kind: CountedKind, marks: Mapping[str, str]) -> bool:
        """Whether matters of this shape can count, whatever their columns and numbers are."""
        return any(
            pick.of is kind and all(name in COLUMNS or _fits(name, w, marks) for name, w in pick.where.items())
            for spec in self.specs
            for pick in picks(spec)
        )

    def needs(self, by: str | None) -> dict[CountedKind, Needs]:
        """What must be the same in a group of matters."""
        return needs_of(self.specs, by)

    @cached_property
    def watched(self) -> tuple[str, ...]:
        return tuple(sorted({mark for spec in self.specs for part in spec.parts for mark in part.where}))

    @cached_property
    def _placers(self) -> dict[CountedKind, list[Placer]]:
        found: dict[CountedKind, list[Placer]] = {}
        for placer in map(Placer, self.specs):
            for kind in placer.kinds:
                found.setdefault(kind, []).append(placer)
        return found


@lru_cache(maxsize=64)
def measuring(policy: Policy) -> Measuring:
    """All measures of a pack at one release."""
    specs = policy.lists.measures
    written = orjson.dumps([encode(spec) for spec in specs], option=orjson.OPT_SORT_KEYS)
    return Measuring(privacy.sm3_hex(written), tuple(specs))


def _place(placer: Placer, matter: Counted) -> Place | None:
    placed = placer.place(matter)
    if placed is None:
        return None
    if placed.reason >= 0:
        return Place(placer.spec.id, placed.reason, 0, 1, ZERO)
    if not placer.number:
        return Place(placer.spec.id, COUNTED, int(placed.top), int(placed.bottom), ZERO)
    value = matter.numbers.get(placer.number)
    return None if value is None else Place(placer.spec.id, COUNTED, 1, 0, Decimal(str(value)))


def tally_of(spec: MeasureSpec, rows: Mapping[int, tuple[int, int, Decimal]]) -> Tally:
    """The counts of a measure from its sums by reason."""
    top, bottom, amount = rows.get(COUNTED, (0, 0, ZERO))
    left_out: Counter[str] = Counter()
    for number, (_top, many, _amount) in rows.items():
        if number >= 0 and many:
            left_out[spec.leave_out[number].reason] += many
    return Tally(top, bottom, amount, dict(left_out))


def _fits(name: str, wanted: tuple[str, ...], marks: Mapping[str, str]) -> bool:
    return marks.get(name, "") in wanted


def picks(spec: MeasureSpec) -> tuple[Pick, ...]:
    """Every pick of a measure."""
    return (*spec.top, *spec.bottom, *(left.pick for left in spec.leave_out))
