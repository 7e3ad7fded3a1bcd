"""Fixtures of the order tests: a small hotline, and a look at everything that is stored."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection

from hotline.accounts.models import Person
from tests.rooms.orders import city


@pytest.fixture
def people(db: None, moving_clock: object) -> dict[str, Person]:
    return city.build()


@pytest.fixture
def stored() -> Callable[[], dict[str, list[str]]]:
    """Every row of the order tables and the job table, to compare before and after."""

    def look() -> dict[str, list[str]]:
        # Numbers may be used up by a registration that is refused.
        tables = [m._meta.db_table for m in apps.get_app_config("orders").get_models() if m.__name__ != "DayCounter"]
        found = {}
        with connection.cursor() as cursor:
            for table in (*tables, "procrastinate_jobs"):
                cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
                found[table] = [row[0] for row in cursor.fetchall()]
        return found

    return look
