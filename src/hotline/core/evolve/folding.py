"""What every part of the fold uses: the register of events, and copies of an order's values with some changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from hotline.core import events as e
from hotline.core.frozen import change
from hotline.core.state import Assignment, Callback, Clock, Document, Order, Procedure, Request
from hotline.core.vocabulary import AssignmentState, Disclosure

Changes = dict[str, Any]
HOW: dict[type[e.Event], Callable[[Order, Any, datetime, str], Changes]] = {}
"""Event → the fields of the order it changes. Filled by the modules beside this one."""


def on(*kinds: type[e.Event]) -> Callable[[Any], Any]:
    def keep(how: Any) -> Any:
        for kind in kinds:
            HOW[kind] = how
        return how

    return keep


def with_part(order: Order, ident: str, **fields: Any) -> tuple[Assignment, ...]:
    return tuple(change(a, **fields) if a.id == ident else a for a in order.assignments)


def with_clock(order: Order, ident: str, **fields: Any) -> tuple[Clock, ...]:
    return tuple(change(c, **fields) if c.id == ident else c for c in order.clocks)


def with_request(order: Order, ident: str, **fields: Any) -> tuple[Request, ...]:
    return tuple(change(r, **fields) if r.id == ident else r for r in order.requests)


def with_document(order: Order, ident: str, **fields: Any) -> tuple[Document, ...]:
    return tuple(change(d, **fields) if d.id == ident else d for d in order.documents)


def with_procedure(order: Order, ident: str, **fields: Any) -> tuple[Procedure, ...]:
    return tuple(change(p, **fields) if p.id == ident else p for p in order.procedures)


NO_RESULT: Changes = {
    "callback": Callback(),
    "result_told": False,
    "public_answer": "",
    "disclosure": Disclosure.PRIVATE,
}
"""What the citizen was told does not hold any more; a new round begins."""


def handled(order: Order, actor: str) -> frozenset[str]:
    return order.handlers if actor in order.handlers else order.handlers | {actor}


def state_before_return(order: Order, ident: str) -> AssignmentState:
    part = order.assignment(ident)
    return (part.state_before_return if part else None) or AssignmentState.SIGNED
