"""Hits as they are shown: their text, marks, and why each was found."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from hotline.core.knowledge import content as contents
from hotline.core.knowledge import ranking
from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import KnowledgeKind, KnowledgeSecrecy, KnowledgeState, WhyFound
from hotline.infra.prepared import cursor
from hotline.knowledge.marking import Piece, marked, snippet
from hotline.knowledge.search.ordering import Found, Row
from hotline.knowledge.search.question import Sought
from hotline.language.tokens import folded, runs

OFTEN = 0.5
"""From this use on it is told that an entry is often used."""
_TEXT_READ = 1000
"""Characters of an answer and its text in which the terms are looked for to say why."""


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


_TEXTS = """
SELECT e.number, e.id, v.id, e.kind, e.state, e.secrecy, v.content::text
FROM knowledge_version v JOIN knowledge_entry e ON e.id = v.entry_id WHERE v.id = ANY(string_to_array(%s, ' ')::uuid[])
"""
"""By version: a text that has come a moment ago may be for fewer people than the one that was let through."""


def shown(rows: Sequence[Row], text: str, sought: Sought, found: Found) -> tuple[Hit, ...]:
    """The rows as hits, in their order. `text`: the question as it was typed."""
    if not rows:
        return ()
    with cursor() as cur:
        cur.execute(_TEXTS, [" ".join(row.version for row in rows)])
        texts = {record[0]: record for record in cur.fetchall()}
    hits = []
    for row in rows:
        _, ident, version, kind, state, secrecy, kept = texts[row.number]
        content = contents.from_row(json.loads(kept))
        hits.append(
            Hit(
                id=ident,
                number=row.number,
                version=version,
                kind=KnowledgeKind(kind),
                title=marked(content.title, sought.said, sought.meant),
                snippet=snippet(content.answer or content.text, sought.said, sought.meant),
                score=round(row.score, 3),
                why=_why(row, content, text, sought, found),
                due=state == KnowledgeState.DUE.value,
                internal=secrecy != KnowledgeSecrecy.OPEN.value,
                content=content,
            )
        )
    return tuple(hits)


def covered(content: Content, sought: Sought) -> float:
    """The share of the question that an entry speaks of, by its own words or by words that mean the same."""
    there = "\n".join(_all_texts(content))
    said = sum(sought.said[term] for term in _standing(sought.said, there))
    meant = sum(sought.meant[term] for term in _standing(sought.meant, there))
    whole = sum(sought.said.values()) + sought.unknown
    return min(1.0, (said + ranking.SYNONYM * meant) / whole) if whole else 0.0


def _why(row: Row, content: Content, text: str, sought: Sought, found: Found) -> tuple[WhyFound, ...]:
    places = (
        (WhyFound.TITLE, content.title),
        (WhyFound.QUESTION, "\n".join((*content.questions, *content.keywords))),
        (WhyFound.TEXT, f"{content.answer}\n{content.text}"[:_TEXT_READ]),
    )
    told = [why for why, there in places if _standing(sought.said, there)][:2]
    if row.number in found.words and row.number not in found.scores and not told:
        told.append(WhyFound.TEXT if any(chinese for _, _, chinese in runs(text)) else WhyFound.PINYIN)
    if not told and sought.meant:
        told.append(WhyFound.SYNONYM)
    if row.in_area:
        told.append(WhyFound.AREA)
    if row.in_class:
        told.append(WhyFound.CONTENT_CLASS)
    if found.used.get(row.number, 0.0) >= OFTEN:
        told.append(WhyFound.OFTEN_USED)
    return tuple(told)


def _all_texts(content: Content) -> tuple[str, ...]:
    first = (content.title, content.answer, content.text, content.fees, *content.questions, *content.keywords)
    return (*first, *content.steps, *content.material, *content.places, *content.basis)


def _standing(terms: Collection[str], text: str) -> list[str]:
    """Those of the terms that stand in the text: Chinese anywhere, a code as a whole."""
    said = folded(text)
    there = [term for term in terms if term in said]
    if not any(term.isascii() for term in there):
        return there
    codes = {code for _, code, chinese in runs(text) if not chinese}
    return [term for term in there if not term.isascii() or term in codes]
