"""Rows that follow from the state of an order: its own columns, its assignments and its clocks. Pure."""

from __future__ import annotations

from typing import Any

from hotline.core.state import Assignment, Clock, Order
from hotline.core.vocabulary import (
    OPEN_CLOCKS,
    AssignmentState,
    ClockName,
    ClockState,
    ProcedureState,
    RequestKind,
    RequestState,
)

Row = dict[str, Any]
_GONE = frozenset({AssignmentState.RETURNED, AssignmentState.RECALLED})
_NOT_A_DUTY = frozenset({ClockName.RETURN_WINDOW, ClockName.SUSPENSION})
"""Clocks that end a right or a rest: nobody is late when they end."""


def duty(clock: Clock) -> bool:
    """Whether the clock is open and somebody owes something by its end."""
    return clock.state in OPEN_CLOCKS and clock.name not in _NOT_A_DUTY


def next_due(order: Order) -> Clock | None:
    """The duty of the order that ends first."""
    running = [c for c in order.clocks if c.due_at is not None and c.state is ClockState.RUNNING and duty(c)]
    return min(running, key=lambda c: (c.due_at, c.id), default=None)


def units_of(order: Order) -> list[str]:
    """Units that take part: those with an assignment they still hold or have answered, those asked to co-sign, and
    those whose step it is or was in a procedure."""
    units = {a.unit for a in order.assignments if a.state not in _GONE}
    units |= {
        r.about
        for r in order.requests
        if r.kind is RequestKind.CO_SIGNATURE and r.state is not RequestState.WITHDRAWN and r.about
    }
    units |= {u for p in order.procedures if p.state is not ProcedureState.CANCELLED for u in p.asked}
    return sorted(units)


def order_columns(order: Order) -> Row:
    """The columns of `WorkOrder` that follow from its state."""
    due = next_due(order)
    lead = order.lead()
    return {
        "id": order.id,
        "number": order.number,
        "phase": order.phase.value,
        "channel": order.channel.value,
        "mode": order.mode.value,
        "urgency": order.urgency.value,
        "complexity": order.complexity.value,
        "nature": order.nature,
        "content_class": order.content_class,
        "area": order.area,
        "title": order.title,
        "place": order.place,
        "secret": order.secret,
        "accused": list(order.accused),
        "units": units_of(order),
        "lead_unit": lead.unit if lead else "",
        "joined_to": order.group,
        "registered_at": order.registered_at,
        "registered_by": order.registered_by,
        "next_due_at": due.due_at if due else None,
        "next_due_clock": due.name.value if due else "",
        "overdue": any(c.breached_at is not None and duty(c) for c in order.clocks),
        "redo_count": order.redo_count,
        "version": order.version,
    }


def assignment_rows(order: Order) -> dict[str, Row]:
    """The rows of `AssignmentRow` by assignment id."""
    return {a.id: _assignment_row(order, a) for a in order.assignments}


def _assignment_row(order: Order, a: Assignment) -> Row:
    due = due_of_part(order, a.id)
    return {
        "order_id": order.id,
        "aid": a.id,
        "unit": a.unit,
        "parent": a.parent,
        "part": a.part.value,
        "state": a.state.value,
        "assigned_at": a.assigned_at,
        "signed_at": a.signed_at,
        "due_at": due.due_at if due else None,
        "redo": a.redo,
    }


def due_of_part(order: Order, assignment: str) -> Clock | None:
    """The open duty of one assignment that comes first; a limit nobody could compute comes before all others."""
    mine = [c for c in order.clocks if c.assignment == assignment and not c.request and duty(c)]
    return min(mine, key=lambda c: (c.due_at is not None, c.due_at or c.started_at, c.id), default=None)


def clock_rows(order: Order) -> dict[str, Row]:
    """The rows of `ClockRow` by clock id."""
    return {c.id: _clock_row(order.id, c) for c in order.clocks}


def _clock_row(order_id: str, c: Clock) -> Row:
    stage = c.next_stage
    return {
        "order_id": order_id,
        "cid": c.id,
        "name": c.name.value,
        "owner": c.owner.value,
        "unit": c.unit,
        "state": c.state.value,
        "due_at": c.due_at,
        "next_fire_at": stage.at if stage else None,
        "next_stage": stage.key if stage else "",
        "breached_at": c.breached_at,
        "stopped_at": c.stopped_at,
    }
