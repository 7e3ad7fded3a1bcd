"""Everything made anew from the log and the call records, and the comparison of both with what is stored."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection, transaction

from hotline.accounts.selectors import lines
from hotline.core.counting import Counted
from hotline.infra import clock
from hotline.insight import counted_records, filling, rollups, shapes
from hotline.insight.filling import NAMES, counted_log, open_from
from hotline.insight.models import CallRecord, MessageRecord, RollupState
from hotline.insight.placing import ZERO
from hotline.insight.rollups import Key, Sum
from hotline.insight.shapes import NOT_OF_ORDERS
from hotline.insight.storing import Difference, same_matter, stored
from hotline.orders.selectors import BEFORE_ALL, ids_after, logs

BATCH = 500
_OF_ORDERS = """
DELETE FROM insight_countedmatter WHERE pack = %s AND kind <> ALL(%s)
"""


@dataclass(frozen=True)
class Rebuilt:
    orders: int
    matters: int
    seconds: float


@dataclass(frozen=True)
class WrongSum:
    """A sum of the live board that does not follow from the matters."""

    key: Key
    wanted: Sum
    found: Sum


@dataclass(frozen=True)
class Verified:
    """What was compared, and what differs. `waiting`: orders of which something is not counted yet."""

    orders: int
    waiting: int
    matters: int
    sums: int
    differences: tuple[Difference, ...]
    wrong_sums: tuple[WrongSum, ...]

    @property
    def broken(self) -> int:
        return len(self.differences) + len(self.wrong_sums)


def rebuild(pack: str) -> Rebuilt:
    """Make the matters of a pack's orders anew from the log, and its sums from the matters; all of it or nothing.

    For a new way of counting, or a database whose matters were damaged. Meanwhile the live board waits.
    """
    begun, orders, matters = time.perf_counter(), 0, 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE insight_pending IN EXCLUSIVE MODE")
        cursor.execute("SET LOCAL hotline.rebuild = 'on'")
        cursor.execute(_OF_ORDERS, [pack, list(NOT_OF_ORDERS)])
        for idents in _every_order(pack):
            made = filling.count_orders(idents, sums=False)
            orders, matters = orders + made.orders, matters + made.changes
        policy = rollups.loaded(pack)
        if policy is not None:
            RollupState.objects.get_or_create(pack=pack, defaults={"definition": ""})
            rollups.make(policy)
    return Rebuilt(orders, matters, time.perf_counter() - begun)


def _every_order(pack: str) -> Iterator[list[str]]:
    last = BEFORE_ALL
    while idents := ids_after(last, BATCH, pack):
        yield idents
        last = idents[-1]


# --- comparing --------------------------------------------------------------------------------------------------------


def verify(pack: str) -> Verified:
    """Count every order and every call of a pack again and compare with the stored rows and sums, one by one.

    Days that are not settled are left out, and what waits to be counted is not expected yet. Runs beside the work.
    """
    orders = waiting = matters = 0
    differences: list[Difference] = []
    for idents in _every_order(pack):
        with _one_view():
            late, counted, found = _compare_orders(idents)
        orders, waiting, matters = orders + len(idents), waiting + late, matters + counted
        differences += found
    for counted, found in _compare_records(pack):
        matters += counted
        differences += found
    sums, wrong = _compare_sums(pack)
    return Verified(orders, waiting, matters, sums, tuple(differences), tuple(wrong))


@contextmanager
def _one_view() -> Iterator[None]:
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _compare_orders(idents: list[str]) -> tuple[int, int, list[Difference]]:
    """Orders that wait, matters compared, what differs."""
    now = clock.now()
    late, before, matters = filling.waiting(idents, now), stored(idents), 0
    differences: list[Difference] = []
    for log in logs(idents, NAMES):
        settled = [m for m in counted_log(log, now).matters if m.day < open_from(now)]
        rows = {key: row for key, row in before.get(log.order_id, {}).items() if row["settled"]}
        differences += compared(log.order_id, settled, rows, missing=log.order_id not in late)
        matters += len(settled)
    return len(late), matters, differences


def compared(ref: str, wanted: Iterable[Counted], rows: Mapping[Any, Any], *, missing: bool = True) -> list[Difference]:
    """What differs between matters and stored rows. `missing` False: a row may not be there yet."""
    left, found = dict(rows), []
    for matter in wanted:
        row = left.pop((matter.kind.value, matter.part), None)
        was = None if row is None else shapes.matter_of(row)
        if (was is None and missing) or (was is not None and not same_matter(was, matter)):
            found.append(Difference(ref, matter.kind.value, matter.part, matter, was))
    return found + [Difference(ref, kind, part, None, shapes.matter_of(row)) for (kind, part), row in left.items()]


def _compare_records(pack: str) -> Iterator[tuple[int, list[Difference]]]:
    codes = {ident: line.code for ident, line in lines().items()}
    kinds: tuple[tuple[Any, Any], ...] = (
        (CallRecord, counted_records.of_call),
        (MessageRecord, counted_records.of_message),
    )
    for model, count in kinds:
        records = model.objects.filter(pack=pack).order_by("id").iterator(BATCH)
        while batch := list(islice(records, BATCH)):
            wanted = [count(record, codes.get(record.line, record.line)) for record in batch]
            before = stored(matter.ref for matter in wanted)
            found = [d for m in wanted for d in compared(m.ref, (m,), before.get(m.ref, {}))]
            yield len(batch), found


def _compare_sums(pack: str) -> tuple[int, list[WrongSum]]:
    """Sums compared, and those that do not follow from the matters. None where others are being made."""
    policy = rollups.loaded(pack)
    if policy is None or not rollups.in_use(policy):
        return 0, []
    with _one_view():
        wanted = {key: values for key, values in rollups.expected(policy, date.min, date.max).items() if any(values)}
        found = rollups.kept(pack, date.min, date.max)
    nothing = (0, 0, ZERO)
    wrong = [
        WrongSum(key, wanted.get(key, nothing), found.get(key, nothing))
        for key in sorted(wanted.keys() | found.keys())
        if wanted.get(key, nothing) != found.get(key, nothing)
    ]
    return len(wanted), wrong
