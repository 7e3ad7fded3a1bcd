"""诊断 in 帮手: which scenario the text is about, and all that the line has; a run of this call that goes on."""

from __future__ import annotations

from typing import Any

from hotline.desk.assisting import Asked, Found
from hotline.desk.diagnosing.shown import words_of
from hotline.infra.tongues import listed
from hotline.knowledge.diagnosis import after, scenarios
from hotline.knowledge.diagnosis.detecting import detect

FEWEST = 4
"""Characters below which a text says nothing yet."""
SUREST = 99
"""Per cent; a proposal is never certain."""


def diagnosis(asked: Asked) -> Found:
    """The scenarios that are proposed, surest first, and the others by name."""
    if len(asked.content.strip()) < FEWEST:
        return Found()
    known = scenarios.of_line(asked.line)
    if not known:
        return Found()
    every = [one.scenario for one in known.values()]
    found = detect(every, asked.content, asked.title, asked.content_class)
    said = words_of("panel")
    proposed: list[dict[str, Any]] = [
        {
            "name": one.name,
            "title": one.title,
            "confidence": f"{one.confidence:.3f}",
            "sure": said["sure"].format(percent=min(SUREST, round(one.confidence * 100))),
            "why": said["why"].format(words=listed(one.words[:3])) if one.words else said["alike"],
        }
        for one in found
    ]
    names = {one.name for one in found}
    others = sorted((one.title, one.id) for one in every if one.id not in names)
    going = after.of_call(asked.person, asked.key)
    return Found({"proposed": proposed, "others": others, "going": going})
