"""Pages beside the queues: rules, calendar, figures, sheets, lists. Who has which follows from the role."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from hotline.accounts import policies
from hotline.desk.inspecting import sheets_of
from hotline.desk.outreach import CAMPAIGNS, GOODS, lines_with
from hotline.desk.words import say


class Tool(NamedTuple):
    """`name` is the address and the word in `pages.toml [tools]`; `action` the row of accounts.policies."""

    name: str
    action: str
    needs: str = ""
    """What the pack of one of the person's lines must have: a list of `Lists`."""


RECORDINGS = "recordings"
"""A score sheet for recordings."""

TOOLS = (
    Tool("knowledge", "find_knowledge"),
    Tool("announcements", "find_knowledge"),
    Tool("diagnosis", "lead_knowledge"),
    Tool("board", "see_board"),
    Tool("topics", "see_topics"),
    Tool("warnings", "see_topics"),
    Tool("screen", "see_screen"),
    Tool("scores", "open_scores", "score_sheets"),
    Tool("quality", "open_quality", RECORDINGS),
    Tool("rules", "read_rules"),
    Tool("calendar", "read_rules"),
    Tool("duties", "read_duties"),
    Tool("screens", "administer"),
    Tool("calls", "see_campaigns", CAMPAIGNS),
    Tool("market", "use_market", GOODS),
    Tool("admin-units", "administer"),
    Tool("audit", "search_audit"),
)


def tools_of(person: Any, current: str = "") -> list[dict[str, Any]]:
    """The pages this person may open, in their order."""
    return [
        {"label": say(f"tools.{tool.name}"), "url": reverse(tool.name), "current": tool.name == current}
        for tool in TOOLS
        if policies.can(person, tool.action) and _has(person, tool.needs)
    ]


def _has(person: Any, what: str) -> bool:
    if what == RECORDINGS:
        return bool(sheets_of(person))
    return not what or bool(lines_with(person, what))
