"""What the events of procedures change in an order."""

from __future__ import annotations

from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve.folding import Changes, on, with_procedure
from hotline.core.state import Order
from hotline.core.vocabulary import ProcedureState, Ruling


@on(e.ProcedureOpened)
def _opened(order: Order, ev: e.ProcedureOpened, at: datetime, actor: str) -> Changes:
    return {"procedures": (*order.procedures, ev.procedure)}


@on(e.StepTaken)
def _step(order: Order, ev: e.StepTaken, at: datetime, actor: str) -> Changes:
    before = order.procedure(ev.procedure)
    if before is None:
        return {}
    asked = ev.waits.unit if ev.waits else ""
    moved = with_procedure(
        order,
        ev.procedure,
        stage=ev.to or ev.stage,
        waits=ev.waits or before.waits,
        since=at if ev.to else before.since,
        asked=(*before.asked, asked) if asked and asked not in before.asked else before.asked,
        outcome=ev.outcome,
        ruling=before.ruling if ev.ruling is Ruling.NONE else ev.ruling,
        steps=before.steps + 1,
    )
    return {"procedures": moved}


@on(e.ProcedureEnded)
def _ended(order: Order, ev: e.ProcedureEnded, at: datetime, actor: str) -> Changes:
    return {"procedures": with_procedure(order, ev.procedure, state=ProcedureState.ENDED, ruling=ev.ruling)}


@on(e.ProcedureCancelled)
def _cancelled(order: Order, ev: e.ProcedureCancelled, at: datetime, actor: str) -> Changes:
    return {"procedures": with_procedure(order, ev.procedure, state=ProcedureState.CANCELLED)}


@on(e.CatalogueChangeRuled)
def _catalogue(order: Order, ev: e.Event, at: datetime, actor: str) -> Changes:
    return {}
