"""What differs between two texts of a scenario, step by step, in the words of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hotline.core.codec import encode
from hotline.core.diagnosis.shapes import Scenario
from hotline.desk.diagnosing.drawing import named
from hotline.desk.diagnosing.fields import ORDER
from hotline.desk.diagnosing.shown import words_of
from hotline.infra.tongues import listed

LEADS = frozenset({"to", "nothing", "down", "otherwise", "skip_to", "start"})
"""Fields that name a step: its words are shown, not its name."""
_NAMED = frozenset({"arguments", "fields", "given", "ways"})
"""Fields whose parts carry names of the writer's own."""
_FILED = {field: name for name, field in ORDER.items()} | {"unit": "hand_to"}
_CODES = {"kind": "answer_kind", "operator": "operator", "ending": "ending", "fills": "fills"}


def differences(one: Scenario, other: Scenario) -> list[dict[str, str]]:
    """Steps that are new, gone or changed, with both texts."""
    said = words_of("compare")
    before, after = ({s.id: s for s in x.steps} for x in (one, other))
    heads = [replace(x, steps=()) for x in (one, other)]
    rows = [] if heads[0] == heads[1] else [_difference(said["head"], said["changed"], *heads, one, other)]
    for ident in dict.fromkeys((*before, *after)):
        a, b = before.get(ident), after.get(ident)
        if a != b:
            how = said["added"] if a is None else said["removed"] if b is None else said["changed"]
            rows.append(_difference(named(other if b else one, ident), how, a, b, one, other))
    return rows


def _difference(name: str, how: str, a: Any, b: Any, one: Scenario, other: Scenario) -> dict[str, str]:
    left, right = (encode(x) if x else {} for x in (a, b))
    keys = [key for key in dict.fromkeys((*left, *right)) if left.get(key) != right.get(key)]
    return {"step": name, "how": how, "one": _told(left, keys, one), "other": _told(right, keys, other)}


def _told(row: Mapping[str, Any], keys: list[str], of: Scenario) -> str:
    labels = words_of("fields")
    said = ((labels.get(key, key), in_line(key, row.get(key), of)) for key in keys)
    return "\n".join(f"{label}  {text}" for label, text in said if text)


def in_line(key: str, value: Any, of: Scenario) -> str:
    """A field of a step in words; empty where it holds nothing."""
    if isinstance(value, bool):
        return str(words_of("compare")["yes" if value else "no"])
    if isinstance(value, Mapping):
        told = ((_label(key, k), in_line(_inner(key, k), v, of)) for k, v in value.items())
        return listed(f"{label} {text}".strip() for label, text in told if text)
    if isinstance(value, (list, tuple)):
        return "\n".join(filter(None, (in_line("", one, of) for one in value)))
    text = str(value or "")
    if key in LEADS:
        return named(of, text) if text else ""
    return str(words_of(_CODES[key]).get(text, text)) if key in _CODES else text


def _label(key: str, name: str) -> str:
    """What stands before one part of a field: a name that somebody gave, or the words of a column."""
    if key in _NAMED:
        return name
    if key == "order":
        return str(words_of("fields")[_FILED[name]])
    return str(words_of("columns").get(name, ""))


def _inner(key: str, name: str) -> str:
    return name if key not in _NAMED else "to" if key == "ways" else ""
