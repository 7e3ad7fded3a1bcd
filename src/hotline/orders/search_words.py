"""The centre's own words: kept whole when a long question is cut, and found by every name they are called.

A version is complete and is never changed; the newest is in force. Search rows hold pairs of characters, so a new word
needs no new index: it works at the next search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hotline.accounts import audit
from hotline.accounts.models import Person
from hotline.accounts.people import Memory
from hotline.accounts.selectors import directory
from hotline.infra import clock
from hotline.language import tokens_query
from hotline.language.tokens import folded
from hotline.language.tokens_query import Query
from hotline.orders import raw, search_areas
from hotline.orders.models import SearchWords
from hotline.orders.wire import clean

Group = tuple[str, ...]
"""A word and what else it is called."""
_SEPARATORS = re.compile("[=\uff1d,\uff0c\u3001;\uff1b]")
_BETWEEN = "\u3001"
MOST_WORDS, LONGEST, MOST_NAMES = 5000, 40, 12


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the words, by whom and when. `number` 0: nobody has written any."""

    number: int
    groups: tuple[Group, ...]
    saved_at: datetime | None = None
    saved_by: str = ""


NONE = Version(0, ())


class Stale(Exception):
    """Somebody else has saved a newer version."""


_memory: Memory[dict[str, tuple[str, ...]]] = Memory()


def parse(typed: str) -> Query:
    """What was typed as a question, with the centre's words and the names of its units."""
    return tokens_query.parse(clean(typed), names())


def names() -> dict[str, tuple[str, ...]]:
    """Each word, folded, with its other names; remembered for a few seconds."""
    found = _memory.get("names")
    if found is None:
        found = {}
        for group in (*_unit_names(), *current().groups):
            folded_names = tuple(dict.fromkeys(folded(name) for name in group if name))
            for name in folded_names:
                others = dict.fromkeys((*found.get(name, ()), *(other for other in folded_names if other != name)))
                found[name] = tuple(others)[:MOST_NAMES]
        _memory.put("names", found)
    return found


def _unit_names() -> Iterable[Group]:
    """Units with their short names; a local government is called by its area as well."""
    tree = directory()
    for unit in tree.all():
        area = search_areas.bare(unit.name) if unit.kind == search_areas.GOVERNMENT else ""
        if len(unit.name) > 1:
            yield unit.name, tree.short_names.get(unit.id, ""), area


def forget() -> None:
    """A new version is in force at once in this process, within seconds in the others."""
    _memory.drop("names")


def current() -> Version:
    """The newest version."""
    return next(iter(versions(1)), NONE)


def versions(limit: int = 20) -> list[Version]:
    """The newest versions, latest first."""
    found = SearchWords.objects.order_by("-id")[:limit]
    return [Version(v.id, tuple(map(tuple, v.words)), v.saved_at, v.saved_by) for v in found]


def read(text: str) -> tuple[tuple[Group, ...], list[int]]:
    """Words as they are typed, one line each (`word = also called, also called`), and the lines that say nothing.

    A line is wrong when a name has one character or is too long, or there are too many of them.
    """
    groups: dict[str, Group] = {}
    wrong = []
    for number, line in enumerate(clean(text).splitlines(), 1):
        if not line.strip():
            continue
        group = tuple(dict.fromkeys(" ".join(name.split()) for name in _SEPARATORS.split(line) if name.strip()))
        if not group or len(group) > MOST_NAMES or any(not 1 < len(name) <= LONGEST for name in group):
            wrong.append(number)
        else:
            groups[group[0]] = group
    return tuple(groups.values())[: MOST_WORDS + 1], wrong


def line(group: Group) -> str:
    """A word as it is typed."""
    word, *others = group
    return f"{word} = {_BETWEEN.join(others)}" if others else word


def save(groups: Iterable[Group], person: Person, seen: int) -> Version:
    """Store a new version on top of the one that was `seen`; recorded. Raises Stale when there is a newer one."""
    wanted = [list(group) for group in groups]
    with transaction.atomic():
        # One after the other: two who save at once must not both be the next version.
        with raw.cursor() as cur:
            cur.execute("LOCK TABLE orders_searchwords IN SHARE ROW EXCLUSIVE MODE")
        before = current()
        if before.number != seen:
            raise Stale
        made = SearchWords.objects.create(words=wanted, saved_at=clock.now(), saved_by=str(person.pk))
        had = {group[0]: group for group in before.groups}
        now = {group[0]: tuple(group) for group in wanted}
        detail = {
            "version": made.id,
            "words": len(now),
            "added": sorted(now.keys() - had.keys())[:20],
            "removed": sorted(had.keys() - now.keys())[:20],
            "changed": sorted(word for word in now.keys() & had.keys() if now[word] != had[word])[:20],
        }
        audit.note(person, "words_changed", str(made.id), detail)
    forget()
    return current()
