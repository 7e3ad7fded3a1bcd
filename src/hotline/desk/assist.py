"""帮手: what helps an agent while a call is written down. One registry; a room adds its own panel.

At every pause in typing each panel of the person's rights is asked once. A panel may also suggest values for fields:
they stand beside the field until the person takes one; nothing is ever filled in by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.desks import commitments_for, desks_for, staffed
from hotline.core.policy.pack import Policy
from hotline.desk.words import table
from hotline.infra import clock
from hotline.intake.selectors import hints
from hotline.policy import registry

SUGGESTED = ("title", "place", "nature", "content_class", "area", "urgency")
"""Fields beside which a suggestion can stand."""

MOST_DESKS = 4
MOST_TOGETHER = 3
"""Suggestions beside one field: more are not read while somebody talks."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the form at a pause in typing. Never who the caller is: a panel needs the matter only."""

    person: Any
    line: str
    policy: Policy
    now: datetime
    title: str = ""
    content: str = ""
    place: str = ""
    nature: str = ""
    content_class: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a field of the form. `label` is what the person reads, `confidence` 0 to 1, `why` one sentence."""

    field: str
    value: str
    label: str
    confidence: float
    why: str = ""

    @property
    def sure(self) -> str:
        """The confidence in words."""
        text: str = table("agent")["suggestion"]["sure"]
        return text.format(percent=round(self.confidence * 100))


@dataclass(frozen=True, slots=True)
class Found:
    """What a panel has to say: the context of its template (empty: the panel is left out), and suggestions."""

    context: Mapping[str, Any] = field(default_factory=dict)
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """`title`: its name under `[panels]` in `words/agent.toml`; `action`: the right one needs, a row of
    `accounts.policies`; `find` is asked at each pause; `template` draws its context."""

    name: str
    title: str
    action: str
    find: Callable[[Asked], Found]
    template: str


def _hints(asked: Asked) -> Found:
    """Hints on the text while it is written; never a refusal (INT-3)."""
    if not asked.content.strip():
        return Found()
    found = hints(asked.line, asked.title, asked.content, asked.place, asked.nature)
    return Found({"hints": [h.text for h in found]} if found else {})


def _beside(asked: Asked) -> Found:
    """Who could be brought into the call for the chosen class, and what the hotline promises for it (INT-14)."""
    if not asked.content_class and not asked.nature:
        return Found()
    chosen = (asked.content_class, asked.nature)
    desks = desks_for(asked.policy, accounts.lines()[asked.line].code, *chosen)[:MOST_DESKS]
    fitting, rest = commitments_for(asked.policy, *chosen)
    if not (desks or fitting or rest):
        return Found()
    seats = [
        {"label": d.label, "text": d.text, "expert": d.expert, "away": staffed(asked.policy, d, asked.now) is False}
        for d in desks
    ]
    return Found({"desks": seats, "commitments": fitting, "other_commitments": rest})


PANELS: tuple[Panel, ...] = (
    Panel("hints", "hints", "register", _hints, "desk/assist/hints.html"),
    Panel("beside", "beside", "register", _beside, "desk/assist/beside.html"),
)
"""In the order in which they stand. Another room adds its own line here."""


def asked_of(person: Any, line: str, typed: Mapping[str, str]) -> Asked:
    """What the form says, out of what was posted."""
    names = ("title", "content", "place", "nature", "content_class")
    policy = registry.load(accounts.lines()[line].pack)
    return Asked(person, line, policy, clock.now(), **{name: typed.get(name, "") for name in names})


def helped(asked: Asked) -> dict[str, Any]:
    """Context of `desk/assist.html`: the panels that have something to say, and suggestions by field."""
    titles = table("agent")["panels"]
    shown, suggestions = [], []
    for panel in PANELS:
        if not policies.can(asked.person, panel.action):
            continue
        found = panel.find(asked)
        suggestions += found.suggestions
        if found.context:
            shown.append(
                {"name": panel.name, "title": titles[panel.title], "template": panel.template, **found.context}
            )
    return {"panels": shown, "suggested": _by_field(suggestions), "written": bool(asked.content.strip())}


def _by_field(suggestions: Iterable[Suggestion]) -> list[tuple[str, list[Suggestion]]]:
    """Every field with its suggestions, surest first; a field without any is named, too: its place is emptied."""
    found: dict[str, list[Suggestion]] = {name: [] for name in SUGGESTED}
    for one in sorted(suggestions, key=lambda s: -s.confidence):
        if one.field in found and len(found[one.field]) < MOST_TOGETHER:
            found[one.field].append(one)
    return list(found.items())
