"""Those who lead: the director of the centre, and the city's leaders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from hotline.core.commands import GiveInstruction
from hotline.core.vocabulary import ClockState, CommandName, DocumentState
from hotline.desk import homes
from hotline.desk.context import order_page, unit_name
from hotline.desk.forms.shape import shape_of
from hotline.desk.homes import slots, yesterday
from hotline.desk.homes.matrix import matrix
from hotline.desk.homes.waiting import row_of, waiting
from hotline.desk.order_forms import form_of
from hotline.desk.pieces import chip_piece
from hotline.desk.queues import Entry
from hotline.desk.times import chip, day_of, due_stamp, short_stamp
from hotline.desk.words import table
from hotline.infra import clock
from hotline.orders import selectors
from hotline.orders.results import NotFound

RISKS = 12
NOT_MINE = frozenset({"open", "overdue"})
"""Lists of the director that are there to look things up; the others wait for a word."""
WAITING = 30


def director(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """What was yesterday, what is at risk today, what waits for the director's word."""
    person, now = request.user, clock.now()
    pack = yesterday.pack_of(person, request.GET.get("pack", ""))
    day = clock.local(now).date() - timedelta(days=1)
    return {
        "day": day_of(day, now),
        "lines": yesterday.lines_of(person, pack, day) if pack else [],
        "packs": yesterday.packs_to_choose(person, pack),
        "risks": matrix(selectors.burning(person.lines, now), RISKS),
        "waits": waiting(person, rail, [entry.name for entry in rail if entry.name not in NOT_MINE]),
        "warnings": slots.filled(slots.WARNINGS, person),
    }


def leader(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """One submission after the other with the form beside it; below, what was instructed and how it went."""
    person = request.user
    rows = selectors.heads(person, ["awaiting_instruction"], WAITING).get("awaiting_instruction", ())
    wanted = request.GET.get("n", "")
    chosen = next((row for row in rows if row.number == wanted), rows[0] if rows else None)
    return {
        "form_part": "desk/home_card.html",
        "card": _card(request, chosen) if chosen else None,
        "others": [
            row_of(row, "awaiting_instruction") | {"url": f"/start/leader/?n={row.number}"}
            for row in rows
            if row is not chosen
        ],
        "instructed": [_told(one) for one in selectors.instructed_by(person)],
    }


def _card(request: HttpRequest, row: Any) -> dict[str, Any] | None:
    """A submission: what it is about, what is asked, until when; and the form of the instruction."""
    try:
        found, ready = order_page(request.user, row.number, homes.PREFIX + "leader", row.subject)
    except NotFound:
        return None
    shape = shape_of(CommandName.GIVE_INSTRUCTION)
    allowed = any(o.command is GiveInstruction.NAME and o.target == row.subject and not o.refusal for o in found.offers)
    asked = next((document for document in found.documents if document.id == row.subject), None)
    return {
        "number": row.number,
        "url": f"/{row.number}/?q=awaiting_instruction&on={row.subject}",
        "title": row.title,
        "content": found.order.content,
        "place": row.place,
        "unit": row.unit_name or unit_name(found.row.lead_unit),
        "asked": _asked(found, row.subject),
        "since": short_stamp(asked.issued_at, found.now) if asked else "",
        "due": due_stamp(row.due_at, found.now) if row.due_at else "",
        "chip": chip_piece(chip(row.due_at, "", found.now)) if row.due_at else "",
        "form": form_of(found, ready, shape, row.subject) if allowed else None,
    }


def _asked(found: Any, document: str) -> str:
    """The text of the submission: it is in its event."""
    for record in found.timeline:
        about = getattr(record.event, "document", None)
        if getattr(about, "id", "") == document:
            return str(getattr(record.event, "text", ""))
    return ""


def _told(one: Any) -> dict[str, Any]:
    """An instruction with what became of it."""
    words, now = table("homes")["instructed"], clock.now()
    late = one.late or one.state is ClockState.LATE
    if one.document is DocumentState.ENDED:
        said = words["ended_late" if late else "ended"]
    elif one.document is DocumentState.INSTRUCTED:
        said = words["late" if late else "open"]
    else:
        said = words["gone"]
    waits = one.document is DocumentState.INSTRUCTED
    return {
        "url": f"/{one.number}/",
        "number": one.number,
        "title": one.title,
        "unit": unit_name(one.unit),
        "text": one.text,
        "at": short_stamp(one.at, now),
        "said": said,
        "late": late,
        "done": one.document is DocumentState.ENDED and not late,
        "chip": chip_piece(chip(one.due_at, one.state or "", now)) if waits and one.due_at else "",
    }
