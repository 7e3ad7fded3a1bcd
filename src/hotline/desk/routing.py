"""What the dispatcher is shown beside the form: who answers for the matter and why, and what the audit still misses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hotline.accounts.selectors import directory
from hotline.core.policy import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import CommandName
from hotline.dispatch import selectors as dispatch

MOST = 3
ROUTED = frozenset({CommandName.ASSIGN_TO_UNIT, CommandName.RULE_DISPUTE, CommandName.GIVE_INSTRUCTION})


def routing(order: Order, policy: Policy, area: Callable[[str], str]) -> dict[str, Any]:
    """Suggested lead units with their reasons, assisting ones, and the audit points with what the form itself shows."""
    found = dispatch.suggest(order)
    term = policy.content_class(order.content_class)
    sentences = dispatch.explain(found, term.label if term else "", area(order.area) if order.area else "")
    candidates = [found.lead] if found.lead else []
    candidates += [c for c in found.alternatives if found.lead is None or c.unit != found.lead.unit]
    reasons = {r.unit: text for r, text in zip(found.why, sentences, strict=True) if r.unit}
    return {
        "suggestions": [
            {"unit": c.unit, "name": directory().name(c.unit), "reason": reasons.get(c.unit, c.duty.basis)}
            for c in candidates[:MOST]
        ],
        "helpers": [{"unit": c.unit, "name": directory().name(c.unit)} for c in found.assisting],
        "why": [text for r, text in zip(found.why, sentences, strict=True) if not r.unit] if not candidates else [],
        "audit": [{"point": t.point.value, "label": t.point.zh, "met": t.met} for t in dispatch.audit(order, policy)],
    }
