"""A measure as data: which counted matters it takes, which it leaves out and why, and how the figure is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hotline.core.vocabulary import CountedKind, MeasureKind, OfNothing, Rounding


@dataclass(frozen=True)
class Pick:
    """Counted matters of one kind. `where`: mark → the values it may have (a content class also matches those below
    it); `at_most` and `at_least`: numbers, such as seconds waited. All conditions must hold."""

    of: CountedKind
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    at_most: dict[str, float] = field(default_factory=dict)
    at_least: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """Counted matters that a measure does not count, and the reason that is shown beside the figure."""

    pick: Pick
    reason: str


@dataclass(frozen=True)
class Weighted:
    """A measure with its weight in a mix. `where`: the weight holds for units with these marks (`unit_kind`)."""

    measure: str
    weight: float
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class MeasureSpec:
    """`share`: `top` over `bottom`. `count`: `top`. `sum`, `mean`: number `of_number` of `top`. `mix`: `parts`.

    What `leave_out` matches counts neither above nor below. A matter that matches several picks of `top` counts once.
    `minimum`: below this denominator the figure is shown but not ranked (PRA-21). The target is the rule `target.<id>`.
    """

    id: str
    label: str
    kind: MeasureKind = MeasureKind.SHARE
    top: tuple[Pick, ...] = ()
    bottom: tuple[Pick, ...] = ()
    leave_out: tuple[LeftOut, ...] = ()
    of_number: str = ""
    parts: tuple[Weighted, ...] = ()
    digits: int = 2
    rounding: Rounding = Rounding.HALF_UP
    empty: OfNothing = OfNothing.NONE
    minimum: int = 0
    unit: str = ""
    since: date | None = None
    until: date | None = None
    """It is defined so for periods that end on these days; a changed measure is a new entry with its days."""
    text: str = ""
    source: str = ""

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
