"""Who stands where: like with like, equals on one place, those with too few matters on none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from hotline.core.appraisal.results import SheetResult, Subject
from hotline.core.frozen import change

Number = TypeVar("Number", Decimal, Fraction)


def group_of(subject: Subject, group_by: str) -> str:
    """The group in which a subject is compared; all are one group where the sheet names none."""
    return {"unit_kind": subject.unit_kind, "unit_level": subject.unit_level}.get(group_by, "")


def places(values: Mapping[str, Number]) -> dict[str, int]:
    """Subject → place, 1 for the highest. Equals share a place and the next one is left free (1, 2, 2, 4)."""
    ordered = sorted(values.values(), reverse=True)
    first = dict[Number, int]()
    for number, value in enumerate(ordered, 1):
        first.setdefault(value, number)
    return {subject: first[value] for subject, value in values.items()}


def ranked(results: Sequence[SheetResult]) -> tuple[SheetResult, ...]:
    """Each result with its place in its group and how many stand there."""
    groups: dict[str, dict[str, Decimal]] = {}
    for result in results:
        if result.ranked:
            groups.setdefault(result.group, {})[result.subject.id] = result.total
    standing = {group: places(values) for group, values in groups.items()}
    return tuple(
        change(r, place=standing[r.group][r.subject.id], of=len(standing[r.group])) if r.ranked else r for r in results
    )


def among_first(place: int | None, number: int) -> bool:
    """Among the first `number`; equals on the last of these places are all among them."""
    return place is not None and place <= number


def among_last(place: int | None, of: int, number: int) -> bool:
    """Among the last `number` of more than that. In doubt for the subject: of equals that would not all fit into the
    last places none is among them, and where there are only as many as that, nobody is last."""
    return place is not None and of > number and place > of - number
