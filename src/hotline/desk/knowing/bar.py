"""The bar over the agent's page: what is announced on the person's hotlines now, and topics that tell of a change."""

from __future__ import annotations

from typing import Any

from hotline.accounts import policies
from hotline.desk.knowing.shown import lines_for, touched
from hotline.knowledge.announcing import topic
from hotline.knowledge.selectors import holding

MOST = 8


def announced(person: Any) -> dict[str, Any]:
    """Context of `desk/knowledge/bar.html`."""
    if not policies.can(person, "find_knowledge"):
        return {"announced": []}
    return {"announced": [touched(one) for one in holding(person.lines)[:MOST]]}


def announced_topics(person: Any) -> list[str]:
    """What a page of this person listens to beside its lists."""
    if not policies.can(person, "find_knowledge"):
        return []
    return [topic(line) for line in lines_for(person) if line in person.lines]
