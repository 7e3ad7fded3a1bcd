"""The same matter among the orders (CLS-4): those that share the rarest pairs of characters, compared by their words.

The rows of the search serve as the index: an order that shares two of a text's rarest pairs is looked at, the newest
first, in ever longer times, as the search does it. How rare a pair is, is counted over the newest orders now and then;
nothing is stored for it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.vocabulary import Disclosure
from hotline.infra.masking import mask_inside, without_numbers
from hotline.language import tokens
from hotline.language.similar import SAME_MATTER, Comparison, Fingerprint, Rarity, Reason, fingerprint, keys, terms
from hotline.orders import raw, search_index
from hotline.orders.models import WorkOrder
from hotline.orders.reading import ROW, WIDTH, OrderRow, row_of
from hotline.orders.search import findable
from hotline.orders.search_narrow import scope_lexemes

KEYS = 4
"""Rarest pairs of a text, none of the same word, under which orders are sought; two of them must be shared."""
LEAST_KEYS = 3
MOST = 100
"""Newest orders of a search that are ranked."""
COMPARED = 24
COMMON = 0.02
"""A pair in more of the orders than this says nothing; it is sought only where rarer ones are too few."""
RARE, SELDOM = 0.008, 0.02
"""Words that stand together in less of the orders than this are sought in all time, or in a quarter; others in days."""
LEAST_OF_PLACE, MOST_OF_PLACE = 3, 16
SLOW_MS = 300
SAMPLE = 3000
"""Newest orders over which it is counted how rare a pair is."""
_SMOOTH, _UNSEEN = 1000, 2.0
"""So many made-up orders beside the real ones, in so many of which any pair stands: for a hotline without data."""
_FRESH_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Alike:
    """An order with how likely it is the same matter (0 to 1), why, and its answer if that may be told to anybody."""

    row: OrderRow
    score: float
    reasons: tuple[Reason, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is being written down; `place` as far as it is known."""

    title: str
    content: str
    place: str = ""
    content_class: str = ""


def same_matter(person: Person, typed: Typed, without: str = "", most: int = 20) -> list[Alike]:
    """Orders this person may see that are of the same matter, likest first; none is below `SAME_MATTER`.

    Telephone numbers and the like inside a text are never sought.
    """
    scope = scope_lexemes(person)
    if scope is None:
        return []
    rarity = rarity_now()
    own = _print(typed.title, typed.content, typed.place, typed.content_class)
    wanted = _keys(own, rarity)
    if len(wanted) < LEAST_KEYS:
        return []
    share = sum(rarity.standing.get(key, 0) for key in wanted) / rarity.messages
    idents = [i for i in _candidates(wanted, at_place(typed.place), scope, share) if i != str(without)]
    return sorted(_compared(person, own, rarity, idents), key=lambda a: (-round(a.score, 2), a.row.id))[:most]


def question(typed: Typed) -> str:
    """What the index is asked for a text, as a `tsquery`; empty where too little was said."""
    wanted = _keys(_print(typed.title, typed.content, typed.place, typed.content_class), rarity_now())
    return sought(wanted) if len(wanted) >= LEAST_KEYS else ""


def _print(title: str, content: str, place: str, content_class: str) -> Fingerprint:
    """Without extraction: what is known of the place stands in its own field."""
    made = fingerprint(without_numbers(title), without_numbers(content), (), content_class)
    return Fingerprint(
        made.words, made.title, frozenset(terms(without_numbers(place))), made.bodies, made.asks, content_class
    )


def _keys(own: Fingerprint, rarity: Rarity) -> list[str]:
    """The rarest pairs first; common ones only where nothing rarer is left."""
    found = [key for key in keys(own, rarity) if findable(key)]
    rare = [key for key in found if rarity.standing.get(key, 0) <= COMMON * rarity.messages]
    chosen: list[str] = []
    for key in rare if len(rare) >= LEAST_KEYS else found:
        if not any(set(key) & set(other) for other in chosen):
            chosen.append(key)
    return chosen[:KEYS]


# --- how rare a pair is -----------------------------------------------------------------------------------------------


class _Standing(dict[str, int]):
    """In how many orders a pair stands; of a pair that was not counted, the same for all."""

    def __init__(self, known: Mapping[str, int], else_: float) -> None:
        super().__init__(known)
        self.else_ = round(else_)

    def get(self, key: str, default: Any = None) -> int:
        return super().get(key, self.else_)


_memory: dict[str, tuple[float, Rarity]] = {}
_COUNT = f"""
SELECT word, ndoc FROM ts_stat(
  'SELECT vector FROM (SELECT vector FROM orders_searchrow ORDER BY registered_at DESC LIMIT {SAMPLE}) newest')
WHERE word !~ ':'
"""
_ALL = f"SELECT count(*) FROM (SELECT FROM orders_searchrow LIMIT {SAMPLE}) newest"


def rarity_now() -> Rarity:
    """How rare pairs are among the orders, remembered for some minutes."""
    held = _memory.get("rarity")
    if held is None or time.monotonic() - held[0] > _FRESH_SECONDS:
        held = _memory["rarity"] = (time.monotonic(), _rarity())
    return held[1]


def forget() -> None:
    """Look again at the next call."""
    _memory.clear()


def _rarity() -> Rarity:
    with raw.cursor() as cur:
        cur.execute(_COUNT)
        counted = {word: count + round(_UNSEEN) for word, count in cur.fetchall()}
        cur.execute(_ALL)
        (rows,) = cur.fetchone()
    return Rarity(_SMOOTH + rows, _Standing(counted, _UNSEEN))


# --- what is looked at ------------------------------------------------------------------------------------------------

# Reading the whole table is never quicker.
_SET = "SELECT set_config('enable_seqscan', 'off', true), set_config('statement_timeout', %s, true)"
_FOUND = """
WITH found AS MATERIALIZED (
    SELECT order_id, registered_at, vector FROM orders_searchrow WHERE vector @@ %(sought)s::tsquery
    ORDER BY registered_at DESC, order_id DESC LIMIT %(most)s
)
SELECT order_id::text FROM found ORDER BY ts_rank('{0.1, 0.6, 0.6, 1.0}', vector, %(words)s::tsquery) DESC, order_id
LIMIT %(compared)s
"""


def sought(wanted: Sequence[str]) -> str:
    """Two of the words, as a `tsquery`."""
    quoted = [tokens.quoted(word) for word in wanted]
    pairs = (f"({one} & ({' | '.join(quoted[at + 1 :])}))" for at, one in enumerate(quoted[:-1]))
    return " | ".join(pairs)


def at_place(place: str) -> str:
    """All the words of a place, as a `tsquery`; empty for one that is too short to be a place."""
    said = dict.fromkeys(token.lexeme for token in tokens.tokens(without_numbers(place)) if len(token.lexeme) > 1)
    return " & ".join(map(tokens.quoted, list(said)[:MOST_OF_PLACE])) if len(said) >= LEAST_OF_PLACE else ""


def _candidates(wanted: Sequence[str], place: str, scope: str, share: float) -> list[str]:
    """Those at the place, and those that share two of the words: of two days, of a quarter, of all time where the
    words are rare enough. What takes too long is left out: the agent is talking to somebody."""
    any_of = " | ".join(map(tokens.quoted, wanted))
    reach = 3 if share <= RARE else 2 if share <= SELDOM else 1
    windows = [*search_index.windows()][:reach]
    questions = [place] if place else []
    questions += [f"({sought(wanted)}) & ({window})" if window else sought(wanted) for window in windows]
    found: dict[str, None] = {}
    try:
        with transaction.atomic(), raw.cursor() as cur:
            cur.execute(_SET, (str(SLOW_MS),))
            for question in questions:
                query = f"({question}) & ({scope})" if scope else question
                cur.execute(_FOUND, {"sought": query, "words": any_of, "most": MOST, "compared": COMPARED})
                found |= dict.fromkeys(ident for (ident,) in cur.fetchall())
                if len(found) >= COMPARED:
                    break
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
    return list(found)


_SHOWN = f"""
SELECT {ROW}, state->>'content', state->>'public_answer', state->>'disclosure'
FROM orders_workorder WHERE id = ANY(%s::uuid[])
"""


def _compared(person: Person, own: Fingerprint, rarity: Rarity, idents: Iterable[str]) -> list[Alike]:
    allowed = WorkOrder.objects.filter(policies.scope(person), pk__in=list(idents)).values_list("pk", flat=True)
    seen = [str(ident) for ident in allowed]
    if not seen:
        return []
    with raw.cursor() as cur:
        cur.execute(_SHOWN, (seen,))
        rows = cur.fetchall()
    comparison, found = Comparison(own, rarity), []
    for values in rows:
        row, (content, answer, disclosure) = row_of(values[:WIDTH]), values[WIDTH:]
        likeness = comparison.to(_print(row.title, content or "", row.place, row.content_class))
        if likeness.score >= SAME_MATTER:
            told = answer and not row.secret and disclosure == Disclosure.PUBLIC.value
            public = answer if told else ""
            found.append(Alike(row, likeness.score, likeness.reasons, mask_inside(public)))
    return found
