"""帮手 on the agent's page: entries that answer what is typed, and announcements that hold for where it is about."""

from __future__ import annotations

from typing import Any

from hotline.desk.knowing.shown import hit_row, touched
from hotline.knowledge.selectors import Asked, current, find

HITS = 4
NOTICES = 3
FEWEST = 4
"""Characters below which the text of a matter says nothing yet."""


def entries(person: Any, line: str, text: str, area: str, content_class: str) -> dict[str, Any]:
    """Not logged: half a sentence is no search. What is learned is learned when the order is answered (`used.py`)."""
    if len(text.strip()) < FEWEST:
        return {}
    found = find(person, Asked(text, line, area, content_class), limit=HITS, log=False)
    return {"hits": [hit_row(hit) for hit in found.hits]} if found.hits and found.sure else {}


def announcements(line: str, text: str, place: str, area: str, address: str) -> dict[str, Any]:
    """What was announced for this area, or names a place that was said: in the matter, its place, or the address.

    Nothing is shown before anything was said: what holds for everybody stands in the bar above the form.
    """
    said = " ".join(part for part in (place, address, text) if part.strip())
    if not said and not area:
        return {}
    found = [one for one in current(line, area, said) if one.sure or (one.in_area and one.announcement.areas)]
    return {"announcements": [touched(one) for one in found[:NOTICES]]} if found else {}
