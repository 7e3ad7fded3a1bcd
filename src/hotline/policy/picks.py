"""Whether what measures and score sheets count can be there: marks of the kind, with values that it may have."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.core.counting.marks import MARKS, NUMBERS
from hotline.core.measures.grouping import picks_of
from hotline.core.policy.measures import MeasureSpec, Pick
from hotline.core.policy.scores import ScoreSheet
from hotline.core.policy.shapes import Lists
from hotline.core.vocabulary import CountedKind

Wrong = tuple[str, str, str, str]
"""(entry, what it names, the name, what there is)"""


def wrong_picks(lists: Lists) -> Iterator[Wrong]:
    """Every mark, value or number that no matter of the kind can have: a measure that counts nothing for ever."""
    known = _Known(lists)
    for measure in lists.measures:
        for pick in picks_of(measure):
            yield from known.wrong(measure.id, pick)
        yield from _number(measure)
    for sheet in lists.score_sheets:
        for entry, pick in _of_sheet(sheet):
            yield from known.wrong(entry, pick)


def _number(measure: MeasureSpec) -> Iterator[Wrong]:
    for pick in measure.top:
        there = NUMBERS.get(pick.of, ())
        if measure.of_number and measure.of_number not in there:
            yield measure.id, "of_number", measure.of_number, "、".join(there)


def _of_sheet(sheet: ScoreSheet) -> Iterator[tuple[str, Pick]]:
    for item in sheet.items:
        yield from ((f"{sheet.id}.{item.id}", pick) for pick in item.counts)
    for quota in sheet.quotas:
        yield from ((f"{sheet.id}.{quota.id}", pick) for pick in quota.counts)
    yield from ((sheet.id, pick) for pick in sheet.sample)
    yield from ((sheet.id, left.pick) for left in sheet.exclusions)


class _Known:
    """The words of one pack beside the closed ones."""

    def __init__(self, lists: Lists) -> None:
        self._natures = frozenset(term.id for term in lists.natures)
        self._classes = frozenset(term.id for term in lists.content_classes)
        self._reasons = frozenset(term.id for term in lists.refusal_reasons)
        self._stages = {spec.id: spec.stages for spec in lists.procedures}

    def wrong(self, entry: str, pick: Pick) -> Iterator[Wrong]:
        marks, numbers = MARKS[pick.of], NUMBERS.get(pick.of, ())
        for mark, values in pick.where.items():
            if mark not in marks:
                yield entry, pick.of.value, mark, "、".join(marks)
                continue
            allowed = self._values(pick, mark)
            if allowed is not None:
                for value in values:
                    if value not in allowed:
                        yield entry, mark, value, "、".join(sorted(allowed))
        for name in (*pick.at_most, *pick.at_least):
            if name not in numbers:
                yield entry, pick.of.value, name, "、".join(numbers)

    def _values(self, pick: Pick, mark: str) -> frozenset[str] | None:
        own = {"nature": self._natures, "content_class": self._classes, "procedure": frozenset(self._stages)}
        if mark in own:
            return own[mark]
        if mark == "reason" and pick.of is CountedKind.REFUSED:
            return self._reasons
        named = [stage for ident in pick.where.get("procedure", ()) for stage in self._stages.get(ident, ())]
        if mark == "stage" and named:
            return frozenset(stage.id for stage in named)
        if mark == "outcome" and named:
            return frozenset(outcome.id for stage in named for outcome in stage.outcomes)
        return MARKS[pick.of][mark]
