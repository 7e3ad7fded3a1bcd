"""The figures that a sheet looks at, for each of its subjects, from counted matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hotline.core.appraisal.matching import OF_SUBJECT
from hotline.core.appraisal.results import Period, Subject, Value
from hotline.core.appraisal.scoring import measures_of
from hotline.core.counting import Counted
from hotline.core.measures import Figure, Tally, figure_of, figures
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import MeasureKind

Values = dict[str, dict[str, Value | None]]


def specs_of(sheet: ScoreSheet, measures: Iterable[MeasureSpec]) -> list[MeasureSpec]:
    """The measures of a pack that a sheet looks at, and those that they mix."""
    known = {spec.id: spec for spec in measures}
    names, found = sorted(measures_of(sheet)), dict[str, MeasureSpec]()
    for name in names:
        if name in known and name not in found:
            found[name] = known[name]
            names += [part.measure for part in known[name].parts]
    return list(found.values())


def measured(
    sheet: ScoreSheet,
    measures: Sequence[MeasureSpec],
    subjects: Iterable[Subject],
    period: Period,
    counted: Iterable[Counted],
) -> Values:
    """Subject → measure → figure. A subject of whom nothing was counted has what the measure says of nothing."""
    specs = specs_of(sheet, measures)
    if not specs:
        return {}
    matters = (one for one in counted if period.start <= one.day <= period.end)
    return values_of(sheet, specs, subjects, figures(specs, matters, OF_SUBJECT.get(sheet.of)))


def values_of(
    sheet: ScoreSheet,
    specs: Sequence[MeasureSpec],
    subjects: Iterable[Subject],
    table: Mapping[str, Mapping[str, Figure]],
) -> Values:
    """The same from figures that were made elsewhere, by subject and measure."""
    nothing = {spec.id: figure_of(spec, Tally()) for spec in specs if spec.kind is not MeasureKind.MIX}
    wanted = measures_of(sheet)
    return {
        s.id: {name: _value(table.get(s.id, nothing).get(name)) for name in wanted if name in {p.id for p in specs}}
        for s in subjects
    }


def _value(figure: Figure | None) -> Value | None:
    if figure is None or figure.exact is None:
        return None
    return Value.of(figure.exact, figure.value)
