"""What the events of intake change in an order."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve.folding import NO_RESULT, Changes, handled, on
from hotline.core.state import Link, Order
from hotline.core.vocabulary import Mode, Phase

_AMENDABLE = tuple(f.name for f in fields(e.Amended))


@on(e.Amended)
def _amended(order: Order, ev: e.Amended, at: datetime, actor: str) -> Changes:
    return {n: getattr(ev, n) for n in _AMENDABLE if getattr(ev, n) is not None}


@on(e.AnsweredDirectly)
def _answered(order: Order, ev: e.AnsweredDirectly, at: datetime, actor: str) -> Changes:
    return {
        "phase": Phase.ANSWERED_DIRECTLY,
        "mode": Mode.DIRECT,
        "public_answer": ev.answer,
        "handlers": handled(order, actor),
    }


@on(e.AcceptanceDeclined)
def _declined(order: Order, ev: e.AcceptanceDeclined, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.REFUSED}


@on(e.SubmittedForDispatch)
def _submitted(order: Order, ev: e.SubmittedForDispatch, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.AWAITING_DISPATCH}


@on(e.ProgressTold)
def _told(order: Order, ev: e.ProgressTold, at: datetime, actor: str) -> Changes:
    return {"result_told": order.result_told or ev.result_told}


@on(e.ThreeWayCallRecorded)
def _three_way(order: Order, ev: e.ThreeWayCallRecorded, at: datetime, actor: str) -> Changes:
    return {"three_way_failures": order.three_way_failures + (0 if ev.connected else 1)}


@on(e.EmergencyHandedOver)
def _emergency(order: Order, ev: e.EmergencyHandedOver, at: datetime, actor: str) -> Changes:
    return {} if ev.remains_ours else {"phase": Phase.ANSWERED_DIRECTLY, "mode": Mode.DIRECT}


@on(e.OrderLinked)
def _linked(order: Order, ev: e.OrderLinked, at: datetime, actor: str) -> Changes:
    return {"links": (*order.links, Link(ev.other, ev.kind))}


@on(e.OrderUnlinked)
def _unlinked(order: Order, ev: e.OrderUnlinked, at: datetime, actor: str) -> Changes:
    return {"links": tuple(link for link in order.links if link.order != ev.other)}


@on(e.GroupJoined)
def _joined(order: Order, ev: e.GroupJoined, at: datetime, actor: str) -> Changes:
    return {"group": ev.parent, "phase": Phase.IN_HAND, "mode": Mode.ASSIGNED, "dispute": None}


@on(e.GroupLeft)
def _left(order: Order, ev: e.GroupLeft, at: datetime, actor: str) -> Changes:
    return {**NO_RESULT, "group": "", "phase": Phase.AWAITING_DISPATCH}


@on(e.NoteAdded, e.FileAttached, e.LatenessExplained, e.Urged)
def _recorded_only(order: Order, ev: e.Event, at: datetime, actor: str) -> Changes:
    return {}
