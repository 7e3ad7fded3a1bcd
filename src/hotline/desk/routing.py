"""What the dispatcher is shown beside the form: who answers for the matter and why, and what the audit still misses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hotline.accounts.selectors import directory
from hotline.core.policy import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import CommandName
from hotline.dispatch import selectors as dispatch
from hotline.infra.tongues import in_words

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


def options(order: Order, policy: Policy, area: Callable[[str], str]) -> Options:
    """Who could take the order, by the list of duties."""
    found = dispatch.suggest(order)
    term = policy.content_class(order.content_class)
    sentences = dispatch.explain(found, term.label if term else "", area(order.area) if order.area else "")
    leads = [found.lead] if found.lead else []
    leads += [c for c in found.alternatives if found.lead is None or c.unit != found.lead.unit]
    reasons = {r.unit: text for r, text in zip(found.why, sentences, strict=True) if r.unit}
    named = {c.unit for c in (*leads, *found.assisting)}
    return Options(
        tuple(Option(c.unit, directory().name(c.unit), (reasons.get(c.unit, c.duty.basis),)) for c in leads[:MOST]),
        tuple(Option(c.unit, directory().name(c.unit), (reasons.get(c.unit, c.duty.basis),)) for c in found.assisting),
        tuple(text for r, text in zip(found.why, sentences, strict=True) if r.unit not in named),
        found.lead is not None,
    )


def audit_of(order: Order, policy: Policy) -> list[dict[str, Any]]:
    """The audit points of the pack with what the form itself shows."""
    return [{"point": t.point.value, "label": in_words(t.point), "met": t.met} for t in dispatch.audit(order, policy)]


def routing(order: Order, policy: Policy, area: Callable[[str], str]) -> dict[str, Any]:
    """Suggested lead units with their reasons, assisting ones, and the audit points with what the form itself shows."""
    found = options(order, policy, area)
    return {
        "options": found,
        "suggestions": found.leads,
        "helpers": found.helpers,
        "why": () if found.leads else found.why,
        "audit": audit_of(order, policy),
    }
