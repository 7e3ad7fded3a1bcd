"""What the events of call-back and archive change in an order."""

from __future__ import annotations

from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve.folding import NO_RESULT, Changes, on
from hotline.core.frozen import change
from hotline.core.state import Order
from hotline.core.vocabulary import CallbackEnd, Phase


@on(e.CallbackTaken)
def _taken(order: Order, ev: e.CallbackTaken, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.CALLING_BACK, "callback": change(order.callback, taken_by=ev.person)}


@on(e.CallbackTokenIssued)
def _token(order: Order, ev: e.CallbackTokenIssued, at: datetime, actor: str) -> Changes:
    return {"callback": change(order.callback, tokens=(*order.callback.tokens, ev.digest))}


@on(e.CallbackRecorded)
def _called(order: Order, ev: e.CallbackRecorded, at: datetime, actor: str) -> Changes:
    back = order.callback
    return {
        "phase": Phase.CALLING_BACK,
        "callback": change(
            back,
            attempts=(*back.attempts, ev.attempt),
            tokens=tuple(t for t in back.tokens if t != ev.token_digest),
            dissatisfied=ev.dissatisfied or ev.attempt.satisfied_result is False,
        ),
    }


@on(e.DissatisfactionJudged)
def _judged(order: Order, ev: e.DissatisfactionJudged, at: datetime, actor: str) -> Changes:
    end = CallbackEnd.REASONABLE if ev.reasonable else order.callback.end
    return {"callback": change(order.callback, reasonable=ev.reasonable, end=end)}


@on(e.ReworkOrdered)
def _rework(order: Order, ev: e.ReworkOrdered, at: datetime, actor: str) -> Changes:
    return {**NO_RESULT, "redo_count": order.redo_count + 1, "group": ""}


@on(e.CallbackWaived)
def _waived(order: Order, ev: e.CallbackWaived, at: datetime, actor: str) -> Changes:
    return {}


@on(e.OrderClosed)
def _closed(order: Order, ev: e.OrderClosed, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.CLOSED, "callback": change(order.callback, end=ev.end)}


@on(e.Archived)
def _archived(order: Order, ev: e.Archived, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.ARCHIVED, "seal": ev.manifest}
