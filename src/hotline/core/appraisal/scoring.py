"""Scoring a sheet (APR-1, APR-2): from counted matters and figures to points, places and proposals.

The same matters in any order give the same sheet. Nothing here knows a hotline: all of it is the pack's sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from hotline.core.appraisal.consequences import Consequences, Figures
from hotline.core.appraisal.items import Reader
from hotline.core.appraisal.matching import Matters, by_subject, picker
from hotline.core.appraisal.ranking import group_of, ranked
from hotline.core.appraisal.results import (
    ItemResult,
    LeftMatter,
    Overruling,
    Period,
    QuotaResult,
    SheetResult,
    Subject,
    exact,
)
from hotline.core.appraisal.totals import Sums
from hotline.core.counting import Counted
from hotline.core.frozen import change
from hotline.core.policy.scores import Quota, ScoreSheet
from hotline.core.vocabulary import Scored

NO_FIGURES: Mapping[str, Decimal | None] = {}


def score(
    sheet: ScoreSheet,
    subject: Subject,
    period: Period,
    counted: Iterable[Counted],
    figures: Mapping[str, Decimal | None] = NO_FIGURES,
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

    A unit whose kind is not among the sheet's `unit_kinds` is not scored. Overrulings are by subject; of several for
    one occasion the last holds.
    """
    figures, overruled = figures or {}, overruled or {}
    whose = by_subject(sheet, period, counted)
    one = _One(sheet, period)
    results = [
        one.result(s, whose.get(s.id, {}), figures.get(s.id, NO_FIGURES), overruled.get(s.id, ()))
        for s in sorted(subjects, key=lambda s: s.id)
        if _is_scored(sheet, s)
    ]
    placed = ranked(results)
    consequences = Consequences(sheet, placed, figures)
    return tuple(change(r, proposals=consequences.proposals(r)) for r in placed)


def _is_scored(sheet: ScoreSheet, subject: Subject) -> bool:
    return sheet.of is not Scored.UNIT or not sheet.unit_kinds or subject.unit_kind in sheet.unit_kinds


class _One:
    """Scores one subject after the other on the same sheet."""

    def __init__(self, sheet: ScoreSheet, period: Period) -> None:
        self.sheet, self.period = sheet, period
        self.reader = Reader(sheet)
        self.quotas = [(q, picker(q.counts)) for q in sheet.quotas]
        self.in_sample = picker(sheet.sample)

    def result(
        self,
        subject: Subject,
        matters: Matters,
        figures: Mapping[str, Decimal | None],
        overruled: Sequence[Overruling],
    ) -> SheetResult:
        sheet, sums, left = self.sheet, Sums(self.sheet), list[LeftMatter]()
        ruled = {r.key: r for r in overruled}
        items = []
        for item in sheet.items:
            found = self.reader.occasions(item, matters, figures, ruled)
            left += found.left
            points = sums.item(item, found.found)
            items.append(ItemResult(item.id, item.section, points, tuple(found.found), found.awaiting))
        sections = tuple(sums.section(s, items) for s in sheet.sections)
        total = sums.whole(items, sections)
        quotas = tuple(
            q for q in (self._quota(quota, fits, subject, matters, left) for quota, fits in self.quotas) if q
        )
        sample = self._sample(items, matters)
        return SheetResult(
            sheet=sheet.id,
            subject=subject,
            period=self.period,
            start=sums.start,
            total=total,
            items=tuple(items),
            sections=sections,
            adjustments=tuple(sums.adjustments),
            left_out=tuple(left),
            quotas=quotas,
            sample=sample,
            ranked=sample >= sheet.minimum,
            group=group_of(subject, sheet.group_by),
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
        return QuotaResult(quota.id, exact(due), reached, max(exact(due) - reached, exact(0)))

    def _sample(self, items: Sequence[ItemResult], matters: Matters) -> int:
        """How many matters the score rests on: those of `sample`, or where none is named all that an item counted."""
        if not self.sheet.sample:
            return len({(o.kind, o.ref, o.part) for i in items for o in i.occasions})
        found = [m for kind in {p.of: None for p in self.sheet.sample} for m in matters.get(kind, ())]
        return len(self.reader.counting("", [m for m in found if self.in_sample(m)], []))
