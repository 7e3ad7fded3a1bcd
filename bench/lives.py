"""Whole lives of orders for the bench: who does what next, seen from the state of the order alone.

The same director drives the pure core (`decide`), the services (`apply`) and the seeding of 100,000 orders, so the mix
of commands is the same everywhere. Shares are a guess at an ordinary hotline; they are printed with the figures.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from hotline.core import commands as c
from hotline.core.state import Assignment, Order, UnitFacts
from hotline.core.vocabulary import (
    AnswerBasis,
    AssignmentState,
    Channel,
    ClockState,
    ContactField,
    ContactMethod,
    Outcome,
    Phase,
    RequestState,
    ReworkMode,
    ReworkReason,
    Role,
    Urgency,
)
from hotline.project.sample import messages

DIRECT, PLAIN, PASSED, JOINT, EXTENDED, RETURNED, REDONE, UNREACHABLE, LATE = (
    "answered directly",
    "one unit",
    "passed down a level",
    "lead and assisting unit",
    "extension or commitment",
    "returned and given to another unit",
    "dissatisfied, done again",
    "citizen not reached twice",
    "signed for late, reminders fired",
)
SHARES: dict[str, int] = {
    DIRECT: 30, PLAIN: 34, PASSED: 10, JOINT: 6, EXTENDED: 6, RETURNED: 5, REDONE: 4, UNREACHABLE: 2, LATE: 3,
}  # fmt: skip

Who = tuple[Role, str]
"""A role, and the unit it must belong to (empty: anybody of that role)."""


@dataclass(frozen=True)
class Step:
    """One command of a life: by whom, and how long after the one before (minutes)."""

    who: Who
    command: Callable[[], c.Command]
    after: float


@dataclass(frozen=True)
class Life:
    """One order to be: its message, what will happen to it, and the packs's peculiarities that the director minds."""

    kind: str
    message: messages.SampleMessage
    lead: str
    assisting: str
    below: str
    other: str
    commits: bool


@cache
def units() -> dict[str, UnitFacts]:
    """The sample city's units as the core sees them."""
    rows = messages.load("units")["units"]
    parents = {row["id"]: row["parent"] for row in rows}
    return {
        row["id"]: UnitFacts(
            id=row["id"],
            name=row["name"],
            level=str(row["level"]),
            kind=row["kind"],
            parent=row["parent"] or "",
            lineage=tuple(_up(row["id"], parents)),
        )
        for row in rows
    }


def _up(ident: str | None, parents: dict[str, str | None]) -> Iterator[str]:
    while ident:
        yield ident
        ident = parents[ident]


@cache
def staffed() -> frozenset[str]:
    """Units with both a clerk and a leader: only those can carry an answer to its end."""
    holding: dict[str, set[str]] = {}
    for row in messages.rows("people"):
        holding.setdefault(row["unit"], set()).update(row["roles"].split("|"))
    return frozenset(u for u, roles in holding.items() if {"unit_clerk", "unit_leader"} <= roles)


def lives(seed: int, count: int, pack: str) -> Iterator[Life]:
    """`count` lives, always the same for a seed, in the shares of `SHARES`."""
    rng = random.Random(seed)
    able = sorted(staffed())
    for message in messages.iter_messages(seed, count):
        lead = message.lead_unit if message.lead_unit in staffed() else rng.choice(able)
        kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
        below = sorted(u.id for u in units().values() if u.parent == lead and u.id in staffed())
        if kind == PASSED and not below:
            lead = rng.choice([u for u in able if any(x.parent == u and x.id in staffed() for x in units().values())])
            below = sorted(u.id for u in units().values() if u.parent == lead and u.id in staffed())
        strangers = [u for u in able if u != lead and u not in below]
        yield Life(
            kind=kind,
            message=message,
            lead=lead,
            assisting=rng.choice(strangers),
            below=rng.choice(below) if below else "",
            other=rng.choice(strangers),
            commits=pack == "karamay-12345",
        )


def registration(life: Life, line: str) -> dict[str, Any]:
    """The fields of `Register` that a form gives (not its id, number and contact)."""
    m = life.message
    return {
        "line": line,
        "channel": Channel(m.channel),
        "title": m.title,
        "content": m.content,
        "nature": m.nature,
        "content_class": m.content_class,
        "place": m.place,
        "area": m.area,
        "urgency": Urgency(m.urgency),
        "secret": m.secrecy,
    }


KNOWN = frozenset({ContactField.NAME, ContactField.PHONE, ContactField.ADDRESS, ContactField.WORKPLACE})
"""What the callers of the bench have told; some natures are accepted only with all four."""


# --- the director -----------------------------------------------------------------------------------------------------


def next_step(order: Order, life: Life) -> Step | None:
    """What happens next, or None when the file is sealed."""
    due = _reminder(order, life)
    if due is not None:
        return due
    return _BY_PHASE[order.phase](order, life)


def _reminder(order: Order, life: Life) -> Step | None:
    """A late unit: the first reminder of the signature fires before anybody signs."""
    if life.kind != LATE or order.phase is not Phase.IN_HAND:
        return None
    for clock in order.clocks:
        stage = clock.next_stage
        if clock.name.value == "sign_for" and clock.state is ClockState.RUNNING and stage is not None:
            wait = (stage.at - clock.started_at) / timedelta(minutes=1) + 1
            return _do(Role.SYSTEM, "", wait, c.FireClock, clock=clock.id, stage=stage.key)
    return None


def _do(role: Role, unit: str, after: float, kind: type[c.Command], **fields: Any) -> Step:
    return Step((role, unit), lambda: kind(**fields), after)


def _registered(order: Order, life: Life) -> Step:
    if life.kind == DIRECT:
        said = _answer(life)["public"]
        basis = AnswerBasis.KNOWLEDGE
        return _do(Role.AGENT, "", 3, c.AnswerDirectly, basis=basis, source_ref="K-0001", answer=said)
    return _do(Role.AGENT, "", 2, c.SubmitForDispatch)


def _awaiting(order: Order, life: Life) -> Step:
    helpers = (life.assisting,) if life.kind == JOINT else ()
    lead = life.other if order.requests else life.lead
    return _do(Role.DISPATCHER, "", 25, c.AssignToUnit, lead=lead, assisting=helpers)


def _with_units(order: Order, life: Life) -> Step | None:
    asked = next((r for r in order.requests if r.state is RequestState.ASKED), None)
    if asked is not None:
        return _do(Role.DISPATCHER, "", 30, c.GrantRequest, request=asked.id)
    # The deepest part first, and an assisting unit before the lead, which waits for it.
    for part in reversed(order.assignments):
        if part.live:
            step = _of_part(order, life, part)
            if step is not None:
                return step
    return None


def _of_part(order: Order, life: Life, part: Assignment) -> Step | None:
    state, unit = part.state, part.unit
    first = part.id == "a1"
    if state is AssignmentState.ASSIGNED:
        if life.kind == RETURNED and first:
            why = _text("return_reasons")
            return _do(Role.UNIT_CLERK, unit, 40, c.RequestReturn, assignment=part.id, reason=why)
        return _do(Role.UNIT_CLERK, unit, 20, c.SignFor, assignment=part.id)
    if state is AssignmentState.IN_REVIEW:
        return _do(Role.UNIT_LEADER, unit, 50, c.ApproveAnswer, assignment=part.id)
    if state is AssignmentState.PASSED_DOWN:
        child = next(a for a in order.children(part.id) if a.answer is not None)
        return _do(Role.UNIT_CLERK, unit, 30, c.AdoptAnswer, assignment=part.id, child=child.id)
    if state not in (AssignmentState.SIGNED, AssignmentState.ANSWERING):
        return None
    return _working(order, life, part)


def _working(order: Order, life: Life, part: Assignment) -> Step:
    unit, first = part.unit, part.id == "a1"
    if life.kind == PASSED and first:
        return _do(Role.UNIT_CLERK, unit, 15, c.PassDown, assignment=part.id, lead=life.below)
    if not part.contacts:
        note = _text("contact_notes")
        return _do(Role.UNIT_CLERK, unit, 30, c.LogContact, assignment=part.id, method=ContactMethod.PHONE, note=note)
    if life.kind == EXTENDED and first and not order.requests:
        return _extension(order, life, part)
    said = _answer(life)
    return _do(
        Role.UNIT_CLERK,
        unit,
        240,
        c.SubmitAnswer,
        assignment=part.id,
        outcome=Outcome.SOLVED,
        internal_text=said["internal"],
        public_text=said["public"],
    )


def _extension(order: Order, life: Life, part: Assignment) -> Step:
    why = _text("extension_reasons")
    if life.commits:
        until = (part.assigned_at + timedelta(days=20)).date()
        fields = {"plan": why, "interim": _answer(life)["public"], "until": until}
        return _do(Role.UNIT_CLERK, part.unit, 60, c.MakeCommitment, assignment=part.id, **fields)
    return _do(Role.UNIT_CLERK, part.unit, 60, c.RequestExtension, assignment=part.id, reason=why, days=3)


def _called(order: Order, life: Life) -> Step:
    back = order.callback
    if back.dissatisfied and back.reasonable is None:
        why = _text("callback_opinions")
        return _do(Role.SUPERVISOR, "", 45, c.JudgeDissatisfaction, reasonable=True, grounds=why)
    if back.dissatisfied:
        fields = {"mode": ReworkMode.SAME_UNIT, "reason": ReworkReason.DISSATISFIED, "text": _text("callback_opinions")}
        return _do(Role.SUPERVISOR, "", 15, c.OrderRework, **fields)
    if order.phase is Phase.REPLIED:
        return _do(Role.CALLBACK_AGENT, "", 60, c.TakeCallback)
    if life.kind == UNREACHABLE:
        return _do(Role.CALLBACK_AGENT, "", 90, c.RecordCallback, reached=False)
    glad = life.kind != REDONE or order.redo_count > 0
    fields = {"answered": True, "solved": glad, "satisfied_result": glad, "satisfied_process": True}
    return _do(Role.CALLBACK_AGENT, "", 5, c.RecordCallback, reached=True, opinion=_text("callback_opinions"), **fields)


def _finished(order: Order, life: Life) -> Step:
    return _do(Role.ARCHIVIST, "", 600, c.Archive, manifest="0" * 64)


def _nothing(order: Order, life: Life) -> None:
    return None


_BY_PHASE: dict[Phase, Callable[[Order, Life], Step | None]] = {
    Phase.REGISTERED: _registered,
    Phase.SENT_BACK: _registered,
    Phase.AWAITING_DISPATCH: _awaiting,
    Phase.AWAITING_INSTRUCTION: _nothing,
    Phase.IN_HAND: _with_units,
    Phase.REWORK: _with_units,
    Phase.REPLIED: _called,
    Phase.CALLING_BACK: _called,
    Phase.CLOSED: _finished,
    Phase.ANSWERED_DIRECTLY: _finished,
    Phase.REFUSED: _finished,
    Phase.ARCHIVED: _nothing,
}


# --- texts of the sample city -----------------------------------------------------------------------------------------


@cache
def _by_class() -> dict[str, dict[str, str]]:
    return {row["content_class"]: row for row in messages.load("replies")["answers"]}


def _answer(life: Life) -> dict[str, str]:
    """The internal and public answer that fits the message best."""
    known = _by_class()
    found = known.get(life.message.content_class) or known["C1.03"]
    return {key: found[key].format(place=life.message.place) for key in ("internal", "public")}


def _text(heap: str) -> str:
    text: str = messages.load("replies")[heap][0]["text"]
    return text
