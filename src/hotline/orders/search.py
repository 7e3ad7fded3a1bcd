"""Orders found by words: what was typed and the filters become one question to the index, newest orders first.

Common words stand in hundreds of thousands of orders, so the index is asked for a few days, then for weeks, months and
all time, until there is enough to choose from; each step asks for a day or month as one more lexeme, so no step reads
more than its own time or its rarest word. What was found is ranked: the matter itself before what only mentions it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory, lines
from hotline.core.vocabulary import Phase
from hotline.infra import clock
from hotline.infra.masking import mask_inside
from hotline.language import tokens, tokens_query
from hotline.language.tokens_query import Query
from hotline.orders import raw, search_rows, search_words
from hotline.orders.models import WorkOrder
from hotline.orders.reading import ROW, WIDTH, OrderRow, row_of

ENOUGH = 120
"""So many found orders are enough to choose the best from; more is asked for only while there are fewer."""
MOST = 400
"""At most so many orders, the newest, are ranked."""
LIMIT = 30
NEAR = timedelta(hours=24)
_WEIGHTS = "{0.08, 0.25, 0.55, 1.0}"
"""D (answers, units), C (what was told), B (place), A (title)."""
_YEAR = 365.0

Piece = tuple[str, bool]
"""Words of a snippet, and whether they are marked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. `filters`: phase, content_class, unit, area, line, from, to, limit (near or over)."""

    text: str
    filters: Mapping[str, str] = field(default_factory=dict)
    limit: int = LIMIT


@dataclass(frozen=True, slots=True)
class Hit:
    """An order that was found: its title and the piece of its text that has most of what was sought."""

    row: OrderRow
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The best first. `any_word`: no order has all words, these have some. `short`: one character finds nothing."""

    hits: tuple[Hit, ...]
    any_word: bool = False
    short: bool = False
    more: bool = False
    """There are more than are shown."""


NOTHING = Found(())


def search(person: Person, wanted: Wanted) -> Found:
    """The orders this person may see that have the words, best first. A filter that cannot be read says nothing."""
    query = search_words.parse(wanted.text)
    if not query.terms:
        return NOTHING
    if not any(findable(term.text) for term in query.terms if not term.absent):
        return Found((), short=True)
    narrowed = narrow(wanted.filters)
    scope = scope_lexemes(person)
    if scope is None:
        return NOTHING
    for every in (True, False):
        idents = _ranked(query, every, scope, narrowed)
        seen = _visible(person, idents, narrowed)
        if seen or len([t for t in query.terms if not t.absent]) < 2:
            break
    return Found(_hits(seen[: wanted.limit], query), any_word=bool(seen) and not every, more=len(seen) > wanted.limit)


def findable(text: str) -> bool:
    """Two characters or more: one alone stands for half the orders."""
    return sum(char.isalnum() for char in text) > 1


# --- what restricts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Narrowed:
    """Filters as lexemes of the index, as a condition on orders, and as days (Asia/Shanghai)."""

    lexemes: tuple[str, ...] = ()
    condition: Q = field(default_factory=Q)
    sql: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None


def narrow(filters: Mapping[str, str]) -> Narrowed:
    """The filters that say something."""
    lexemes: list[str] = []
    condition, sql, values = Q(), list[str](), dict[str, Any]()
    if unit := filters.get("unit", ""):
        below = directory().below(unit) or (unit,)
        lexemes.append(_one_of(search_rows.UNIT + ident for ident in below))
        condition &= Q(units__overlap=list(below))
    if code := filters.get("content_class", ""):
        lexemes.append(tokens.quoted(search_rows.CLASS + code))
        condition &= Q(content_class=code) | Q(content_class__startswith=f"{code}.")
    if area := filters.get("area", ""):
        if len(area) in search_rows.AREA_LENGTHS:
            lexemes.append(tokens.quoted(search_rows.AREA + area))
        condition &= Q(area__startswith=area)
    if line := filters.get("line", ""):
        lexemes.append(tokens.quoted(search_rows.LINE + line))
        condition &= Q(line=line)
    if (phase := filters.get("phase", "")) in set(Phase):
        if phase not in search_rows.ENDED:
            lexemes.append(tokens.quoted(search_rows.OPEN))
        sql.append("o.phase = %(phase)s")
        values["phase"] = phase
        condition &= Q(phase=phase)
    if (limit := filters.get("limit", "")) in ("near", "over"):
        lexemes.append(tokens.quoted(search_rows.OPEN))
        now = clock.now()
        sql.append("o.overdue" if limit == "over" else "NOT o.overdue AND o.next_due_at BETWEEN %(now)s AND %(near)s")
        values |= {} if limit == "over" else {"now": now, "near": now + NEAR}
    first, last = _day(filters.get("from", "")), _day(filters.get("to", ""))
    return Narrowed(tuple(dict.fromkeys(lexemes)), condition, " AND ".join(sql), values, first, last)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 < found.year < 9999 else None


def _one_of(lexemes: Iterator[str]) -> str:
    found = [tokens.quoted(lexeme) for lexeme in lexemes]
    return "(" + " | ".join(found) + ")" if len(found) > 1 else found[0]


def scope_lexemes(person: Person) -> str | None:
    """The orders this person may see as lexemes, as far as the index knows: empty for all of them, None for none.

    It only saves work. What may be seen is decided by the policies, on the orders themselves.
    """
    roles = person.role_set & policies.ACTIONS["view"].roles
    wide = tuple(person.lines) if roles & policies.CENTRE else ()
    if wide and set(lines()) <= set(wide):
        return ""
    found = [search_rows.LINE + line for line in wide]
    if roles & policies.UNIT and person.unit_id:
        found += [search_rows.UNIT + unit for unit in directory().below(person.unit_id)]
    return _one_of(iter(found)) if found else None


# --- the index --------------------------------------------------------------------------------------------------------

_FOUND = """
WITH found AS MATERIALIZED (
    SELECT s.order_id, s.registered_at, s.vector FROM orders_searchrow s{join}
    WHERE s.vector @@ %(sought)s::tsquery{conditions}
    ORDER BY s.registered_at DESC, s.order_id DESC LIMIT %(most)s
)
SELECT order_id::text, registered_at, ts_rank_cd(%(weights)s::float4[], vector, %(words)s::tsquery, 1) FROM found
"""
_JOIN = " JOIN orders_workorder o ON o.id = s.order_id"


def _ranked(query: Query, every: bool, scope: str, narrowed: Narrowed) -> list[str]:
    """Ids of the best orders, best first, before it is asked who may see them."""
    words = query.to_tsquery(every)
    conditions = ["", narrowed.sql] if narrowed.sql else [""]
    values: dict[str, Any] = {"words": words, "most": MOST, "weights": _WEIGHTS, **narrowed.values}
    for bound, sign, day in (("first", ">=", narrowed.first), ("last", "<", _next(narrowed.last))):
        if day:
            conditions.append(f"s.registered_at {sign} %({bound})s")
            values[bound] = datetime.combine(day, time(), clock.LOCAL)
    statement = _FOUND.format(join=_JOIN if narrowed.sql else "", conditions=" AND ".join(conditions))
    found: list[tuple[str, datetime, float]] = []
    with transaction.atomic(), raw.cursor() as cur:
        # Reading the whole table is never quicker: it is long, and the index has what is asked for.
        cur.execute("SET LOCAL enable_seqscan = off")
        # A unit's orders are few: to cut them by time as well costs more than it saves.
        few = tokens.quoted(search_rows.UNIT)[:-1] in "".join((scope, *narrowed.lexemes))
        for window in [""] if few else windows(narrowed.first, narrowed.last):
            sought = " & ".join(f"({part})" for part in (words, scope, *narrowed.lexemes, window) if part)
            cur.execute(statement, values | {"sought": sought})
            found = cur.fetchall()
            if len(found) >= ENOUGH:
                break
    now = clock.now()
    return [ident for ident, *_ in sorted(found, key=lambda hit: (-_score(hit, now), hit[0]))]


def _score(hit: tuple[str, datetime, float], now: datetime) -> float:
    """What fits best, and of two that fit alike the newer: a year halves it."""
    age = max(0.0, (now - hit[1]) / timedelta(days=1))
    return hit[2] / (1 + age / _YEAR)


def _next(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def windows(first: date | None, last: date | None) -> Iterator[str]:
    """Ever longer times up to `last` (today): two days, a week, three months, a year, all; as lexemes. None begins
    before `first`, except the last, which has no lexeme."""
    until = min(last or clock.today(), clock.today())
    reach = (until - first).days if first else 10_000
    for days in (2, 7):
        if days <= reach:
            yield " | ".join(_lexeme(search_rows.DAY, until - timedelta(days=n), "%Y%m%d") for n in range(days))
    for months in (3, 13):
        if months * 28 <= reach:
            yield " | ".join(_lexeme(search_rows.MONTH, _months_before(until, n), "%Y%m") for n in range(months))
    yield ""


def _lexeme(kind: str, day: date, form: str) -> str:
    return tokens.quoted(f"{kind}{day.strftime(form)}")


def _months_before(day: date, count: int) -> date:
    """The first of the month `count` months before."""
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)


# --- what is shown ----------------------------------------------------------------------------------------------------


def _visible(person: Person, idents: list[str], narrowed: Narrowed) -> list[str]:
    """Those of the orders that this person may see and that are still what the filters ask for, in the same order."""
    allowed = WorkOrder.objects.filter(policies.scope(person), narrowed.condition, pk__in=idents)
    seen = {str(ident) for ident in allowed.values_list("pk", flat=True)}
    return [ident for ident in idents if ident in seen]


_SHOWN = f"""
SELECT {ROW}, state->>'content', state->>'public_answer' FROM orders_workorder WHERE id = ANY(%s::uuid[])
"""


def _hits(idents: list[str], query: Query) -> tuple[Hit, ...]:
    if not idents:
        return ()
    with raw.cursor() as cur:
        cur.execute(_SHOWN, (idents,))
        found = {values[0]: values for values in cur.fetchall()}
    return tuple(_hit(found[ident], query) for ident in idents if ident in found)


def _hit(values: tuple[Any, ...], query: Query) -> Hit:
    row, content, answer = row_of(values[:WIDTH]), values[WIDTH] or "", values[WIDTH + 1] or ""
    text = mask_inside(next((t for t in (content, answer) if tokens_query.marks(t, query)), content))
    return Hit(row, tuple(_marked(mask_inside(row.title), query)), tuple(tokens_query.snippet(text, query)))


def _marked(text: str, query: Query) -> Iterator[Piece]:
    at = 0
    for start, end in tokens_query.marks(text, query):
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
