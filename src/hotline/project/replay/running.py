"""One whole run: a scratch database is furnished, the shards work, everything is verified, figures are put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from hotline.core.measures import targets_of
from hotline.core.policy import Policy
from hotline.infra import database
from hotline.infra.clock import local
from hotline.project.replay.figures import Figures, of_orders
from hotline.project.replay.rates import rates
from hotline.project.replay.reading import Messages
from hotline.project.replay.shards import cut, horizon_of, run_shards

Progress = Callable[[str, int, int], None]
"""(text key, done, of how many)"""


@dataclass(frozen=True)
class Wanted:
    """What was asked for. `keep`: name under which the scratch database stays; empty = it is dropped."""

    file: Path
    policy: Policy
    messages: Messages
    seed: int
    workers: int
    keep: str = ""


def run(wanted: Wanted, progress: Progress) -> Figures:
    """Carry it out; the database server must be there. Raises ShardFailed when a process fails."""
    name = wanted.keep or f"replay_{os.getpid()}"
    started = perf_counter()
    rows, total = wanted.messages.good, len(wanted.messages.good)
    with _scratch(name, bool(wanted.keep), wanted.policy):
        furnished = perf_counter()
        summaries = []
        if rows:
            horizon = horizon_of(rows, rates().share("run.horizon_days"))
            done = 0

            def more(count: int) -> None:
                nonlocal done
                done += count
                progress("progress", done, total)

            progress("progress", 0, total)
            shards = cut(rows, wanted.workers, wanted.policy.id, wanted.seed, horizon)
            summaries = sorted(run_shards(shards, more), key=lambda summary: summary.line)
        carried = perf_counter()
        orders, events, stored, broken = _verify(wanted.workers, progress)
        verified = perf_counter()
    return Figures(
        file=wanted.file.name,
        pack=wanted.policy.id,
        release=wanted.policy.release,
        seed=wanted.seed,
        workers=wanted.workers,
        horizon=f"{local(horizon):%Y-%m-%d %H:%M}" if rows else "",
        messages=wanted.messages,
        summaries=summaries,
        seconds=carried - furnished,
        setup_seconds=furnished - started,
        verify_seconds=verified - carried,
        verified=orders,
        verified_events=events,
        stored=stored,
        broken=broken,
        specs=of_orders(wanted.policy.lists.measures),
        targets=targets_of(wanted.policy, local(horizon).date()) if rows else {},
        kept=f"scratch_{name}" if wanted.keep else "",
    )


@contextmanager
def _scratch(name: str, keep: bool, policy: Policy) -> Iterator[None]:
    """A database of its own that does not wait for the disk: what is lost in a crash is only this run."""
    from django.db import connection

    from hotline.project.replay import stored

    with database.scratch(name, keep=keep):
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "scratch_{name}" SET synchronous_commit TO off')
        stored.furnish(policy)
        database.close_connections()
        yield


def _verify(workers: int, progress: Progress) -> tuple[int, int, int, list[str]]:
    from django.db import connection

    from hotline.orders.verification import verify

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders_workorder")
        (stored,) = cursor.fetchone()
    report = verify(workers=workers, progress=lambda done, total: progress("checking", done, total))
    broken = [f"{found.number or found.order_id}: {found.what}" for found in report.broken]
    return report.orders, report.events, int(stored), broken
