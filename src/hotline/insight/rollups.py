"""Sums for the live board, by day and dimension, kept in the transaction that stores the matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from hotline import policy as packs
from hotline.core.counting import Counted
from hotline.core.policy import Policy
from hotline.insight import grouping
from hotline.insight.grouping import Scope
from hotline.insight.placing import ZERO, Measuring, measuring
from hotline.insight.storing import Change, Owner

DIMENSIONS = ("all", "unit", "class", "agent", "channel")
"""What is summed by; every sum is kept by line and day anyway."""
Dims = tuple[str, ...]
_MARKS = {"unit": "unit", "class": "content_class", "agent": "agent", "channel": "channel"}

Key = tuple[str, str, date, str, str, str, int]
"""Pack, dimension, day, key, line, measure, reason."""
Sum = tuple[int, int, Decimal]

# Rows are taken in the order of the key, so that two workers wait for each other only in one direction.
_ADD = """
INSERT INTO insight_rollup AS r (pack, dim, day, key, line, measure, reason, top, bottom, amount)
SELECT * FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[], %s::int2[], %s::int[],
                     %s::int[], %s::numeric[]) AS new(pack, dim, day, key, line, measure, reason, top, bottom, amount)
ORDER BY 1, 2, 3, 4, 5, 6, 7
ON CONFLICT (pack, dim, day, key, line, measure, reason) DO UPDATE
SET top = r.top + excluded.top, bottom = r.bottom + excluded.bottom, amount = r.amount + excluded.amount
"""
_BEGIN = "INSERT INTO insight_rollupstate (pack, definition) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_STATE = "SELECT definition FROM insight_rollupstate WHERE pack = %s {lock}"


def add(changes: Iterable[Change]) -> None:
    """Add what came and take off what was taken back. Part of the caller's transaction.

    Where the sums of a pack were made under another definition of its measures, they are left to `remake`.
    """
    found: dict[Key, Sum] = {}
    current: dict[str, Measuring | None] = {}
    for change in sorted(changes, key=lambda change: change.owner.pack):
        pack = change.owner.pack
        if pack not in current:
            current[pack] = _in_force(pack)
        if (in_force := current[pack]) is not None:
            _note(found, in_force, change.owner, change.matter, change.sign)
    _write(found)


def _in_force(pack: str) -> Measuring | None:
    """The measures of a pack, if its sums are made with them; that stays so until the transaction ends."""
    policy = loaded(pack)
    if policy is None:
        return None
    current = measuring(policy)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [pack, current.definition])
        cursor.execute(_STATE.format(lock="FOR SHARE"), [pack])
        (definition,) = cursor.fetchone()
    return current if definition == current.definition else None


def loaded(pack: str) -> Policy | None:
    """The pack as it stands; None when its files are gone or wrong: then its matters are only kept."""
    try:
        return packs.load(pack)
    except packs.PackError:
        return None


def _note(
    found: dict[Key, Sum], by: Measuring, owner: Owner, matter: Counted, times: int, dims: Dims = DIMENSIONS
) -> None:
    for place in by.of(matter):
        for dim in dims:
            key = (owner.pack, dim, matter.day, key_of(matter, dim), owner.line, place.measure, place.reason)
            top, bottom, amount = found.get(key, (0, 0, ZERO))
            found[key] = (top + times * place.top, bottom + times * place.bottom, amount + times * place.amount)


def key_of(matter: Counted, dim: str) -> str:
    return "" if dim == "all" else matter.marks.get(_MARKS[dim], "")


def _write(found: dict[Key, Sum]) -> None:
    rows = [(*key, *values) for key, values in found.items() if any(values)]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [list(column) for column in zip(*rows, strict=True)])


# --- another definition -----------------------------------------------------------------------------------------------


def in_use(policy: Policy) -> bool:
    """Whether the sums of the pack are made with the measures as they stand."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE.format(lock=""), [policy.id])
        found = cursor.fetchone()
    return found is not None and found[0] == measuring(policy).definition


def remake(pack: str) -> bool:
    """Make the sums of a pack anew from its matters if its measures have changed. Meanwhile nobody adds to them."""
    policy = loaded(pack)
    if policy is None:
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STATE.format(lock="FOR UPDATE"), [pack])
        found = cursor.fetchone()
        if found is None or found[0] == measuring(policy).definition:
            return False
        make(policy)
    return True


def make(policy: Policy) -> None:
    """Make the sums of a pack from its matters, a month at a time. The caller holds its state row."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM insight_rollup WHERE pack = %s", [policy.id])
        cursor.execute("SELECT min(day), max(day) FROM insight_countedmatter WHERE pack = %s", [policy.id])
        first, last = cursor.fetchone()
    while first is not None and first <= last:
        until = min(last, first + timedelta(days=30))
        _write(expected(policy, first, until))
        first = until + timedelta(days=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE insight_rollupstate SET definition = %s WHERE pack = %s", [measuring(policy).definition, policy.id]
        )


def expected(policy: Policy, first: date, last: date) -> dict[Key, Sum]:
    """The sums as they follow from the matters of these days."""
    found: dict[Key, Sum] = {}
    scope, by = Scope(policy.id, first, last), measuring(policy)
    for dim in DIMENSIONS:
        for one in grouping.lined_groups(by, scope, None if dim == "all" else dim, dated=True, lined=True):
            group = one.group
            matter = Counted(group.kind, group.day or date.min, "", "", group.marks, group.numbers)
            _note(found, by, Owner(policy.id, one.line), matter, group.count, (dim,))
    return found


def kept(pack: str, first: date, last: date) -> dict[Key, Sum]:
    """The sums as they are stored, without those that are nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pack, dim, day, key, line, measure, reason, top, bottom, amount FROM insight_rollup "
            "WHERE pack = %s AND day BETWEEN %s AND %s",
            [pack, first, last],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return {row[:7]: row[7:] for row in rows if any(row[7:])}
