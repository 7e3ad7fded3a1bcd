"""The state of an order as the fold of its events. Pure: the same events always give the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from hotline.core import events as e
from hotline.core.frozen import change
from hotline.core.state import Assignment, Callback, Clock, Document, Link, Order, Request, Stage
from hotline.core.vocabulary import (
    AssignmentState,
    CallbackEnd,
    ClockState,
    Disclosure,
    DocumentState,
    Mode,
    Part,
    Phase,
    RequestKind,
    RequestState,
)

Changes = dict[str, Any]
_HOW: dict[type[e.Event], Callable[[Order, Any, datetime, str], Changes]] = {}


def evolve(order: Order | None, event: e.Event, at: datetime, actor: str) -> Order:
    """The order after `event`. `order` is None only for `Registered`. Raises ValueError on an event out of place."""
    if isinstance(event, e.Registered):
        if order is not None:
            raise ValueError("registered twice")
        return event.order
    if order is None:
        raise ValueError(f"{event.NAME} before registered")
    return change(order, version=order.version + 1, **_HOW[type(event)](order, event, at, actor))


def replay(records: Iterable[tuple[e.Event, datetime, str]]) -> Order:
    """Fold a whole life. Raises ValueError when there is no event."""
    order: Order | None = None
    for event, at, actor in records:
        order = evolve(order, event, at, actor)
    if order is None:
        raise ValueError("no events")
    return order


def _on(*kinds: type[e.Event]) -> Callable[[Any], Any]:
    def keep(how: Any) -> Any:
        for kind in kinds:
            _HOW[kind] = how
        return how

    return keep


# --- small helpers ----------------------------------------------------------------------------------------------------


def _part(order: Order, ident: str, **fields: Any) -> tuple[Assignment, ...]:
    return tuple(change(a, **fields) if a.id == ident else a for a in order.assignments)


def _clock(order: Order, ident: str, **fields: Any) -> tuple[Clock, ...]:
    return tuple(change(c, **fields) if c.id == ident else c for c in order.clocks)


def _request(order: Order, ident: str, **fields: Any) -> tuple[Request, ...]:
    return tuple(change(r, **fields) if r.id == ident else r for r in order.requests)


def _document(order: Order, ident: str, **fields: Any) -> tuple[Document, ...]:
    return tuple(change(d, **fields) if d.id == ident else d for d in order.documents)


_NO_RESULT: Changes = {
    "callback": Callback(),
    "result_told": False,
    "public_answer": "",
    "disclosure": Disclosure.PRIVATE,
}
"""What the citizen was told does not hold any more; a new round begins."""


def _handled(order: Order, actor: str) -> frozenset[str]:
    return order.handlers if actor in order.handlers else order.handlers | {actor}


def _state_before_return(order: Order, ident: str) -> AssignmentState:
    part = order.assignment(ident)
    return (part.state_before_return if part else None) or AssignmentState.SIGNED


# --- intake -----------------------------------------------------------------------------------------------------------

_AMENDABLE = tuple(f.name for f in fields(e.Amended))


@_on(e.Amended)
def _amended(order: Order, ev: e.Amended, at: datetime, actor: str) -> Changes:
    return {n: getattr(ev, n) for n in _AMENDABLE if getattr(ev, n) is not None}


@_on(e.AnsweredDirectly)
def _answered(order: Order, ev: e.AnsweredDirectly, at: datetime, actor: str) -> Changes:
    return {
        "phase": Phase.ANSWERED_DIRECTLY,
        "mode": Mode.DIRECT,
        "public_answer": ev.answer,
        "handlers": _handled(order, actor),
    }


@_on(e.AcceptanceDeclined)
def _declined(order: Order, ev: e.AcceptanceDeclined, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.REFUSED}


@_on(e.SubmittedForDispatch)
def _submitted(order: Order, ev: e.SubmittedForDispatch, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.AWAITING_DISPATCH}


@_on(e.ProgressTold)
def _told(order: Order, ev: e.ProgressTold, at: datetime, actor: str) -> Changes:
    return {"result_told": order.result_told or ev.result_told}


@_on(e.ThreeWayCallRecorded)
def _three_way(order: Order, ev: e.ThreeWayCallRecorded, at: datetime, actor: str) -> Changes:
    return {"three_way_failures": order.three_way_failures + (0 if ev.connected else 1)}


@_on(e.EmergencyHandedOver)
def _emergency(order: Order, ev: e.EmergencyHandedOver, at: datetime, actor: str) -> Changes:
    return {} if ev.remains_ours else {"phase": Phase.ANSWERED_DIRECTLY, "mode": Mode.DIRECT}


@_on(e.OrderLinked)
def _linked(order: Order, ev: e.OrderLinked, at: datetime, actor: str) -> Changes:
    return {"links": (*order.links, Link(ev.other, ev.kind))}


@_on(e.OrderUnlinked)
def _unlinked(order: Order, ev: e.OrderUnlinked, at: datetime, actor: str) -> Changes:
    return {"links": tuple(link for link in order.links if link.order != ev.other)}


@_on(e.GroupJoined)
def _joined(order: Order, ev: e.GroupJoined, at: datetime, actor: str) -> Changes:
    return {"group": ev.parent, "phase": Phase.IN_HAND, "mode": Mode.ASSIGNED, "dispute": None}


@_on(e.GroupLeft)
def _left(order: Order, ev: e.GroupLeft, at: datetime, actor: str) -> Changes:
    return {**_NO_RESULT, "group": "", "phase": Phase.AWAITING_DISPATCH}


@_on(e.NoteAdded, e.FileAttached, e.LatenessExplained, e.Urged)
def _recorded_only(order: Order, ev: e.Event, at: datetime, actor: str) -> Changes:
    return {}


# --- dispatch ---------------------------------------------------------------------------------------------------------


@_on(e.Assigned)
def _assigned(order: Order, ev: e.Assigned, at: datetime, actor: str) -> Changes:
    changes: Changes = {"assignments": (*order.assignments, *ev.assignments), "complexity": ev.complexity}
    if ev.added:
        return changes
    phase = Phase.REWORK if ev.rework else Phase.IN_HAND
    return {**changes, "phase": phase, "mode": ev.mode, "dispatched_at": at, "dispute": None}


@_on(e.SentBackToAgent)
def _sent_back(order: Order, ev: e.SentBackToAgent, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.SENT_BACK}


@_on(e.LeaderSubmissionIssued)
def _submission(order: Order, ev: e.LeaderSubmissionIssued, at: datetime, actor: str) -> Changes:
    documents = (*order.documents, ev.document)
    return {"documents": documents, **({"phase": Phase.AWAITING_INSTRUCTION} if ev.waits else {})}


@_on(e.InstructionGiven)
def _instructed(order: Order, ev: e.InstructionGiven, at: datetime, actor: str) -> Changes:
    documents = _document(order, ev.document, state=DocumentState.INSTRUCTED)
    return {"documents": documents, **({"phase": Phase.AWAITING_DISPATCH} if ev.to_dispatch else {})}


@_on(e.InstructionReported, e.SupervisionLifted)
def _document_ended(order: Order, ev: Any, at: datetime, actor: str) -> Changes:
    return {"documents": _document(order, ev.document, state=DocumentState.ENDED)}


@_on(e.DisputeEscalated)
def _escalated(order: Order, ev: e.DisputeEscalated, at: datetime, actor: str) -> Changes:
    return {"dispute": ev.level}


@_on(e.DisputeRuled)
def _ruled(order: Order, ev: e.DisputeRuled, at: datetime, actor: str) -> Changes:
    return {"dispute": None, "documents": order.documents + ((ev.document,) if ev.document else ())}


@_on(e.AssignmentBound)
def _bound(order: Order, ev: e.AssignmentBound, at: datetime, actor: str) -> Changes:
    return {"assignments": _part(order, ev.assignment, bound_by=ev.by)}


@_on(e.AssignmentRecalled)
def _recalled(order: Order, ev: e.AssignmentRecalled, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.RECALLED),
        **({"phase": Phase.AWAITING_DISPATCH} if ev.redispatch else {}),
    }


# --- handling ---------------------------------------------------------------------------------------------------------


@_on(e.SignedFor)
def _signed(order: Order, ev: e.SignedFor, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    begins_again = order.phase is Phase.REWORK and part is not None and part.part is Part.LEAD and not part.parent
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.SIGNED, signed_at=at, handler=actor),
        "handlers": _handled(order, actor),
        **({"phase": Phase.IN_HAND} if begins_again else {}),
    }


@_on(e.ForwardedInside)
def _forwarded(order: Order, ev: e.ForwardedInside, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.ANSWERING, handler=ev.person),
        "handlers": _handled(order, actor) | {ev.person},
    }


@_on(e.ContactLogged)
def _contacted(order: Order, ev: e.ContactLogged, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    if part is None:
        return {}
    state = AssignmentState.ANSWERING if part.state is AssignmentState.SIGNED else part.state
    contacts = part.contacts + (1 if ev.reached else 0)
    return {
        "assignments": _part(order, ev.assignment, state=state, contacts=contacts),
        "handlers": _handled(order, actor),
    }


@_on(e.PassedDown)
def _passed(order: Order, ev: e.PassedDown, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.PASSED_DOWN) + ev.assignments,
        "handlers": _handled(order, actor),
    }


@_on(e.AnswerSubmitted, e.AnswerAdopted)
def _answer(order: Order, ev: Any, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.IN_REVIEW, answer=ev.answer),
        "handlers": _handled(order, actor),
    }


@_on(e.AnswerApproved)
def _approved(order: Order, ev: e.AnswerApproved, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.SUBMITTED),
        "handlers": _handled(order, actor),
    }


@_on(e.AnswerSentBack)
def _answer_sent_back(order: Order, ev: e.AnswerSentBack, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.ANSWERING),
        "handlers": _handled(order, actor),
    }


@_on(e.TakenBackUp)
def _taken_back_up(order: Order, ev: e.TakenBackUp, at: datetime, actor: str) -> Changes:
    return {"assignments": _part(order, ev.assignment, state=AssignmentState.ANSWERING)}


@_on(e.SentDownAgain)
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
        "handlers": _handled(order, actor),
    }


@_on(e.OrderReplied)
def _replied(order: Order, ev: e.OrderReplied, at: datetime, actor: str) -> Changes:
    return {
        "phase": Phase.REPLIED,
        "public_answer": ev.public_answer,
        "disclosure": ev.disclosure,
        "dispute": None,
    }


# --- requests ---------------------------------------------------------------------------------------------------------


@_on(e.RequestAsked)
def _asked(order: Order, ev: e.RequestAsked, at: datetime, actor: str) -> Changes:
    changes: Changes = {"requests": (*order.requests, ev.request), "handlers": _handled(order, actor)}
    part = order.assignment(ev.request.assignment)
    if ev.request.kind is RequestKind.RETURN and part is not None:
        changes["assignments"] = _part(
            order, part.id, state=AssignmentState.RETURN_REQUESTED, state_before_return=part.state
        )
    return changes


@_on(e.RequestEndorsed)
def _endorsed(order: Order, ev: e.RequestEndorsed, at: datetime, actor: str) -> Changes:
    return {"requests": _request(order, ev.request, state=RequestState.ENDORSED)}


@_on(e.RequestGranted)
def _granted(order: Order, ev: e.RequestGranted, at: datetime, actor: str) -> Changes:
    changes: Changes = {"requests": _request(order, ev.request, state=RequestState.GRANTED, answer=ev.note)}
    request = order.request(ev.request)
    part = order.assignment(request.assignment) if request else None
    if request and part and request.kind is RequestKind.EXTENSION:
        changes["assignments"] = _part(order, part.id, extensions=part.extensions + 1)
    return changes


def _return_ends(order: Order, ident: str) -> Changes:
    """A return that is not granted puts the part back to where it was."""
    request = order.request(ident)
    if request is None or request.kind is not RequestKind.RETURN:
        return {}
    part = order.assignment(request.assignment)
    if part is None or part.state is not AssignmentState.RETURN_REQUESTED:
        return {}
    before = _state_before_return(order, part.id)
    return {"assignments": _part(order, part.id, state=before, state_before_return=None)}


@_on(e.RequestRefused)
def _request_refused(order: Order, ev: e.RequestRefused, at: datetime, actor: str) -> Changes:
    requests = _request(order, ev.request, state=RequestState.REFUSED, answer=ev.reason)
    return {"requests": requests, **_return_ends(order, ev.request)}


@_on(e.RequestWithdrawn)
def _withdrawn(order: Order, ev: e.RequestWithdrawn, at: datetime, actor: str) -> Changes:
    requests = _request(order, ev.request, state=RequestState.WITHDRAWN)
    return {"requests": requests, **_return_ends(order, ev.request)}


@_on(e.AssignmentReturned)
def _returned(order: Order, ev: e.AssignmentReturned, at: datetime, actor: str) -> Changes:
    return {
        "assignments": _part(order, ev.assignment, state=AssignmentState.RETURNED),
        **({"phase": Phase.AWAITING_DISPATCH} if ev.redispatch else {}),
    }


@_on(e.CommitmentHeld)
def _committed(order: Order, ev: e.CommitmentHeld, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    if part is None:
        return {}
    state = AssignmentState.ANSWERING if part.state is AssignmentState.SIGNED else part.state
    return {"assignments": _part(order, ev.assignment, interim=ev.interim, state=state)}


@_on(e.HandlingSuspended, e.HandlingResumed)
def _suspension(order: Order, ev: e.Event, at: datetime, actor: str) -> Changes:
    return {}


# --- supervision ------------------------------------------------------------------------------------------------------


@_on(e.SupervisionPlaced)
def _supervised(order: Order, ev: e.SupervisionPlaced, at: datetime, actor: str) -> Changes:
    return {"documents": (*order.documents, ev.document)}


@_on(e.SupervisionAnswered)
def _supervision_answered(order: Order, ev: e.SupervisionAnswered, at: datetime, actor: str) -> Changes:
    return {"documents": _document(order, ev.document, state=DocumentState.ANSWERED)}


# --- call-back --------------------------------------------------------------------------------------------------------


@_on(e.CallbackTaken)
def _taken(order: Order, ev: e.CallbackTaken, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.CALLING_BACK, "callback": change(order.callback, taken_by=ev.person)}


@_on(e.CallbackTokenIssued)
def _token(order: Order, ev: e.CallbackTokenIssued, at: datetime, actor: str) -> Changes:
    return {"callback": change(order.callback, tokens=(*order.callback.tokens, ev.digest))}


@_on(e.CallbackRecorded)
def _called(order: Order, ev: e.CallbackRecorded, at: datetime, actor: str) -> Changes:
    back = order.callback
    return {
        "phase": Phase.CALLING_BACK,
        "callback": change(
            back,
            attempts=(*back.attempts, ev.attempt),
            tokens=tuple(t for t in back.tokens if t != ev.token_digest),
            dissatisfied=ev.attempt.satisfied_result is False,
        ),
    }


@_on(e.DissatisfactionJudged)
def _judged(order: Order, ev: e.DissatisfactionJudged, at: datetime, actor: str) -> Changes:
    end = CallbackEnd.REASONABLE if ev.reasonable else order.callback.end
    return {"callback": change(order.callback, reasonable=ev.reasonable, end=end)}


@_on(e.ReworkOrdered)
def _rework(order: Order, ev: e.ReworkOrdered, at: datetime, actor: str) -> Changes:
    return {**_NO_RESULT, "redo_count": order.redo_count + 1, "group": ""}


@_on(e.CallbackWaived)
def _waived(order: Order, ev: e.CallbackWaived, at: datetime, actor: str) -> Changes:
    return {}


@_on(e.OrderClosed)
def _closed(order: Order, ev: e.OrderClosed, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.CLOSED, "callback": change(order.callback, end=ev.end)}


@_on(e.Archived)
def _archived(order: Order, ev: e.Archived, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.ARCHIVED, "seal": ev.manifest}


# --- clocks -----------------------------------------------------------------------------------------------------------


def _still_fired(fired: tuple[str, ...], stages: tuple[Stage, ...]) -> tuple[str, ...]:
    """A limit that has moved reminds again at its new stages."""
    new = {stage.key for stage in stages}
    return tuple(key for key in fired if key not in new)


@_on(e.ClockStarted)
def _clock_started(order: Order, ev: e.ClockStarted, at: datetime, actor: str) -> Changes:
    return {"clocks": (*order.clocks, ev.clock)}


@_on(e.ClockPaused)
def _clock_paused(order: Order, ev: e.ClockPaused, at: datetime, actor: str) -> Changes:
    return {"clocks": _clock(order, ev.clock, state=ClockState.PAUSED, paused_at=at)}


@_on(e.ClockResumed)
def _clock_resumed(order: Order, ev: e.ClockResumed, at: datetime, actor: str) -> Changes:
    clock = order.clock(ev.clock)
    if clock is None:
        return {}
    pauses = clock.pauses
    if clock.paused_at:
        pauses = (*pauses, (clock.paused_at, ev.until or at))
    state = ClockState.RUNNING if ev.due_at else ClockState.UNKNOWN
    fired = clock.fired
    if ev.due_at != clock.due_at:
        fired = _still_fired(fired, ev.stages)
    return {
        "clocks": _clock(
            order,
            ev.clock,
            state=state,
            due_at=ev.due_at,
            stages=ev.stages,
            fired=fired,
            paused_at=None,
            pauses=pauses,
            reason=ev.reason,
        )
    }


@_on(e.ClockMoved)
def _clock_moved(order: Order, ev: e.ClockMoved, at: datetime, actor: str) -> Changes:
    clock = order.clock(ev.clock)
    if clock is None:
        return {}
    state = clock.state
    if state is not ClockState.PAUSED:
        state = ClockState.RUNNING if ev.due_at else ClockState.UNKNOWN
    return {
        "clocks": _clock(
            order,
            ev.clock,
            state=state,
            due_at=ev.due_at,
            stages=ev.stages,
            extended=clock.extended + ev.extended,
            extended_after=clock.extended_after + (len(clock.pauses),) * len(ev.extended),
            by_hand=clock.by_hand or ev.by_hand,
            breached_at=None,
            fired=_still_fired(clock.fired, ev.stages),
            reason="" if ev.due_at else ev.why,
        )
    }


@_on(e.ClockStopped)
def _clock_stopped(order: Order, ev: e.ClockStopped, at: datetime, actor: str) -> Changes:
    return {"clocks": _clock(order, ev.clock, state=ev.state, stopped_at=at)}


@_on(e.ReminderSent)
def _reminded(order: Order, ev: e.ReminderSent, at: datetime, actor: str) -> Changes:
    clock = order.clock(ev.clock)
    fired = clock.fired if clock else ()
    return {"clocks": _clock(order, ev.clock, fired=(*fired, ev.stage))}


@_on(e.ClockBreached)
def _breached(order: Order, ev: e.ClockBreached, at: datetime, actor: str) -> Changes:
    return {"clocks": _clock(order, ev.clock, breached_at=at)}


if missing := [n for n, k in e.EVENTS.items() if k is not e.Registered and k not in _HOW]:
    raise RuntimeError(f"events without a meaning: {missing}")
