"""Scoring a sheet (APR-1, APR-2): from counted matters and figures to points, places and proposals.

First what each item finds is collected; then rulings, sums, places and proposals are worked out from that alone. So a
result that was kept can be revised after a ruling without asking for its matters again. The same matters in any order
give the same sheet. Nothing here knows a hotline: all of it is the pack's sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hotline.core.appraisal.consequences import Consequences
from hotline.core.appraisal.items import Reader
from hotline.core.appraisal.matching import Matters, by_subject, picker
from hotline.core.appraisal.ranking import group_of, ranked
from hotline.core.appraisal.results import (
    ZERO,
    ItemResult,
    LeftMatter,
    Overruling,
    Period,
    QuotaResult,
    SheetResult,
    Subject,
    Value,
    exact,
)
from hotline.core.appraisal.rulings import ruled
from hotline.core.appraisal.totals import Sums
from hotline.core.counting import Counted
from hotline.core.frozen import change
from hotline.core.policy.scores import Quota, ScoreSheet
from hotline.core.vocabulary import Scored

NO_FIGURES: Mapping[str, Value | None] = {}
Figures = Mapping[str, Mapping[str, Value | None]]
"""Subject → measure → figure; None where there is nothing to measure."""


def score(
    sheet: ScoreSheet,
    subject: Subject,
    period: Period,
    counted: Iterable[Counted],
    figures: Mapping[str, Value | None] = NO_FIGURES,
    overruled: Iterable[Overruling] = (),
) -> SheetResult:
    """One subject by itself: `counted` may hold matters of others and of other days. Its place is 1 of 1."""
    return appraise(sheet, [subject], period, counted, {subject.id: figures}, {subject.id: tuple(overruled)})[0]


def appraise(
    sheet: ScoreSheet,
    subjects: Iterable[Subject],
    period: Period,
    counted: Iterable[Counted],
    figures: Figures | None = None,
    overruled: Mapping[str, Sequence[Overruling]] | None = None,
) -> tuple[SheetResult, ...]:
    """Every subject's sheet, in the order of their ids, ranked in their groups, with what is proposed.

    A unit whose kind is not among the sheet's `unit_kinds` is not scored.
    """
    whose, figures = by_subject(sheet, period, counted), figures or {}
    one = _Collector(sheet, period)
    collected = [
        one.collect(s, whose.get(s.id, {}), figures.get(s.id, NO_FIGURES))
        for s in sorted(subjects, key=lambda s: s.id)
        if _is_scored(sheet, s)
    ]
    return revise(sheet, collected, overruled or {})


def revise(
    sheet: ScoreSheet, results: Iterable[SheetResult], overruled: Mapping[str, Sequence[Overruling]]
) -> tuple[SheetResult, ...]:
    """The same sheets under exactly these rulings (by subject; of several for one occasion the last holds)."""
    placed = ranked([_summed(sheet, r, overruled.get(r.subject.id, ())) for r in results])
    consequences = Consequences(sheet, placed)
    return tuple(change(r, proposals=consequences.proposals(r)) for r in placed)


def measures_of(sheet: ScoreSheet) -> frozenset[str]:
    """The measures whose figures a sheet looks at."""
    return frozenset(
        name for name in (*(i.measure for i in sheet.items), *(p.when.measure for p in sheet.proposals)) if name
    )


def _is_scored(sheet: ScoreSheet, subject: Subject) -> bool:
    return sheet.of is not Scored.UNIT or not sheet.unit_kinds or subject.unit_kind in sheet.unit_kinds


def _summed(sheet: ScoreSheet, result: SheetResult, overruled: Sequence[Overruling]) -> SheetResult:
    sums, rulings = Sums(sheet), {r.occasion: r for r in overruled}
    items = []
    for item, found in zip(sheet.items, result.items, strict=True):
        occasions = ruled(item, found.occasions, rulings)
        items.append(change(found, points=sums.item(item, occasions), occasions=tuple(occasions)))
    sections = tuple(sums.section(s, items) for s in sheet.sections)
    return change(
        result,
        start=sums.start,
        total=sums.whole(items, sections),
        items=tuple(items),
        sections=sections,
        adjustments=tuple(sums.adjustments),
    )


class _Collector:
    """Collects what concerns one subject after the other on the same sheet; nothing is added up here."""

    def __init__(self, sheet: ScoreSheet, period: Period) -> None:
        self.sheet, self.period = sheet, period
        self.reader = Reader(sheet)
        self.measures = sorted(measures_of(sheet))
        self.quotas = [(q, picker(q.counts)) for q in sheet.quotas]
        self.in_sample = picker(sheet.sample)

    def collect(self, subject: Subject, matters: Matters, figures: Mapping[str, Value | None]) -> SheetResult:
        sheet, left = self.sheet, list[LeftMatter]()
        items = []
        for item in sheet.items:
            found = self.reader.occasions(item, matters, figures)
            left += found.left
            items.append(ItemResult(item.id, item.section, ZERO, tuple(found.found), found.awaiting))
        quotas = [self._quota(quota, fits, subject, matters, left) for quota, fits in self.quotas]
        sample = self._sample(items, matters)
        return SheetResult(
            sheet=sheet.id,
            subject=subject,
            period=self.period,
            start=ZERO,
            total=ZERO,
            items=tuple(items),
            left_out=tuple(left),
            quotas=tuple(q for q in quotas if q),
            sample=sample,
            ranked=sample >= sheet.minimum,
            group=group_of(subject, sheet.group_by),
            figures={name: figures.get(name) for name in self.measures},
        )

    def _quota(
        self, quota: Quota, fits: Callable[[Counted], bool], subject: Subject, matters: Matters, left: list[LeftMatter]
    ) -> QuotaResult | None:
        """None for a subject that the table does not name, by itself or by its kind."""
        table = quota.table
        due = table.get(subject.id, table.get(subject.unit_kind))
        if due is None:
            return None
        found = [m for kind in {p.of: None for p in quota.counts} for m in matters.get(kind, ()) if fits(m)]
        reached = len(self.reader.counting(f"quota:{quota.id}", found, left))
        return QuotaResult(quota.id, exact(due), reached, max(exact(due) - reached, ZERO))

    def _sample(self, items: Sequence[ItemResult], matters: Matters) -> int:
        """How many matters the score rests on: those of `sample`, or where none is named all that an item counted."""
        if not self.sheet.sample:
            return len({(o.kind, o.ref, o.part) for i in items for o in i.occasions})
        found = [m for kind in {p.of: None for p in self.sheet.sample} for m in matters.get(kind, ())]
        return len(self.reader.counting("", [m for m in found if self.in_sample(m)], []))
