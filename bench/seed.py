"""A million orders: every one a real life, decided by the core and stored as the services would.

Each worker plays lives in memory through the core, turns them into rows with the same functions that the services use,
and sends them by COPY, each life for itself and for its siblings at other places (siblings.py). The result is what the
services would have written: hash chains, lists, counts and clocks agree (`verified` looks at a sample). One in ten is
open: its life has stopped at some step during the last days.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import city, lives, place, plain, siblings
from hotline.core.decision import Refusal
from hotline.core.vocabulary import Role

OPEN_SHARE = 0.10
WORKERS = max(1, os.cpu_count() or 1)
CHUNK = 1000
SIBLINGS_FROM = 50_000
"""From more orders than these on, not every order is decided by itself."""
MOST_SIBLINGS = 20
VERIFIED = 400
SEARCH = "orders_searchrow"

TABLES = {
    "orders_orderevent": "order_id seq name at actor_id actor_unit data cause prev_hash hash",
    "orders_assignmentrow": "order_id aid unit parent part state assigned_at signed_at due_at redo",
    "orders_clockrow": "order_id cid name owner unit state due_at next_fire_at next_stage breached_at stopped_at",
    "orders_queueentry": "queue holder rank sort_at order_id subject unit clock clock_id due_at breached",
    "orders_contactrecord": "order_id name phone address workplace identity_number email phone_index changed_at",
    SEARCH: "order_id registered_at version made vector",
    "orders_workorder": "id number line pack release phase channel mode urgency complexity nature content_class area "
    "title place secret accused units lead_unit joined_to registered_at registered_by next_due_at next_due_clock "
    "overdue redo_count version head changed_at changed_by state",
}
COLUMNS = {table: names.split() for table, names in TABLES.items()}
SEALED = "name phone address workplace identity_number email phone_index".split()


@dataclass(frozen=True)
class Plan:
    """One order to make: its life, when it began, and after how many commands it stops (None: at its end)."""

    life: lives.Life
    begin: datetime
    stop: int | None
    day: date
    number: str


def plans(worker: int, count: int, now: datetime, given: Counter[date] | None = None) -> Iterator[Plan]:
    """The orders of one worker. Numbers of different workers never meet; `given` counts those of each day."""
    rng = random.Random(worker)
    given = Counter() if given is None else given
    for life in lives.lives(worker * 1000 + 7, count, city.PACK):
        if life.kind != lives.DIRECT and rng.random() < OPEN_SHARE / (1 - lives.SHARES[lives.DIRECT] / 100):
            begin, stop = now - timedelta(hours=rng.uniform(12, 72)), rng.randint(0, 7)
        else:
            begin, stop = now - timedelta(days=rng.uniform(12, 365)), None
        day = (begin + timedelta(hours=8)).date()
        yield Plan(life, begin, stop, day, number(worker, day, given))


def number(worker: int, day: date, given: Counter[date]) -> str:
    """The next number of a day."""
    given[day] += 1
    return f"DZ{day:%Y%m%d}-{worker:02d}{given[day]:05d}"


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
        rows = self.played(plan)
        for table, found in rows.items():
            self.rows[table] += found
        self.listed(rows)
        self.days[plan.day] += 1

    def played(self, plan: Plan) -> dict[str, list[dict[str, Any]]]:
        """The rows of one life."""
        from hotline.core.codec import encode
        from hotline.orders import chain, changes, columns

        rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
        order, head, changed_by, at = None, chain.FIRST, "", plan.begin
        for act, order, at in self._acts(plan):
            made, head = chain.rows_of(order.id, order.version - len(act.events), head, [act], at)
            rows["orders_orderevent"] += made
            changed_by = act.actor.id
        assert order is not None
        stamp = {"line": city.LINE, "pack": city.PACK, "release": self.policy.release, "head": "\\x" + head.hex()}
        stamp |= {"changed_at": at, "changed_by": changed_by, "state": encode(order)}
        new = changes.between(None, order, city.LINE)
        rows["orders_workorder"].append(columns.order_columns(order) | stamp)
        rows["orders_assignmentrow"] = new.assignments
        rows["orders_clockrow"] = new.clocks
        rows["orders_queueentry"] = new.entered
        rows["orders_contactrecord"].append(contact_row(order.id, plan.begin, city.contact_of(plan.life)))
        rows[SEARCH].append(self.found_by(rows["orders_workorder"][0]))
        return rows

    def listed(self, rows: dict[str, list[dict[str, Any]]], times: int = 1) -> None:
        """Count the lists that an order, or so many like it, stand in."""
        for entry in rows["orders_queueentry"]:
            self.lists[entry["queue"], entry["holder"]] += times

    def found_by(self, order: dict[str, Any], told: siblings.Told | None = None) -> dict[str, Any]:
        """The search row of an order, or of its sibling."""
        from hotline.orders import search_rows

        matter = search_rows.of_row(order)
        if told is not None:
            here = order["place"]
            answers = [text.replace(here, told.place) for text in matter.answers]
            said = {"title": told.title, "place": told.place, "content": told.content}
            matter = replace(matter, id=told.id, answers=answers, **said)
        vector = search_rows.vector_of(matter, self.tree)
        row = {"order_id": matter.id, "registered_at": matter.registered_at, "version": matter.version}
        return row | {"made": search_rows.MADE, "vector": vector}

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


def contact_row(ident: str, at: datetime, contact: Any) -> dict[str, Any]:
    """A contact, sealed for its order."""
    from hotline.orders import contacts

    sealed = dict(zip(SEALED, contacts.sealed_row(ident, contact), strict=True))
    return {"order_id": ident, "changed_at": at, **sealed}


def send(link: Any, rows: dict[str, list[dict[str, Any]]]) -> None:
    """COPY the rows into their tables and forget them."""
    for table, columns in COLUMNS.items():
        write(link, table, b"".join(siblings.line(columns, row) for row in rows[table]))
        rows[table].clear()


def write(link: Any, table: str, text: bytes) -> None:
    """COPY lines into a table."""
    with link.cursor().copy(f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN") as copy:
        copy.write(text)


def worker_main(worker: int, count: int, now: datetime, each: int) -> None:
    """Make and store this worker's share: so many lives, each for `each` orders."""
    import psycopg

    place.point_django()
    maker, given = Maker(worker), Counter[date]()
    rng = random.Random(worker + 100)
    text: dict[str, list[bytes]] = {table: [] for table in TABLES}
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        for nth, plan in enumerate(plans(worker, count, now, given), 1):
            family(maker, plan, [number(worker, plan.day, given) for _ in range(each - 1)], text, rng)
            if nth * each % CHUNK < each or nth == count:
                for table, lines in text.items():
                    write(link, table, b"".join(lines))
                    lines.clear()
        note_lists(link, maker)


def family(maker: Maker, plan: Plan, numbers: list[str], text: dict[str, list[bytes]], rng: random.Random) -> None:
    """The lines of one life, lived by itself and by its siblings with these numbers."""
    from hotline.infra.ids import uuid7
    from hotline.orders.services import Contact

    rows = maker.played(plan)
    maker.listed(rows, 1 + len(numbers))
    maker.days[plan.day] += 1
    for table, columns in COLUMNS.items():
        text[table] += [siblings.line(columns, row) for row in rows[table]]
    if not numbers:
        return
    order = rows["orders_workorder"][0]
    told = siblings.Told(order["id"], order["number"], order["title"], order["state"]["content"], order["place"])
    relatives = siblings.Family(rows, told, {t: c for t, c in COLUMNS.items() if t != SEARCH})
    for fresh in numbers:
        other = siblings.another(told, str(uuid7(plan.begin)), fresh, rng)
        for table, lines in relatives.sibling(other):
            text[table].append(lines)
        contact = Contact(
            name=plan.life.message.caller_name,
            phone=f"1390000{rng.randint(0, 9999):04d}",
            address=other.place,
            workplace=other.place,
        )
        text["orders_contactrecord"].append(
            siblings.line(COLUMNS["orders_contactrecord"], contact_row(other.id, plan.begin, contact))
        )
        text[SEARCH].append(siblings.line(COLUMNS[SEARCH], maker.found_by(order, other)))


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
    with place.relaxed():
        with plain.without_indexes(place.address(), TABLES):
            _workers(orders, now)
        _finish()
    verified()
    return time.perf_counter() - begun


def _workers(orders: int, now: datetime) -> None:
    each = min(MOST_SIBLINGS, max(1, orders // SIBLINGS_FROM)) if orders > 2 * SIBLINGS_FROM else 1
    started = []
    for worker in range(WORKERS):
        count = orders // each // WORKERS + (worker < orders // each % WORKERS)
        command = [sys.executable, "-m", "bench.seed", str(worker), str(count), now.isoformat(), str(each)]
        started.append(subprocess.Popen(command, cwd=Path(__file__).parent.parent))
    codes = [process.wait() for process in started]
    if any(codes):
        raise SystemExit("bench: a worker of the seeding failed")


def verified() -> None:
    """Some orders from everywhere are decided again, and their search rows made again. Raises when one differs."""
    from django.db import connection

    from hotline.orders import search_rows
    from hotline.orders.verification import verify

    with connection.cursor() as cur:
        cur.execute("SELECT id::text FROM orders_workorder TABLESAMPLE SYSTEM (1) LIMIT %s", [VERIFIED])
        sample = [ident for (ident,) in cur.fetchall()]
        report = verify(sample)
        if report.broken:
            raise SystemExit(f"bench: {len(report.broken)} seeded orders differ: {report.broken[0].what}")
        cur.execute(
            "SELECT sum(hashtext(vector::text)) FROM orders_searchrow WHERE order_id = ANY(%s::uuid[])", [sample]
        )
        before = cur.fetchone()
        search_rows.index(sample)
        cur.execute(
            "SELECT sum(hashtext(vector::text)) FROM orders_searchrow WHERE order_id = ANY(%s::uuid[])", [sample]
        )
        if cur.fetchone() != before:
            raise SystemExit("bench: seeded search rows differ from those of the product")


def _finish() -> None:
    """Counts are folded, statistics made, and everything is on disk before anything is measured."""
    from hotline.infra import database
    from hotline.orders import counts

    counts.add_up()
    database.close_connections()
    import psycopg

    plain.vacuumed(place.address(), TABLES)
    with psycopg.connect(place.address(), autocommit=True) as link:
        link.execute("ANALYZE")
    place.checkpoint()


if __name__ == "__main__":
    worker_main(int(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3]), int(sys.argv[4]))
