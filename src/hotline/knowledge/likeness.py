"""Duplicates and contradictions: entries of one matter, and where they name other hours, amounts or telephones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from hotline.core.knowledge import content as contents
from hotline.core.knowledge.content import Content
from hotline.infra import clock
from hotline.knowledge import words
from hotline.knowledge.models import Entry, Version
from hotline.knowledge.terms import terms
from hotline.language.duplicates import near_duplicates
from hotline.language.extract import Kind, extract

SAME = 0.62
"""Share of the terms of titles and questions that two entries of one matter have in common."""
_NEAREST = 6
_CLOCK = re.compile(words.HOURS)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries of one matter. `differ`: what each says of the same thing, by kind of thing; () for a mere double."""

    one: UUID
    other: UUID
    titles: tuple[str, str]
    likeness: float
    differ: tuple[tuple[str, str, str], ...]


_NEAR = """
SELECT p.number, sum(least(p.weight, o.weight)) FROM knowledge_posting o
CROSS JOIN LATERAL (SELECT number, weight FROM knowledge_posting WHERE term = o.term ORDER BY weight DESC LIMIT 60) p
WHERE o.number = %s AND p.number <> %s GROUP BY p.number ORDER BY 2 DESC LIMIT %s
"""


def of_entry(entry: Entry) -> list[Pair]:
    """The entries of the same line and place that speak of the same matter as this one; looks at a few only."""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [entry.number, entry.number, _NEAREST])
        near = [int(number) for number, _ in cursor.fetchall()]
    rows = {row.number: row for row in Entry.objects.filter(number__in=[entry.number, *near], live__isnull=False)}
    texts = dict(Version.objects.filter(pk__in=[row.live for row in rows.values()]).values_list("pk", "content"))
    if entry.number not in rows:
        return []
    own = contents.from_row(texts[rows[entry.number].live])
    found = []
    for number in near:
        other = rows.get(number)
        if other is None or other.line != entry.line or not _one_place(entry, other):
            continue
        pair = compared(own, contents.from_row(texts[other.live]), clock.now())
        if pair:
            found.append(Pair(entry.pk, other.pk, (entry.title, other.title), *pair))
    return found


def recent(lines: Iterable[str], since: datetime, most: int = 200) -> list[Pair]:
    """Pairs in which one entry was published after `since`, each once, contradictions first."""
    rows = Entry.objects.filter(line__in=list(lines), published_at__gte=since, live__isnull=False)
    found: dict[frozenset[UUID], Pair] = {}
    for row in rows.defer("draft").order_by("-published_at", "id")[:most]:
        for pair in of_entry(row):
            found.setdefault(frozenset((pair.one, pair.other)), pair)
    return sorted(found.values(), key=lambda pair: (not pair.differ, -pair.likeness))


def _one_place(one: Entry, other: Entry) -> bool:
    return not one.areas or not other.areas or not set(one.areas).isdisjoint(other.areas)


def compared(one: Content, other: Content, now: datetime) -> tuple[float, tuple[tuple[str, str, str], ...]] | None:
    """How alike two texts are and where they contradict each other; None when they speak of different matters."""
    alike = _share(one, other)
    if alike < SAME:
        groups = near_duplicates([_said(one), _said(other)], 0.6)
        if groups[0] != groups[1]:
            return None
    return round(max(alike, SAME), 3), _contradictions(one, other, now)


def _share(one: Content, other: Content) -> float:
    a, b = set(terms(one.title)), set(terms(other.title))
    more_a, more_b = a.union(*map(terms, one.questions)), b.union(*map(terms, other.questions))
    if not a or not b:
        return 0.0
    titles = len(a & b) / len(a | b)
    return max(titles, 0.5 * titles + 0.5 * len(more_a & more_b) / min(len(more_a), len(more_b)))


def _said(content: Content) -> str:
    return "\n".join((content.title, content.answer, content.text))


def _contradictions(one: Content, other: Content, now: datetime) -> tuple[tuple[str, str, str], ...]:
    told = []
    mine, theirs = numbers(one, now), numbers(other, now)
    for name in ("hours", "fees", "phones"):
        here, there = mine[name], theirs[name]
        if here and there and here.isdisjoint(there):
            told.append((name, " ".join(sorted(here)), " ".join(sorted(there))))
        elif name == "hours" and _other_hours(one.hours, other.hours):
            told.append((name, one.hours, other.hours))
    return tuple(told)


def _other_hours(one: str, other: str) -> bool:
    """Whether two fields of opening hours cannot both be right: each names a time that the other does not, however
    often both close at noon."""
    here, there = (set(_CLOCK.findall(text)) for text in (one, other))
    return bool(here - there and there - here)


def numbers(content: Content, now: datetime) -> dict[str, frozenset[str]]:
    """The hours, amounts and telephones that a text names, in one spelling."""
    text = "\n".join((content.answer, content.text, content.fees))
    spans = extract(text, now)
    phones = {span.value for span in spans if span.kind is Kind.PHONE}
    phones |= {re.sub(r"\D", "", phone) for phone in content.phones}
    clock_text = "\n".join((content.hours, content.answer, content.text))
    hours = {f"{int(hour):02}:{minute or '00'}" for hour, minute in _CLOCK.findall(clock_text)}
    money = {span.value for span in spans if span.kind is Kind.MONEY}
    return {"hours": frozenset(hours), "fees": frozenset(money), "phones": frozenset(phones - {""})}
