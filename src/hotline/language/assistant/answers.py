"""An answer is looked at before anybody sees it: a closed shape for each task, quotes that stand in the material,
codes that were offered. Whatever else it says is dropped; nothing of it is ever an instruction."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from hotline.language.assistant.shapes import Material, Task

LONGEST = {"summary": 400, "point": 120, "reply": 1500, "quote": 200, "what": 120, "title": 50, "place": 80}
"""Characters that are kept of each text of an answer."""
MOST_POINTS, MOST_CONTRADICTIONS = 5, 8
SAID, WRITTEN = ("call", "content", "steps"), ("title", "content", "place", "area", "units", "inner", "answer", "steps")
"""Parts in which a quote of the citizen, and one of the order, may stand."""
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


class Broken(ValueError):
    """The text is no answer to the question."""


def read(task: Task, text: str, texts: Mapping[str, str], material: Material) -> dict[str, Any]:
    """What of the answer may be shown; empty when it has nothing to say. Raises Broken."""
    return _READERS[task](_object(text), texts, material)


def _object(text: str) -> Mapping[str, Any]:
    """The JSON object in the answer; models wrap it in thoughts and fences."""
    text = _THOUGHT.sub("", text)
    start, end = text.find("{"), text.rfind("}")
    try:
        found = json.loads(text[start : end + 1]) if 0 <= start < end else None
    except (ValueError, RecursionError) as wrong:
        raise Broken("no JSON") from wrong
    if not isinstance(found, dict):
        raise Broken("no object")
    return found


def _summary(found: Mapping[str, Any], texts: Mapping[str, str], material: Material) -> dict[str, Any]:
    summary = _text(found, "summary")
    if not summary:
        raise Broken("no summary")
    points = [line for one in _list(found, "points") if (line := _cut(one, "point"))]
    return {"summary": summary, "points": points[:MOST_POINTS]}


def _draft(found: Mapping[str, Any], texts: Mapping[str, str], material: Material) -> dict[str, Any]:
    reply = _text(found, "reply")
    if not reply:
        raise Broken("no reply")
    return {"reply": reply}


def _compare(found: Mapping[str, Any], texts: Mapping[str, str], material: Material) -> dict[str, Any]:
    if not isinstance(found.get("contradictions"), list):
        raise Broken("no list")
    kept = []
    for one in found["contradictions"]:
        if not isinstance(one, dict):
            continue
        said, written = _cut(one.get("said"), "quote"), _cut(one.get("written"), "quote")
        if said and written and _stands(said, SAID, texts) and _stands(written, WRITTEN, texts):
            kept.append({"said": said, "written": written, "what": _cut(one.get("what"), "what")})
    return {"contradictions": kept[:MOST_CONTRADICTIONS]} if kept else {}


def _fill(found: Mapping[str, Any], texts: Mapping[str, str], material: Material) -> dict[str, Any]:
    fields = {}
    if title := _text(found, "title"):
        fields["title"] = title
    place = _text(found, "place")
    if place and _stands(place, ("content", "title"), texts):
        fields["place"] = place
    for name, offered in material.choices.items():
        if isinstance(found.get(name), str) and found[name] in offered:
            fields[name] = found[name]
    return fields


_READERS: dict[Task, Callable[[Mapping[str, Any], Mapping[str, str], Material], dict[str, Any]]] = {
    Task.SUMMARY: _summary,
    Task.DRAFT: _draft,
    Task.COMPARE: _compare,
    Task.FILL: _fill,
}


def _stands(quote: str, parts: tuple[str, ...], texts: Mapping[str, str]) -> bool:
    """Whether the words stand in one of the parts, spaces apart."""
    wanted = "".join(quote.split())
    return any(wanted in "".join(texts.get(part, "").split()) for part in parts)


def _text(found: Mapping[str, Any], name: str) -> str:
    return _cut(found.get(name), name)


def _cut(value: Any, name: str) -> str:
    """A text without signs that no page shows, at most as long as its name allows."""
    if not isinstance(value, str):
        return ""
    plain = "".join(sign for sign in value if sign == "\n" or sign.isprintable())
    return plain.strip()[: LONGEST[name]]


def _list(found: Mapping[str, Any], name: str) -> list[Any]:
    value = found.get(name)
    return value if isinstance(value, list) else []
