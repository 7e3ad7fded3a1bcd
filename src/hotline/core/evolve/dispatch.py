"""What the events of dispatch change in an order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hotline.core import events as e
from hotline.core.evolve.folding import Changes, on, with_document, with_part
from hotline.core.state import Order
from hotline.core.vocabulary import AssignmentState, DocumentState, Phase


@on(e.Assigned)
def _assigned(order: Order, ev: e.Assigned, at: datetime, actor: str) -> Changes:
    changes: Changes = {"assignments": (*order.assignments, *ev.assignments), "complexity": ev.complexity}
    if ev.added:
        return changes
    phase = Phase.REWORK if ev.rework else Phase.IN_HAND
    return {**changes, "phase": phase, "mode": ev.mode, "dispatched_at": at, "dispute": None}


@on(e.SentBackToAgent)
def _sent_back(order: Order, ev: e.SentBackToAgent, at: datetime, actor: str) -> Changes:
    return {"phase": Phase.SENT_BACK}


@on(e.LeaderSubmissionIssued)
def _submission(order: Order, ev: e.LeaderSubmissionIssued, at: datetime, actor: str) -> Changes:
    documents = (*order.documents, ev.document)
    return {"documents": documents, **({"phase": Phase.AWAITING_INSTRUCTION} if ev.waits else {})}


@on(e.InstructionGiven)
def _instructed(order: Order, ev: e.InstructionGiven, at: datetime, actor: str) -> Changes:
    documents = with_document(order, ev.document, state=DocumentState.INSTRUCTED)
    return {"documents": documents, **({"phase": Phase.AWAITING_DISPATCH} if ev.to_dispatch else {})}


@on(e.InstructionReported, e.SupervisionLifted)
def _document_ended(order: Order, ev: Any, at: datetime, actor: str) -> Changes:
    return {"documents": with_document(order, ev.document, state=DocumentState.ENDED)}


@on(e.DisputeEscalated)
def _escalated(order: Order, ev: e.DisputeEscalated, at: datetime, actor: str) -> Changes:
    return {"dispute": ev.level}


@on(e.DisputeRuled)
def _ruled(order: Order, ev: e.DisputeRuled, at: datetime, actor: str) -> Changes:
    return {"dispute": None, "documents": order.documents + ((ev.document,) if ev.document else ())}


@on(e.AssignmentBound)
def _bound(order: Order, ev: e.AssignmentBound, at: datetime, actor: str) -> Changes:
    return {"assignments": with_part(order, ev.assignment, bound_by=ev.by)}


@on(e.AssignmentRecalled)
def _recalled(order: Order, ev: e.AssignmentRecalled, at: datetime, actor: str) -> Changes:
    return {
        "assignments": with_part(order, ev.assignment, state=AssignmentState.RECALLED),
        **({"phase": Phase.AWAITING_DISPATCH} if ev.redispatch else {}),
    }
