"""同一事项: orders of the same matter while it is typed, whether they make a group, and answers that may be quoted."""

from __future__ import annotations

from typing import Any

from hotline.accounts.selectors import directory
from hotline.desk.assisting import Asked, Found
from hotline.desk.times import stamp
from hotline.desk.understanding import reading
from hotline.desk.words import table
from hotline.infra.masking import mask_inside
from hotline.infra.tongues import in_words, listed
from hotline.intake.grouping import ENDED, together
from hotline.orders.alike import Alike, Typed
from hotline.orders.alike import same_matter as orders_like

FEWEST = 8
"""Characters below which a matter cannot be told from others."""
SHOWN = 4


def same_matter(asked: Asked) -> Found:
    """The panel. Nothing when no order is of the same matter, as far as this person may see."""
    if len(asked.content.strip()) < FEWEST:
        return Found()
    place = asked.place or reading.place_of(asked.content, asked.read)[0]
    found = orders_like(asked.person, Typed(asked.title, asked.content, place, asked.content_class))
    if not found:
        return Found()
    group, words = together(found), table("suggest")["same"]
    parent = group.parent
    said = words["count"].format(count=group.count, live=group.live) if group.count > 1 else ""
    # What may be answered from stands first: it is never among those that are not shown.
    rows = [_row(one, asked) for one in sorted(found, key=lambda one: not one.answer)[:SHOWN]]
    return Found({"said": said, "parent": parent.number if parent else "", "rows": rows})


def _row(one: Alike, asked: Asked) -> dict[str, Any]:
    words, row = table("suggest")["same"], one.row
    return {
        "number": row.number,
        "title": mask_inside(row.title),
        "phase": in_words(row.phase),
        "live": row.phase not in ENDED,
        "unit": directory().name(row.lead_unit) if row.lead_unit else "",
        "at": stamp(row.registered_at, asked.now),
        "sure": words["sure"].format(percent=round(one.score * 100)),
        "why": listed(words["reasons"][reason.value] for reason in one.reasons),
        "answer": one.answer,
        "version": row.version,
    }
