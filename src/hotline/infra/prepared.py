"""Prepared statements on Django's own connection, for the few statements that every command, list and search runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def cursor() -> Iterator[Any]:
    """A cursor that binds on the server and prepares: large statements are planned once a connection.

    It works inside Django's transactions; database errors come as Django's.
    """
    connection.ensure_connection()
    link = connection.connection
    if link.prepare_threshold is None:
        # Django turns preparing off for poolers that cannot follow it; its own cursors do not prepare anyway.
        link.prepare_threshold = 1
    with connection.wrap_database_errors, psycopg.Cursor(link) as cur:
        yield cur
