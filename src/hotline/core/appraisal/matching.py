"""Which counted matters a sheet takes: by subject, by period, by what its items pick."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hotline.core.appraisal.results import Period
from hotline.core.counting import Counted
from hotline.core.measures.placing import test_of
from hotline.core.policy.measures import LeftOut, Pick
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import CountedKind, Scored

Matters = dict[CountedKind, list[Counted]]
"""The matters of one subject in one period, by kind, each list in order of day and name."""

OF_SUBJECT = {Scored.UNIT: "unit", Scored.AGENT: "agent", Scored.LINE: "line"}
"""The mark that says whose a matter is; a recording is its own `ref`."""


def order(matter: Counted) -> tuple[object, ...]:
    """The order in which matters count: by day, then by name, so that it never depends on how they came."""
    return (matter.day, matter.ref, matter.part)


def picker(picks: Iterable[Pick]) -> Callable[[Counted], bool]:
    """Whether a matter fits one of the picks."""
    tests = [(pick.of, test_of(pick)) for pick in picks]
    return lambda matter: any(kind is matter.kind and test(matter) for kind, test in tests)


def leaver(rules: Sequence[LeftOut]) -> Callable[[Counted], str]:
    """The reason for which a matter is left out; empty when it counts."""
    tests = [(picker((rule.pick,)), rule.reason) for rule in rules]
    return lambda matter: next((reason for fits, reason in tests if fits(matter)), "")


def kinds_of(sheet: ScoreSheet) -> frozenset[CountedKind]:
    """The kinds that a sheet looks at."""
    picks = [p for item in sheet.items for p in item.counts] + [p for q in sheet.quotas for p in q.counts]
    found = {p.of for p in (*picks, *sheet.sample)}
    if any(item.by_hand for item in sheet.items):
        found.add(CountedKind.ENTRY)
    if any(item.inspection for item in sheet.items):
        found.add(CountedKind.INSPECTED)
    return frozenset(found)


def by_subject(sheet: ScoreSheet, period: Period, counted: Iterable[Counted]) -> dict[str, Matters]:
    """The matters of the period by whose they are. Those that are nobody's are left aside."""
    kinds, mark, found = kinds_of(sheet), OF_SUBJECT.get(sheet.of), dict[str, Matters]()
    start, end = period.start, period.end
    for matter in counted:
        if matter.kind not in kinds or not start <= matter.day <= end:
            continue
        whose = matter.marks.get(mark, "") if mark else matter.ref
        if whose:
            found.setdefault(whose, {}).setdefault(matter.kind, []).append(matter)
    for matters in found.values():
        for one_kind in matters.values():
            one_kind.sort(key=order)
    return found
