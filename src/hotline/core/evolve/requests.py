"""What the events of requests change in an order."""

from __future__ import annotations

from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve.folding import Changes, handled, on, state_before_return, with_part, with_request
from hotline.core.state import Order
from hotline.core.vocabulary import AssignmentState, Phase, RequestKind, RequestState


@on(e.RequestAsked)
def _asked(order: Order, ev: e.RequestAsked, at: datetime, actor: str) -> Changes:
    changes: Changes = {"requests": (*order.requests, ev.request), "handlers": handled(order, actor)}
    part = order.assignment(ev.request.assignment)
    if ev.request.kind is RequestKind.RETURN and part is not None:
        changes["assignments"] = with_part(
            order, part.id, state=AssignmentState.RETURN_REQUESTED, state_before_return=part.state
        )
    return changes


@on(e.RequestEndorsed)
def _endorsed(order: Order, ev: e.RequestEndorsed, at: datetime, actor: str) -> Changes:
    return {"requests": with_request(order, ev.request, state=RequestState.ENDORSED)}


@on(e.RequestGranted)
def _granted(order: Order, ev: e.RequestGranted, at: datetime, actor: str) -> Changes:
    changes: Changes = {"requests": with_request(order, ev.request, state=RequestState.GRANTED, answer=ev.note)}
    request = order.request(ev.request)
    part = order.assignment(request.assignment) if request else None
    if request and part and request.kind is RequestKind.EXTENSION:
        changes["assignments"] = with_part(order, part.id, extensions=part.extensions + 1)
    return changes


def _return_ends(order: Order, ident: str) -> Changes:
    """A return that is not granted puts the part back to where it was."""
    request = order.request(ident)
    if request is None or request.kind is not RequestKind.RETURN:
        return {}
    part = order.assignment(request.assignment)
    if part is None or part.state is not AssignmentState.RETURN_REQUESTED:
        return {}
    before = state_before_return(order, part.id)
    return {"assignments": with_part(order, part.id, state=before, state_before_return=None)}


@on(e.RequestRefused)
def _request_refused(order: Order, ev: e.RequestRefused, at: datetime, actor: str) -> Changes:
    requests = with_request(order, ev.request, state=RequestState.REFUSED, answer=ev.reason)
    return {"requests": requests, **_return_ends(order, ev.request)}


@on(e.RequestWithdrawn)
def _withdrawn(order: Order, ev: e.RequestWithdrawn, at: datetime, actor: str) -> Changes:
    requests = with_request(order, ev.request, state=RequestState.WITHDRAWN)
    return {"requests": requests, **_return_ends(order, ev.request)}


@on(e.AssignmentReturned)
def _returned(order: Order, ev: e.AssignmentReturned, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.RETURNED),
        **({"phase": Phase.AWAITING_DISPATCH} if ev.redispatch else {}),
    }


@on(e.CommitmentHeld)
def _committed(order: Order, ev: e.CommitmentHeld, at: datetime, actor: str) -> Changes:
    part = order.assignment(ev.assignment)
    if part is None:
        return {}
    state = AssignmentState.ANSWERING if part.state is AssignmentState.SIGNED else part.state
    return {"assignments": with_part(order, ev.assignment, interim=ev.interim, state=state)}


@on(e.HandlingSuspended, e.HandlingResumed)
def _suspension(order: Order, ev: e.Event, at: datetime, actor: str) -> Changes:
    return {}
