"""What the events of handling change in an order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.core import events as e
from hotline.core.evolve.folding import Changes, handled, on, with_part
from hotline.core.frozen import change
from hotline.core.state import Order
from hotline.core.vocabulary import AssignmentState, Part, Phase


@on(e.SignedFor)
def _signed(order: Order, ev: e.SignedFor, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    begins_again = order.phase is Phase.REWORK and part is not None and part.part is Part.LEAD and not part.parent
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.SIGNED, signed_at=at, handler=actor),
        "handlers": handled(order, actor),
        **({"phase": Phase.IN_HAND} if begins_again else {}),
    }


@on(e.ForwardedInside)
def _forwarded(order: Order, ev: e.ForwardedInside, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.ANSWERING, handler=ev.person),
        "handlers": handled(order, actor) | {ev.person},
    }


@on(e.ContactLogged)
def _contacted(order: Order, ev: e.ContactLogged, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    if part is None:
        return {}
    state = AssignmentState.ANSWERING if part.state is AssignmentState.SIGNED else part.state
    contacts = part.contacts + (1 if ev.reached else 0)
    return {
        "assignments": with_part(order, ev.assignment, state=state, contacts=contacts),
        "handlers": handled(order, actor),
    }


@on(e.PassedDown)
def _passed(order: Order, ev: e.PassedDown, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.PASSED_DOWN) + ev.assignments,
        "handlers": handled(order, actor),
    }


@on(e.AnswerSubmitted, e.AnswerAdopted)
def _answer(order: Order, ev: Any, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.IN_REVIEW, answer=ev.answer),
        "handlers": handled(order, actor),
    }


@on(e.AnswerApproved)
def _approved(order: Order, ev: e.AnswerApproved, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.SUBMITTED),
        "handlers": handled(order, actor),
    }


@on(e.AnswerSentBack)
def _answer_sent_back(order: Order, ev: e.AnswerSentBack, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.ANSWERING),
        "handlers": handled(order, actor),
    }


@on(e.TakenBackUp)
def _taken_back_up(order: Order, ev: e.TakenBackUp, at: datetime, actor: str) -> Changes:
    return {"assignments": with_part(order, ev.assignment, state=AssignmentState.ANSWERING)}


@on(e.SentDownAgain)
def _down_again(order: Order, ev: e.SentDownAgain, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    if part is None:
        return {}
    again: dict[str, Changes] = {
        ev.assignment: {"state": AssignmentState.ANSWERING, "redo": part.redo + 1},
        part.parent: {"state": AssignmentState.PASSED_DOWN},
    }
    return {
        "assignments": tuple(change(a, **again[a.id]) if a.id in again else a for a in order.assignments),
        "handlers": handled(order, actor),
    }


@on(e.OrderReplied)
def _replied(order: Order, ev: e.OrderReplied, at: datetime, actor: str) -> Changes:
    return {
        "phase": Phase.REPLIED,
        "public_answer": ev.public_answer,
        "disclosure": ev.disclosure,
        "dispute": None,
    }
