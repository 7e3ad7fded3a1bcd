"""Whose list an order stands in, and where: worked out from its state alone. Pure.

Each list belongs to a holder: a unit, a line of the hotline, or a person. `OF_ROLE` says which lists a role works on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import NamedTuple

from hotline.core.moves.procedures import PEOPLE
from hotline.core.state import Assignment, Clock, Order, Request
from hotline.core.vocabulary import (
    OPEN_CLOCKS,
    AssignmentState,
    ClockName,
    ClockState,
    DocumentKind,
    DocumentState,
    Phase,
    ProcedureState,
    RequestKind,
    RequestState,
    Role,
    Urgency,
)
from hotline.orders.columns import due_of_part, duty, next_due


class Holder(Enum):
    """What a list belongs to."""

    PERSON = "person"
    UNIT = "unit"
    LINE = "line"
    ROLE = "role"
    """One role of a unit or a line."""


def role_holder(base: str, role: Role) -> str:
    """The holder of a list that belongs to one role of a unit or line."""
    return f"{base}/{role.value}"


def base_of(holder: str) -> str:
    """The unit, line or person whose people look at the list of this holder."""
    return holder.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Queue:
    """One kind of list. `timed_view_of`: the stored list that it is the next hours of."""

    name: str
    holders: tuple[Holder, ...]
    timed_view_of: str = ""


QUEUES: dict[str, Queue] = {
    q.name: q
    for q in (
        Queue("my_drafts", (Holder.PERSON,)),
        Queue("sent_back", (Holder.PERSON,)),
        Queue("awaiting_dispatch", (Holder.LINE,)),
        Queue("return_requests", (Holder.LINE,)),
        Queue("extension_requests", (Holder.LINE,)),
        Queue("objections", (Holder.LINE,)),
        Queue("endorsements", (Holder.LINE,)),
        Queue("disputes", (Holder.LINE,)),
        Queue("limits_to_set", (Holder.LINE,)),
        Queue("awaiting_instruction", (Holder.LINE,)),
        Queue("instructions", (Holder.LINE,)),
        Queue("to_sign", (Holder.UNIT,)),
        Queue("in_hand", (Holder.UNIT,)),
        Queue("near_limit", (Holder.UNIT,), timed_view_of="in_hand"),
        Queue("rework", (Holder.UNIT,)),
        Queue("in_review", (Holder.UNIT,)),
        Queue("child_answers", (Holder.UNIT,)),
        Queue("unit_requests", (Holder.UNIT,)),
        Queue("co_signatures", (Holder.UNIT,)),
        Queue("supervision_orders", (Holder.UNIT,)),
        Queue("procedures", (Holder.ROLE,)),
        Queue("to_call_back", (Holder.LINE,)),
        Queue("calling", (Holder.PERSON, Holder.LINE)),
        Queue("to_judge", (Holder.LINE,)),
        Queue("overdue", (Holder.LINE,)),
        Queue("supervised", (Holder.LINE,)),
        Queue("closed", (Holder.LINE,)),
        Queue("open", (Holder.LINE,)),
    )
}

OF_ROLE: dict[Role, tuple[str, ...]] = {
    Role.AGENT: ("my_drafts", "sent_back"),
    Role.SHIFT_LEAD: ("open",),
    Role.DISPATCHER: (
        "awaiting_dispatch", "return_requests", "extension_requests", "disputes", "limits_to_set",
    ),
    Role.DISPATCH_LEAD: (
        "awaiting_dispatch", "return_requests", "extension_requests", "disputes", "limits_to_set",
    ),
    Role.UNIT_CLERK: (
        "to_sign", "in_hand", "near_limit", "rework", "child_answers", "co_signatures", "supervision_orders",
    ),
    Role.UNIT_LEADER: ("in_review", "unit_requests", "co_signatures", "supervision_orders"),
    Role.CALLBACK_AGENT: ("to_call_back", "calling"),
    Role.SUPERVISOR: (
        "overdue", "to_judge", "endorsements", "supervised", "objections", "disputes", "instructions", "open",
    ),
    Role.ARCHIVIST: ("closed",),
    Role.CITY_LEADER: ("awaiting_instruction",),
    Role.CENTRE_DIRECTOR: ("open", "overdue", "to_judge", "disputes"),
    Role.INSPECTION: ("overdue", "supervised", "open"),
    Role.QUALITY_INSPECTOR: ("open",),
    Role.ANALYST: ("open",),
}  # fmt: skip

for _role in PEOPLE:
    OF_ROLE[_role] = (*OF_ROLE.get(_role, ()), "procedures")

_LINE_REQUESTS = {
    RequestKind.RETURN: "return_requests",
    RequestKind.EXTENSION: "extension_requests",
    RequestKind.SUSPENSION: "extension_requests",
    RequestKind.COMMITMENT: "extension_requests",
    RequestKind.OBJECTION: "objections",
    RequestKind.APPEAL: "objections",
}
_FINISHED = frozenset({Phase.CLOSED, Phase.ANSWERED_DIRECTLY, Phase.REFUSED})
_URGENCY_RANK = {Urgency.EMERGENCY: 0, Urgency.URGENT: 1, Urgency.NORMAL: 2}
_NO_LIMIT = 1
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Entry(NamedTuple):
    """One line in a list. Rank first, then `sort_at` (due next first), is the order of the list."""

    queue: str
    holder: str
    subject: str
    rank: int
    sort_at: datetime
    unit: str = ""
    clock: str = ""
    clock_id: str = ""
    due_at: datetime | None = None
    breached: bool = False


def entries(order: Order, line: str) -> frozenset[Entry]:
    """Every list the order stands in now. `line` is the stored line, which is unique where `order.line` is not."""
    if order.phase is Phase.ARCHIVED:
        return frozenset()
    return frozenset(_all(order, line))


def _all(order: Order, line: str) -> Iterator[Entry]:
    yield from _of_order(order, line)
    for part in order.assignments:
        yield from _of_part(order, part)
    for request in order.requests:
        if request.state in (RequestState.ASKED, RequestState.ENDORSED):
            yield from _of_request(order, request, line)
    yield from _of_documents(order, line)
    yield from _of_procedures(order, line)
    yield from _of_clocks(order, line)


def _entry(
    queue: str, holder: str, clock: Clock | None, since: datetime, subject: str = "", unit: str = "", rank: int = 0
) -> Entry:
    if clock is None:
        return Entry(queue, holder, subject, rank, since, unit)
    # A limit that nobody could compute stands first: somebody has to set it.
    sort_at = clock.due_at or clock.started_at
    if clock.state is ClockState.PAUSED:
        sort_at = _NEVER
    return Entry(
        queue,
        holder,
        subject,
        rank,
        sort_at,
        unit,
        clock.name.value,
        clock.id,
        clock.due_at,
        clock.breached_at is not None,
    )


def _open_clock(order: Order, name: ClockName, *, request: str = "", document: str = "") -> Clock | None:
    for clock in order.clocks:
        if clock.name is name and clock.state in OPEN_CLOCKS and (clock.request, clock.document) == (request, document):
            return clock
    return None


# --- the order itself -------------------------------------------------------------------------------------------------


def _of_order(order: Order, line: str) -> Iterator[Entry]:
    since = order.registered_at
    if order.phase in _FINISHED:
        yield _entry("closed", line, None, since)
        return
    lead = order.lead()
    due = next_due(order)
    # What has no limit stands behind what has one: due next comes first.
    yield _entry("open", line, due, since, unit=lead.unit if lead else "", rank=0 if due else _NO_LIMIT)
    if order.phase is Phase.REGISTERED:
        yield _entry("my_drafts", order.registered_by, None, since)
    elif order.phase is Phase.SENT_BACK:
        yield _entry("sent_back", order.registered_by, _open_clock(order, ClockName.DISPATCH), since)
    elif order.phase is Phase.AWAITING_DISPATCH:
        rank = _URGENCY_RANK[order.urgency]
        yield _entry("awaiting_dispatch", line, _open_clock(order, ClockName.DISPATCH), since, rank=rank)
    elif order.phase in (Phase.REPLIED, Phase.CALLING_BACK):
        yield _calling(order, line)
    if order.dispute is not None:
        yield _entry("disputes", line, next_due(order), since, unit=lead.unit if lead else "")


def _calling(order: Order, line: str) -> Entry:
    clock, back = _open_clock(order, ClockName.CALLBACK), order.callback
    lead = order.lead()
    unit = lead.unit if lead else ""
    if back.dissatisfied:
        return _entry("to_judge", line, clock, order.registered_at, unit=unit)
    if order.phase is Phase.REPLIED:
        return _entry("to_call_back", line, clock, order.registered_at, unit=unit)
    return _entry("calling", back.taken_by or line, clock, order.registered_at, unit=unit)


# --- parts of units ---------------------------------------------------------------------------------------------------


def _of_part(order: Order, part: Assignment) -> Iterator[Entry]:
    queue, holder = _heap(order, part), part.unit
    if part.state is AssignmentState.SUBMITTED and part.parent:
        above = order.assignment(part.parent)
        if above is not None and above.state is AssignmentState.PASSED_DOWN:
            queue, holder = "child_answers", above.unit
    if queue:
        yield _entry(queue, holder, due_of_part(order, part.id), part.assigned_at, part.id, part.unit)


def _heap(order: Order, part: Assignment) -> str:
    if not part.live:
        return ""
    if part.state is AssignmentState.IN_REVIEW:
        return "in_review"
    if order.redo_count or part.redo:
        return "rework"
    return "to_sign" if part.state is AssignmentState.ASSIGNED else "in_hand"


# --- requests, documents, clocks --------------------------------------------------------------------------------------


def _of_request(order: Order, request: Request, line: str) -> Iterator[Entry]:
    clock = _open_clock(order, ClockName.RULING, request=request.id)
    asked = request.asked_at
    if request.kind is RequestKind.CO_SIGNATURE:
        clock = _open_clock(order, ClockName.CO_SIGNATURE, request=request.id)
        yield _entry("co_signatures", request.about, clock, asked, request.id, request.unit)
        return
    part = order.assignment(request.assignment)
    if part is not None and part.parent:
        yield _entry("unit_requests", part.by_unit, clock, asked, request.id, request.unit)
        return
    yield _entry(_LINE_REQUESTS[request.kind], line, clock, asked, request.id, request.unit)
    later = part is not None and part.extensions > 0
    if request.kind is RequestKind.EXTENSION and later and request.state is RequestState.ASKED:
        # A later extension goes past the supervision desk first (S2 批复延期④).
        yield _entry("endorsements", line, clock, asked, request.id, request.unit)


def _of_documents(order: Order, line: str) -> Iterator[Entry]:
    for doc in order.documents:
        if doc.kind is DocumentKind.LEADER_SUBMISSION:
            clock = _open_clock(order, ClockName.INSTRUCTION, document=doc.id)
            if doc.state is DocumentState.OPEN:
                yield _entry("awaiting_instruction", line, clock, doc.issued_at, doc.id, doc.unit)
            elif doc.state is DocumentState.INSTRUCTED:
                yield _entry("instructions", line, clock, doc.issued_at, doc.id, doc.unit)
        elif doc.kind is DocumentKind.SUPERVISION_ORDER and doc.state is not DocumentState.ENDED:
            clock = _open_clock(order, ClockName.SUPERVISION, document=doc.id)
            yield _entry("supervised", line, clock, doc.issued_at, doc.id, doc.unit)
            if doc.state is DocumentState.OPEN and doc.unit:
                yield _entry("supervision_orders", doc.unit, clock, doc.issued_at, doc.id, doc.unit)


def _of_procedures(order: Order, line: str) -> Iterator[Entry]:
    """A procedure stands in the lists of all who may take its next step, wherever the order itself is."""
    for procedure in order.procedures:
        if procedure.state is not ProcedureState.OPEN:
            continue
        clock = next((c for c in order.clocks if c.procedure == procedure.id and c.state in OPEN_CLOCKS), None)
        base = procedure.waits.unit or line
        for role in procedure.waits.roles:
            yield _entry(
                "procedures", role_holder(base, role), clock, procedure.since, procedure.id, procedure.waits.unit
            )


def _of_clocks(order: Order, line: str) -> Iterator[Entry]:
    for clock in order.clocks:
        if clock.state is ClockState.UNKNOWN:
            yield _entry("limits_to_set", line, clock, clock.started_at, clock.id, clock.unit)
        elif clock.breached_at is not None and duty(clock):
            yield _entry("overdue", line, clock, clock.started_at, clock.id, clock.unit)
