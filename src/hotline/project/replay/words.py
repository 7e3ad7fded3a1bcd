"""What a message is about, by the words in it: nature, content class, danger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hotline.core.policy import Policy
from hotline.core.vocabulary import EmergencyService, Urgency
from hotline.project.replay.texts import load

TITLE_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a simulated agent makes of a message. `danger`: the emergency line that comes to mind."""

    nature: str
    content_class: str
    urgency: Urgency
    danger: EmergencyService | None


@lru_cache(maxsize=64)
def understand(title: str, content: str, policy: Policy) -> Reading:
    """The best match of the cue table; title words count three times. Ties go to the earlier entry."""
    natures, classes, cues = _tables(policy)
    urgent = _hits(cues["urgent"], title, content) > 0
    return Reading(
        nature=_best(natures, title, content) or _default(policy, cues),
        content_class=_best(classes, title, content) or _known_class(policy, cues["default_class"]),
        urgency=Urgency.URGENT if urgent else Urgency.NORMAL,
        danger=_danger(cues, title, content),
    )


@lru_cache(maxsize=8)
def _tables(policy: Policy) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]], Any]:
    """Cues of the words this pack has, with the pack's own label and keywords among them."""
    cues = load("cues")
    natures = {t.id: [t.label, *t.keywords, *cues["natures"].get(t.id, ())] for t in policy.lists.natures}
    leaves = [t for t in policy.lists.content_classes if t.parent or "." in t.id]
    classes = {t.id: [t.label, *t.keywords, *cues["classes"].get(t.id, ())] for t in leaves}
    return natures, classes, cues


def _default(policy: Policy, cues: Any) -> str:
    named = cues["default_nature"]
    return str(named) if policy.nature(named) else policy.lists.natures[0].id


def _known_class(policy: Policy, named: str) -> str:
    return named if policy.content_class(named) else ""


def _hits(words: Iterable[str], title: str, content: str) -> int:
    return sum(TITLE_WEIGHT * (word in title) + (word in content) for word in words)


def _best(table: Mapping[str, list[str]], title: str, content: str) -> str:
    found, most = "", 0
    for ident, words in table.items():
        hits = _hits(words, title, content)
        if hits > most:
            found, most = ident, hits
    return found


def _danger(cues: Any, title: str, content: str) -> EmergencyService | None:
    for service, words in cues["emergencies"].items():
        if _hits(words, title, content):
            return EmergencyService(service)
    return None
