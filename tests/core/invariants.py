"""What must hold for every order at every moment, whatever was done to it."""

from datetime import datetime

from hotline.core.policy import Policy
from hotline.core.policy import shapes as s
from hotline.core.state import Clock, Order
from hotline.core.vocabulary import (
    OPEN_CLOCKS,
    AssignmentState,
    CallbackEnd,
    ClockName,
    ClockState,
    Disclosure,
    DocumentState,
    Part,
    Phase,
    ProcedureState,
    RequestKind,
    RequestState,
)
from tests.core.builders import UNITS
from tests.core.slow_moves import rules_that_hold

PENDING = (RequestState.ASKED, RequestState.ENDORSED)
OUTLIVING = (RequestKind.OBJECTION, RequestKind.APPEAL)
OWED = (ClockName.LATE_EXPLANATION, ClockName.SUPERVISION, ClockName.INSTRUCTION)
HANDLING = (ClockName.REPLY, ClockName.COMMITMENT)
NO_LEAD = (
    Phase.REGISTERED,
    Phase.ANSWERED_DIRECTLY,
    Phase.REFUSED,
    Phase.SENT_BACK,
    Phase.AWAITING_DISPATCH,
    Phase.AWAITING_INSTRUCTION,
    Phase.REPLIED,
    Phase.CALLING_BACK,
    Phase.CLOSED,
    Phase.ARCHIVED,
)
NO_PARTS = (
    Phase.REGISTERED,
    Phase.ANSWERED_DIRECTLY,
    Phase.REFUSED,
    Phase.SENT_BACK,
    Phase.CLOSED,
    Phase.ARCHIVED,
)


def check(order: Order, policy: Policy, now: datetime) -> None:
    _phase(order)
    _parts(order)
    _levels(order)
    _requests(order)
    _documents(order)
    _procedures(order)
    for clock in order.clocks:
        _clock(order, clock, now)
    _secrecy(order, policy, now)


def is_open(clock: Clock) -> bool:
    return clock.state in OPEN_CLOCKS


def _phase(order: Order) -> None:
    leads = [a for a in order.assignments if a.live and a.part is Part.LEAD and not a.parent]
    assert len(leads) <= 1, "two leads"
    if order.phase in NO_LEAD:
        assert not leads
    if order.phase in NO_PARTS:
        assert not [a for a in order.assignments if a.live]
    if order.phase is Phase.IN_HAND:
        assert bool(leads) != bool(order.group), "nobody has it, or two ways at once"
    if order.phase is Phase.REWORK:
        assert [a.state for a in leads] == [AssignmentState.ASSIGNED]
    if order.phase is Phase.AWAITING_INSTRUCTION:
        assert [d for d in order.documents if d.state is DocumentState.OPEN]
    if order.phase in (Phase.REPLIED, Phase.CALLING_BACK):
        assert order.public_answer.strip()
    if order.group:
        assert order.phase in (Phase.IN_HAND, Phase.REPLIED, Phase.CALLING_BACK, Phase.CLOSED, Phase.ARCHIVED)
        assert not [a for a in order.assignments if a.live]
    dispatch = [k for k in order.clocks if k.name is ClockName.DISPATCH and is_open(k)]
    assert len(dispatch) == (order.phase is Phase.AWAITING_DISPATCH), "it waits, or it does not"
    if order.phase in (Phase.CLOSED, Phase.ARCHIVED) and order.callback.end is CallbackEnd.NONE:
        assert order.phase is Phase.ARCHIVED, "closed, and nobody can say how"
    if order.phase is Phase.ARCHIVED:
        assert order.seal and not [k for k in order.clocks if is_open(k)]


def _parts(order: Order) -> None:
    assert [a.id for a in order.assignments] == [f"a{n}" for n in range(1, len(order.assignments) + 1)]
    busy = [a.unit for a in order.assignments if a.live]
    assert len(busy) == len(set(busy)), "a unit has two live parts"
    for part in order.assignments:
        limits = [k for k in order.clocks if k.assignment == part.id and k.name in HANDLING]
        assert limits or part.parent, "every part of the centre has a limit"
        if part.live:
            assert len([k for k in limits if is_open(k)]) == 1, "a live part has one limit"
        if part.state in (AssignmentState.SUBMITTED, AssignmentState.IN_REVIEW):
            assert part.answer is not None
        if part.state is AssignmentState.RETURN_REQUESTED:
            assert [r for r in order.requests if r.assignment == part.id and r.kind == "return" and r.state in PENDING]


def _levels(order: Order) -> None:
    for part in order.assignments:
        above = order.assignment(part.parent)
        if above is None:
            assert not part.parent
            continue
        assert above.unit in UNITS[part.unit].lineage[1:]
        if part.live:
            assert above.state is AssignmentState.PASSED_DOWN, "somebody works below a unit that did not pass it down"
        for clock in order.clocks:
            if clock.assignment == part.id and clock.name in HANDLING and is_open(clock):
                same = [k for k in order.clocks if k.assignment == above.id and k.name is clock.name and is_open(k)]
                assert len(same) == 1, "a limit below without one above"
                if not (clock.by_hand or same[0].by_hand):
                    assert (clock.due_at, clock.state) == (same[0].due_at, same[0].state)


def _requests(order: Order) -> None:
    for request in order.requests:
        part = order.assignment(request.assignment)
        assert part is not None
        timers = [k for k in order.clocks if k.request == request.id]
        if request.state in PENDING:
            assert part.live or request.kind in OUTLIVING
            assert all(is_open(k) for k in timers), "a pending request lost its limit"
        else:
            assert not any(is_open(k) for k in timers)
        if request.kind is RequestKind.RETURN and request.state in PENDING:
            assert part.state is AssignmentState.RETURN_REQUESTED


def _documents(order: Order) -> None:
    for document in order.documents:
        timers = [k for k in order.clocks if k.document == document.id]
        if document.state in (DocumentState.ENDED, DocumentState.ANSWERED):
            assert not any(is_open(k) for k in timers)


def _procedures(order: Order) -> None:
    assert [p.id for p in order.procedures] == [f"p{n}" for n in range(1, len(order.procedures) + 1)]
    going_on = [(p.kind, p.unit) for p in order.procedures if p.state is ProcedureState.OPEN]
    assert len(going_on) == len(set(going_on)), "two of one kind about one unit"
    assert not (going_on and order.phase is Phase.ARCHIVED)
    for procedure in order.procedures:
        timers = [k for k in order.clocks if k.procedure == procedure.id and is_open(k)]
        assert len(timers) <= (procedure.state is ProcedureState.OPEN), "a limit of a stage that is over"
        assert all(k.unit == procedure.waits.unit for k in timers), "who acts is late"
        assert procedure.waits.roles


def _clock(order: Order, clock: Clock, now: datetime) -> None:
    ended = clock.state in (ClockState.MET, ClockState.LATE, ClockState.CANCELLED)
    assert ended == (clock.stopped_at is not None), "a clock is open or has ended"
    assert (clock.state is ClockState.PAUSED) == (clock.paused_at is not None) or ended
    if clock.state is ClockState.RUNNING:
        assert clock.due_at is not None and "due" in [x.key for x in clock.stages]
    if clock.state is ClockState.UNKNOWN:
        assert clock.due_at is None and clock.reason
    if clock.state is ClockState.LATE:
        assert clock.breached_at is not None
    if clock.state is ClockState.MET:
        assert clock.breached_at is None or clock.breached_at != clock.stopped_at
    if clock.breached_at is not None and not clock.assignment:
        assert clock.due_at is not None and clock.breached_at > clock.due_at, "breached in time"
    part = order.assignment(clock.assignment)
    if part is not None and not part.live and is_open(clock):
        request = order.request(clock.request)
        assert clock.name in OWED or (request is not None and request.kind in OUTLIVING), (
            f"{clock.id} outlives its part"
        )
    if order.phase is Phase.CLOSED and is_open(clock):
        assert clock.name in OWED or clock.name in (ClockName.RULING, ClockName.PROCEDURE)
    assert clock.started_at <= now
    for since, until in clock.pauses:
        stated = [k.due_at for k in order.clocks if k.name is ClockName.SUSPENSION]
        assert since <= until <= now
        assert any(day is None or until <= max(day, since) for day in stated), "a pause longer than was granted"
    if clock.name is ClockName.RULING and part is not None and not part.parent:
        assert clock.unit == "", "who rules is late, not who asked"


def _secrecy(order: Order, policy: Policy, now: datetime) -> None:
    rules = rules_that_hold(policy, "secrecy", order, None, now)
    rule = rules[0].value if rules else s.SecrecyRule()
    if rule.keep_from_accused:
        for part in order.assignments:
            if part.live:
                assert not {part.unit, *UNITS[part.unit].lineage} & set(order.accused), "the accused has it"
        for procedure in order.procedures:
            if procedure.state is ProcedureState.OPEN and procedure.waits.unit:
                assert not set(UNITS[procedure.waits.unit].lineage) & set(order.accused), "the accused is asked"
    if order.secret or rule.private_only:
        assert order.disclosure is Disclosure.PRIVATE
