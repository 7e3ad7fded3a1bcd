"""Emergencies in a text: said at once, for a person to decide. Never stored: what a text says is read again.

Two levels: an alarm in red with the number to call, or a quiet line in amber that asks for a glance.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hotline.core.policy.pack import Policy
from hotline.core.state import Order
from hotline.core.vocabulary import EmergencyService, Phase
from hotline.desk.words import table
from hotline.infra.tongues import in_words, listed
from hotline.language.emergency import ANY_KIND, Flag, Level, flags

MOST_WORDS = 3
LONGEST_WORDS = (8, 16)
"""Words of the first length where there are any, else of the second; a whole sentence only where there is no other."""
_SERVICES = {service.value: service for service in EmergencyService}


WAITING = frozenset({Phase.REGISTERED, Phase.SENT_BACK, Phase.AWAITING_DISPATCH})


def alarm(text: str, policy: Policy) -> dict[str, Any]:
    """Context of `desk/assist/alarm.html`: what may be going on now, or what deserves a glance. Empty: nothing."""
    found = flags(text, policy.lists.emergencies) if text.strip() else []
    now = [one for one in found if one.level is Level.NOW]
    rest = [one for one in found if one.level is not Level.NOW]
    if not found:
        return {}
    words = table("suggest")["alarm"]
    codes = dict.fromkeys(one.service for one in now if one.service in _SERVICES)
    return {
        "now": words["now"].format(what=_labels(now), said=_said(now)) if now else "",
        "services": [{"code": code, "label": in_words(_SERVICES[code])} for code in codes],
        "look": "" if now else _look(rest, words),
        "first": now[0].label if now else "",
        "what": _labels(now),
        "said": _said(now),
    }


def noted(order: Order, policy: Policy) -> dict[str, Any]:
    """The same on an order nobody has acted on yet, for who opens it."""
    found = alarm(f"{order.title}\n{order.content}", policy) if order.phase in WAITING else {}
    if found.get("now"):
        found["now"] = table("suggest")["alarm"]["order"].format(what=found["what"], said=found["said"])
    return found | {"services": []}


def _labels(found: Iterable[Flag]) -> str:
    return listed(one.label for one in found)


def _look(found: list[Flag], words: dict[str, str]) -> str:
    """What was only heard between the words has no words of its own to show."""
    shown = "look_plain" if found[0].kind == ANY_KIND else "look"
    return words[shown].format(what=_labels(found), said=_said(found))


def _said(found: Iterable[Flag]) -> str:
    """The words in the order they stand in: short ones where there are any, none inside another, none twice."""
    spans = sorted({span for one in found for span in one.said}, key=lambda span: (span[0] - span[1], span))
    fitting = next(filter(None, ([s for s in spans if s[1] - s[0] <= most] for most in LONGEST_WORDS)), spans)
    chosen: list[tuple[int, int, str]] = []
    for begin, end, word in fitting:
        if all(end <= b or begin >= e for b, e, _ in chosen) and all(word != w for *_, w in chosen):
            chosen.append((begin, end, word))
    return listed(word for *_, word in sorted(chosen)[:MOST_WORDS])
