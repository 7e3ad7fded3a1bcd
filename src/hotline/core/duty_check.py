"""Gaps and overlaps of the list of duties (DSP-3): the check asks what a dispatcher would, for every class and area."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from hotline.core.responsibility import Duty, DutyKind, Matter, Suggestion, Why, class_lineage, suggest


class Fault(Enum):
    """What is wrong with a list. The sentences are written where they are shown."""

    GAP = "gap"
    OVERLAP = "overlap"
    ONLY_FALLBACK = "only_fallback"
    UNKNOWN_CLASS = "unknown_class"
    INACTIVE_UNIT = "inactive_unit"


@dataclass(frozen=True, slots=True)
class DutyFault:
    """One fault: a class (or what a duty names as one), the areas it concerns (empty = everywhere), and the duties."""

    fault: Fault
    content_class: str
    areas: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


def faults(
    duties: Iterable[Duty],
    classes: Iterable[str],
    areas: Iterable[str],
    day: date,
    lineage: Callable[[str], tuple[str, ...]],
    active: Callable[[str], bool],
) -> tuple[DutyFault, ...]:
    """Every fault of the list on `day`. `classes`: the ones orders can have; `areas`: the ones matters can lie in."""
    held = [d for d in duties if d.holds_on(day)]
    known = tuple(dict.fromkeys(classes))
    places = tuple(dict.fromkeys(areas)) or ("",)
    by_class: dict[str, list[Duty]] = {}
    for duty in held:
        by_class.setdefault(duty.content_class, []).append(duty)
    found = [*_of_rows(held, set(known), active)]
    for content_class in known:
        fitting = [d for k in class_lineage(content_class) for d in by_class.get(k, ())]
        found += _of_class(content_class, fitting, places, day, lineage, active)
    return tuple(found)


def _of_rows(duties: list[Duty], known: set[str], active: Callable[[str], bool]) -> Iterable[DutyFault]:
    for duty in duties:
        if duty.content_class not in known:
            yield DutyFault(Fault.UNKNOWN_CLASS, duty.content_class, (), (duty.id,), (duty.unit,))
        if not active(duty.unit):
            yield DutyFault(Fault.INACTIVE_UNIT, duty.content_class, (), (duty.id,), (duty.unit,))


def _of_class(
    content_class: str,
    duties: list[Duty],
    areas: tuple[str, ...],
    day: date,
    lineage: Callable[[str], tuple[str, ...]],
    active: Callable[[str], bool],
) -> Iterable[DutyFault]:
    """One fault for all areas that it is the same in."""
    same: dict[tuple[Fault, tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for area in areas:
        found = suggest(Matter(content_class, area, day), duties, lineage, active)
        key = _fault_of(found)
        if key is not None:
            same.setdefault(key, []).append(area)
    for (fault, rows, units), places in same.items():
        everywhere = len(places) == len(areas)
        yield DutyFault(fault, content_class, () if everywhere else tuple(places), rows, units)


def _fault_of(found: Suggestion) -> tuple[Fault, tuple[str, ...], tuple[str, ...]] | None:
    if found.lead is not None:
        if found.lead.duty.kind is DutyKind.FALLBACK:
            return Fault.ONLY_FALLBACK, (found.lead.duty.id,), (found.lead.unit,)
        return None
    near = [r for r in found.why if r.why in (Why.ITEM_IN_AREA, Why.CLASS_IN_AREA, Why.FALLBACK)]
    if not near:
        return Fault.GAP, (), ()
    return Fault.OVERLAP, tuple(r.duty for r in near), tuple(r.unit for r in near)
