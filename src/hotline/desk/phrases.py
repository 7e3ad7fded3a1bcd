"""规范用语: what to say in which situation, as the pack has it (INT-15)."""

from __future__ import annotations

import re

from hotline.core.policy.pack import Policy
from hotline.desk.words import say, table

_BLANK = re.compile(r"\{\w+\}")
"""Places in a phrase that the agent fills while speaking."""


def phrases_of(policy: Policy) -> list[dict[str, str]]:
    """The pack's phrases in its order, each with the situation in a word; no word where the pack's own is not known."""
    titles: dict[str, str] = table("agent")["situations"]
    return [
        {"when": titles.get(p.situation.partition(".")[0], ""), "text": _BLANK.sub(say("new.blank"), p.text)}
        for p in policy.lists.phrases
    ]
