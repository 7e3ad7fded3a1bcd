"""Those who watch: the supervision desk, the inspection office, the analyst."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from hotline.accounts import policies
from hotline.core.vocabulary import SupervisionReason
from hotline.desk.context import unit_name
from hotline.desk.homes import slots
from hotline.desk.homes.matrix import matrix
from hotline.desk.homes.waiting import seen_row, waiting
from hotline.desk.homes.yesterday import pack_of
from hotline.desk.periods import named
from hotline.desk.queues import Entry
from hotline.desk.stages import stage_title
from hotline.desk.times import short_stamp
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.insight import selectors as insight
from hotline.orders import selectors
from hotline.policy import registry
from hotline.supervision import selectors as room

UNITS = 40
"""Units in the matrix; all of them are one press away."""
CANDIDATES = 6
SUPERVISED = 8


def _proposed(person: Any) -> list[dict[str, str]]:
    """Orders for which the system proposes a supervision order, the oldest first."""
    now = clock.now()
    return [
        {
            "url": f"/{found.number}/?on={found.assignment}",
            "number": found.number,
            "unit": unit_name(found.unit),
            "title": in_words(SupervisionReason(found.reason)),
            "since": short_stamp(found.since, now),
        }
        for found in room.open_candidates(person, limit=CANDIDATES)
    ]


def supervision(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """What burns where, and what waits for the supervision desk itself."""
    person, every = request.user, bool(request.GET.get("all"))
    found = matrix(selectors.burning(person.lines, clock.now()), 2000 if every else UNITS)
    return {
        "matrix": found,
        "candidates": _proposed(person),
        "waits": waiting(person, rail, ("to_judge", "supervised", "endorsements", "objections", "disputes")),
        "may_urge": policies.can(person, "act"),
    }


def inspection(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """What is late, supervised, done again, and who is held to account. There is nothing to press here."""
    person = request.user
    return {
        "waits": waiting(person, rail, ("overdue", "supervised"), SUPERVISED),
        "procedures": [
            seen_row(row) | {"step": _step(row)} for row in selectors.in_units(person, "procedures", SUPERVISED)
        ],
        "rework": [seen_row(row) | {"redo": row.redo} for row in selectors.in_units(person, "rework", SUPERVISED)],
        "audit": policies.can(person, "search_audit"),
    }


def _step(row: Any) -> str:
    kind, _, stage = row.step.partition(".")
    return stage_title(registry.release(row.pack, row.release), kind, stage) if stage else ""


def analysis(request: HttpRequest, rail: list[Entry]) -> dict[str, Any]:
    """The figures of this week with their trends, and what is talked about."""
    from hotline.desk.views.board import Asked, figures_of

    person, mine = request.user, insight.packs_of(request.user)
    if not mine:
        return {"nothing": True, "topics": slots.filled(slots.TOPICS, person)}
    this = Asked(person, pack_of(person, request.GET.get("pack", "")), named("week", clock.today()))
    return {
        **figures_of(this),
        "boards": [{"title": registry.load(pack).title, "pack": pack, "current": pack == this.pack} for pack in mine],
        "board": this.url(),
        "topics": slots.filled(slots.TOPICS, person),
    }
