"""What the dispatcher is shown beside the form: who answers for the matter and why, and what the audit still misses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hotline.accounts.selectors import directory
from hotline.core.policy import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import CommandName
from hotline.desk.understanding.learned import suggestion_for
from hotline.desk.words import table
from hotline.dispatch import selectors as dispatch
from hotline.dispatch.suggesting import Candidate
from hotline.infra.tongues import in_words, listed

MOST = 3
ROUTED = frozenset({CommandName.ASSIGN_TO_UNIT, CommandName.RULE_DISPUTE, CommandName.GIVE_INSTRUCTION})


@dataclass(frozen=True)
class Option:
    """One unit that could take the order. `reasons` are sentences; `confidence` says in words how sure it is."""

    unit: str
    name: str
    reasons: tuple[str, ...] = ()
    confidence: str = ""

    @property
    def reason(self) -> str:
        return self.reasons[0] if self.reasons else ""


@dataclass(frozen=True)
class Options:
    """Units that could lead, the best first, and those that would assist. `sure`: the first one is the answer.

    `why`: what else is to be said: that nobody answers, that two are equally near, whom the order cannot go to.
    """

    leads: tuple[Option, ...]
    helpers: tuple[Option, ...]
    why: tuple[str, ...]
    sure: bool

    @property
    def answer(self) -> Option | None:
        return self.leads[0] if self.sure and self.leads else None

    def without(self, *units: str) -> Options:
        """The same without some units; what is left is no answer when the answer was one of them."""
        leads = tuple(o for o in self.leads if o.unit not in units)
        return Options(leads, self.helpers, self.why, self.sure and leads[:1] == self.leads[:1])


def options(order: Order, policy: Policy, area: Callable[[str], str], line: str) -> Options:
    """Who could take the order: by the list of duties, by what was decided before, and by its words.

    The first is the answer where the list names it, or where it is sure enough for the pack and the list names nobody.
    """
    learned = suggestion_for(order, policy, line)
    found = learned.listed
    term = policy.content_class(order.content_class)
    sentences = dispatch.explain(found, term.label if term else "", area(order.area) if order.area else "")
    reasons = {r.unit: text for r, text in zip(found.why, sentences, strict=True) if r.unit}
    leads = tuple(_option(one, reasons, area) for one in learned.top[:MOST])
    named = {one.unit for one in learned.top} | {c.unit for c in found.assisting}
    helpers = tuple(
        Option(c.unit, directory().name(c.unit), (reasons.get(c.unit, c.duty.basis),)) for c in found.assisting
    )
    why = tuple(text for r, text in zip(found.why, sentences, strict=True) if r.unit not in named)
    first = learned.top[0].unit if learned.top else ""
    if found.lead is None:
        sure = learned.preset and not found.alternatives
    else:
        sure = first == found.lead.unit
        if not sure and first:
            why = (*why, table("suggest")["unit"]["differs"])
    return Options(leads, helpers, why, sure)


def _option(one: Candidate, reasons: Mapping[str, str], area: Callable[[str], str]) -> Option:
    """A unit with all that speaks for it, the list of duties first."""
    words, said = table("suggest")["unit"], []
    if one.duty is not None:
        said.append(reasons.get(one.unit, one.duty.basis))
    if one.past is not None:
        form = words["all"] if one.past.count == one.past.all else words["some"]
        where = area(one.past.area) if one.past.area else words["everywhere"]
        said.append(form.format(where=where, all=one.past.all, count=one.past.count))
    if one.words:
        said.append(words["words"].format(words=listed(one.words)))
    sure = words["sure"].format(percent=round(one.confidence * 100))
    return Option(one.unit, directory().name(one.unit), tuple(said), sure)


def audit_of(order: Order, policy: Policy) -> list[dict[str, Any]]:
    """The audit points of the pack with what the form itself shows."""
    return [{"point": t.point.value, "label": in_words(t.point), "met": t.met} for t in dispatch.audit(order, policy)]


def routing(order: Order, policy: Policy, area: Callable[[str], str], line: str) -> dict[str, Any]:
    """Suggested lead units with their reasons, assisting ones, and the audit points with what the form itself shows."""
    found = options(order, policy, area, line)
    return {
        "options": found,
        "suggestions": found.leads,
        "helpers": found.helpers,
        "why": () if found.leads else found.why,
        "audit": audit_of(order, policy),
    }
