"""The points of one item: what it counted, what was left out of it, what a ruling changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from hotline.core.appraisal.matching import Matters, leaver, order, picker
from hotline.core.appraisal.results import (
    INSPECTION,
    MEASURE,
    ZERO,
    LeftMatter,
    Occasion,
    Value,
    exact,
)
from hotline.core.counting import Counted
from hotline.core.frozen import change
from hotline.core.policy.scores import Band, ScoreItem, ScoreSheet
from hotline.core.vocabulary import CountedKind


@dataclass
class Occasions:
    """What an item found. `awaiting`: nothing was given yet, or there is no figure to look up."""

    found: list[Occasion] = field(default_factory=list)
    left: list[LeftMatter] = field(default_factory=list)
    awaiting: bool = False


class Reader:
    """Reads the items of one sheet for one subject after the other; picks are prepared once."""

    def __init__(self, sheet: ScoreSheet) -> None:
        self.sheet = sheet
        self._fits = {item.id: picker(item.counts) for item in sheet.items}
        self._reason = leaver(sheet.exclusions)

    def occasions(self, item: ScoreItem, matters: Matters, figures: Mapping[str, Value | None]) -> Occasions:
        """What `item` gives and takes, in order of day, before any ruling."""
        if item.measure:
            return self._of_measure(item, figures.get(item.measure))
        if item.inspection:
            return self._of_inspections(item, matters)
        if item.by_hand:
            return self._by_hand(item, matters)
        return self._counted(item, matters)

    def counting(self, item: str, matters: Iterable[Counted], into: list[LeftMatter]) -> list[Counted]:
        """Those that the sheet does not leave out; the others go into the list with their reason."""
        kept: list[Counted] = []
        for matter in matters:
            reason = self._reason(matter)
            if reason:
                into.append(LeftMatter(item, matter.kind.value, matter.ref, matter.part, reason))
            else:
                kept.append(matter)
        return kept

    def _matched(self, item: ScoreItem, matters: Matters, into: list[LeftMatter]) -> list[Counted]:
        fits = self._fits[item.id]
        kinds = {p.of: None for p in item.counts}
        found = [m for kind in kinds for m in matters.get(kind, ()) if fits(m)]
        if len(kinds) > 1:
            found.sort(key=lambda m: (*order(m), m.kind.value))
        return self.counting(item.id, found, into)

    def _counted(self, item: ScoreItem, matters: Matters) -> Occasions:
        result = Occasions()
        found = [self._occasion(item, m, exact(item.points)) for m in self._matched(item, matters, result.left)]
        result.found = numbered(item, found)
        return result

    def _by_hand(self, item: ScoreItem, matters: Matters) -> Occasions:
        """Entries whose kind is the item: with the points they give, or worth the item's points each."""
        result = Occasions()
        named = [
            m
            for m in matters.get(CountedKind.ENTRY, ())
            if m.marks.get("kind") == item.id and m.marks.get("sheet", "") in ("", self.sheet.id)
        ]
        for matter in self.counting(item.id, named, result.left):
            given = matter.numbers.get("points")
            result.found.append(self._occasion(item, matter, exact(item.points if given is None else given)))
        result.awaiting = item.full is not None and not item.points and not named
        return result

    def _of_measure(self, item: ScoreItem, figure: Value | None) -> Occasions:
        if figure is None:
            return Occasions(awaiting=True)
        return Occasions([self._made(item, MEASURE, item.measure, figure)])

    def _of_inspections(self, item: ScoreItem, matters: Matters) -> Occasions:
        """The mean of the subject's recordings (S2 市长热线考核办法 一1)."""
        result = Occasions()
        named = [m for m in matters.get(CountedKind.INSPECTED, ()) if m.marks.get("sheet") == item.inspection]
        kept = [m for m in self.counting(item.id, named, result.left) if "score" in m.numbers]
        if not kept:
            result.awaiting = True
            return result
        mean = Value.of(sum((Fraction(exact(m.numbers["score"])) for m in kept), Fraction(0)) / len(kept))
        result.found.append(self._made(item, INSPECTION, item.inspection, mean, tuple(m.ref for m in kept)))
        return result

    def _occasion(self, item: ScoreItem, matter: Counted, points: Decimal) -> Occasion:
        return Occasion(
            item=item.id,
            kind=matter.kind.value,
            ref=matter.ref,
            part=matter.part,
            day=matter.day,
            points=points,
            rule=f"{self.sheet.id}.{item.id}",
            source=item.source,
            document=matter.marks.get("document", ""),
            order=matter.marks.get("order", ""),
        )

    def _made(self, item: ScoreItem, kind: str, ref: str, value: Value, evidence: tuple[str, ...] = ()) -> Occasion:
        points, rule = of_bands(item.bands, value.fraction), f"{self.sheet.id}.{item.id}"
        return Occasion(item.id, kind, ref, "", None, points, rule, item.source, value=value.shown, evidence=evidence)


def of_bands(bands: Iterable[Band], value: Fraction) -> Decimal:
    """The points of the band that holds `value`; nothing where no band does."""
    for band in bands:
        high_enough = band.at_least is None or value >= Fraction(exact(band.at_least))
        if high_enough and (band.below is None or value < Fraction(exact(band.below))):
            return exact(band.points)
    return ZERO


def numbered(item: ScoreItem, occasions: Iterable[Occasion]) -> list[Occasion]:
    """`points` for every `each` of the occasions that no ruling touched; the one that completes the number has them."""
    points, number, result = exact(item.points), 0, list[Occasion]()
    for occasion in occasions:
        if occasion.ruling:
            result.append(occasion)
            continue
        number += 1
        carries = points if number % item.each == 0 else ZERO
        result.append(occasion if occasion.points == carries else change(occasion, points=carries))
    return result
