"""帮手: what helps an agent while a call is written down. One registry; a room adds its own panel.

At every pause in typing each panel of the person's rights is asked once. A panel may also suggest values for fields:
they stand beside the field until the person takes one; nothing is ever filled in by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hotline.accounts import policies
from hotline.accounts import selectors as accounts
from hotline.core.desks import commitments_for, desks_for, staffed
from hotline.desk.assisting import Asked, Found, Panel, Suggestion
from hotline.desk.diagnosing.panel import diagnosis
from hotline.desk.forms.read import LONGEST
from hotline.desk.knowing import panels
from hotline.desk.understanding.same import same_matter
from hotline.desk.understanding.suggested import suggested
from hotline.desk.words import table
from hotline.infra import clock
from hotline.intake.selectors import hints
from hotline.language.shapes import Suggestion as Offered
from hotline.policy import registry

SUGGESTED = ("title", "place", "nature", "content_class", "area", "urgency", "phone", "name")
"""Fields beside which a suggestion can stand."""

MOST_DESKS = 4
MOST_KEY = 64
MOST_TOGETHER = 3
"""Suggestions beside one field: more are not read while somebody talks."""


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


def _announced(asked: Asked) -> Found:
    """Announcements in which the place, the area or the address lies now (KNW-4)."""
    return Found(
        panels.announcements(asked.line, f"{asked.title} {asked.content}", asked.place, asked.area, asked.address)
    )


def _known(asked: Asked) -> Found:
    """Entries that answer the matter, with the area and the class taken into account (KNW-2)."""
    text = asked.content or asked.title
    return Found(panels.entries(asked.person, asked.line, text, asked.area, asked.content_class))


PANELS: tuple[Panel, ...] = (
    Panel("suggested", "suggested", "register", suggested, ""),
    Panel("announcements", "announcements", "find_knowledge", _announced, "desk/assist/announcements.html"),
    Panel("same", "same", "register", same_matter, "desk/assist/same.html"),
    Panel("diagnosis", "diagnosis", "register", diagnosis, "desk/assist/diagnosis.html"),
    Panel("knowledge", "knowledge", "find_knowledge", _known, "desk/assist/knowledge.html"),
    Panel("hints", "hints", "register", _hints, "desk/assist/hints.html"),
    Panel("beside", "beside", "register", _beside, "desk/assist/beside.html"),
)
"""In the order in which they stand. Another room adds its own line here."""


def asked_of(person: Any, line: str, typed: Mapping[str, str]) -> Asked:
    """What the form says, out of what was posted."""
    names = ("title", "content", "place", "nature", "content_class", "area", "address")
    policy = registry.load(accounts.lines()[line].pack)
    said = {name: typed.get(name, "")[:LONGEST] for name in names} | {"key": typed.get("key", "")[:MOST_KEY]}
    return Asked(person, line, policy, clock.now(), **said)


def helped(asked: Asked) -> dict[str, Any]:
    """Context of `desk/assist.html`: the panels that have something to say, and suggestions by field."""
    titles = table("agent")["panels"]
    shown, suggestions, offers = list[dict[str, Any]](), list[Suggestion](), list[Offered]()
    apart: dict[str, Any] = {}
    for panel in PANELS:
        if not policies.can(asked.person, panel.action):
            continue
        found = panel.find(asked)
        suggestions += found.suggestions
        offers += found.offers
        apart |= found.apart
        if found.context:
            shown.append(
                {"name": panel.name, "title": titles[panel.title], "template": panel.template, **found.context}
            )
    fields = _by_field(suggestions)
    return apart | {"panels": shown, "suggested": fields, "offers": offers, "written": bool(asked.content.strip())}


def _by_field(suggestions: Iterable[Suggestion]) -> list[tuple[str, list[Suggestion]]]:
    """Every field with its suggestions, surest first; a field without any is named, too: its place is emptied."""
    found: dict[str, list[Suggestion]] = {name: [] for name in SUGGESTED}
    for one in sorted(suggestions, key=lambda s: -s.confidence):
        known = {other.value for other in found.get(one.field, ())}
        if one.field in found and one.value not in known and len(known) < MOST_TOGETHER:
            found[one.field].append(one)
    return list(found.items())
