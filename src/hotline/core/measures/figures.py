"""Figures of measures, exact, and the matters behind them.

A share is two integers and a target is compared with it, never with what is shown. For people it is percent with the
measure's digits. Of nothing there is no share, unless the measure says what counts then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hotline.core.counting.matter import Counted
from hotline.core.measures.grouping import Group, key_of
from hotline.core.measures.placing import Placed, Placer, Tally
from hotline.core.measures.rounding import rounded
from hotline.core.measures.targets import keeps
from hotline.core.policy.measures import MeasureSpec, Weighted
from hotline.core.policy.shapes import TargetRule
from hotline.core.vocabulary import CountedKind, MeasureKind, OfNothing

NO_TARGETS: Mapping[str, TargetRule] = {}
OF_NOTHING = {OfNothing.NONE: None, OfNothing.ZERO: Fraction(0), OfNothing.FULL: Fraction(100)}


@dataclass(frozen=True)
class Figure:
    """One measure of one period and subject.

    Share: `numerator` over `denominator`, `value` in percent. Mean: a total over how many. Count and sum: the amount,
    no denominator. Mix: neither. `exact` is the value before rounding. `ranked`: enough was counted to compare it.
    """

    measure: str
    numerator: int | Decimal = 0
    denominator: int = 0
    exact: Fraction | None = None
    value: Decimal | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    target: TargetRule | None = None
    meets: bool | None = None
    ranked: bool = False


@dataclass(frozen=True)
class Drilled:
    """A matter behind a figure: where it counts, or why it does not."""

    kind: CountedKind
    ref: str
    part: str
    day: date
    top: bool
    bottom: bool
    left_out: str = ""


def figures(
    specs: Sequence[MeasureSpec],
    counted: Iterable[Counted | Group],
    by: str | None = None,
    targets: Mapping[str, TargetRule] = NO_TARGETS,
) -> dict[str, dict[str, Figure]]:
    """Key → measure → figure, keys in order. `counted`: matters, or groups of them (`grouped`, or made by SQL).

    `by` (see `key_of`) tells figures apart; without it the only key is "". Every measure is in every key, and a mix
    finds its parts among `specs`.
    """
    board = _Board(specs)
    rows: dict[str, _Row] = {} if by else {"": _Row(specs)}
    for matter in counted:
        placers = board.of_kind.get(matter.kind)
        if placers is None:
            continue
        key = key_of(matter, by)
        row = rows.get(key)
        if row is None:
            row = rows[key] = _Row(specs)
        row.add(matter, placers, board.watched)
    return {key: _figures_of(specs, rows[key], targets) for key in sorted(rows)}


class _Board:
    """The measures by the kinds that they count. `watched`: marks on which the weights of a mix depend."""

    def __init__(self, specs: Iterable[MeasureSpec]) -> None:
        self.of_kind: dict[CountedKind, list[Placer]] = {}
        self.watched: set[str] = set()
        for spec in specs:
            placer = Placer(spec)
            for kind in placer.kinds:
                self.of_kind.setdefault(kind, []).append(placer)
            self.watched |= {mark for part in spec.parts for mark in part.where}


class _Row:
    def __init__(self, specs: Iterable[MeasureSpec]) -> None:
        self.tallies = {spec.id: Tally() for spec in specs}
        self.seen: dict[str, set[str]] = {}

    def add(self, matter: Counted | Group, placers: Iterable[Placer], watched: Iterable[str]) -> None:
        times = matter.count if isinstance(matter, Group) else 1
        for placer in placers:
            placed = placer.place(matter)
            if placed is not None:
                self._one(placer, placed, matter, times)
        for mark in watched:
            if value := matter.marks.get(mark):
                self.seen.setdefault(mark, set()).add(value)

    def _one(self, placer: Placer, placed: Placed, matter: Counted | Group, times: int) -> None:
        tally = self.tallies[placer.spec.id]
        if not placer.number or placed.reason >= 0:
            tally.add(placer.spec, placed, times)
        elif isinstance(matter, Group) and placer.number in matter.sums:
            tally.add_number(_decimal(matter.sums[placer.number]), matter.having[placer.number])
        elif (value := matter.numbers.get(placer.number)) is not None:
            tally.add_number(_decimal(value) * times, times)


def _decimal(value: float | Decimal) -> Decimal:
    """As it is written, not as it is stored."""
    return Decimal(str(value))


def _figures_of(specs: Sequence[MeasureSpec], row: _Row, targets: Mapping[str, TargetRule]) -> dict[str, Figure]:
    found = {
        spec.id: figure_of(spec, row.tallies[spec.id], targets.get(spec.id))
        for spec in specs
        if spec.kind is not MeasureKind.MIX
    }
    waiting = [spec for spec in specs if spec.kind is MeasureKind.MIX]
    while waiting:
        ready = [spec for spec in waiting if not any(p.measure == w.id for p in spec.parts for w in waiting)]
        for spec in ready or waiting:
            found[spec.id] = mix_of(spec, found, row.seen, targets.get(spec.id))
        waiting = [spec for spec in waiting if spec.id not in found]
    return {spec.id: found[spec.id] for spec in specs}


def figure_of(spec: MeasureSpec, tally: Tally, target: TargetRule | None = None) -> Figure:
    """The figure of any measure but a mix, from what it has counted."""
    numerator: int | Decimal
    if spec.kind is MeasureKind.SHARE:
        numerator, denominator, counted = tally.top, tally.bottom, tally.bottom
        exact = Fraction(100 * tally.top, tally.bottom) if tally.bottom else OF_NOTHING[spec.empty]
    elif spec.kind is MeasureKind.MEAN:
        numerator, denominator, counted = tally.amount, tally.top, tally.top
        exact = Fraction(tally.amount) / tally.top if tally.top else OF_NOTHING[spec.empty]
    else:
        numerator = tally.amount if spec.kind is MeasureKind.SUM else tally.top
        denominator, counted, exact = 0, tally.top, Fraction(numerator)
    return _figure(spec, numerator, denominator, exact, counted, tally.left_out, target)


def mix_of(
    spec: MeasureSpec,
    parts: Mapping[str, Figure],
    marks: Mapping[str, Iterable[str]],
    target: TargetRule | None = None,
) -> Figure:
    """The weighted mean of other figures of the same subject and period.

    `marks`: the values that the subject's matters have for the marks on which weights depend. Where it is not clear
    which weight holds (units of several kinds together), or a part has no value, there is none.
    """
    holding = [(part, _holds(part, marks)) for part in spec.parts]
    chosen = [part for part, holds in holding if holds]
    values = [(part.weight, found.exact) for part in chosen if (found := parts.get(part.measure)) is not None]
    exact, counted = OF_NOTHING[spec.empty], 0
    clear = chosen and all(holds is not None for _part, holds in holding)
    if clear and len(values) == len(chosen) and all(value is not None for _weight, value in values):
        whole = sum((Fraction(_decimal(weight)) for weight, _value in values), Fraction(0))
        total = sum((Fraction(_decimal(weight)) * value for weight, value in values if value is not None), Fraction(0))
        exact = total / whole if whole else exact
        counted = min(parts[part.measure].denominator for part in chosen)
    return _figure(spec, 0, 0, exact, counted, {}, target)


def _holds(part: Weighted, marks: Mapping[str, Iterable[str]]) -> bool | None:
    """None: for some of what was counted, not for the rest."""
    sides = {value in wanted for mark, wanted in part.where.items() for value in marks.get(mark, ("",))}
    return True if not sides or sides == {True} else False if sides == {False} else None


def _figure(
    spec: MeasureSpec,
    numerator: int | Decimal,
    denominator: int,
    exact: Fraction | None,
    counted: int,
    left_out: Mapping[str, int],
    target: TargetRule | None,
) -> Figure:
    return Figure(
        measure=spec.id,
        numerator=numerator,
        denominator=denominator,
        exact=exact,
        value=None if exact is None else rounded(exact, spec.digits, spec.rounding),
        left_out=dict(sorted(left_out.items())),
        target=target,
        meets=keeps(exact, target),
        ranked=exact is not None and counted >= spec.minimum,
    )


def drill(spec: MeasureSpec, counted: Iterable[Counted]) -> Iterator[Drilled]:
    """The matters that make a figure, above, below or left out, in the order in which they come."""
    placer = Placer(spec)
    for one in counted:
        if one.kind not in placer.kinds:
            continue
        placed = placer.place(one)
        if placed is not None:
            why = spec.leave_out[placed.reason].reason if placed.reason >= 0 else ""
            yield Drilled(one.kind, one.ref, one.part, one.day, placed.top, placed.bottom, why)
