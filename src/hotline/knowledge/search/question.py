"""A question taken apart: its terms, words that mean the same, single characters, and how much each of them says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hotline.core.knowledge import ranking
from hotline.knowledge import synonyms
from hotline.knowledge.search.lists import Listed, counts, lists
from hotline.knowledge.terms import MOST, asked, characters, plain, terms
from hotline.language.tokens import folded

COMMON = 1000
"""A single character that stands in more entries than this helps to order what other terms brought, and brings none."""
_UNKNOWN = 0.5
"""Pairs across the border of two words stand nowhere and mean nothing: an unknown pair counts half."""


@dataclass(frozen=True, slots=True)
class Sought:
    """The question taken apart: `said` terms with their idf, `meant` those of synonyms, single `characters`."""

    said: Mapping[str, float] = field(default_factory=dict)
    meant: Mapping[str, float] = field(default_factory=dict)
    characters: Mapping[str, float] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    lists: Mapping[str, Listed] = field(default_factory=dict)
    """Where each of these terms stands."""
    also: tuple[str, ...] = ()
    """Words that mean the same as one of the question."""
    unknown: float = 0.0
    """What the terms say that stand in no entry at all."""


def take_apart(text: str, line: str) -> Sought:
    """What to look for when somebody types `text` on a line."""
    said = asked(text)
    bare, table = plain(text), synonyms.table(line)
    also = synonyms.also(bare, table) + [word for word in synonyms.also(folded(text), table) if word not in bare]
    meant = [term for word in also for term in terms(word) if term not in said]
    single = [char for char in characters(bare) if char not in said][: MOST * 2]
    rows, states = counts(dict.fromkeys(["", *said, *meant, *single]))
    entries = rows.get("", 0)
    known, other, alone = (
        {term: ranking.idf(rows[term], entries) for term in each if term in rows} for each in (said, meant, single)
    )
    return Sought(
        known,
        other,
        alone,
        frozenset(char for char in alone if rows[char] > COMMON),
        lists({**known, **other, **alone}, states),
        tuple(dict.fromkeys(also)),
        ranking.idf(0, entries) * sum(1 for term in said if term not in known) * _UNKNOWN,
    )
