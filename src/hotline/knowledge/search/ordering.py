"""Who may see which candidate, and in which order they answer: by what they say, where they hold, and use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from hotline.core.knowledge import ranking
from hotline.core.knowledge.content import may_read
from hotline.core.policy.rules import within
from hotline.core.responsibility import area_lineage
from hotline.core.vocabulary import KnowledgeSecrecy, Role
from hotline.infra import clock
from hotline.infra.prepared import cursor
from hotline.knowledge.search.question import Sought

FIRST = 120
"""Candidates looked at; all of them when too few of these are left."""
_SECRECY = {one.value: one for one in KnowledgeSecrecy}
_LEAST = 0.2
"""Hits that score less than this share of the best are left out."""


@dataclass(frozen=True, slots=True)
class For:
    """For whom entries are put in order: roles (none: a citizen), line, area, class of order, kind ("" for any)."""

    roles: Collection[Role]
    line: str
    area: str = ""
    content_class: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Number of an entry → what its terms say (`scores`, best first), what its words say, how often it was used."""

    scores: Mapping[int, float] = field(default_factory=dict)
    words: Mapping[int, float] = field(default_factory=dict)
    used: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry that may be shown: the id of the version that may be, and what speaks for it."""

    number: int
    version: str
    score: float
    used: int
    in_area: bool | None
    in_class: bool


_LEARNED = """
WITH q AS (
    SELECT * FROM unnest(string_to_array(%s, ' '), string_to_array(%s, ' ')::float8[]) AS q(term, idf))
SELECT l.number, sum(q.idf * l.score * 0.5 ^ (greatest(0, extract(epoch FROM %s::timestamptz - l.at)) / 86400
    / %s::float8))::float8
FROM q JOIN knowledge_learned l ON l.term = q.term GROUP BY l.number ORDER BY 2 DESC LIMIT 50
"""


def learned(sought: Sought) -> dict[int, float]:
    """Number of an entry → how often, by today, it was the answer to questions with these terms."""
    whole = sum(sought.said.values())
    if not whole:
        return {}
    idfs = " ".join(map(repr, sought.said.values()))
    values = [" ".join(sought.said), idfs, clock.now(), ranking.HALF_LIFE_DAYS]
    with cursor() as cur:
        cur.execute(_LEARNED, values)
        return {number: score / whole for number, score in cur.fetchall()}


def ordered(who: For, found: Found, limit: int) -> list[Row]:
    """At most `limit` entries, the best first."""
    first = {*islice(found.scores, FIRST), *found.words, *found.used}
    rows = _rows(who, found, first)
    if len(rows) < limit and len(found.scores) > FIRST:
        rows += _rows(who, found, found.scores.keys() - first)
    rows.sort(key=lambda row: (-row.score, -row.used, row.number))
    return [row for row in rows[:limit] if row.score >= _LEAST * rows[0].score]


_Entry = tuple[int, str, str, list[str] | None, list[str] | None, list[str] | None, int]
_ENTRIES = """
SELECT number, live::text, secrecy, nullif(roles, '{}'), nullif(areas, '{}'), nullif(classes, '{}'), used
FROM knowledge_entry WHERE number = ANY(string_to_array(%s, ' ')::int[]) AND line = %s AND live IS NOT NULL
AND (%s = '' OR kind = %s) AND (since IS NULL OR since <= %s) AND (until IS NULL OR until >= %s)
"""


def _rows(who: For, found: Found, numbers: Iterable[int]) -> list[Row]:
    best, today = max(found.scores.values(), default=0.0) or 1.0, clock.today()
    lineage = area_lineage(who.area) if who.area else ()
    rows = []
    for number, live, secrecy, roles, areas, classes, used in _entries(who, numbers, today):
        if not may_read(_SECRECY[secrecy], [Role(role) for role in roles or ()], who.roles):
            continue
        in_area = not set(areas).isdisjoint(lineage) if areas and lineage else None
        in_class = bool(who.content_class and classes and _in_class(classes, who.content_class))
        score = found.scores.get(number, 0.0) + best * found.words.get(number, 0.0) / 3
        total = ranking.final(score, best, found.used.get(number, 0.0), in_area, in_class)
        rows.append(Row(number, live, total, used, in_area, in_class))
    return rows


def _entries(who: For, numbers: Iterable[int], today: date) -> list[_Entry]:
    with cursor() as cur:
        cur.execute(_ENTRIES, [" ".join(map(str, numbers)), who.line, who.kind, who.kind, today, today])
        rows: list[_Entry] = cur.fetchall()
        return rows


def _in_class(classes: Sequence[str], wanted: str) -> bool:
    return within(wanted, tuple(classes)) or any(within(name, (wanted,)) for name in classes)
