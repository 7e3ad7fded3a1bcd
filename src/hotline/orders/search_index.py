"""The index asked for orders: a little time first, then as far back as there must be to choose from.

Common words stand in hundreds of thousands of orders, rare ones in a few. So two days are asked first: what they hold
says how far to go, month by month, until there is enough; each step asks for its days or months as lexemes, so none
reads more than its own time or its rarest word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled

from hotline.infra import clock
from hotline.language import tokens
from hotline.language.tokens_query import Query
from hotline.orders import raw, search_rows
from hotline.orders.search_narrow import Narrowed

ENOUGH = 120
"""So many found orders are enough to choose the best from; more is asked for only while there are fewer."""
MOST = 400
"""At most so many orders, the newest, are ranked."""
RARE = 3
"""With fewer in two days, all time holds few enough to be read at once, unless it is a word of another season."""
PROBED = 1000
"""So many of all time are read at once; where there are more, months are asked one after the other."""
DENSE = 14
"""From so many in two days on, a month is enough; else a quarter."""
A_YEAR = 12
SLOW_MS = 3000
"""An answer that takes longer is given up: the person is told to narrow the question."""
_WEIGHTS = "{0.08, 0.25, 0.55, 1.0}"
"""D (answers, units), C (what was told), B (place), A (title)."""
_YEAR = 365.0

_FOUND = """
WITH found AS MATERIALIZED (
    SELECT s.order_id, s.registered_at, s.vector FROM orders_searchrow s{join}
    WHERE s.vector @@ %(sought)s::tsquery{conditions} LIMIT %(read)s
), newest AS (SELECT * FROM found ORDER BY registered_at DESC, order_id DESC LIMIT %(most)s)
SELECT order_id::text, registered_at, ts_rank_cd(%(weights)s::float4[], vector, %(words)s::tsquery, 1),
    (SELECT count(*) FROM found) FROM newest
"""
_JOIN = " JOIN orders_workorder o ON o.id = s.order_id"
# Reading the whole table is never quicker: it is long, and the index has what is asked for.
_SET = "SELECT set_config('enable_seqscan', 'off', true), set_config('statement_timeout', %s, true)"

Scored = tuple[str, datetime, float]


class _Asked:
    """One question, asked of ever more of the index. `found`: id → when it was registered and how well it fits."""

    def __init__(self, cursor: Any, query: Query, every: bool, scope: str, narrowed: Narrowed) -> None:
        words = query.to_tsquery(every)
        conditions = ["", narrowed.sql] if narrowed.sql else [""]
        values: dict[str, Any] = {"words": words, "most": MOST, "weights": _WEIGHTS, **narrowed.values}
        for bound, sign, day in (("first", ">=", narrowed.first), ("last", "<", _next(narrowed.last))):
            if day:
                conditions.append(f"s.registered_at {sign} %({bound})s")
                values[bound] = datetime.combine(day, time(), clock.LOCAL)
        self._statement = _FOUND.format(join=_JOIN if narrowed.sql else "", conditions=" AND ".join(conditions))
        self._parts, self._values, self._cursor = (words, scope, *narrowed.lexemes), values, cursor
        self.found: dict[str, Scored] = {}

    def ask(self, window: str = "", read: int | None = None) -> int:
        """How many orders of this time have the words, none counted beyond `read`; the newest of them are kept."""
        sought = " & ".join(f"({part})" for part in (*self._parts, window) if part)
        self._cursor.execute(self._statement, self._values | {"sought": sought, "read": read})
        rows = self._cursor.fetchall()
        self.found |= {row[0]: row[:3] for row in rows}
        return rows[0][3] if rows else 0

    @property
    def enough(self) -> bool:
        return len(self.found) >= ENOUGH


class TooSlow(Exception):
    """The answer took longer than `SLOW_MS`."""


def ranked(query: Query, every: bool, scope: str, narrowed: Narrowed) -> list[str]:
    """Ids of the best orders, best first, before it is asked who may see them: those with all words, or with any.

    `scope` and `narrowed` restrict. Raises TooSlow.
    """
    try:
        with transaction.atomic(), raw.cursor() as cur:
            cur.execute(_SET, (str(SLOW_MS),))
            asked = _Asked(cur, query, every, scope, narrowed)
            _walk(asked, narrowed.first, narrowed.last)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow from error
        raise
    now = clock.now()
    ordered = sorted(asked.found.values(), key=lambda hit: (-_score(hit, now), hit[0]))
    return [ident for ident, *_ in ordered[:MOST]]


def _walk(asked: _Asked, first: date | None, last: date | None) -> None:
    """Back in time until there is enough to choose from."""
    until = min(last or clock.today(), clock.today())
    in_two_days = asked.ask(days(until, 2), MOST)
    if asked.enough:
        return
    if in_two_days < RARE and asked.ask(read=PROBED) < PROBED:
        return
    begin, size = 0, 1 if in_two_days >= DENSE else 3
    while begin < A_YEAR:
        if first and _months_before(until, begin - 1) <= first:
            return
        asked.ask(months(until, begin, size), PROBED * size)
        if asked.enough:
            return
        begin += size
        size = _months_more(len(asked.found), begin)
    asked.ask(read=PROBED)


def _months_more(found: int, months_read: int) -> int:
    """How many more months will do, as dense as those that were read."""
    missing = (ENOUGH - found) * months_read / max(1, found)
    return max(1, min(A_YEAR - months_read, math.ceil(missing * 1.2)))


def _score(hit: Scored, now: datetime) -> float:
    """What fits best, and of two that fit alike the newer: a year halves it."""
    age = max(0.0, (now - hit[1]) / timedelta(days=1))
    return hit[2] / (1 + age / _YEAR)


def _next(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def windows() -> Iterator[str]:
    """Ever longer times up to today as lexemes: two days, a quarter, all."""
    yield days(clock.today(), 2)
    yield months(clock.today(), 0, 3)
    yield ""


def days(until: date, count: int) -> str:
    """So many days up to this one, as lexemes."""
    return " | ".join(_lexeme(search_rows.DAY, until - timedelta(days=n), "%Y%m%d") for n in range(count))


def months(until: date, begin: int, count: int) -> str:
    """So many months, the latest `begin` months before that of a day, as lexemes."""
    return " | ".join(_lexeme(search_rows.MONTH, _months_before(until, begin + n), "%Y%m") for n in range(count))


def _lexeme(kind: str, day: date, form: str) -> str:
    return tokens.quoted(f"{kind}{day.strftime(form)}")


def _months_before(day: date, count: int) -> date:
    """The first of the month `count` months before."""
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)
