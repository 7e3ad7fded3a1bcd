"""Matters that are alike for the measures at hand, counted once: what a database can do before the core begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from hotline.core.counting.matter import NO_NUMBERS, Counted
from hotline.core.policy.measures import MeasureSpec, Pick
from hotline.core.vocabulary import CountedKind, MeasureKind

CLASS = "content_class"


@dataclass(frozen=True)
class Group:
    """`count` matters of one kind with the same `marks` and the same `numbers`, of one `day` where that is asked for.

    `sums` and `having`: of a number that differs inside the group, its total and how many matters have it.
    """

    kind: CountedKind
    marks: Mapping[str, str]
    count: int = 1
    numbers: Mapping[str, float] = field(default_factory=lambda: NO_NUMBERS)
    sums: Mapping[str, float | Decimal] = field(default_factory=dict)
    having: Mapping[str, int] = field(default_factory=dict)
    day: date | None = None


@dataclass
class Needs:
    """What measures look at in one kind of matter: a group may forget everything else.

    `marks` and `numbers` must be the same in a group; `sums` may be added up.
    """

    marks: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    sums: set[str] = field(default_factory=set)


def needs_of(specs: Iterable[MeasureSpec], by: str | None = None) -> dict[CountedKind, Needs]:
    """Kind → what the measures need of it, to be grouped by `by`. Kinds that no measure counts are not there."""
    found: dict[CountedKind, Needs] = {}
    mixed: set[str] = set()
    for spec in specs:
        for pick in picks_of(spec):
            _look(found.setdefault(pick.of, Needs()), pick)
        if spec.kind in (MeasureKind.SUM, MeasureKind.MEAN):
            for pick in spec.top:
                found[pick.of].sums.add(spec.of_number)
        mixed |= {mark for part in spec.parts for mark in part.where}
    name = mark_of(by)
    for needs in found.values():
        needs.marks |= mixed | ({name} if name else set())
        needs.sums -= needs.numbers
    return found


def picks_of(spec: MeasureSpec) -> Iterator[Pick]:
    yield from spec.top
    yield from spec.bottom
    yield from (each.pick for each in spec.leave_out)


def _look(needs: Needs, pick: Pick) -> None:
    needs.marks |= pick.where.keys()
    needs.numbers |= pick.at_most.keys() | pick.at_least.keys()


def grouped(counted: Iterable[Counted], specs: Iterable[MeasureSpec], by: str | None = None) -> Iterator[Group]:
    """Groups as few as the measures allow. Gives the same figures as the matters themselves."""
    needs = {
        kind: (tuple(sorted(n.marks)), tuple(sorted(n.numbers)), tuple(sorted(n.sums)))
        for kind, n in needs_of(specs, by).items()
    }
    dated = by in DATES
    found: dict[tuple[object, ...], _Growing] = {}
    for one in counted:
        wanted = needs.get(one.kind)
        if wanted is None:
            continue
        marks, numbers, sums = wanted
        values = tuple([one.marks.get(name, "") for name in marks])
        amounts = tuple([one.numbers.get(name) for name in numbers])
        key = (one.kind, values, amounts, one.day if dated else None)
        group = found.get(key)
        if group is None:
            group = found[key] = _Growing(one.kind, dict(zip(marks, values, strict=True)), one.day if dated else None)
            group.numbers = {n: v for n, v in zip(numbers, amounts, strict=True) if v is not None}
        group.count += 1
        for name in sums:
            group.add(name, one.numbers.get(name))
    return (group.whole() for group in found.values())


@dataclass
class _Growing:
    kind: CountedKind
    marks: dict[str, str]
    day: date | None
    count: int = 0
    numbers: dict[str, float] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)
    having: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, value: float | None) -> None:
        if value is not None:
            self.sums[name] = self.sums.get(name, Decimal(0)) + Decimal(str(value))
            self.having[name] = self.having.get(name, 0) + 1

    def whole(self) -> Group:
        return Group(self.kind, self.marks, self.count, self.numbers, self.sums, self.having, self.day)


# --- keys -------------------------------------------------------------------------------------------------------------

DATES = ("day", "month")


def mark_of(by: str | None) -> str:
    """The mark that figures are told apart by; empty where it is none."""
    if by is None or by in DATES:
        return ""
    return CLASS if by == "class" else by


def key_of(matter: Counted | Group, by: str | None) -> str:
    """To whom or when a matter belongs: `unit`, `class`, `agent`, `channel`, `line` or another mark; `day`, `month`.

    Empty when nothing is told apart, or the matter has no such mark.
    """
    if by is None:
        return ""
    if by in DATES:
        day = matter.day.isoformat() if matter.day else ""
        return day if by == "day" else day[:7]
    return matter.marks.get(mark_of(by), "")
