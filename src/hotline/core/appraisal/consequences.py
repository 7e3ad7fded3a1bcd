"""What follows from a score: proposals for a person, never acts (APR-3)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hotline.core.appraisal.ranking import among_first, among_last, places
from hotline.core.appraisal.results import Proposed, QuotaResult, SheetResult, exact
from hotline.core.policy.scores import Condition, ProposalRule, ScoreSheet


class Consequences:
    """The proposals of one sheet for all its subjects."""

    def __init__(self, sheet: ScoreSheet, results: Sequence[SheetResult]) -> None:
        self.sheet = sheet
        self._standing = {
            rule.id: self._by_measure(rule.when.measure, results)
            for rule in sheet.proposals
            if rule.when.measure and (rule.when.last is not None or rule.when.first is not None)
        }

    def proposals(self, result: SheetResult) -> tuple[Proposed, ...]:
        """What is proposed for one subject."""
        return tuple(_proposed(rule, result) for rule in self.sheet.proposals if self._holds(rule, result))

    def _holds(self, rule: ProposalRule, result: SheetResult) -> bool:
        when = rule.when
        return (
            _score(when, result)
            and _item(when, result)
            and _quota(when, result)
            and _measure(when, result)
            and self._place(rule, result)
        )

    def _place(self, rule: ProposalRule, result: SheetResult) -> bool:
        """By the total, or by a measure where the rule names one (S3 移动 六(三): 解决率排名后三名)."""
        place, of = (
            self._standing[rule.id].get(result.subject.id, (None, 0))
            if rule.id in self._standing
            else (
                result.place,
                result.of,
            )
        )
        last, first = rule.when.last, rule.when.first
        return (last is None or among_last(place, of, last)) and (first is None or among_first(place, first))

    def _by_measure(self, measure: str, results: Sequence[SheetResult]) -> dict[str, tuple[int | None, int]]:
        groups: dict[str, dict[str, Fraction]] = {}
        for result in results:
            figure = result.figures.get(measure)
            if result.ranked and figure is not None:
                groups.setdefault(result.group, {})[result.subject.id] = figure.fraction
        return {
            subject: (place, len(values)) for values in groups.values() for subject, place in places(values).items()
        }


def _measure(when: Condition, result: SheetResult) -> bool:
    if when.measure_below is None:
        return True
    figure = result.figures.get(when.measure)
    return figure is not None and figure.fraction < Fraction(exact(when.measure_below))


def _score(when: Condition, result: SheetResult) -> bool:
    below, least = when.score_below, when.score_at_least
    return (below is None or result.total < exact(below)) and (least is None or result.total >= exact(least))


def _item(when: Condition, result: SheetResult) -> bool:
    if not when.item:
        return True
    item = result.item(when.item)
    return item is not None and item.times >= when.times_at_least


def _quota(when: Condition, result: SheetResult) -> bool:
    if not when.quota:
        return True
    quota = _found(when.quota, result)
    if quota is None:
        return False
    return (
        quota.short > 0
        and (when.short_by is None or quota.short == when.short_by)
        and (when.short_over is None or quota.short > when.short_over)
        and (when.due_at_least is None or quota.due >= exact(when.due_at_least))
        and (when.due_at_most is None or quota.due <= exact(when.due_at_most))
    )


def _found(ident: str, result: SheetResult) -> QuotaResult | None:
    return next((q for q in result.quotas if q.id == ident), None)


def _proposed(rule: ProposalRule, result: SheetResult) -> Proposed:
    """With what it rests on: the occasions of the item, the quota, the measure."""
    item = result.item(rule.when.item) if rule.when.item else None
    evidence = [f"{o.kind}:{o.ref}" for o in item.occasions if not (o.ruling and not o.points)] if item else []
    evidence += [f"quota:{rule.when.quota}"] if rule.when.quota else []
    evidence += [f"measure:{rule.when.measure}"] if rule.when.measure else []
    amount = None if rule.amount is None else exact(rule.amount)
    return Proposed(rule.id, rule.kind, rule.text, amount, rule.to, rule.source, tuple(dict.fromkeys(evidence)))
