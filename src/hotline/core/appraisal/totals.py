"""Adding up: items within their limits, sections within their marks, the sheet between its lowest and highest."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hotline.core.appraisal.results import ZERO, Adjustment, ItemResult, Occasion, SectionResult, exact
from hotline.core.policy.scores import ScoreItem, ScoreSheet, Section


class Sums:
    """Adds up one sheet. Every cut is written down, so that the sum can be followed line by line."""

    def __init__(self, sheet: ScoreSheet) -> None:
        self.sheet = sheet
        self.adjustments: list[Adjustment] = []
        self.start = (
            sum((exact(s.full) for s in sheet.sections if s.from_full), ZERO)
            if sheet.sections
            else exact(sheet.starts_at)
        )

    def item(self, item: ScoreItem, occasions: Sequence[Occasion]) -> Decimal:
        """The item's points, never more than `most` either way, nor than its full marks where a person gives them."""
        bound = _least_of(item.most, item.full if item.by_hand else None)
        total = sum((o.points for o in occasions), ZERO)
        return total if bound is None else self._keep(f"item:{item.id}", total, -bound, bound)

    def section(self, section: Section, items: Sequence[ItemResult]) -> SectionResult:
        """Between nothing and its full marks; rewards may lift it above where the pack says so (S1 菏泽 三(三)2)."""
        full = exact(section.full)
        begun = full if section.from_full else ZERO
        total = begun + sum((i.points for i in items if i.section == section.id), ZERO)
        kept = self._keep(f"section:{section.id}", total, ZERO, None if section.may_exceed else full)
        return SectionResult(section.id, full, kept)

    def whole(self, items: Sequence[ItemResult], sections: Sequence[SectionResult]) -> Decimal:
        """The total of the sheet."""
        outside = [i.points for i in items if not (sections and i.section)]
        points = [*(s.points for s in sections), *outside] if sections else [self.start, *outside]
        low = None if self.sheet.lowest is None else exact(self.sheet.lowest)
        high = None if self.sheet.highest is None else exact(self.sheet.highest)
        return self._keep("sheet", sum(points, ZERO), low, high)

    def _keep(self, at: str, total: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
        kept = total
        if low is not None and kept < low:
            kept = low
        if high is not None and kept > high:
            kept = high
        if kept != total:
            self.adjustments.append(Adjustment(at, kept, kept - total))
        return kept


def _least_of(*bounds: float | None) -> Decimal | None:
    given = [abs(exact(b)) for b in bounds if b is not None]
    return min(given) if given else None
