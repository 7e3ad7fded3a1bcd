"""Find in ten seconds (KNW-2): candidates by weighted terms, pinyin and words; order by what fits, where, and use.

The steps stand in `search/`: `question` takes apart, `lists` and `weighing` bring candidates, `words` those of letters
and quotes, `ordering` says who may see what in which order, `hits` makes what is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from hotline.accounts.models import Person
from hotline.core.vocabulary import KnowledgeKind, Role
from hotline.infra import clock
from hotline.infra.ids import uuid7
from hotline.infra.prepared import cursor
from hotline.knowledge.search import hits, ordering
from hotline.knowledge.search.hits import Hit
from hotline.knowledge.search.question import take_apart
from hotline.knowledge.search.weighing import weigh
from hotline.knowledge.search.words import by_words
from hotline.knowledge.terms import asked, without_people

__all__ = ["Asked", "Hit", "Result", "find"]

SURE = 0.3
"""Share of a question that an entry must speak of to count as found."""
LONGEST = 300
"""Characters read of a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search: what was typed, on which line, from where (code of the caller's area), for which class of order."""

    text: str
    line: str
    area: str = ""
    content_class: str = ""
    kind: KnowledgeKind | None = None


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


def find(reader: Person | Collection[Role], wanted: Asked, limit: int = 10, log: bool = True) -> Result:
    """The entries that answer best, at most `limit`. `reader`: who asks, or roles (none: a citizen, open ones only)."""
    roles = reader.role_set if isinstance(reader, Person) else frozenset(reader)
    text = wanted.text.strip()[:LONGEST]
    if not any(char.isalnum() for char in text):
        return Result(())
    sought = take_apart(text, wanted.line)
    scores = weigh(sought)
    found = ordering.Found(scores, by_words(text, wanted.line, len(scores) < limit), ordering.learned(sought))
    kind = wanted.kind.value if wanted.kind else ""
    who = ordering.For(roles, wanted.line, wanted.area, wanted.content_class, kind)
    shown = hits.shown(ordering.ordered(who, found, limit), text, sought, found)
    sure = any(hits.covered(hit.content, sought) >= SURE for hit in shown[:3]) or bool(found.words)
    return Result(shown, _logged(wanted, text, len(shown) if sure else 0) if log else None, sought.also, sure)


_LOG = """
INSERT INTO knowledge_search (id, line, at, terms, area, content_class, hits)
VALUES (%s, %s, %s, string_to_array(%s, ' '), %s, %s, %s)
"""


def _logged(wanted: Asked, text: str, found: int) -> UUID:
    ident: UUID = uuid7()
    now = clock.now()
    said = " ".join(asked(without_people(text, now)))
    with cursor() as cur:
        cur.execute(_LOG, [ident, wanted.line, now, said, wanted.area[:6], wanted.content_class, found])
    return ident
