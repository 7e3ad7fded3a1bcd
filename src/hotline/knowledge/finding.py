"""Find in ten seconds (KNW-2): candidates by weighted terms, pinyin and words; order by what fits, where, and use.

Candidates come from `Posting`: of each term of the question the entries of which it says most, so the cost does not
grow with the number of entries. Letters, quotes and a single character are looked for in the `tsvector`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from hotline.accounts.models import Person
from hotline.core.knowledge import content as contents
from hotline.core.knowledge import ranking
from hotline.core.knowledge.content import Content, may_read
from hotline.core.policy.rules import within
from hotline.core.responsibility import area_lineage
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy, KnowledgeState, Role, WhyFound
from hotline.infra import clock
from hotline.knowledge import synonyms
from hotline.knowledge.marking import Piece, marked, snippet
from hotline.knowledge.models import Entry, Search, TermCount, Version
from hotline.knowledge.terms import MOST, asked, characters, fields_of, plain, terms, without_people
from hotline.language import tokens, tokens_query
from hotline.language.tokens import folded
from hotline.language.tokens_query import Query

PER_TERM = 1000
"""Entries looked at of one term: those of which it says most."""
CANDIDATES = 120
SURE = 0.3
"""Share of a question that an entry must speak of to count as found."""
_UNKNOWN = 0.5
"""Pairs across the border of two words stand nowhere and mean nothing: an unknown pair counts half."""
_LEAST = 0.2
"""Hits that score less than this share of the best are left out."""
LONGEST = 300
"""Characters read of a question."""
_LETTERS = re.compile(r"[a-z][a-z0-9]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: what was typed, on which line, from where (code of the caller's area), for which class of order."""

    text: str
    line: str
    area: str = ""
    content_class: str = ""
    kind: KnowledgeKind | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry found. `title` and `snippet` are pieces of text, marked where they say what was sought."""

    id: UUID
    number: int
    version: UUID
    kind: KnowledgeKind
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    score: float
    why: tuple[WhyFound, ...]
    due: bool
    internal: bool
    content: Content


@dataclass(frozen=True, slots=True)
class Result:
    """`search` names the logged search, to say later which hit was chosen; None when it was not logged.

    `sure`: the best hit says a good part of what was asked; else the search counts as one that found nothing.
    `also`: words that mean the same and were looked for, too.
    """

    hits: tuple[Hit, ...]
    search: UUID | None = None
    also: tuple[str, ...] = ()
    sure: bool = False


@dataclass(slots=True)
class _Sought:
    """The question taken apart: `said` terms with their idf, `meant` those of synonyms, single `characters`.

    `common` characters stand in so many entries that they only help to order what other terms brought.
    """

    query: Query
    said: dict[str, float] = field(default_factory=dict)
    meant: dict[str, float] = field(default_factory=dict)
    characters: dict[str, float] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    capped: bool = False
    unknown: float = 0.0
    """What the terms say that stand in no entry at all."""


def find(reader: Person | Collection[Role], wanted: Asked, limit: int = 10, log: bool = True) -> Result:
    """The entries that answer best, at most `limit`. `reader`: who asks, or roles (none: a citizen, open ones only)."""
    roles = reader.role_set if isinstance(reader, Person) else frozenset(reader)
    text = wanted.text.strip()[:LONGEST]
    if not any(char.isalnum() for char in text):
        return Result(())
    sought = _take_apart(text, wanted.line)
    scores = _by_terms(sought)
    pinyin = _by_words(text, wanted.line, sought, len(scores) < limit)
    used = _learned(sought)
    rows = _ordered(wanted, roles, scores, pinyin, used)[:limit]
    hits = _shown(rows, wanted, sought, scores, pinyin, used)
    sure = any(_covered(hit.content, sought) >= SURE for hit in hits[:3]) or bool(pinyin)
    return Result(hits, _logged(wanted, text, len(hits) if sure else 0) if log else None, sought.also, sure)


def _covered(content: Content, sought: _Sought) -> float:
    """The share of the question that an entry speaks of, by its own words or by words that mean the same."""
    there = {term for field in fields_of(content).values() for term in field}
    said = sum(idf for term, idf in sought.said.items() if term in there)
    meant = sum(idf for term, idf in sought.meant.items() if term in there)
    whole = sum(sought.said.values()) + sought.unknown
    return min(1.0, (said + ranking.SYNONYM * meant) / whole) if whole else 0.0


def _take_apart(text: str, line: str) -> _Sought:
    said = asked(text)
    bare = plain(text)
    also = synonyms.also(bare, synonyms.table(line)) + [
        word for word in synonyms.also(folded(text), synonyms.table(line)) if word not in bare
    ]
    meant = [term for word in also for term in terms(word) if term not in said]
    single = [char for char in characters(bare) if char not in said][: MOST * 2]
    counts = dict(TermCount.objects.filter(term__in=["", *said, *meant, *single]).values_list("term", "rows"))
    entries = counts.get("", 0)
    known = {term: ranking.idf(counts[term], entries) for term in said if counts.get(term)}
    other = {term: ranking.idf(counts[term], entries) for term in meant if counts.get(term)}
    alone = {char: ranking.idf(counts[char], entries) for char in single if counts.get(char)}
    common = frozenset(char for char in alone if counts[char] > PER_TERM)
    capped = bool(common) or any(counts[term] > PER_TERM for term in (*known, *other))
    unknown = ranking.idf(0, entries) * sum(1 for term in said if term not in known) * _UNKNOWN
    return _Sought(tokens_query.parse(text), known, other, alone, common, tuple(dict.fromkeys(also)), capped, unknown)


_BEST = """
WITH q AS (SELECT * FROM unnest(%s::text[], %s::float8[]) AS q(term, idf))
SELECT p.number, sum(p.weight * q.idf) AS score FROM q CROSS JOIN LATERAL (
    SELECT number, weight FROM knowledge_posting WHERE term = q.term ORDER BY weight DESC LIMIT %s) AS p
GROUP BY p.number ORDER BY score DESC, p.number LIMIT %s
"""
_WHOLE = """
WITH q AS (SELECT * FROM unnest(%s::text[], %s::float8[]) AS q(term, idf))
SELECT n.number, sum(p.weight * q.idf) FROM unnest(%s::int[]) AS n(number)
CROSS JOIN q JOIN knowledge_posting p ON p.number = n.number AND p.term = q.term GROUP BY n.number
"""


def _by_terms(sought: _Sought) -> dict[int, float]:
    """Entry → score by the terms; of what a synonym adds, a part."""
    part = (
        ranking.SYNONYM if sought.said else 1.0
    )  # of what was said, no entry has a word: what it means is all there is
    weighed = {term: idf * part for term, idf in sought.meant.items()} | sought.characters | sought.said
    if not weighed:
        return {}
    names, values = list(weighed), list(weighed.values())
    bringing = {term: idf for term, idf in weighed.items() if term not in sought.common}
    with connection.cursor() as cursor:
        cursor.execute(_BEST, [list(bringing), list(bringing.values()), PER_TERM, CANDIDATES])
        best = {int(number): float(score) for number, score in cursor.fetchall()}
        if sought.capped and best:
            cursor.execute(_WHOLE, [names, values, list(best)])
            best = {int(number): float(score) for number, score in cursor.fetchall()}
    return best


_BY_INITIALS = """
SELECT number, 3.0 FROM knowledge_shown WHERE line = %s AND initials LIKE %s ORDER BY initials, number LIMIT 40
"""
_BY_TITLE = """
SELECT number, 3.0 FROM knowledge_shown WHERE line = %s AND folded LIKE %s ORDER BY folded, number LIMIT 40
"""
_BY_VECTOR = """
SELECT number, 1.0 + ts_rank(tokens, query) FROM knowledge_shown, CAST(%s AS tsquery) AS query
WHERE line = %s AND tokens @@ query LIMIT 200
"""


def _by_words(text: str, line: str, sought: _Sought, few: bool) -> dict[int, float]:
    """Entry → score by pinyin, by the beginning of the title, or by exact words: for short, for special questions."""
    said = folded(text)
    letters = _LETTERS.fullmatch(said) is not None
    special = letters or any(sign in text for sign in '"“「-') or len(said) < 3
    if not special and not few:
        return {}
    found: dict[int, float] = {}
    if letters:
        found |= _numbers(_BY_INITIALS, [line, _like(said)])
    elif len(said) < 5:
        found |= _numbers(_BY_TITLE, [line, _like(said)])
    if len(found) < 10 and len(said) > 1:
        query = sought.query.to_tsquery()
        for number, score in (_numbers(_BY_VECTOR, [query, line]) if query else {}).items():
            found.setdefault(number, score)
    return found


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _numbers(sql: str, values: Sequence[object]) -> dict[int, float]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {int(number): float(score) for number, score in cursor.fetchall()}


_LEARNED = """
WITH q AS (SELECT * FROM unnest(%s::text[], %s::float8[]) AS q(term, idf))
SELECT l.number, sum(q.idf * l.score * 0.5 ^ (greatest(0, extract(epoch FROM %s - l.at)) / 86400 / %s))
FROM q JOIN knowledge_learned l ON l.term = q.term GROUP BY l.number ORDER BY 2 DESC LIMIT 50
"""


def _learned(sought: _Sought) -> dict[int, float]:
    """Entry → how often, by today, it was the answer to questions with these terms."""
    whole = sum(sought.said.values())
    if not whole:
        return {}
    values = [list(sought.said), list(sought.said.values()), clock.now(), ranking.HALF_LIFE_DAYS]
    return {number: score / whole for number, score in _numbers(_LEARNED, values).items()}


@dataclass(frozen=True, slots=True)
class _Row:
    entry: Entry
    score: float
    in_area: bool | None
    in_class: bool


def _ordered(
    wanted: Asked, roles: Collection[Role], scores: dict[int, float], words: dict[int, float], used: dict[int, float]
) -> list[_Row]:
    best = max(scores.values(), default=0.0) or 1.0
    numbers = {*scores, *words, *used}
    found = Entry.objects.filter(number__in=numbers, line=wanted.line, live__isnull=False).defer("draft")
    if wanted.kind:
        found = found.filter(kind=wanted.kind.value)
    lineage, today, rows = area_lineage(wanted.area) if wanted.area else (), clock.today(), []
    for entry in found:
        if (entry.since and entry.since > today) or (entry.until and entry.until < today):
            continue
        if not may_read(KnowledgeSecrecy(entry.secrecy), [Role(role) for role in entry.roles], roles):
            continue
        in_area = not set(entry.areas).isdisjoint(lineage) if entry.areas and lineage else None
        in_class = bool(wanted.content_class and entry.classes) and _in_class(entry.classes, wanted.content_class)
        score = scores.get(entry.number, 0.0) + best * words.get(entry.number, 0.0) / 3
        total = ranking.final(score, best, used.get(entry.number, 0.0), in_area, in_class)
        rows.append(_Row(entry, total, in_area, in_class))
    rows.sort(key=lambda row: (-row.score, -row.entry.used, row.entry.number))
    return [row for row in rows if row.score >= _LEAST * rows[0].score]


def _in_class(classes: Sequence[str], wanted: str) -> bool:
    return within(wanted, tuple(classes)) or any(within(name, (wanted,)) for name in classes)


def _shown(
    rows: Sequence[_Row],
    wanted: Asked,
    sought: _Sought,
    scores: dict[int, float],
    words: dict[int, float],
    used: dict[int, float],
) -> tuple[Hit, ...]:
    versions = {v.pk: v.content for v in Version.objects.filter(pk__in=[row.entry.live for row in rows])}
    hits = []
    for row in rows:
        entry, content = row.entry, contents.from_row(versions[row.entry.live])
        why = _why(row, content, sought, entry.number in words and entry.number not in scores, used)
        hits.append(
            Hit(
                id=entry.pk,
                number=entry.number,
                version=entry.live,
                kind=KnowledgeKind(entry.kind),
                title=marked(content.title, sought.said, sought.meant),
                snippet=snippet(content.answer or content.text, sought.said, sought.meant),
                score=round(row.score, 3),
                why=why,
                due=entry.state == KnowledgeState.DUE.value,
                internal=entry.secrecy != KnowledgeSecrecy.OPEN.value,
                content=content,
            )
        )
    return tuple(hits)


def _why(row: _Row, content: Content, sought: _Sought, by_words: bool, used: dict[int, float]) -> tuple[WhyFound, ...]:
    said = set(sought.said)
    places = (
        (WhyFound.TITLE, terms(content.title)),
        (WhyFound.QUESTION, terms("\n".join((*content.questions, *content.keywords)))),
        (WhyFound.TEXT, terms(f"{content.answer}\n{content.text}"[:1000])),
    )
    told = [why for why, there in places if not said.isdisjoint(there)][:2]
    if by_words and not told:
        told.append(WhyFound.PINYIN if not tokens_has_han(sought) else WhyFound.TEXT)
    if not told and sought.meant:
        told.append(WhyFound.SYNONYM)
    if row.in_area:
        told.append(WhyFound.AREA)
    if row.in_class:
        told.append(WhyFound.CONTENT_CLASS)
    if used.get(row.entry.number, 0.0) >= 0.5:
        told.append(WhyFound.OFTEN_USED)
    return tuple(told)


def tokens_has_han(sought: _Sought) -> bool:
    """Whether the question holds a Chinese character."""
    return any(chinese for term in sought.query.terms for _, _, chinese in tokens.runs(term.text))


def _logged(wanted: Asked, text: str, hits: int) -> UUID:
    said = asked(without_people(text, clock.now()))
    row = Search.objects.create(
        line=wanted.line,
        at=clock.now(),
        terms=said,
        area=wanted.area[:6],
        content_class=wanted.content_class,
        hits=hits,
    )
    found: UUID = row.pk
    return found
