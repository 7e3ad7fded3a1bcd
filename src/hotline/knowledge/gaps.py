"""What is missing (KNW-3): searches that found nothing and orders answered by hand, grouped by matter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import KnowledgeRefusal as Refusal
from hotline.infra import clock
from hotline.knowledge import terms
from hotline.knowledge.models import Entry, Gap, Miss, Search, TermCount

SEARCH, ORDER = "search", "order"
ALIKE = 0.42
"""Share of terms that two questions have in common to be one matter."""
_LOOKED_AT = 60
_FEWEST = 2
"""Terms of a question that can stand for a matter."""


def record_hand_answer(line: str, said: Sequence[str], content_class: str, ref: str) -> bool:
    """An order was answered by hand, without an entry: `said` are terms of its text (`matter_terms`), without people.

    False when it was recorded before, or says too little.
    """
    if Miss.objects.filter(source=ORDER, ref=ref).exists():
        return False
    return _record(line, list(dict.fromkeys(said)), content_class, ORDER, ref)


def matter_terms(title: str, text: str = "") -> list[str]:
    """The terms that stand for a matter, personal data left out: what `record_hand_answer` takes."""
    return terms.asked(terms.without_people(f"{title}。{text[:100]}", clock.now()))


def gather(most: int = 500) -> int:
    """Take up the searches of the last day that found nothing; returns how many were new."""
    since = clock.now() - timedelta(days=1)
    found = Search.objects.filter(at__gte=since, hits=0).order_by("at", "id")[: most * 4]
    rows = {str(row.pk): row for row in found}
    known = set(Miss.objects.filter(source=SEARCH, ref__in=list(rows)).values_list("ref", flat=True))
    new = [(ref, row) for ref, row in rows.items() if ref not in known][:most]
    return sum(_record(row.line, row.terms, row.content_class, SEARCH, ref) for ref, row in new)


def _record(line: str, said: list[str], content_class: str, source: str, ref: str) -> bool:
    if len(said) < _FEWEST:
        return False
    now = clock.now()
    with transaction.atomic():
        gap = _like(line, said)
        if gap is None:
            gap = Gap.objects.create(line=line, terms=said, content_class=content_class, first_at=now, last_at=now)
        Miss.objects.create(gap=gap, source=source, ref=ref, at=now)
        counted = {"searches": F("searches") + 1} if source == SEARCH else {"orders": F("orders") + 1}
        Gap.objects.filter(pk=gap.pk).update(last_at=now, **counted)
    return True


def _like(line: str, said: list[str]) -> Gap | None:
    """The open gap that is most alike; only terms that say something bring rows."""
    rare = dict(TermCount.objects.filter(term__in=said).values_list("term", "rows"))
    keys = sorted(said, key=lambda term: (rare.get(term, 0), term))[:8]
    rows = Gap.objects.filter(line=line, closed_at=None, terms__overlap=keys).order_by("-last_at", "-id")[:_LOOKED_AT]
    best = max(rows, key=lambda row: _share(row.terms, said), default=None)
    return best if best is not None and _share(best.terms, said) >= ALIKE else None


def _share(one: Collection[str], other: Collection[str]) -> float:
    """What the shorter has in common with the longer, damped by how much longer that is."""
    a, b = set(one), set(other)
    if not a or not b:
        return 0.0
    common = len(a & b)
    return 0.5 * common / min(len(a), len(b)) + 0.5 * common / len(a | b)


@dataclass(frozen=True, slots=True)
class Missing:
    """A gap for a list. `label`: its terms joined back into words as well as that goes."""

    id: UUID
    label: str
    content_class: str
    searches: int
    orders: int
    refs: tuple[str, ...]


def listed(lines: Collection[str], limit: int = 50) -> list[Missing]:
    """Open gaps of these lines: what is asked for most in the last ninety days first."""
    since = clock.now() - timedelta(days=90)
    rows = Gap.objects.filter(line__in=list(lines), closed_at=None, last_at__gte=since)
    rows = rows.order_by((F("searches") + F("orders") * 2).desc(), "-last_at", "-id")[:limit]
    found = list(rows)
    refs: dict[UUID, list[str]] = {}
    orders = Miss.objects.filter(gap__in=found, source=ORDER).order_by("-id").values_list("gap", "ref")
    for gap, ref in orders[: limit * 20]:
        refs.setdefault(gap, []).append(ref)
    return [
        Missing(row.pk, label(row.terms), row.content_class, row.searches, row.orders, tuple(refs.get(row.pk, ())[:5]))
        for row in found
    ]


def label(said: Sequence[str]) -> str:
    """Pairs that overlap are one word again: 身份 份证 → 身份证."""
    words: list[str] = []
    for term in said:
        if words and len(term) == 2 and words[-1][-1] == term[0] and not term.isascii():
            words[-1] += term[1]
        else:
            words.append(term)
    return " ".join(words[:8])


def holds(who: Person, ident: UUID, order: str) -> bool:
    """Whether the gap is one of the person's lines and was seen in that order: no other may be read for its sake."""
    return Miss.objects.filter(gap=ident, gap__line__in=who.lines, source=ORDER, ref=order).exists()


def close(who: Person, ident: UUID, entry: UUID | None = None) -> None:
    """It is filled by an entry, or is none of the knowledge base's. Raises Refused."""
    if not policies.can(who, "lead_knowledge"):
        raise Refused(Refusal.WRONG_ROLE)
    row = Entry.objects.filter(pk=entry).first() if entry else None
    changed = Gap.objects.filter(pk=ident, line__in=who.lines, closed_at=None).update(
        closed_at=clock.now(), closed_by=str(who.pk), entry=row
    )
    if not changed:
        raise Refused(Refusal.ENDED)
