"""A rule: a value, when it holds, and the article it comes from; and how one rule is found among many."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from hotline.core.vocabulary import GovernedBy


class Facts(NamedTuple):
    """What a rule may look at. Every field is plain text, so that a pack can name it in `when`.

    `content_class` and `nature` in a condition also match what lies below them (`C1` matches `C1.03`).
    """

    nature: str = ""
    content_class: str = ""
    urgency: str = "normal"
    complexity: str = "common"
    channel: str = ""
    line: str = ""
    mode: str = "assigned"
    unit_level: str = ""
    unit_kind: str = ""
    part: str = "lead"
    rework: str = "no"
    secret: str = "no"  # noqa: S105 - a wish for secrecy, not a password
    reply_wish: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value is written down. `file` is the document, `article` the place in it."""

    file: str
    article: str
    title: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.title or self.file, self.article) if part)


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated value of a topic. `id` is unique in its pack; `pack` is the folder that states it.

    `value` has the shape that `shapes.TOPICS[topic]` names. `layer` is 0 for the root of the inheritance.
    `overrides` holds full ids (`pack:id`) of the rules to which this one is an exception.
    `unstated` marks a value that no source states and that was chosen so that the hotline can run.
    """

    id: str
    pack: str
    topic: str
    value: Any
    source: Source
    valid_from: date
    valid_until: date | None = None
    governed_by: GovernedBy = GovernedBy.ACCEPTED
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    overrides: frozenset[str] = frozenset()
    layer: int = 0
    unstated: bool = False
    note: str = ""
    location: str = field(default="", compare=False)

    @property
    def ref(self) -> str:
        """The id that is written on clocks and events: `pack:id`."""
        return f"{self.pack}:{self.id}"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def matches(self, facts: Facts) -> bool:
        return all(_matches(name, wanted, getattr(facts, name)) for name, wanted in self.when)


_TREES = ("content_class", "nature")
"""Facts whose values are trees: the part before a dot lies above."""


def _matches(name: str, wanted: tuple[str, ...], actual: str) -> bool:
    return actual in wanted or (name in _TREES and below(actual, wanted))


def below(actual: str, wanted: tuple[str, ...]) -> bool:
    """Whether `actual` lies below one of these in its tree."""
    return any(actual.startswith(w + ".") for w in wanted)


def within(actual: str, wanted: tuple[str, ...]) -> bool:
    """Whether a list that names `wanted` holds for `actual`; an empty list holds for everything."""
    return not wanted or actual in wanted or below(actual, wanted)


@dataclass(frozen=True, slots=True)
class Found:
    rule: Rule
    beaten: tuple[Rule, ...] = ()
    """Matching rules that the found one overrides: shown by `explain`."""


@dataclass(frozen=True, slots=True)
class Missing:
    topic: str


@dataclass(frozen=True, slots=True)
class Conflict:
    topic: str
    rules: tuple[Rule, ...]


def find(rules: tuple[Rule, ...], topic: str, facts: Facts, days: dict[GovernedBy, date]) -> Found | Missing | Conflict:
    """The one rule of `topic` that holds for `facts`.

    A rule that names another in `overrides` beats it. Two rules left over are a `Conflict` that shows both:
    never "the first wins". `days` gives, for each governing date, the day to look at.
    """
    matching = [r for r in rules if r.holds_on(days[r.governed_by]) and r.matches(facts)]
    beaten_refs = {ref for r in matching for ref in r.overrides}
    standing = [r for r in matching if r.ref not in beaten_refs]
    if len(standing) == 1:
        beaten = tuple(r for r in matching if r.ref in beaten_refs)
        return Found(standing[0], beaten)
    if not standing:
        return Missing(topic) if not matching else Conflict(topic, tuple(matching))
    return Conflict(topic, tuple(standing))
