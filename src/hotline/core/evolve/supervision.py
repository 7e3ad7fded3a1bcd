"""What the events of supervision change in an order."""

from __future__ import annotations

from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve.folding import Changes, on, with_document
from hotline.core.state import Order
from hotline.core.vocabulary import DocumentState


@on(e.SupervisionPlaced)
def _supervised(order: Order, ev: e.SupervisionPlaced, at: datetime, actor: str) -> Changes:
    return {"documents": (*order.documents, ev.document)}


@on(e.SupervisionAnswered)
def _supervision_answered(order: Order, ev: e.SupervisionAnswered, at: datetime, actor: str) -> Changes:
    return {"documents": with_document(order, ev.document, state=DocumentState.ANSWERED)}
