"""Events become notices (SUP-1), and candidates for a supervision order (SUP-2)."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.accounts import policies
from hotline.accounts.selectors import person_of
from hotline.core import events as e
from hotline.core.clockwork import HANDLING, WINDOWS
from hotline.core.policy.procedures import StageSpec
from hotline.core.state import Clock, Order
from hotline.core.vocabulary import ClockName, Role, StageKind, SupervisionReason
from hotline.orders.selectors import Record, get, policy_of, row
from hotline.supervision import candidates, notices, words
from hotline.supervision.audience import Holder, resolve

# --- notices ----------------------------------------------------------------------------------------------------------


def remind(record: Record) -> None:
    """The notice of a reminder. At the limit itself the breach speaks; that a right has lapsed is told to nobody."""
    event = record.event
    if not isinstance(event, e.ReminderSent):
        return
    order = get(record.order_id)
    clock = order.clock(event.clock)
    if clock is None or clock.name is ClockName.RETURN_WINDOW:
        return
    stage = next((s for s in clock.stages if s.key == event.stage), None)
    kind, label = (stage.kind, stage.label) if stage else (StageKind.BEFORE, "")
    if kind is StageKind.AT and clock.name not in WINDOWS:
        return
    key = {StageKind.BEFORE: words.REMINDER, StageKind.AT: words.ENDED, StageKind.AFTER: words.AFTER}[kind]
    _of_clock(record, order, clock, key, event.audience, label)


def breached(record: Record) -> None:
    """A limit has passed: to those whose limit it is, those the pack names, and the supervision desk."""
    event = record.event
    if not isinstance(event, e.ClockBreached):
        return
    order = get(record.order_id)
    clock = order.clock(event.clock)
    if clock is None:
        return
    named, label = next(((s.audience, s.label) for s in clock.stages if s.kind is StageKind.AT), ((), ""))
    stage = stage_timed(order, clock)
    key = words.LAPSED if stage is not None and stage.outcome(stage.late_outcome) else words.BREACHED
    _of_clock(record, order, clock, key, (clock.owner, *named, Role.SUPERVISOR), label)


def urged(record: Record) -> None:
    event = record.event
    if isinstance(event, e.Urged):
        order = get(record.order_id)
        part = order.assignment(event.assignment)
        unit = part.unit if part else ""
        whom = resolve(order, _line(record), (Role.UNIT_CLERK, Role.UNIT_LEADER), unit, event.assignment)
        notices.write(whom, order, words.URGED, {}, record.at)


def placed(record: Record) -> None:
    event = record.event
    if isinstance(event, e.SupervisionPlaced):
        order = get(record.order_id)
        limit = next((c.due_at for c in order.clocks if c.document == event.document.id), None)
        params = {"form": event.document.form.value if event.document.form else ""}
        if limit is not None:
            params["due"] = limit.isoformat()
        whom = resolve(order, _line(record), (Role.UNIT_LEADER, Role.UNIT_CLERK), event.document.unit, event.assignment)
        notices.write(whom, order, words.PLACED, params, record.at)


def asked(record: Record) -> None:
    """A unit is to take a step in a procedure. The centre's own people find it in their list."""
    event = record.event
    if isinstance(event, e.ProcedureOpened):
        ident, stage, waits = event.procedure.id, event.procedure.stage, event.procedure.waits
    elif isinstance(event, e.StepTaken) and event.waits is not None:
        ident, stage, waits = event.procedure, event.to, event.waits
    else:
        return
    order = get(record.order_id)
    procedure = order.procedure(ident)
    spec = policy_of(order.id).procedure(procedure.kind) if procedure else None
    found = spec.stage(stage) if spec else None
    if spec is None or found is None or not waits.unit:
        return
    limit = next((c.due_at for c in order.clocks if (c.procedure, c.step) == (ident, stage)), None)
    params = {"title": spec.title, "step": found.title, **({"due": limit.isoformat()} if limit else {})}
    notices.write(resolve(order, _line(record), waits.roles, waits.unit), order, words.ASKED, params, record.at)


def mentions_somebody(event: e.Event) -> bool:
    """Whether `mentioned` has anything to do about an event."""
    return isinstance(event, e.NoteAdded) and bool(event.mentions)


def mentioned(record: Record) -> None:
    """A colleague is spoken to in a note. Who may not see the order any more, hears nothing of it."""
    event = record.event
    if not isinstance(event, e.NoteAdded) or not event.mentions:
        return
    order, seen = get(record.order_id), row(record.order_id)
    people = (person_of(ident) for ident in event.mentions if ident != record.actor_id)
    whom = [Holder(str(p.pk)) for p in people if p and seen and policies.can(p, "view", seen)]
    notices.write(whom, order, words.MENTIONED, {"by": record.actor_id}, record.at)


def stage_timed(order: Order, clock: Clock) -> StageSpec | None:
    """The stage that a limit of a procedure times, as the order's pack says it."""
    procedure = order.procedure(clock.procedure)
    spec = policy_of(order.id).procedure(procedure.kind) if procedure else None
    return spec.stage(clock.step) if spec else None


def _of_clock(record: Record, order: Order, clock: Clock, key: str, roles: Iterable[Role], label: str) -> None:
    params = {"clock": clock.name.value, "label": label} if label else {"clock": clock.name.value}
    if clock.due_at is not None:
        params["due"] = clock.due_at.isoformat()
    stage = stage_timed(order, clock)
    if stage is not None:
        late = stage.outcome(stage.late_outcome)
        params |= {"step": stage.title, "outcome": late.label if late else ""}
        # Whose step it is hears of it, whoever else the pack names.
        roles = (*stage.roles, *roles)
    whom = resolve(order, _line(record), roles, clock.unit, clock.assignment)
    notices.write(whom, order, key, params, record.at)


def _line(record: Record) -> str:
    found = row(record.order_id)
    return found.line if found else ""


# --- candidates -------------------------------------------------------------------------------------------------------


def late_candidate(record: Record) -> None:
    event = record.event
    if isinstance(event, e.ClockBreached):
        order = get(record.order_id)
        clock = order.clock(event.clock)
        if clock is not None and clock.name in HANDLING:
            candidates.propose(order, _line(record), clock.assignment, SupervisionReason.OVERDUE, record.at)


def redo_candidate(record: Record) -> None:
    event = record.event
    if isinstance(event, e.Assigned) and event.rework:
        order = get(record.order_id)
        for part in event.assignments:
            candidates.propose(order, _line(record), part.id, SupervisionReason.REDO, record.at)


def refused_candidate(record: Record) -> None:
    """Two units have sent it back: the one that gets it next is watched (S2 德州 二(三)4(3)③)."""
    event = record.event
    if isinstance(event, e.Assigned) and not event.added and not event.rework:
        order = get(record.order_id)
        if len(candidates.units_that_returned(order)) >= candidates.SEVERAL:
            lead = next((p.id for p in event.assignments), "")
            candidates.propose(order, _line(record), lead, SupervisionReason.REFUSED_BY_SEVERAL, record.at)


def settle(record: Record) -> None:
    """The part was supervised, answered or taken away; without a part, there is nothing left to supervise."""
    candidates.settle(record.order_id, record.at, getattr(record.event, "assignment", ""))
