"""The targets of measures: rules `target.<measure>`, as they hold at the end of the period."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hotline.core.policy.pack import Policy
from hotline.core.policy.rules import Facts, Found
from hotline.core.policy.shapes import TARGET, TargetRule

ANY = Facts()


def targets_of(policy: Policy, day: date, measures: Iterable[str] = (), facts: Facts = ANY) -> dict[str, TargetRule]:
    """Measure → its target on the last `day` of a period. A measure without one is not there, nor is one of which two
    rules hold. `measures` empty: all of the pack. `facts`: of a unit whose kind or level has its own target."""
    found: dict[str, TargetRule] = {}
    for ident in measures or (spec.id for spec in policy.lists.measures):
        hit = policy.find(f"{TARGET}{ident}", facts, day, day)
        if isinstance(hit, Found):
            found[ident] = hit.rule.value
    return found


def keeps(exact: Fraction | None, target: TargetRule | None) -> bool | None:
    """Whether the exact value, not the rounded one, keeps the target; None where one of them is not there."""
    if exact is None or target is None:
        return None
    wanted = Fraction(Decimal(str(target.percent)))
    if target.strict and exact == wanted:
        return False
    return exact >= wanted if target.at_least else exact <= wanted
