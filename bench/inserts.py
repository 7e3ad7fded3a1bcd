"""The floor under every write: bare single-row inserts, each with its own commit, in the same PostgreSQL.

python -m bench.inserts SECONDS < address      one process; `per_second` starts several
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psycopg

from bench import place

TABLE = """
CREATE TABLE IF NOT EXISTS floor_insert (
    id bigserial PRIMARY KEY, number text NOT NULL, title text NOT NULL, body text NOT NULL, status smallint NOT NULL,
    unit text NOT NULL, due timestamptz NOT NULL, created timestamptz NOT NULL DEFAULT now())
"""
INSERT = """
INSERT INTO floor_insert (number, title, body, status, unit, due)
VALUES (%s, %s, %s, 1, 'u1', now() + interval '7 days')
"""
BODY = "x" * 300


def rows_in(address: str, seconds: float) -> int:
    """How many rows one connection inserts and commits in so many seconds."""
    with psycopg.connect(address, autocommit=True, prepare_threshold=0) as link, link.cursor() as cur:
        count, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            cur.execute(INSERT, (f"N{count}", "title", BODY))
            count += 1
    return count


def per_second(processes: int, seconds: float) -> float:
    """Rows a second of so many processes together, into a table of the floor's database."""
    address = place.address(place.FLOOR_DATABASE)
    if not place.exists(place.FLOOR_DATABASE):
        place.fresh(place.FLOOR_DATABASE)
    with psycopg.connect(address, autocommit=True) as link:
        link.execute(TABLE)
    command = [sys.executable, "-m", "bench.inserts", str(seconds)]
    started = []
    for _ in range(processes):
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent
        )
        assert process.stdin is not None
        process.stdin.write(address)
        process.stdin.close()
        started.append(process)
    total = 0
    for process in started:
        assert process.stdout is not None
        total += int(process.stdout.read())
        if process.wait():
            raise RuntimeError("an inserting process failed")
    return total / seconds


if __name__ == "__main__":
    print(rows_in(sys.stdin.read().strip(), float(sys.argv[1])))
