"""`hotline eval find`: the product's own search beside plain `tsquery` and BM25, on the same entries and questions.

The entries are published into the database that is given (a scratch one, or inside a transaction that is rolled back),
so what is measured is what a seat gets: the same statements, the same ranking.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from django.db import connection

from hotline.core.knowledge.content import Content
from hotline.core.vocabulary import Role
from hotline.knowledge.finding import Asked, Hit, find
from hotline.knowledge.importing import Row
from hotline.knowledge.models import Entry
from hotline.knowledge.scoring import Figures, Missed, Question, Search, measure
from hotline.knowledge.terms import terms
from hotline.language import tokens_query
from hotline.language.segment import default_segmenter

MOST = 10


@dataclass(frozen=True, slots=True)
class Report:
    """Way of searching → figures on all questions, on the half that was looked at, on the half that was not."""

    entries: int
    ways: dict[str, dict[str, Figures]]
    missed: dict[str, list[Missed]]


def evaluate(rows: Sequence[Row], questions: Sequence[Question], line: str) -> Report:
    """Measure every way. The rows have been published on `line`; questions name their `external` ids."""
    ids = {row.new.external: row.content for row in rows}
    ours = dict(Entry.objects.filter(line=line).values_list("number", "external"))
    ways: dict[str, Search] = {
        "ours": lambda text: [ours[hit.number] for hit in _find(text, line)],
        "tsquery": lambda text: [ours[number] for number in _by_tsquery(text, line)],
        "bm25_words": Bm25(ids, _words),
        "bm25_pairs": Bm25(ids, terms),
    }
    tantivy = with_tantivy(ids)
    if tantivy:
        ways["tantivy"] = tantivy
    told: dict[str, dict[str, Figures]] = {}
    missed: dict[str, list[Missed]] = {}
    halves = {
        "all": list(questions),
        "seen": [q for q in questions if not q.held],
        "held": [q for q in questions if q.held],
    }
    for name, way in ways.items():
        measured = {half: measure(way, asked) for half, asked in halves.items()}
        told[name] = {half: figures for half, (figures, _) in measured.items()}
        missed[name] = measured["seen"][1]
    return Report(len(rows), told, missed)


def _find(text: str, line: str) -> Iterable[Hit]:
    return find(frozenset({Role.AGENT}), Asked(text, line), MOST, log=False).hits


_TSQUERY = """
SELECT number FROM knowledge_shown, CAST(%s AS tsquery) AS query WHERE line = %s AND tokens @@ query
ORDER BY ts_rank(tokens, query) DESC, number LIMIT %s
"""


def _by_tsquery(text: str, line: str) -> list[int]:
    """PostgreSQL alone: all terms, else any of them, ordered by `ts_rank` with its own weights."""
    query = tokens_query.parse(text)
    with connection.cursor() as cursor:
        for every in (True, False):
            asked = query.to_tsquery(every)
            if not asked:
                return []
            cursor.execute(_TSQUERY, [asked, line, MOST])
            found = [int(number) for (number,) in cursor.fetchall()]
            if found:
                return found
    return []


def _words(text: str) -> list[str]:
    return default_segmenter().words(text.lower())


def body(content: Content) -> str:
    """All the text of an entry, for searches that know no fields."""
    many = (*content.questions, *content.keywords, *content.steps, *content.material, *content.places)
    return "\n".join((content.title, content.answer, content.text, *many))


class Bm25:
    """The exact BM25 (k1 1.2, b 0.75) over whole texts, as text books have it."""

    def __init__(self, texts: dict[str, Content], cut: object) -> None:
        assert callable(cut)
        self._cut = cut
        counts = {ident: Counter(cut(body(content))) for ident, content in texts.items()}
        self._lengths = {ident: sum(found.values()) for ident, found in counts.items()}
        self._mean = sum(self._lengths.values()) / max(1, len(counts))
        self._postings: dict[str, list[tuple[str, int]]] = {}
        for ident, found in counts.items():
            for term, count in found.items():
                self._postings.setdefault(term, []).append((ident, count))

    def __call__(self, text: str) -> list[str]:
        scores: dict[str, float] = {}
        for term in dict.fromkeys(self._cut(text)):
            rows = self._postings.get(term, ())
            idf = math.log(1 + (len(self._lengths) - len(rows) + 0.5) / (len(rows) + 0.5))
            for ident, count in rows:
                norm = count + 1.2 * (0.25 + 0.75 * self._lengths[ident] / self._mean)
                scores[ident] = scores.get(ident, 0.0) + idf * count * 2.2 / norm
        return sorted(scores, key=lambda ident: (-scores[ident], ident))[:MOST]


def with_tantivy(texts: dict[str, Content]) -> Search | None:
    """BM25 of tantivy over words, where it is installed."""
    try:
        import tantivy
    except ImportError:
        return None
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("body", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for ident, content in texts.items():
        writer.add_document(tantivy.Document(id=ident, body=" ".join(_words(body(content)))))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        words = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", word))
            for word in dict.fromkeys(_words(text))
        ]
        found = searcher.search(tantivy.Query.boolean_query(words), MOST).hits if words else []
        return [str(searcher.doc(address)["id"][0]) for _, address in found]

    return search


def as_text(report: Report) -> str:
    """The figures as a table, and what our own search missed in the half that may be looked at."""
    lines = [f"{report.entries} entries", f"{'':12}{'half':6}{'n':>5}{'R@1':>8}{'R@5':>8}{'95 %':>17}{'MRR':>8}"]
    for name, halves in report.ways.items():
        for half, f in halves.items():
            between = f"{f.low:.3f}-{f.high:.3f}"
            lines.append(f"{name:12}{half:6}{f.questions:5}{f.recall_1:8.3f}{f.recall_5:8.3f}{between:>17}{f.mrr:8.3f}")
    lines += [f"missed: {miss.text} (rank {miss.rank or '-'})" for miss in report.missed.get("ours", ())]
    return "\n".join(lines)


def as_json(report: Report) -> str:
    """The report as JSON."""
    return json.dumps(asdict(report), ensure_ascii=False, indent=1)
