"""Whether what the entries of a pack's lists name is there: stages, measures, sections, classes, quotas."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.procedures import ProcedureSpec, StageSpec
from hotline.core.policy.scores import ScoreSheet
from hotline.core.policy.shapes import Lists
from hotline.core.vocabulary import MeasureKind, Party, ProcedureEffect, Role, Scored
from hotline.policy.errors import Problems
from hotline.policy.picks import wrong_picks
from hotline.policy.score_faults import faults

UNIT_ROLES = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
Wrong = tuple[str, str, str, str]
"""(entry, what it names, the name, what there is)"""


Places = dict[str, tuple[str, int]]
"""Entry, or `entry.part` → file and line."""


def check_references(lists: Lists, places: Callable[[], Places], file: str, problems: Problems) -> None:
    """Writes down every name that leads nowhere, where the entry that holds it stands."""
    wrong = [*_wrong(lists), *wrong_picks(lists)]
    known_places = places() if wrong else {}
    for entry, what, name, known in wrong:
        problems.rule = entry
        where, line = _place(entry, known_places) or (file, 1)
        problems.add(where, line, "names_nothing", what=what, name=name, expected=known)
    problems.rule = ""


def _place(entry: str, places: Places) -> tuple[str, int] | None:
    """Of the entry itself, or of the nearest one that holds it."""
    parts = entry.split(".")
    for n in range(len(parts), 0, -1):
        found = places.get(".".join(parts[:n]))
        if found is not None:
            return found
    return None


def _wrong(lists: Lists) -> Iterator[Wrong]:
    natures = {t.id for t in lists.natures}
    classes = {t.id for t in lists.content_classes}
    measures = {m.id for m in lists.measures}
    for procedure in lists.procedures:
        yield from _procedure(procedure, natures, classes)
    for measure in lists.measures:
        yield from _measure(measure, measures)
    for sheet in lists.score_sheets:
        yield from _sheet(sheet, measures, {s.id for s in lists.score_sheets if s.of is Scored.RECORDING})
    for desk in lists.desks:
        yield from _absent(desk.id, "content_classes", desk.content_classes, classes)
        yield from _absent(desk.id, "natures", desk.natures, natures)


def _procedure(spec: ProcedureSpec, natures: set[str], classes: set[str]) -> Iterator[Wrong]:
    yield from _absent(spec.id, "natures", spec.natures, natures)
    yield from _absent(spec.id, "content_classes", spec.content_classes, classes)
    stages = {s.id for s in spec.stages}
    if not spec.stages:
        yield spec.id, "stages", "-", ""
    yield from _twice(spec.id, [s.id for s in spec.stages])
    if not spec.about_unit and any(s.by is not Party.CENTRE for s in spec.stages):
        yield spec.id, "about_unit", "false", "true"
    for stage in spec.stages:
        entry = f"{spec.id}.{stage.id}"
        yield from _absent(entry, "to", [o.to for o in stage.outcomes if o.to], stages)
        late = [stage.late_outcome] if stage.late_outcome else []
        yield from _absent(entry, "late_outcome", late, {o.id for o in stage.outcomes})
        if not stage.outcomes:
            yield entry, "outcomes", "-", ""
        yield from _twice(entry, [o.id for o in stage.outcomes])
        yield from _twice(entry, [f.id for f in stage.fields])
        yield from _party(entry, stage)
    if spec.stages and not any(not o.to for s in spec.stages for o in s.outcomes):
        yield spec.id, "outcomes", "-", "to"


def _party(entry: str, stage: StageSpec) -> Iterator[Wrong]:
    """The centre's roles act for the centre, a unit's for a unit; what silence does needs nobody to write anything."""
    units, centre = (", ".join(r.value for r in Role if (r in UNIT_ROLES) is unit) for unit in (True, False))
    for role in stage.roles or (None,):
        if role is None or (role in UNIT_ROLES) is (stage.by is Party.CENTRE):
            yield entry, "roles", role.value if role else "-", centre if stage.by is Party.CENTRE else units
    late = stage.outcome(stage.late_outcome)
    if late is not None and (late.day_label or late.effect is not ProcedureEffect.NONE):
        yield entry, "late_outcome", late.id, ""


def _twice(entry: str, idents: list[str]) -> Iterator[Wrong]:
    for ident in sorted({i for i in idents if idents.count(i) > 1}):
        yield entry, "id", ident, ""


def _measure(spec: MeasureSpec, measures: set[str]) -> Iterator[Wrong]:
    yield from _absent(spec.id, "parts", [p.measure for p in spec.parts], measures - {spec.id})
    needed = {
        MeasureKind.SHARE: ("top", "bottom"),
        MeasureKind.COUNT: ("top",),
        MeasureKind.SUM: ("top", "of_number"),
        MeasureKind.MEAN: ("top", "of_number"),
        MeasureKind.MIX: ("parts",),
    }[spec.kind]
    for name in needed:
        if not getattr(spec, name):
            yield spec.id, name, "-", ""


def _sheet(sheet: ScoreSheet, measures: set[str], inspected: set[str]) -> Iterator[Wrong]:
    yield from faults(sheet)
    sections = {s.id for s in sheet.sections}
    for item in sheet.items:
        entry = f"{sheet.id}.{item.id}"
        if item.section or sections:
            yield from _absent(entry, "section", [item.section], sections)
        yield from _absent(entry, "measure", [item.measure] if item.measure else [], measures)
        yield from _absent(entry, "inspection", [item.inspection] if item.inspection else [], inspected)
        ways = sum((bool(item.counts), bool(item.measure), bool(item.inspection), item.by_hand))
        if ways != 1:
            yield entry, "counts", str(ways), "counts / measure / inspection / by_hand"
    for rule in sheet.proposals:
        entry = f"{sheet.id}.{rule.id}"
        when = rule.when
        yield from _absent(entry, "item", [when.item] if when.item else [], {i.id for i in sheet.items})
        yield from _absent(entry, "quota", [when.quota] if when.quota else [], {q.id for q in sheet.quotas})
        yield from _absent(entry, "measure", [when.measure] if when.measure else [], measures)


def _absent(entry: str, what: str, names: list[str] | tuple[str, ...], known: set[str]) -> Iterator[Wrong]:
    for name in names:
        if name not in known:
            yield entry, what, name, "、".join(sorted(known))
