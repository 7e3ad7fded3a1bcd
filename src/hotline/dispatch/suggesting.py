"""Which unit should get a matter (CLS-2, DSP-3): the list of duties, what was decided so far, and the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from hotline.accounts.selectors import directory
from hotline.core.policy.pack import Policy
from hotline.core.responsibility import Matter, Reason
from hotline.core.responsibility import Suggestion as Listed
from hotline.core.responsibility import suggest as by_list
from hotline.core.state import Order
from hotline.core.vocabulary import RequestKind, RequestState
from hotline.dispatch.duties import duties_for
from hotline.dispatch.past import Past, past
from hotline.infra import clock
from hotline.language import mixing
from hotline.language.keeping import Loaded, load_current
from hotline.language.model import Model
from hotline.language.model import Suggestion as Answered
from hotline.language.shapes import Kind, Suggested, Suggestion
from hotline.language.suggesting import preset_from

TOP = 3
WEIGHTS = "weights"
"""Where a model's card keeps the weights of the grounds."""
LOOKED_AT = 8
"""Units of one ground that are weighed."""
START = (3.0, 1.0, 1.0, 1.0, -1.0)
"""Weights before anything is learned: named by the list, near in the list, decided so before, the text, of anybody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a matter when a unit is sought."""

    title: str
    content: str
    content_class: str
    area: str
    line: str
    accused: frozenset[str] = frozenset()
    returned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with its probability, and why as data: the list's own reason, like decisions, words of the text."""

    unit: str
    confidence: float
    duty: Reason | None = None
    past: Past | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitSuggestion:
    """At most three units, likeliest first. `listed`: what the list alone says. `preset`: fill in the first."""

    top: tuple[Candidate, ...]
    preset: bool
    listed: Listed
    model: str = ""

    def as_offer(self) -> Suggestion:
        """For `language.offers`: what is kept of it."""
        return Suggestion(Kind.UNIT, tuple(Suggested(c.unit, c.confidence) for c in self.top), self.preset, self.model)


@dataclass(frozen=True)
class Grounds:
    """Candidates and, a row each, how strongly every ground speaks for them (in the order of `START`)."""

    units: tuple[str, ...]
    matrix: mixing.Floats
    duties: dict[str, Reason] = field(default_factory=dict)
    past: dict[str, Past] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)


def asked_of(order: Order, line: str) -> Asked:
    """The question an order asks: units it accuses, and those that returned it with leave, are never named."""
    returned = frozenset(
        r.unit for r in order.requests if r.kind is RequestKind.RETURN and r.state is RequestState.GRANTED
    )
    accused = frozenset(order.accused)
    return Asked(order.title, order.content, order.content_class, order.area, line, accused, returned)


def suggest_unit(asked: Asked, policy: Policy) -> UnitSuggestion:
    """The units likeliest to answer. Accused units, those that returned it and closed ones are never named."""
    listed = listed_for(asked)
    current = load_current(Kind.UNIT, asked.line)
    model, ident = (current.model, current.id) if current else (None, "")
    found = grounds(asked, listed, past(asked.line, asked.content_class, asked.area), answers(model, asked))
    if not found.units:
        return UnitSuggestion((), False, listed, ident)
    chances = mixing.chances(found.matrix, weights_of(current))
    best = np.argsort(-chances, kind="stable")[:TOP]
    top = tuple(_candidate(found, int(place), float(chances[place])) for place in best)
    preset = top[0].confidence >= preset_from(policy, asked.line, clock.today())
    return UnitSuggestion(top, preset, listed, ident)


def listed_for(asked: Asked) -> Listed:
    """What the list of duties says today."""
    matter = Matter(asked.content_class, asked.area, clock.today(), asked.accused, asked.returned)
    return by_list(matter, duties_for(asked.content_class), directory().lineage, _open)


def answers(model: Model | None, asked: Asked) -> Sequence[Answered]:
    """What the text alone says."""
    if model is None or not (asked.title or asked.content):
        return ()
    return model.answer((asked.title, asked.content), LOOKED_AT, 3).suggestions


def grounds(asked: Asked, listed: Listed, decided: Sequence[Past], said: Sequence[Answered]) -> Grounds:
    """Everything that speaks for a unit."""
    barred = asked.accused | asked.returned
    duties = {c.unit: c.reason for c in (*listed.assisting, *reversed(listed.alternatives))}
    if listed.lead:
        duties[listed.lead.unit] = listed.lead.reason
    before = {p.unit: p for p in decided}
    told = {one.label: one for one in said}
    named = [*duties, *[p.unit for p in decided[:LOOKED_AT]], *told]
    units = tuple(unit for unit in dict.fromkeys(named) if unit not in barred and _open(unit))
    total = decided[0].all if decided else 0
    rows = [
        (
            float(listed.lead is not None and unit == listed.lead.unit),
            float(unit in duties and (listed.lead is None or unit != listed.lead.unit)),
            _odds(before[unit].count if unit in before else 0, total),
            mixing.logit(told[unit].probability if unit in told else 0.0) if said else 0.0,
            1.0,
        )
        for unit in units
    ]
    words = {unit: tuple(reason.word for reason in one.reasons) for unit, one in told.items()}
    return Grounds(units, np.array(rows, float).reshape(len(units), len(START)), duties, before, words)


def weights_of(current: Loaded | None) -> Sequence[float]:
    """The weights learned with a model; the starting ones for none."""
    found = current.card.get(WEIGHTS) if current else None
    return found if found and len(found) == len(START) else START


def _odds(count: int, total: int) -> float:
    """Logarithm of the odds by like decisions; 0 where there are none."""
    return float(np.log((count + 0.5) / (total - count + 0.5)))


def _open(unit: str) -> bool:
    facts = directory().unit(unit)
    return facts is not None and facts.active


def _candidate(found: Grounds, place: int, confidence: float) -> Candidate:
    unit = found.units[place]
    return Candidate(
        unit, round(confidence, 4), found.duties.get(unit), found.past.get(unit), found.words.get(unit, ())
    )
