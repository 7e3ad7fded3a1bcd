"""Words that mean the same: the shipped list and what a centre has added, ready to widen a question."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from importlib import resources
from uuid import UUID

from hotline.accounts import policies
from hotline.accounts.models import Person
from hotline.core.knowledge.life import Refused
from hotline.core.vocabulary import KnowledgeRefusal
from hotline.infra import clock
from hotline.knowledge.models import Synonym
from hotline.language.tokens import folded

_FRESH_SECONDS = 5.0
_known: dict[str, tuple[float, dict[str, frozenset[str]]]] = {}


@functools.cache
def shipped() -> tuple[tuple[str, ...], ...]:
    """The groups that come with the platform."""
    text = (resources.files(__package__) / "synonyms.txt").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return tuple(tuple(folded(word) for word in line.split()) for line in lines)


def table(line: str) -> dict[str, frozenset[str]]:
    """Word → the other words of its groups. A change is seen within five seconds."""
    moment = time.monotonic()
    known = _known.get(line)
    if known is None or moment - known[0] > _FRESH_SECONDS:
        own = Synonym.objects.filter(line__in=["", line]).values_list("words", flat=True)
        known = _known[line] = (moment, of([*shipped(), *own]))
    return known[1]


def of(groups: Sequence[Sequence[str]]) -> dict[str, frozenset[str]]:
    """The table of some groups."""
    found: dict[str, set[str]] = {}
    for group in groups:
        for word in group:
            found.setdefault(folded(word), set()).update(folded(other) for other in group if other != word)
    return {word: frozenset(others) for word, others in found.items()}


def also(question: str, words: dict[str, frozenset[str]]) -> list[str]:
    """What else the question could have said: words that mean the same as one in it. `question` is folded."""
    found: dict[str, None] = {}
    for start in range(len(question)):
        for length in range(2, 9):
            for other in words.get(question[start : start + length], ()):
                if other not in question:
                    found[other] = None
    return list(found)


def forget() -> None:
    """Ask the database again."""
    _known.clear()


def listed(line: str) -> list[Synonym]:
    """The centre's own groups, latest first."""
    return list(Synonym.objects.filter(line__in=["", line]).order_by("-at", "-id")[:500])


def add(person: Person, line: str, words: Sequence[str]) -> Synonym:
    """Keep a group of at least two words. Raises Refused."""
    kept = list(dict.fromkeys(folded(word.strip()) for word in words if word.strip()))
    if len(kept) < 2 or not policies.can(person, "lead_knowledge"):
        raise Refused(KnowledgeRefusal.WRONG_ROLE if len(kept) > 1 else KnowledgeRefusal.NO_TITLE)
    forget()
    return Synonym.objects.create(line=line, words=kept, by=str(person.pk), at=clock.now())


def remove(person: Person, ident: UUID) -> None:
    """Take a group away."""
    if not policies.can(person, "lead_knowledge"):
        raise Refused(KnowledgeRefusal.WRONG_ROLE)
    Synonym.objects.filter(pk=ident).delete()
    forget()
