"""What a score sheet comes to for one subject: every point with its matter, its rule and what became of it.

`total = start + all points of occasions + all adjustments`, exactly: nothing is given, taken or cut without a line.
Points are decimals; a float of a pack is taken as it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hotline.core.vocabulary import ProposalKind

ZERO = Decimal(0)
HUNDREDTH = Decimal("0.01")
MEASURE, INSPECTION = "measure", "inspection"
"""Kinds of occasion beside the counted kinds: a figure, or a mean of inspected recordings."""


def exact(number: float | int | str | Decimal) -> Decimal:
    """A number of a pack or a mark as an exact decimal: 0.1 is one tenth."""
    return number if isinstance(number, Decimal) else Decimal(str(number)).normalize() + ZERO


@dataclass(frozen=True)
class Subject:
    """Who is scored: a unit, an agent, a recording or a line. Kind and level are a unit's, for grouping and quotas."""

    id: str
    unit_kind: str = ""
    unit_level: str = ""


@dataclass(frozen=True)
class Value:
    """A figure: as it is `shown`, and `exact` as a fraction ("17/20"), which is what bands and limits look at."""

    shown: Decimal
    exact: str

    @classmethod
    def of(cls, exact: Fraction | Decimal, shown: Decimal | None = None) -> Value:
        fraction = Fraction(exact)
        if shown is None:
            shown = (Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(HUNDREDTH)
        return cls(shown, str(fraction))

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.exact)


@dataclass(frozen=True)
class Period:
    """The days from `start` to `end`, both counted."""

    start: date
    end: date


@dataclass(frozen=True)
class Overruling:
    """An objection that was upheld: from now on the occasion of that key counts `points`, or not at all (None)."""

    ruling: str
    occasion: str
    points: Decimal | None = None


def occasion_key(item: str, kind: str, ref: str, part: str) -> str:
    """What an objection names."""
    return f"{item}|{kind}|{ref}|{part}"


@dataclass(frozen=True)
class Occasion:
    """One time that an item gave or took points. `ref`: the order, call, document, measure or inspection sheet.

    `rule` is `<sheet>.<item>`, `source` its article. A `document` may concern an `order`. `evidence`: what a mean was
    made of. After an objection was upheld, `ruling` names the ruling and `was` the points before it.
    """

    item: str
    kind: str
    ref: str
    part: str
    day: date | None
    points: Decimal
    rule: str
    source: str
    document: str = ""
    order: str = ""
    value: Decimal | None = None
    evidence: tuple[str, ...] = ()
    ruling: str = ""
    was: Decimal | None = None

    @property
    def key(self) -> str:
        return occasion_key(self.item, self.kind, self.ref, self.part)


@dataclass(frozen=True)
class Adjustment:
    """What a limit cut off: `at` is `item:<id>`, `section:<id>` or `sheet`; the sum there is now `limit`."""

    at: str
    limit: Decimal
    amount: Decimal


@dataclass(frozen=True)
class ItemResult:
    """One line of the sheet. `awaiting`: a person has not given the points yet, or there is no figure."""

    id: str
    section: str
    points: Decimal
    occasions: tuple[Occasion, ...] = ()
    awaiting: bool = False

    @property
    def times(self) -> int:
        """How many occasions still count."""
        return sum(1 for o in self.occasions if not (o.ruling and o.points == ZERO))


@dataclass(frozen=True)
class SectionResult:
    id: str
    full: Decimal
    points: Decimal


@dataclass(frozen=True)
class LeftMatter:
    """A matter that would have counted and does not, and why."""

    item: str
    kind: str
    ref: str
    part: str
    reason: str


@dataclass(frozen=True)
class QuotaResult:
    id: str
    due: Decimal
    reached: int
    short: Decimal


@dataclass(frozen=True)
class Proposed:
    """A consequence that a person may confirm or decline. `evidence`: orders, documents, quotas, measures."""

    id: str
    kind: ProposalKind
    text: str
    amount: Decimal | None
    to: str
    source: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetResult:
    """One subject's sheet. `place` is its rank in its `group` (1 is best; equals share a place), None if not ranked."""

    sheet: str
    subject: Subject
    period: Period
    start: Decimal
    total: Decimal
    items: tuple[ItemResult, ...] = ()
    sections: tuple[SectionResult, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    left_out: tuple[LeftMatter, ...] = ()
    quotas: tuple[QuotaResult, ...] = ()
    sample: int = 0
    ranked: bool = True
    group: str = ""
    place: int | None = None
    of: int = 0
    figures: dict[str, Value | None] = field(default_factory=dict)
    """The figures that its items and proposals look at: with them a sheet is revised without asking anew."""
    proposals: tuple[Proposed, ...] = ()

    @property
    def occasions(self) -> tuple[Occasion, ...]:
        return tuple(o for item in self.items for o in item.occasions)

    @property
    def awaiting(self) -> tuple[str, ...]:
        """Items that a person still has to score, or that have no figure."""
        return tuple(item.id for item in self.items if item.awaiting)

    def item(self, ident: str) -> ItemResult | None:
        return next((i for i in self.items if i.id == ident), None)
