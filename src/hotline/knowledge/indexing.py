"""What the search reads of the entries that are shown: made with each publication, gone with each withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from hotline.core.knowledge.content import Content
from hotline.core.knowledge.ranking import CHARACTER, weights
from hotline.knowledge.models import Entry, Posting, Shown, TermCount
from hotline.knowledge.terms import characters, fields_of
from hotline.language import tokens

MOST_TERMS = 120
"""Terms kept of one entry: those that say most of it."""
MOST_CHARACTERS = 60
_BODY = 4000
"""Characters of the long fields that are found by words."""


def postings(content: Content) -> dict[str, float]:
    """Term → weight, at most MOST_TERMS of them, and the single characters of its title and question forms."""
    found = weights(fields_of(content))
    best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_TERMS]
    names = characters("\n".join((content.title, *content.questions)))[:MOST_CHARACTERS]
    return dict.fromkeys(names, CHARACTER) | dict(best)


def show(entry: Entry, content: Content) -> None:
    """Put an entry into the search in place of what stood there, within the caller's transaction."""
    hide(entry.number)
    show_many([(entry, content)])


def show_many(entries: Sequence[tuple[Entry, Content]]) -> None:
    """Put entries into the search that are not in it."""
    weighed = [(entry, postings(content)) for entry, content in entries]
    _insert_shown(entries)
    _insert_postings((entry.number, found) for entry, found in weighed)
    counts: dict[str, int] = {"": len(weighed)}
    for _, found in weighed:
        for term in found:
            counts[term] = counts.get(term, 0) + 1
    _count(counts)


def hide(number: int) -> None:
    """Take an entry out of the search."""
    gone = list(Posting.objects.filter(number=number).values_list("term", flat=True))
    shown, _ = Shown.objects.filter(number=number).delete()
    if not shown:
        return
    Posting.objects.filter(number=number).delete()
    _count(dict.fromkeys(["", *gone], -1))


_SHOW = """
INSERT INTO knowledge_shown (number, entry_id, line, title, folded, initials, tokens, tokens_version)
VALUES (%s, %s, %s, %s, %s, %s, %s::tsvector, %s)
"""


def _insert_shown(entries: Iterable[tuple[Entry, Content]]) -> None:
    rows = [(e.number, e.pk, e.line, c.title, *_names(c.title), vector(c), tokens.VERSION) for e, c in entries]
    with connection.cursor() as cursor:
        cursor.executemany(_SHOW, rows)


def _names(title: str) -> tuple[str, str]:
    read = tokens.readings(title)
    return tokens.folded(title)[:200], read[1] if read else ""


def vector(content: Content) -> str:
    """The words of an entry by weight: title, questions, the short answer, everything else."""
    body = "\n".join((content.text, *content.steps, *content.material, *content.places, *content.phones))[:_BODY]
    parts = [
        (content.title, "A"),
        ("\n".join((*content.questions, *content.keywords)), "B"),
        (content.answer, "C"),
        (body, "D"),
    ]
    return tokens.vector(parts, (content.title, *content.questions[:8], *content.keywords))


def _insert_postings(entries: Iterable[tuple[int, dict[str, float]]]) -> None:
    with connection.cursor() as cursor, cursor.copy("COPY knowledge_posting (number, term, weight) FROM STDIN") as copy:
        for number, found in entries:
            for term, weight in found.items():
                copy.write_row((number, term, round(weight, 4)))


_COUNT = """
INSERT INTO knowledge_termcount AS t (term, rows)
SELECT * FROM unnest(%s::text[], %s::int[]) AS c(term, rows) ORDER BY term
ON CONFLICT (term) DO UPDATE SET rows = greatest(0, t.rows + excluded.rows)
"""


def _count(counts: dict[str, int]) -> None:
    """Add to the counts, in the order of the terms, so that two publications never wait for each other in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(counts), list(counts.values())])


_RECOUNT = """
INSERT INTO knowledge_termcount AS t (term, rows)
SELECT term, count(*) FROM knowledge_posting GROUP BY term UNION ALL SELECT '', count(*) FROM knowledge_shown
ORDER BY 1 ON CONFLICT (term) DO UPDATE SET rows = excluded.rows WHERE t.rows <> excluded.rows
"""
_GONE = "DELETE FROM knowledge_termcount WHERE rows = 0 AND term <> ''"
"""Only by its own columns: a term that is published meanwhile is looked at again, and stays."""


def recount() -> None:
    """Count all terms anew; a job does so at night. Rows that were right stay as they are: lists by them still hold."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RECOUNT)
        cursor.execute(_GONE)


def entries_shown() -> int:
    """How many entries can be found."""
    return TermCount.objects.filter(term="").values_list("rows", flat=True).first() or 0
