"""What an order is found by: its own words, and lexemes for whose it is, when it came and what the filters ask for.

Only what citizens wrote and what was answered, never who the citizen is: long numbers and mail addresses inside texts
are left out as well. The filters are lexemes of the same index, so that a search in one unit or one month reads only
what is there, however common its words are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db import transaction

from hotline import policy as packs
from hotline.accounts.directory import Directory
from hotline.accounts.selectors import directory
from hotline.core.vocabulary import Phase
from hotline.infra import clock
from hotline.infra.masking import without_numbers
from hotline.language import tokens
from hotline.orders import raw, search_areas
from hotline.orders.wire import loads

LAYOUT = 3
MADE = tokens.VERSION * 100 + LAYOUT
"""What the stored lexemes look like; rows made otherwise are made anew by a run."""
UNIT, LINE, CLASS, NATURE, AREA, OPEN, DAY, MONTH = "u:", "l:", "c:", "n:", "a:", "o:1", "d:", "m:"
"""Beginnings of the lexemes that are no words; a word never holds a colon."""
AREA_LENGTHS = (2, 4, 6, 9, 12)
_BATCH = 200
ENDED = frozenset({Phase.ANSWERED_DIRECTLY, Phase.REFUSED, Phase.CLOSED, Phase.ARCHIVED})


@dataclass(frozen=True, slots=True)
class Matter:
    """What the row of an order is made of, as it is stored."""

    id: str
    line: str
    version: int
    registered_at: datetime
    phase: str
    title: str
    place: str
    area: str
    nature: str
    content_class: str
    units: list[str]
    class_word: str
    content: str
    keywords: list[str]
    answers: list[str]


def vector_of(matter: Matter, tree: Directory) -> str:
    """The text form of an order's `tsvector`. The matter's own title weighs most, an answer least."""
    names = [*(tree.name(unit) for unit in matter.units), *search_areas.around(matter.area, tree)]
    parts = [
        (matter.title, "A"),
        (matter.place, "B"),
        (" ".join(matter.keywords), "B"),
        (matter.content, "C"),
        (" ".join([matter.class_word, *names]), "D"),
        *((text, "D") for text in dict.fromkeys(matter.answers) if text),
    ]
    plain = [(without_numbers(text), weight) for text, weight in parts]
    said = tokens.vector(plain, [matter.place, *names], [matter.title])
    return " ".join([said, *map(tokens.quoted, sorted(set(_facts(matter, tree))))])


def _facts(matter: Matter, tree: Directory) -> Iterator[str]:
    day, area = clock.local(matter.registered_at), matter.area
    yield from (LINE + matter.line, f"{DAY}{day:%Y%m%d}", f"{MONTH}{day:%Y%m}", NATURE + matter.nature)
    # With every unit above: what a unit may see, or is asked for with those below it, is one lexeme.
    yield from (UNIT + above for unit in matter.units for above in (unit, *tree.lineage(unit)))
    yield from (CLASS + code for code in _upwards(matter.content_class))
    yield from (AREA + area[:length] for length in {*AREA_LENGTHS, len(area)} if area)
    if matter.phase not in ENDED:
        yield OPEN


def _upwards(code: str) -> Iterator[str]:
    """C1.03 and C1."""
    parts = code.split(".")
    yield from (".".join(parts[:n]) for n in range(1, len(parts) + 1) if code)


_READ = """
SELECT id::text, line, version, registered_at, phase, title, place, area, nature, content_class, units, pack, release,
       state->>'content', state->>'keywords', state->>'public_answer',
       jsonb_path_query_array(state, '$.assignments[*].answer.public_text')::text
FROM orders_workorder WHERE id = ANY(%s::uuid[])
"""
_WRITE = """
INSERT INTO orders_searchrow AS s (order_id, registered_at, version, made, vector)
SELECT * FROM unnest(%s::uuid[], %s::timestamptz[], %s::int[], %s::smallint[], %s::text[]::tsvector[])
ON CONFLICT (order_id) DO UPDATE SET (registered_at, version, made, vector) =
    (excluded.registered_at, excluded.version, excluded.made, excluded.vector)
WHERE s.vector IS DISTINCT FROM excluded.vector AND s.version <= excluded.version OR s.made <> excluded.made
"""


def read(idents: Iterable[str]) -> list[Matter]:
    """The matters of these orders, in the order of their ids."""
    with raw.cursor() as cur:
        cur.execute(_READ, (list(idents),))
        return [_matter(found) for found in sorted(cur.fetchall(), key=itemgetter(0))]


def _matter(v: tuple[Any, ...]) -> Matter:
    answers = [text for text in (v[15], *loads(v[16])) if text]
    return Matter(*v[:11], _class_word(v[11], v[12], v[9]), v[13] or "", loads(v[14] or "[]"), answers)


def of_row(row: Mapping[str, Any]) -> Matter:
    """The matter behind a row of `WorkOrder` as it is written (its state as data)."""
    state = row["state"]
    given = (a.get("answer", {}).get("public_text", "") for a in state.get("assignments", ()))
    plain = [row[name] for name in "id line version registered_at phase title place area nature content_class".split()]
    word = _class_word(row["pack"], row["release"], row["content_class"])
    answers = [text for text in (state.get("public_answer", ""), *given) if text]
    return Matter(*plain, list(row["units"]), word, state.get("content", ""), list(state.get("keywords", ())), answers)


def _class_word(pack: str, release: str, code: str) -> str:
    try:
        found = packs.in_force(pack, release).content_class(code)
    except (LookupError, packs.PackError):
        return ""  # a pack that is being mended: the order is found by all its other words
    return found.label if found else ""


def index(idents: Iterable[str]) -> int:
    """Make the search rows of these orders; returns how many of them exist. Rows that stay the same are not written.

    They are written in the order of their ids, so that two writers never wait for each other in a ring.
    """
    tree = directory()
    rows = [(m.id, m.registered_at, m.version, MADE, vector_of(m, tree)) for m in read(idents)]
    if rows:
        with raw.cursor() as cur:
            cur.execute(_WRITE, tuple(map(list, zip(*rows, strict=True))))
    return len(rows)


_MARKED = "SELECT id, order_id::text FROM orders_searchmark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
_DONE = "DELETE FROM orders_searchmark WHERE id = ANY(%s)"


def fill() -> int:
    """Make the rows of orders that were marked, a batch in one transaction; returns how many marks are done."""
    with transaction.atomic(), raw.cursor() as cur:
        cur.execute(_MARKED, (_BATCH,))
        marks = cur.fetchall()
        if marks:
            cur.execute(_DONE, ([mark for mark, _ in marks],))
            index({ident for _, ident in marks})
    return len(marks)
