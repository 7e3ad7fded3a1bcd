"""Which unit answers for a matter (DSP-3): from the list of duties, unit × class × area, with the reason.

属地优先: the duty of the narrowest area that contains the place comes first, then wider areas; in one area a duty for
the very item comes before one for its class; the fall-back unit of a class comes last. Two duties that are equally near
are both shown, never "the first".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum


class DutyKind(Enum):
    LEAD = "lead"
    ASSISTING = "assisting"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class Duty:
    """One row of the list. `area` empty = everywhere. `valid_until` is the last day; None = without end."""

    id: str
    content_class: str
    area: str
    unit: str
    kind: DutyKind
    basis: str
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Matter:
    """What is looked at: class and area of the order, the day, the units it accuses, and those that returned it."""

    content_class: str
    area: str
    day: date
    accused: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()


class Why(Enum):
    """The steps of an explanation; the sentences are written where they are shown."""

    NO_CLASS = "no_class"
    ITEM_IN_AREA = "item_in_area"
    CLASS_IN_AREA = "class_in_area"
    FALLBACK = "fallback"
    ASSISTS = "assists"
    EQUALLY_NEAR = "equally_near"
    ACCUSED = "accused"
    RETURNED = "returned"
    INACTIVE = "inactive"
    NO_DUTY = "no_duty"


@dataclass(frozen=True, slots=True)
class Reason:
    """One step: `unit` and `duty` name whom it is about, `area` the area that decided, `basis` the written ground."""

    why: Why
    unit: str = ""
    duty: str = ""
    content_class: str = ""
    area: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that could answer; `depth` 0 is the narrowest area."""

    unit: str
    duty: Duty
    depth: int
    exact: bool

    @property
    def rank(self) -> tuple[int, int, int]:
        return (self.duty.kind is DutyKind.FALLBACK, self.depth, not self.exact)

    @property
    def reason(self) -> Reason:
        if self.duty.kind is DutyKind.FALLBACK:
            why = Why.FALLBACK
        elif self.duty.kind is DutyKind.ASSISTING:
            why = Why.ASSISTS
        else:
            why = Why.ITEM_IN_AREA if self.exact else Why.CLASS_IN_AREA
        return Reason(why, self.unit, self.duty.id, self.duty.content_class, self.duty.area, self.duty.basis)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who leads and who assists, why, and who else could. `lead` is None when nobody or several are equally near."""

    lead: Candidate | None
    assisting: tuple[Candidate, ...]
    why: tuple[Reason, ...]
    alternatives: tuple[Candidate, ...]


def area_lineage(code: str) -> tuple[str, ...]:
    """An area and the areas that contain it, narrowest first, by the structure of the national codes.

    GB/T 2260 and GB/T 10114: 2 digits province, 2 city, 2 county, 3 street or township, 3 community or village.
    A code of another kind is its own only area.
    """
    if not code.isdigit() or len(code) not in (6, 9, 12):
        return (code,) if code else ()
    steps = [code[:n] for n in (12, 9, 6) if n <= len(code)]
    steps += [code[:4] + "00", code[:2] + "0000"]
    return tuple(dict.fromkeys(steps))


def class_lineage(code: str) -> tuple[str, ...]:
    """`C1.02` → `C1.02`, `C1`."""
    parts = code.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1)) if code else ()


def suggest(
    matter: Matter, duties: Iterable[Duty], lineage: Callable[[str], tuple[str, ...]], active: Callable[[str], bool]
) -> Suggestion:
    """Who should get the matter. `lineage` gives a unit and all above it, `active` whether it takes orders now."""
    if not matter.content_class:
        return Suggestion(None, (), (Reason(Why.NO_CLASS),), ())
    fitting = [c for duty in duties if (c := _fits(matter, duty)) is not None]
    reasons: list[Reason] = []
    usable = []
    for candidate in fitting:
        barred = _barred(candidate, matter, lineage, active)
        if barred is None:
            usable.append(candidate)
        else:
            reasons.append(barred)
    leads = sorted((c for c in usable if c.duty.kind is not DutyKind.ASSISTING), key=lambda c: (c.rank, c.unit))
    nearest = _distinct([c for c in leads if c.rank == leads[0].rank])
    lead = nearest[0] if len(nearest) == 1 else None
    others = _distinct(leads, without={lead.unit} if lead else set())
    helpers = _helpers(usable, lead)
    told = _told(nearest, lead, helpers)
    return Suggestion(lead, helpers, (*told, *_first_of_each(reasons)), others)


def _fits(matter: Matter, duty: Duty) -> Candidate | None:
    if not duty.holds_on(matter.day):
        return None
    classes = class_lineage(matter.content_class)
    areas = (*area_lineage(matter.area), "")
    if duty.content_class not in classes or duty.area not in areas:
        return None
    return Candidate(duty.unit, duty, areas.index(duty.area), duty.content_class == matter.content_class)


def _barred(
    candidate: Candidate, matter: Matter, lineage: Callable[[str], tuple[str, ...]], active: Callable[[str], bool]
) -> Reason | None:
    """DSP-9: what accuses a unit goes neither to it nor below it. Nor back to a unit whose return was granted."""
    line = (candidate.unit, *lineage(candidate.unit))
    if not matter.accused.isdisjoint(line):
        return replace(candidate.reason, why=Why.ACCUSED)
    if candidate.unit in matter.returned:
        return replace(candidate.reason, why=Why.RETURNED)
    return None if active(candidate.unit) else replace(candidate.reason, why=Why.INACTIVE)


def _helpers(usable: list[Candidate], lead: Candidate | None) -> tuple[Candidate, ...]:
    """Assisting units of the same area as the lead, or of wider ones: a narrower list replaces a wider one."""
    helping = [c for c in usable if c.duty.kind is DutyKind.ASSISTING and (lead is None or c.unit != lead.unit)]
    nearest = min((c.rank for c in helping), default=None)
    return _distinct([c for c in helping if c.rank == nearest])


def _distinct(candidates: list[Candidate], without: set[str] | None = None) -> tuple[Candidate, ...]:
    seen = set(without or ())
    found = []
    for candidate in candidates:
        if candidate.unit not in seen:
            seen.add(candidate.unit)
            found.append(candidate)
    return tuple(found)


def _told(nearest: tuple[Candidate, ...], lead: Candidate | None, helpers: tuple[Candidate, ...]) -> list[Reason]:
    if not nearest:
        return [Reason(Why.NO_DUTY)]
    reasons = [c.reason for c in nearest]
    if lead is None:
        reasons.append(Reason(Why.EQUALLY_NEAR))
    return reasons + [c.reason for c in helpers]


def _first_of_each(reasons: list[Reason]) -> list[Reason]:
    seen: dict[tuple[Why, str], Reason] = {}
    for reason in reasons:
        seen.setdefault((reason.why, reason.unit), reason)
    return list(seen.values())
