"""A pack as the core sees it: frozen rules, lists and calendars, with one way to look a rule up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from hotline.core import vocabulary
from hotline.core.calendars import Calendar
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.procedures import ProcedureSpec
from hotline.core.policy.rules import Conflict, Facts, Found, Missing, Rule, find
from hotline.core.policy.scores import ScoreSheet
from hotline.core.policy.shapes import Lists, Term
from hotline.core.vocabulary import GovernedBy

Search = Found | Missing | Conflict


@dataclass(frozen=True, eq=False)
class Policy:
    """One hotline's rules at one release. Built by the loader from the pack and all it inherits from.

    `rules` holds, for each topic, every rule of this pack and of the packs it inherits.
    `release` changes whenever the content of any of these files changes.
    """

    id: str
    title: str
    release: str
    covers: str
    lineage: tuple[str, ...]
    calendars: dict[str, Calendar]
    rules: dict[str, tuple[Rule, ...]]
    lists: Lists
    lines: dict[str, str] = field(default_factory=dict)
    unknowns: tuple[str, ...] = ()
    """What the sources do not say, in words."""
    calendars_of: str = ""
    """The release whose calendars these are, where it is another one: holidays are announced after an order came."""
    _found: dict[tuple[Any, ...], Search] = field(default_factory=dict, repr=False)
    _measured: dict[tuple[int, ...], Policy] = field(default_factory=dict, repr=False)

    def find(self, topic: str, facts: Facts, accepted: date, dispatched: date) -> Search:
        """The rule of `topic` for `facts`; remembered, because the same question comes thousands of times a day."""
        key = (topic, facts, accepted, dispatched)
        hit = self._found.get(key)
        if hit is None:
            if len(self._found) > 50_000:
                self._found.clear()
            days = {
                GovernedBy.ACCEPTED: accepted,
                GovernedBy.DISPATCHED: dispatched,
                GovernedBy.PERIOD_END: dispatched,
            }
            hit = self._found[key] = find(self.rules.get(topic, ()), topic, facts, days)
        return hit

    def rule(self, ref: str) -> Rule | None:
        """The rule with this `pack:id`, or None."""
        return self._by_ref.get(ref)

    def nature(self, ident: str) -> Term | None:
        return self._natures.get(ident)

    def content_class(self, ident: str) -> Term | None:
        return self._classes.get(ident)

    def refusal_reason(self, ident: str) -> Term | None:
        return self._reasons.get(ident)

    def word(self, term: vocabulary.Term) -> str:
        """A word of the vocabulary as this hotline says it."""
        return self.lists.words.get(f"{term.family()}.{term.value}", term.zh)

    def procedure(self, ident: str) -> ProcedureSpec | None:
        return self._procedures.get(ident)

    def measure(self, ident: str) -> MeasureSpec | None:
        return next((m for m in self.lists.measures if m.id == ident), None)

    def measured_on(self, day: date) -> Policy:
        """This policy with its measures as they are defined for a period that ends on `day`; mostly itself.

        So a changed definition does not change the figure of a period that is over.
        """
        if not self.lists.earlier_measures and all(m.since is None and m.until is None for m in self.lists.measures):
            return self
        every = (*self.lists.measures, *self.lists.earlier_measures)
        wanted = tuple(m for m in every if m.holds_on(day))
        hit = self._measured.get(wanted_ids := tuple(map(id, wanted)))
        if hit is None:
            hit = self._measured[wanted_ids] = replace(
                self, lists=replace(self.lists, measures=wanted, earlier_measures=()), _found=self._found
            )
        return hit

    def score_sheet(self, ident: str) -> ScoreSheet | None:
        return next((s for s in self.lists.score_sheets if s.id == ident), None)

    @cached_property
    def first_calendar(self) -> Calendar:
        """Any calendar of the pack: they all have the same zone."""
        return next(iter(self.calendars.values()))

    @cached_property
    def _by_ref(self) -> dict[str, Rule]:
        return {r.ref: r for rules in self.rules.values() for r in rules}

    @cached_property
    def _natures(self) -> dict[str, Term]:
        return {t.id: t for t in self.lists.natures}

    @cached_property
    def _classes(self) -> dict[str, Term]:
        return {t.id: t for t in self.lists.content_classes}

    @cached_property
    def _procedures(self) -> dict[str, ProcedureSpec]:
        return {p.id: p for p in self.lists.procedures}

    @cached_property
    def _reasons(self) -> dict[str, Term]:
        return {t.id: t for t in self.lists.refusal_reasons}
