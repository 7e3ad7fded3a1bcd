"""Orders found by words: what was typed and the filters become one question to the index; the best are shown.

The matter itself comes before what only mentions it, and the newer of two that fit alike. What may be seen is decided
by the policies on the orders themselves; the lexemes of the scope only save work.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.infra.masking import mask_inside
from hotline.language import tokens_query
from hotline.language.tokens_query import Query
from hotline.orders import raw, search_index, search_words
from hotline.orders.models import WorkOrder
from hotline.orders.reading import ROW, WIDTH, OrderRow, row_of
from hotline.orders.search_narrow import Narrowed, narrow, scope_lexemes

LIMIT = 30
AT_ONCE = 80
"""So many of the best are asked about first, whether they may be seen: most people see most of them."""
windows = search_index.windows

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
    slow: bool = False
    """It took too long and was given up."""


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
        try:
            idents = search_index.ranked(query, every, scope, narrowed)
        except search_index.TooSlow:
            return Found((), slow=True)
        seen = _visible(person, idents, narrowed, wanted.limit + 1)
        if seen or len([t for t in query.terms if not t.absent]) < 2:
            break
    return Found(_hits(seen[: wanted.limit], query), any_word=bool(seen) and not every, more=len(seen) > wanted.limit)


def findable(text: str) -> bool:
    """Two characters or more: one alone stands for half the orders."""
    return sum(char.isalnum() for char in text) > 1


# --- what is shown ----------------------------------------------------------------------------------------------------


def _visible(person: Person, idents: list[str], narrowed: Narrowed, enough: int) -> list[str]:
    """The first `enough` of the orders that this person may see and that are still what the filters ask for."""
    seen: list[str] = []
    for some in (idents[:AT_ONCE], idents[AT_ONCE:]):
        allowed = WorkOrder.objects.filter(policies.scope(person), narrowed.condition, pk__in=some)
        known = {str(ident) for ident in allowed.values_list("pk", flat=True)}
        seen += [ident for ident in some if ident in known]
        if len(seen) >= enough:
            break
    return seen


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
