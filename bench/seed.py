"""100,000 orders in less than two minutes: every one a real life, decided by the core and stored as the services would.

Each worker plays lives in memory through the core, turns them into rows with the same functions that the services use,
and sends them by COPY. The result is what the services would have written: hash chains, lists, counts and clocks agree
(`hotline verify` finds no difference). One in ten is open: its life has stopped at some step during the last days.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import city, lives, place
from hotline.core.decision import Refusal
from hotline.core.vocabulary import Role

OPEN_SHARE = 0.10
WORKERS = max(1, os.cpu_count() or 1)
CHUNK = 400

TABLES = {
    "orders_orderevent": "order_id seq name at actor_id actor_unit data cause prev_hash hash",
    "orders_assignmentrow": "order_id aid unit parent part state assigned_at signed_at due_at redo",
    "orders_clockrow": "order_id cid name owner unit state due_at next_fire_at next_stage breached_at stopped_at",
    "orders_queueentry": "queue holder rank sort_at order_id subject unit clock clock_id due_at breached",
    "orders_contactrecord": "order_id name phone address workplace identity_number email phone_index changed_at",
    "orders_workorder": "id number line pack release phase channel mode urgency complexity nature content_class area "
    "title place secret accused units lead_unit joined_to registered_at registered_by next_due_at next_due_clock "
    "overdue redo_count version head changed_at changed_by state",
}
SEALED = "name phone address workplace identity_number email phone_index".split()


@dataclass(frozen=True)
class Plan:
    """One order to make: its life, when it began, and after how many commands it stops (None: at its end)."""

    life: lives.Life
    begin: datetime
    stop: int | None
    day: date
    number: str


def plans(worker: int, count: int, now: datetime) -> Iterator[Plan]:
    """The orders of one worker. Numbers of different workers never meet."""
    rng = random.Random(worker)
    given: Counter[date] = Counter()
    for life in lives.lives(worker * 1000 + 7, count, city.PACK):
        if life.kind != lives.DIRECT and rng.random() < OPEN_SHARE / (1 - lives.SHARES[lives.DIRECT] / 100):
            begin, stop = now - timedelta(hours=rng.uniform(12, 72)), rng.randint(0, 7)
        else:
            begin, stop = now - timedelta(days=rng.uniform(12, 365)), None
        day = (begin + timedelta(hours=8)).date()
        given[day] += 1
        yield Plan(life, begin, stop, day, f"DZ{day:%Y%m%d}-{worker:02d}{given[day]:05d}")


# --- one worker -------------------------------------------------------------------------------------------------------


class Maker:
    """Plays lives through the core and collects the rows that the services would have stored."""

    def __init__(self, worker: int) -> None:
        from hotline import policy as packs
        from hotline.accounts.selectors import actor_of, directory

        self.policy = packs.load(city.PACK)
        self.cast = city.Cast(worker)
        self.actor_of, self.tree = actor_of, directory()
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        self.lists: Counter[tuple[str, str]] = Counter()
        self.days: Counter[date] = Counter()

    def make(self, plan: Plan) -> None:
        """One order, with everything that belongs to it."""
        from hotline.core.codec import encode
        from hotline.orders import chain, changes, columns, contacts

        order, head, changed_by, at = None, chain.FIRST, "", plan.begin
        for act, order, at in self._acts(plan):
            rows, head = chain.rows_of(order.id, order.version - len(act.events), head, [act], at)
            self.rows["orders_orderevent"] += rows
            changed_by = act.actor.id
        assert order is not None
        stamp = {"line": city.LINE, "pack": city.PACK, "release": self.policy.release, "head": "\\x" + head.hex()}
        stamp |= {"changed_at": at, "changed_by": changed_by, "state": encode(order)}
        self.rows["orders_workorder"].append(columns.order_columns(order) | stamp)
        new = changes.between(None, order, city.LINE)
        self.rows["orders_assignmentrow"] += new.assignments
        self.rows["orders_clockrow"] += new.clocks
        self.rows["orders_queueentry"] += new.entered
        self.lists.update({(d["queue"], d["holder"]): d["delta"] for d in new.deltas})
        sealed = dict(zip(SEALED, contacts.sealed_row(order.id, city.contact_of(plan.life)), strict=True))
        self.rows["orders_contactrecord"].append({"order_id": order.id, "changed_at": plan.begin, **sealed})
        self.days[plan.day] += 1

    def _acts(self, plan: Plan) -> Iterator[tuple[Any, Any, datetime]]:
        """(what was granted, the order after it, when), command by command."""
        from hotline.core.commands import Register
        from hotline.core.state import SYSTEM
        from hotline.infra.ids import uuid7

        fields = lives.registration(plan.life, city.CODE)
        known = city.contact_of(plan.life).known
        command: Any = Register(order=str(uuid7(plan.begin)), number=plan.number, contact=known, **fields)
        person, order, at = self.cast.pick((Role.AGENT, "")), None, plan.begin
        for done in range(100):
            actor = SYSTEM if person is SYSTEM else self.actor_of(person)
            act, order = self._decide(order, command, actor, at)
            yield act, order, at
            step = None if done == plan.stop else lives.next_step(order, plan.life)
            if step is None:
                return
            person, command, at = self.cast.pick(step.who), step.command(), at + timedelta(minutes=step.after)

    def _decide(self, order: Any, command: Any, actor: Any, at: datetime) -> tuple[Any, Any]:
        from hotline.core.evolve import evolve
        from hotline.core.state import Snapshot
        from hotline.core.workflow import decide
        from hotline.orders.chain import Act

        answer = decide(Snapshot(order, actor, self.tree.units), command, self.policy, at)
        if isinstance(answer, Refusal):
            raise RuntimeError(f"{command.NAME} was refused: {answer.code}")
        for event in answer.events:
            order = evolve(order, event, at, actor.id)
        return Act(command, actor, self.tree.version, answer.events), order


def send(link: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    """COPY the rows into their tables and forget them."""
    import orjson

    for table, names in TABLES.items():
        columns = names.split()
        with link.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
            for row in rows[table]:
                values = map(row.get, columns)
                copy.write_row([orjson.dumps(v).decode() if isinstance(v, dict) else v for v in values])
        rows[table].clear()


def worker_main(worker: int, count: int, now: datetime) -> None:
    """Make and store this worker's share."""
    import psycopg

    place.point_django()
    maker = Maker(worker)
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        for number, plan in enumerate(plans(worker, count, now), 1):
            maker.make(plan)
            if number % CHUNK == 0:
                send(link, maker.rows)
        send(link, maker.rows)
        note_lists(link, maker)


def note_lists(link: Any, maker: Maker) -> None:
    """How long the lists are now, and which numbers are taken."""
    with link.cursor() as cur:
        cur.executemany(
            "INSERT INTO orders_queuedelta (queue, holder, delta) VALUES (%s, %s, %s)",
            [(queue, holder, entries) for (queue, holder), entries in maker.lists.items()],
        )
        cur.executemany(
            "INSERT INTO orders_daycounter (line, day, last) VALUES (%s, %s, 99999) ON CONFLICT DO NOTHING",
            [(city.LINE, day) for day in maker.days],
        )


# --- the whole --------------------------------------------------------------------------------------------------------


def seed(orders: int) -> float:
    """A fresh scratch database with `orders` orders; returns the seconds it took. Django must not be loaded yet."""
    begun = time.perf_counter()
    place.fresh(place.DATABASE)
    place.point_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    city.settle()
    from hotline import policy as packs
    from hotline.infra import clock, database

    packs.load(city.PACK)
    now = clock.now()
    database.close_connections()
    _workers(orders, now)
    _finish()
    return time.perf_counter() - begun


def _workers(orders: int, now: datetime) -> None:
    started = []
    for worker in range(WORKERS):
        count = orders // WORKERS + (worker < orders % WORKERS)
        command = [sys.executable, "-m", "bench.seed", str(worker), str(count), now.isoformat()]
        started.append(subprocess.Popen(command, cwd=Path(__file__).parent.parent))
    codes = [process.wait() for process in started]
    if any(codes):
        raise SystemExit("bench: a worker of the seeding failed")


def _finish() -> None:
    """Counts are folded, statistics made, and everything is on disk before anything is measured."""
    from hotline.infra import database
    from hotline.orders import counts

    counts.add_up()
    database.close_connections()
    import psycopg

    with psycopg.connect(place.address(), autocommit=True) as link:
        link.execute("VACUUM (ANALYZE, FREEZE)")
    place.checkpoint()


if __name__ == "__main__":
    worker_main(int(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]))
