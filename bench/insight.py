"""Figures of a month of all seeded orders: counting them from the log, all measures by unit, and the live board.

python -m bench.insight      one worker that counts what is pending; `measure` starts several
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import city, place
from bench.figures import Figure, Section

WORKERS = max(1, os.cpu_count() or 1)
MONTH = 30
SINGLE = 200
"""Orders that are counted one by one."""

_EMPTY = """
TRUNCATE insight_countedmatter, insight_shape, insight_touched, insight_pending, insight_rollup, insight_rollupstate
"""
_ALL = "INSERT INTO insight_pending (order_id, due_at) SELECT id, registered_at FROM orders_workorder"
# The seeded orders are of a year; a month of so many orders is what is asked for.
_FOLD = "UPDATE insight_countedmatter SET day = %s::date + (day - %s::date) %% %s"


def main() -> None:
    """Count what is pending."""
    place.point_django()
    from hotline.insight import services

    while services.fill().orders:
        pass


def count_all() -> float:
    """Seconds until every order is counted, by all workers."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bench.insight"]
    started = [subprocess.Popen(command, cwd=Path(__file__).parent.parent) for _ in range(WORKERS)]
    codes = [process.wait() for process in started]
    if any(codes):
        raise RuntimeError("a worker that counts failed")
    return time.perf_counter() - begun


def measure() -> Section:
    """Everything about figures, on the seeded orders."""
    from django.db import connection

    from hotline.insight import figures, filling, rollups
    from hotline.insight.grouping import Scope
    from hotline.insight.selectors import Wanted
    from hotline.policy import load

    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
        cursor.execute(_ALL)
    seconds = count_all()
    orders, matters, events = (_number(f"SELECT count(*) FROM {table}") for table in TABLES)
    alone = _alone(filling)
    first = date(2026, 1, 1)
    scope, policy = Scope(city.PACK, first, first + timedelta(days=MONTH - 1)), load(city.PACK)
    sums = _fold(first, lambda: rollups.make(policy))
    whole, units = _timed(lambda: figures.exact(policy, scope, "unit"))
    live, _ = _timed(lambda: figures.live(policy, scope, "unit"), 5)
    total, _ = _timed(lambda: figures.live(policy, scope), 5)
    day = Scope(city.PACK, scope.last, scope.last)
    today, _ = _timed(lambda: figures.live(policy, day, "unit"), 5)
    page, _ = _timed(lambda: _page(policy, scope, Wanted("kpi.7")), 5)
    counts = f"{orders:,} orders, {events:,} events, {matters:,} matters"
    note = f"{counts}, {len(units)} units, {len(policy.lists.measures)} measures"
    return Section(
        "kpi",
        "Figures of a month",
        [
            Figure("all measures by unit, from the matters", whole, " s", most=10, note=note),
            Figure("live board: whole month, all measures", total * 1000, " ms", most=50),
            Figure("live board: today by unit, all measures", today * 1000, " ms", most=50),
            Figure("live board: month by unit, all measures", live * 1000, " ms", most=50),
            Figure("first page of the orders behind a figure", page * 1000, " ms"),
            Figure(
                f"counting from the log, {WORKERS} workers",
                orders / seconds,
                " orders/s",
                note=f"{events / seconds:,.0f} events/s",
            ),
            Figure(
                "one order, touched and counted", alone * 1000, " ms", note="a transaction of its own, with the sums"
            ),
            Figure("sums of the month made anew", sums, " s"),
        ],
        "Every order of the seeded year is counted; its days are then folded into one month.",
    )


TABLES = ("orders_workorder", "insight_countedmatter", "orders_orderevent")


def _number(statement: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


def _alone(filling: Any) -> float:
    """Seconds for an order of which one thing has happened."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM orders_workorder ORDER BY id DESC LIMIT %s", [SINGLE])
        idents = [ident for (ident,) in cursor.fetchall()]
    begun = time.perf_counter()
    for ident in idents:
        filling.touch([ident])
        filling.fill_batch()
    return (time.perf_counter() - begun) / len(idents)


def _fold(first: date, make: Callable[[], None]) -> float:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL hotline.rebuild = 'on'")
        cursor.execute(_FOLD, [first, date(2020, 1, 1), MONTH])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) insight_countedmatter")
    with transaction.atomic():
        seconds, _ = _timed(make)
    with connection.cursor() as cursor:
        # What folding the days has left behind is the bench's own.
        cursor.execute("VACUUM (FULL, ANALYZE) insight_rollup")
    return seconds


def _timed(act: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Seconds (the mean, after one run that is not counted where there are several) and the result."""
    if times > 1:
        act()
    begun = time.perf_counter()
    for _ in range(times):
        result = act()
    return (time.perf_counter() - begun) / times, result


def _page(policy: Any, scope: Any, wanted: Any) -> list[Any]:
    from itertools import islice

    from hotline.insight import drilling, selectors

    return selectors.described(list(islice(drilling.behind(policy, scope, wanted), 50)))


if __name__ == "__main__":
    main()
