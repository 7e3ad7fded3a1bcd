"""A million orders, kept in `var/bench` from one run to the next: what is only read is measured on them.

They are made anew when the schema, the pack, the rows of the search or the seeding itself have changed, when they are
too old (their open orders grow late), or when a sample of them is no longer what the core decides.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from bench import alike, city, kept, place, searching, seed
from bench.figures import Section
from bench.timing import say, timed

ORDERS = int(os.environ.get("BENCH_MANY", "1000000"))
SECTIONS = {"kept": kept.measure, "search": searching.measure, "alike": alike.measure}
"""Name → what measures it; each leaves the orders as they are."""
FRESH = timedelta(days=2)
_MAKING = ("seed.py", "siblings.py", "lives.py", "city.py", "texts.toml")


def measure(names: Sequence[str]) -> list[Section]:
    """The sections of these names, in a process of its own: Django knows one database."""
    os.environ["BENCH_DATABASE"] = place.MANY
    try:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            return pool.submit(_measured, tuple(names)).result()
    finally:
        del os.environ["BENCH_DATABASE"]


def _measured(names: Sequence[str]) -> list[Section]:
    place.point_django()
    _ready()
    sections = list[Section]()
    for name in names:
        say(f"{name}, at {ORDERS:,} orders")
        sections += timed(partial(_section, name))
    return sections


def _section(name: str) -> list[Section]:
    return [SECTIONS[name]()]


def _ready() -> None:
    """The orders are there: those that were kept, or new ones."""
    from hotline.infra import database
    from hotline.orders import counts

    if place.exists(place.DATABASE) and _as_wanted():
        say(f"using the {ORDERS:,} orders that were kept")
        counts.add_up()
    else:
        say(f"making {ORDERS:,} orders; they are kept for the next runs")
        say(f"made in {seed.seed(ORDERS):.0f} s")
        with psycopg.connect(place.address(), autocommit=True) as link:
            link.execute(f"COMMENT ON DATABASE {place.DATABASE} IS '{json.dumps(_stamp())}'".encode())
    database.close_connections()


def _as_wanted() -> bool:
    """Whether the kept orders are what would be made now."""
    with psycopg.connect(place.address()) as link:
        row = link.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    kept_as, wanted = json.loads(row[0] if row and row[0] else "{}"), _stamp()
    if kept_as.get("like") != wanted["like"]:
        return False
    if datetime.fromisoformat(wanted["at"]) - datetime.fromisoformat(kept_as["at"]) > FRESH:
        return False
    try:
        seed.verified()
    except SystemExit:
        return False
    return True


def _stamp() -> dict[str, Any]:
    """What the orders depend on, and the moment."""
    from django.db.migrations.loader import MigrationLoader

    from hotline import policy as packs
    from hotline.infra import clock
    from hotline.orders import search_rows
    from hotline.project.sample import messages

    migrations = sorted(map(".".join, MigrationLoader(None).disk_migrations))
    said = [ORDERS, migrations, packs.load(city.PACK).release, search_rows.MADE, messages.load("units")["units"]]
    said += [list(map(dict, messages.rows("people")))]
    said += [Path(__file__).with_name(name).read_text("utf-8") for name in _MAKING]
    like = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
    return {"like": like, "at": clock.now().isoformat()}
