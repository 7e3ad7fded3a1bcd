"""Where a sheet's matters and figures come from: orders and calls from insight, recordings and the ledger from quality.

Only what the sheet looks at is read: kinds and marks that no item picks stay in the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from hotline.accounts.models import Person, Unit
from hotline.accounts.selectors import directory, lines, person_names
from hotline.core.appraisal import Period, Subject, specs_of, values_of
from hotline.core.appraisal.matching import OF_SUBJECT
from hotline.core.appraisal.measuring import Values
from hotline.core.counting import NO_NUMBERS, Counted
from hotline.core.policy.measures import Pick
from hotline.core.policy.pack import Policy
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import CountedKind, Role, Scored
from hotline.insight import figures, shapes
from hotline.insight.grouping import Scope
from hotline.insight.models import CountedMatter
from hotline.quality.selectors import counted as of_quality

OF_QUALITY = frozenset({CountedKind.ENTRY, CountedKind.INSPECTED})
"""Read from the room that keeps them: there a correction holds, while insight's copy of a past day stays as it was."""

AGENTS = frozenset({Role.AGENT, Role.SHIFT_LEAD, Role.CALLBACK_AGENT})


def picks_of(sheet: ScoreSheet) -> list[Pick]:
    """Everything that an item, a quota or the sample picks."""
    return (
        [p for item in sheet.items for p in item.counts] + [p for q in sheet.quotas for p in q.counts] + [*sheet.sample]
    )


def counted(policy: Policy, sheet: ScoreSheet, period: Period, as_of: datetime) -> Iterator[Counted]:
    """The matters of the period that the sheet looks at, as known at `as_of`."""
    yield from of_quality(policy.id, period.start, period.end, as_of)
    yield from _of_insight(policy, sheet, period)


def _of_insight(policy: Policy, sheet: ScoreSheet, period: Period) -> Iterator[Counted]:
    picks = [pick for pick in picks_of(sheet) if pick.of not in OF_QUALITY]
    known = shapes.known(shapes.every_id()) if picks else {}
    wanted = [ident for ident, shape in known.items() if any(_may_fit(pick, *shape) for pick in picks)]
    rows = CountedMatter.objects.filter(pack=policy.id, day__range=(period.start, period.end), shape__in=wanted)
    mark = OF_SUBJECT.get(sheet.of)
    if mark in ("unit", "agent"):
        rows = rows.exclude(**{mark: ""})
    names = ("shape", "day", "ref", "part", "numbers", *shapes.COLUMNS)
    for shape, day, ref, part, numbers, *columns in rows.values_list(*names).iterator(chunk_size=5000):
        kind, marks = known[shape]
        full = marks | {name: value for name, value in zip(shapes.COLUMNS, columns, strict=True) if value}
        yield Counted(kind, day, ref, part, full, numbers or NO_NUMBERS)


def _may_fit(pick: Pick, kind: CountedKind, marks: dict[str, str]) -> bool:
    """Whether matters of a shape could fit a pick: marks that have a column of their own are not known yet."""
    shown = ((name, values) for name, values in pick.where.items() if name not in shapes.COLUMNS)
    return pick.of is kind and all(marks.get(name, "") in values for name, values in shown)


def measured(policy: Policy, sheet: ScoreSheet, subjects: Iterable[Subject], period: Period) -> Values:
    """The figures that the sheet looks at, by subject, from insight's matters."""
    specs = specs_of(sheet, policy.measured_on(period.end).lists.measures)
    if not specs:
        return {}
    scope = Scope(policy.id, period.start, period.end)
    table = figures.exact(policy, scope, OF_SUBJECT.get(sheet.of), [spec.id for spec in specs])
    return values_of(sheet, specs, subjects, table)


def subjects(policy: Policy, sheet: ScoreSheet) -> list[Subject]:
    """Whom a sheet is about today: units that handle orders, agents of the pack's lines, or the lines themselves."""
    mine = [line for line in lines().values() if line.pack == policy.id and line.active]
    if sheet.of is Scored.LINE:
        return [Subject(line.code) for line in mine]
    if sheet.of is Scored.AGENT:
        people = Person.objects.filter(
            is_active=True, lines__overlap=[line.id for line in mine], roles__overlap=[r.value for r in AGENTS]
        )
        return [Subject(str(ident)) for ident in people.values_list("id", flat=True)]
    known = directory().units
    units = Unit.objects.filter(active=True, handles_orders=True).values_list("id", flat=True)
    found = [Subject(u, known[u].kind, known[u].level) for u in units if u in known]
    return [s for s in found if not sheet.unit_kinds or s.unit_kind in sheet.unit_kinds]


def names_of(sheet: ScoreSheet, subjects: Iterable[str]) -> dict[str, str]:
    """Subject → its name for people."""
    subjects = list(subjects)
    if sheet.of is Scored.AGENT:
        return {s: s for s in subjects} | person_names(subjects)
    if sheet.of is Scored.UNIT:
        return {s: directory().name(s) for s in subjects}
    return {s: s for s in subjects}
