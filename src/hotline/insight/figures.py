"""Figures of a period: from the sums of the live board where they can say it, else from the matters themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from hotline.accounts.selectors import directory, lines
from hotline.core.measures import Figure, Tally, figure_of, keeps, mix_of, targets_of
from hotline.core.measures import figures as evaluated
from hotline.core.policy import Policy
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.rules import Facts
from hotline.core.policy.shapes import TARGET
from hotline.core.vocabulary import MeasureKind
from hotline.insight import grouping, rollups
from hotline.insight.grouping import Scope
from hotline.insight.placing import SEEN, Measuring, measuring, tally_of

BY = ("unit", "class", "agent", "day", "month", "channel", "line")
"""What figures can be told apart by."""

Table = dict[str, dict[str, Figure]]
"""Key → measure → figure, keys in order. Without `by` the only key is empty."""


class NoMeasure(LookupError):
    """The pack has no such measure."""


def chosen(policy: Policy, measures: Sequence[str] = ()) -> Measuring:
    """All measures of a pack, or these and those that they are mixed of. NoMeasure."""
    every = measuring(policy)
    if unknown := set(measures) - {spec.id for spec in every.specs}:
        raise NoMeasure(", ".join(sorted(unknown)))
    return every.only(measures) if measures else every


def exact(policy: Policy, scope: Scope, by: str | None = None, measures: Sequence[str] = ()) -> Table:
    """Figures from the matters. Reads every matter of the period that counts, once. Measures are those of its end."""
    policy = policy.measured_on(scope.last)
    wanted = chosen(policy, measures)
    table = evaluated(wanted.specs, grouping.groups(wanted, scope, by), by, targets_of(policy, scope.last))
    table = table if by is None else {key: row for key, row in table.items() if counted(row)}
    return _with_own_targets(policy, scope.last, by, table)


def live(policy: Policy, scope: Scope, by: str | None = None, measures: Sequence[str] = ()) -> Table:
    """The same figures from the sums that are kept; from the matters where the sums cannot say it."""
    policy = policy.measured_on(scope.last)
    dim = _dimension(scope, by)
    if dim is None or not rollups.in_use(policy):
        return exact(policy, scope, by, measures)
    wanted = chosen(policy, measures)
    found: dict[str, dict[str, dict[int, Any]]] = {} if by else {"": {}}
    for key, measure, reason, *values in _sums(scope, dim, by):
        found.setdefault(_key(by, key), {}).setdefault(measure, {})[reason] = tuple(values)
    targets = targets_of(policy, scope.last)
    nothing = {spec.id: figure_of(spec, Tally(), targets.get(spec.id)) for spec in _counting(wanted.specs)}
    table = {key: _figures(wanted.specs, found[key], targets, nothing) for key in sorted(found)}
    table = table if by is None else {key: row for key, row in table.items() if counted(row)}
    return _with_own_targets(policy, scope.last, by, table)


def counted(row: Mapping[str, Figure]) -> bool:
    """Whether anything at all was counted there. Where nothing was, there is no row."""
    return any(figure.numerator or figure.denominator or figure.left_out for figure in row.values())


def _dimension(scope: Scope, by: str | None) -> str | None:
    """The sums that tell the keys and the units of the scope apart; None: there are none."""
    if scope.units is not None:
        return "unit" if by in (None, "unit", "day", "month", "line") else None
    return by if by in rollups.DIMENSIONS else "all"


_KEYS = {"day": "day::text", "month": "to_char(day, 'YYYY-MM')", "line": "line", None: "''"}
_SUMS = """
SELECT {key}, measure, reason, sum(top)::int, sum(bottom)::int, coalesce(sum(amount) FILTER (WHERE amount <> 0), 0)
FROM insight_rollup
WHERE pack = %s AND dim = %s AND day BETWEEN %s AND %s {narrowed} GROUP BY 1, 2, 3
HAVING sum(top) <> 0 OR sum(bottom) <> 0
"""


def _sums(scope: Scope, dim: str, by: str | None) -> list[tuple[Any, ...]]:
    narrowed, values = "", list[Any]((scope.pack, dim, scope.first, scope.last))
    if scope.lines is not None:
        narrowed += " AND line = ANY(%s::text[])"
        values.append(list(scope.lines))
    if scope.units is not None:
        narrowed += " AND key = ANY(%s::text[])"
        values.append(list(scope.units))
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(key=_KEYS.get(by, "key"), narrowed=narrowed), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _key(by: str | None, stored: str) -> str:
    """A line goes by what its pack calls it."""
    known = lines().get(stored) if by == "line" else None
    return known.code if known else stored


def _counting(specs: Sequence[MeasureSpec]) -> list[MeasureSpec]:
    return [spec for spec in specs if spec.kind is not MeasureKind.MIX]


def _figures(
    specs: Sequence[MeasureSpec],
    rows: Mapping[str, Mapping[int, tuple[int, int, Decimal]]],
    targets: Mapping[str, Any],
    nothing: Mapping[str, Figure],
) -> dict[str, Figure]:
    found = {
        spec.id: figure_of(spec, tally_of(spec, rows[spec.id]), targets.get(spec.id))
        if spec.id in rows
        else nothing[spec.id]
        for spec in _counting(specs)
    }
    seen = _seen(rows)
    waiting = [spec for spec in specs if spec.id not in found]
    while waiting:
        ready = [spec for spec in waiting if not any(p.measure == w.id for p in spec.parts for w in waiting)] or waiting
        found |= {spec.id: mix_of(spec, found, seen, targets.get(spec.id)) for spec in ready}
        waiting = [spec for spec in waiting if spec.id not in found]
    return {spec.id: found[spec.id] for spec in specs}


def _seen(rows: Mapping[str, Any]) -> dict[str, set[str]]:
    """Marks on which the weights of a mix depend."""
    found: dict[str, set[str]] = {}
    for name in rows:
        if name.startswith(SEEN):
            mark, _, value = name.removeprefix(SEEN).partition("=")
            found.setdefault(mark, set()).add(value)
    return found


# --- targets ----------------------------------------------------------------------------------------------------------


def _with_own_targets(policy: Policy, last: date, by: str | None, table: Table) -> Table:
    """A unit may have a target of its own, by its level or kind."""
    stated = [rule for topic, rules in policy.rules.items() if topic.startswith(TARGET) for rule in rules]
    if by != "unit" or not any(rule.when for rule in stated):
        return table
    found: Table = {}
    for key, row in table.items():
        unit = directory().unit(key)
        facts = Facts(unit_level=unit.level, unit_kind=unit.kind) if unit else Facts()
        targets = targets_of(policy, last, tuple(row), facts)
        found[key] = {
            name: replace(figure, target=targets.get(name), meets=keeps(figure.exact, targets.get(name)))
            for name, figure in row.items()
        }
    return found
