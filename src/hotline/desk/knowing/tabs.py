"""The pages of the knowledge base that a person has, as tabs."""

from __future__ import annotations

from typing import Any

from hotline.accounts import policies
from hotline.desk.knowing.shown import words_of

PARTS = {
    "entries": "find_knowledge",
    "drafts": "write_knowledge",
    "review": "review_knowledge",
    "due": "write_knowledge",
    "feedback": "write_knowledge",
    "gaps": "lead_knowledge",
    "messages": "see_messages",
}
"""Lists of the work on it: the right each needs."""


def tabs(person: Any, current: str) -> list[dict[str, Any]]:
    """What this person can open, in its order. The words of those that are no lists stand in the template."""
    said = words_of("tabs")
    found = [("", "/knowledge/", "find_knowledge")]
    found += [(name, f"/knowledge/{name}/", action) for name, action in PARTS.items()]
    found += [
        ("announcements", "/announcements/", "find_knowledge"),
        ("health", "/knowledge/health/", "lead_knowledge"),
    ]
    return [
        {"label": said[name or "find"], "url": url, "current": name == current}
        for name, url, action in found
        if policies.can(person, action)
    ]
