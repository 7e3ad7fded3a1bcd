"""Pages beside the queues: rules, calendar, figures, sheets, lists. Who has which follows from the role."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import reverse

from hotline.accounts import policies
from hotline.desk.inspecting import sheets_of
from hotline.desk.outreach import CAMPAIGNS, GOODS, lines_with
from hotline.desk.words import say
from hotline.infra.tongues import kept


class Tool(NamedTuple):
    """`name` is the address and the word in `pages.toml [tools]`; `action` the row of accounts.policies."""

    name: str
    action: str
    group: str
    """The heading it stands under, a word in `pages.toml [tool_groups]`; tools of a group follow one another."""
    needs: str = ""
    """What the pack of one of the person's lines must have: a list of `Lists`."""


RECORDINGS = "recordings"
"""A score sheet for recordings."""

TOOLS = (
    Tool("knowledge", "find_knowledge", "known"),
    Tool("announcements", "find_knowledge", "known"),
    Tool("diagnosis", "lead_knowledge", "known"),
    Tool("board", "see_board", "figures"),
    Tool("topics", "see_topics", "figures"),
    Tool("warnings", "see_topics", "figures"),
    Tool("screen", "see_screen", "figures"),
    Tool("scores", "open_scores", "judged", "score_sheets"),
    Tool("quality", "open_quality", "judged", RECORDINGS),
    Tool("rules", "read_rules", "rules"),
    Tool("calendar", "read_rules", "rules"),
    Tool("duties", "read_duties", "rules"),
    Tool("calls", "see_campaigns", "outward", CAMPAIGNS),
    Tool("market", "use_market", "outward", GOODS),
    Tool("admin-units", "administer", "running"),
    Tool("screens", "administer", "running"),
    Tool("audit", "search_audit", "running"),
)


def tools_of(person: Any, current: str = "") -> tuple[dict[str, Any], ...]:
    """The pages this person may open, in their order; `heading` with the first of each group."""
    mine = tuple(tool for tool in TOOLS if policies.can(person, tool.action) and _has(person, tool.needs))
    return _worded(mine, current)


@kept(200)
def _worded(mine: tuple[Tool, ...], current: str) -> tuple[dict[str, Any], ...]:
    """The menu of everybody with these pages: worked out once, because each page has it."""
    return tuple(
        {
            "label": say(f"tools.{tool.name}"),
            "url": reverse(tool.name),
            "current": tool.name == current,
            "heading": "" if before and before.group == tool.group else say(f"tool_groups.{tool.group}"),
        }
        for before, tool in zip([None, *mine], mine, strict=False)
    )


def _has(person: Any, what: str) -> bool:
    if what == RECORDINGS:
        return bool(sheets_of(person))
    return not what or bool(lines_with(person, what))
