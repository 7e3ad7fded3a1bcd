"""Tables without their indexes while they are filled, and everything made again afterwards, several at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype IN ('p', 'u') AND conrelid = ANY(%s::text[]::regclass[]) ORDER BY 1, 2
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::text[]::regclass[])
  AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""
AT_ONCE = 3


@contextmanager
def without_indexes(address: str, tables: Iterable[str]) -> Iterator[None]:
    """Within the block the tables have neither indexes nor keys."""
    again = _taken_off(address, list(tables))
    yield
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for done in [workers.submit(_run, address, statement) for statement in again]:
            done.result()


def _taken_off(address: str, tables: list[str]) -> list[str]:
    """Drop them; returns the statements that make them again."""
    again = []
    with psycopg.connect(address, autocommit=True) as link:
        for name, definition in link.execute(_INDEXES, (tables,)).fetchall():
            link.execute(f"DROP INDEX {name}".encode())
            again.append(definition)
        for table, name, definition in link.execute(_CONSTRAINTS, (tables,)).fetchall():
            link.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'.encode())
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    return sorted(again, key=lambda statement: "gin" not in statement)


def vacuumed(address: str, tables: Iterable[str]) -> None:
    """What was filled is marked as seen by all, several tables at a time."""
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for done in [workers.submit(_run, address, f"VACUUM (FREEZE) {table}") for table in tables]:
            done.result()


def _run(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as link:
        link.execute("SET maintenance_work_mem = '512MB'")
        link.execute(statement.encode())
