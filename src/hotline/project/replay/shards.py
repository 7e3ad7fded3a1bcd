"""A run shared by several processes: each has a part of the citizens, a connection and a clock of its own."""

from __future__ import annotations

import gc
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from multiprocessing import get_context
from queue import Empty
from typing import Any

from hotline.project.replay.reading import Row

REPORT_EVERY = 20
MANY_OBJECTS = 50_000
WAIT_SECONDS = 2.0


class ShardFailed(RuntimeError):
    """A process ended without its result; the text is what it said."""


@dataclass(frozen=True)
class Shard:
    """What one process is to do."""

    number: int
    pack: str
    seed: int
    rows: tuple[Row, ...]
    horizon: datetime


def horizon_of(rows: Iterable[Row], days: float) -> datetime:
    """When simulated time ends: so many days after the last message."""
    return max(row.created.at for row in rows) + timedelta(days=days)


def cut(rows: Sequence[Row], workers: int, pack: str, seed: int, horizon: datetime) -> list[Shard]:
    """Rows of one citizen stay together, so that a second message meets the first."""
    parts: list[list[Row]] = [[] for _ in range(workers)]
    for row in rows:
        key = row.citizen or f"#{row.line}"
        parts[int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") % workers].append(row)
    return [Shard(n, pack, seed, tuple(part), horizon) for n, part in enumerate(parts) if part]


def run_shards(shards: Sequence[Shard], progress: Callable[[int], None]) -> list[Any]:
    """Carry all shards out, each in a process; returns the summaries. Raises ShardFailed."""
    context = get_context("spawn")
    messages: Any = context.Queue()
    processes = {shard.number: context.Process(target=work, args=(shard, messages)) for shard in shards}
    for process in processes.values():
        process.start()
    try:
        return _gather(processes, messages, progress)
    finally:
        for process in processes.values():
            if process.is_alive():
                process.terminate()
            process.join()


def _gather(processes: dict[int, Any], messages: Any, progress: Callable[[int], None]) -> list[Any]:
    found: list[Any] = []
    waiting = set(processes)
    while waiting:
        try:
            kind, number, content = messages.get(timeout=WAIT_SECONDS)
        except Empty:
            dead = [n for n in waiting if not processes[n].is_alive() and messages.empty()]
            if dead:
                raise ShardFailed(f"process {dead[0]} ended with {processes[dead[0]].exitcode}") from None
            continue
        if kind == "done":
            progress(content)
        elif kind == "failed":
            raise ShardFailed(content)
        else:
            found += content
            waiting.discard(number)
    return found


def work(shard: Shard, messages: Any) -> None:
    """The body of a process."""
    try:
        messages.put(("ended", shard.number, _carried_out(shard, messages)))
    except BaseException:
        messages.put(("failed", shard.number, traceback.format_exc(limit=-6)))
        raise


def _carried_out(shard: Shard, messages: Any) -> list[Any]:
    from hotline.project.cli import setup_django

    setup_django()
    from hotline.infra import database
    from hotline.policy import load
    from hotline.project.replay import checks, engine, stored

    world = stored.world(load(shard.pack), shard.seed)
    found: list[Any] = []

    def ended(end: engine.Ended) -> None:
        stored.whole_history(end.life)
        found.append(checks.summary(end, shard.horizon))
        # What is over is only asked for its number and its answer any more (a later message of the same citizen).
        end.life.history = []
        if len(found) % REPORT_EVERY == 0:
            messages.put(("done", shard.number, REPORT_EVERY))

    lives = engine.lives_of(world, shard.rows)
    # Lives are kept by the thousand and none is in a cycle: looking through them all again and again finds nothing.
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS, 50, 100)
    with stored.Stored.at_work(lives[0].created) as backend:
        engine.run(lives, backend, shard.horizon, ended)
    messages.put(("done", shard.number, len(found) % REPORT_EVERY))
    database.close_connections()
    return found
