"""The number people know an order by: `DZ20261122-00017`, counted per line and civil day.

The counter row is written in a transaction of its own that does not wait for the disk, so it is locked for some tens
of microseconds and orders registered at once do not queue behind each other's commit. No number can come twice after
a crash: the order that bears it is flushed later in the same log, and takes the counter's write with it. A number
whose registration was refused stays unused.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from hotline.accounts.models import Line
from hotline.orders.raw import cursor

_TAKE = """
INSERT INTO orders_daycounter AS c (line, day, last) {source}
ON CONFLICT (line, day) DO UPDATE SET last = c.last + 1 RETURNING last
"""
_INSIDE = _TAKE.format(source="VALUES (%s, %s, 1)")
_ALONE = "WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS done) " + _TAKE.format(
    source="SELECT %s, %s, 1 FROM quick WHERE done IS NOT NULL"
)


def take(line: Line, day: date) -> str:
    """The next number of the line on that day. Inside somebody's transaction it is locked until that one ends."""
    with cursor() as cur:
        cur.execute(_INSIDE if connection.in_atomic_block else _ALONE, (line.id, day))
        (last,) = cur.fetchone()
    return f"{line.prefix}{day:%Y%m%d}-{last:05d}"
