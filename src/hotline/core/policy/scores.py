"""A score sheet as data: what gives and takes points, how they add up, who is compared with whom, what is proposed."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.core.policy.measures import LeftOut, Pick
from hotline.core.vocabulary import ProposalKind, Scored, ScorePeriod


@dataclass(frozen=True)
class Band:
    """`at_least` ≤ value < `below` gives `points`; None = open on that side."""

    points: float
    at_least: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class ScoreItem:
    """One line of a sheet. Exactly one way of getting its points:

    `counts`: `points` for each counted matter (every `each` of them, where that is not 1);
    `measure` + `bands`: the figure of that measure for this subject, through the bands;
    `inspection` + `bands`: the mean of the subject's inspected recordings on that sheet, through the bands;
    `by_hand`: a person gives up to `full` points, or records occasions worth `points` each, with a document.
    """

    id: str
    title: str
    section: str = ""
    points: float = 0
    counts: tuple[Pick, ...] = ()
    each: int = 1
    measure: str = ""
    inspection: str = ""
    bands: tuple[Band, ...] = ()
    by_hand: bool = False
    full: float | None = None
    most: float | None = None
    """The item never gives or takes more than this."""
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a sheet with its own full marks. `from_full`: it starts full and items take away (down to 0)."""

    id: str
    title: str
    full: float
    from_full: bool = False
    may_exceed: bool = False
    """Rewards may lift it above its full marks."""
    source: str = ""


@dataclass(frozen=True)
class Quota:
    """A number that a subject has to reach in the period. `table`: unit kind or unit → number; `counts`: what does."""

    id: str
    title: str
    counts: tuple[Pick, ...]
    table: dict[str, float]
    source: str = ""


@dataclass(frozen=True)
class Condition:
    """When a consequence is proposed. All that are given must hold."""

    score_below: float | None = None
    score_at_least: float | None = None
    item: str = ""
    times_at_least: int = 1
    quota: str = ""
    short_by: int | None = None
    """Exactly this many under the quota."""
    short_over: int | None = None
    """More than this many under the quota."""
    due_at_least: float | None = None
    """The quota itself is at least this."""
    due_at_most: float | None = None
    last: int | None = None
    """Among the last n of its group."""
    first: int | None = None
    measure: str = ""
    measure_below: float | None = None


@dataclass(frozen=True)
class ProposalRule:
    """Money or discipline that follows; proposed to a person, never applied by itself (APR-3)."""

    id: str
    kind: ProposalKind
    text: str
    when: Condition
    amount: float | None = None
    """In yuan; negative = a fine."""
    to: str = ""
    source: str = ""


@dataclass(frozen=True)
class ScoreSheet:
    """`starts_at`: points before anything is counted (100, or 12 on a card that counts down). With sections their marks
    add up instead. `minimum`: with fewer matters of `sample` a subject is scored but not ranked. `group_by`: like with
    like (`unit_kind`, `unit_level`)."""

    id: str
    title: str
    of: Scored
    period: ScorePeriod = ScorePeriod.MONTH
    starts_at: float = 0
    lowest: float | None = 0
    highest: float | None = None
    sections: tuple[Section, ...] = ()
    items: tuple[ScoreItem, ...] = ()
    exclusions: tuple[LeftOut, ...] = ()
    quotas: tuple[Quota, ...] = ()
    proposals: tuple[ProposalRule, ...] = ()
    sample: tuple[Pick, ...] = ()
    minimum: int = 0
    group_by: str = ""
    inspections: int = 0
    """Recordings to be inspected for each agent in the period."""
    objection_days: int = 5
    """Working days in which a published draft can be objected to."""
    unit_kinds: tuple[str, ...] = ()
    """Only these units; empty = all."""
    text: str = ""
    source: str = ""
