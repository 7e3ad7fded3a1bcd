"""Emptying the database after a transactional test.

Django truncates the tables of its models. Two things are beyond it: the job tables (procrastinate's, not Django's) and
the append-only tables, whose triggers refuse a TRUNCATE from anybody; here, and only here, they are set aside.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

_emptied_by_django = DatabaseOperations.execute_sql_flush

GUARDED = """
SELECT tgrelid::regclass::text FROM pg_trigger
WHERE tgname = 'append_only' AND NOT tgisinternal ORDER BY 1
"""
JOBS = "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers CASCADE"


def install() -> None:
    """Take the place of Django's own emptying in this process."""
    DatabaseOperations.execute_sql_flush = _empty


def _empty(operations: DatabaseOperations, statements: list[str]) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(GUARDED)
        guarded = [sql.Identifier(row[0]) for row in cursor.fetchall()]
        for table in guarded:
            cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER append_only").format(table))
        _emptied_by_django(operations, statements)
        cursor.execute(JOBS)
        for table in guarded:
            cursor.execute(sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER append_only").format(table))
