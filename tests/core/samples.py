"""For every command: one with sensible fields for an order as it is, and the person who may do it there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hotline.core import commands as c
from hotline.core.commands import COMMANDS
from hotline.core.state import SYSTEM, Actor, Assignment, Clock, Document, Order, Procedure, Request
from hotline.core.vocabulary import (
    AuditPoint,
    ClockState,
    CommandName,
    ContactField,
    ContactMethod,
    DocumentState,
    EmergencyService,
    LinkKind,
    ProcedureState,
    RequestKind,
    RequestState,
    ReworkMode,
    ReworkReason,
    Role,
    SupervisionForm,
    SupervisionReason,
    WaiverReason,
)
from tests.core import builders as b

CHECKED = frozenset({ContactField.NAME, ContactField.PHONE})
PENDING = (RequestState.ASKED, RequestState.ENDORSED)


# --- what a command is aimed at ---------------------------------------------------------------------------------------


def the_part(order: Order) -> Assignment | None:
    """The present lead; failing that the latest part there ever was."""
    return order.lead() or (order.assignments[-1] if order.assignments else None)


def the_request(order: Order) -> Request | None:
    pending = [r for r in order.requests if r.state in PENDING]
    return (pending or list(order.requests) or [None])[-1]


def the_document(order: Order) -> Document | None:
    going_on = [d for d in order.documents if d.state is not DocumentState.ENDED]
    return (going_on or list(order.documents) or [None])[-1]


def the_clock(order: Order) -> Clock | None:
    running = [k for k in order.clocks if k.state is ClockState.RUNNING]
    return (running or list(order.clocks) or [None])[-1]


def the_procedure(order: Order) -> Procedure | None:
    going_on = [p for p in order.procedures if p.state is ProcedureState.OPEN]
    return (going_on or list(order.procedures) or [None])[-1]


def target(name: CommandName, order: Order) -> str:
    """The id that a command of this kind would name in this order."""
    found: Assignment | Request | Document | Clock | Procedure | None
    match COMMANDS[name].SUBJECT:
        case "assignment":
            found = the_part(order)
            return found.id if found else "a1"
        case "request":
            found = the_request(order)
            return found.id if found else "r1"
        case "document":
            found = the_document(order)
            return found.id if found else "d1"
        case "clock":
            found = the_clock(order)
            return found.id if found else "dispatch-1"
        case "procedure":
            found = the_procedure(order)
            return found.id if found else "p1"
        case _:
            return ""


# --- sensible fields --------------------------------------------------------------------------------------------------

Fields = Callable[[b.Life], dict[str, Any]]


def _fixed(**fields: Any) -> Fields:
    return lambda life: dict(fields)


def _in_days(life: b.Life, days: int) -> Any:
    return (life.now + timedelta(days=days)).date()


def _child(life: b.Life) -> str:
    part = the_part(life.order)
    children = life.order.children(part.id) if part else ()
    return children[-1].id if children else "a99"


def _free_unit(life: b.Life) -> str:
    taken = {a.unit for a in life.order.assignments if a.live} | set(life.order.accused)
    return next((u for u in ("roads", "parks", "pipes", "alone", "city") if u not in taken), "water")


def _stage(clock: Clock | None) -> str:
    return clock.next_stage.key if clock and clock.next_stage else "due"


def _waiver(life: b.Life) -> WaiverReason:
    return WaiverReason.RESULT_TOLD if life.order.result_told else WaiverReason.SECRET


def _opening(life: b.Life) -> dict[str, Any]:
    """A procedure of the pack that does not run yet, about a unit that nobody complains about."""
    order = life.order
    busy = {p.kind for p in order.procedures if p.state is ProcedureState.OPEN}
    fit = (p for p in life.policy.lists.procedures if order.nature in (p.natures or [order.nature]))
    free = (p.id for p in fit if p.id not in busy and Role.SUPERVISOR in p.opened_by)
    kind = next((p for p in free if p != "conference" or order.content_class.startswith("C1")), "sheet")
    unit = next(u for u in ("water", "roads-county", "alone") if not set(b.UNITS[u].lineage) & set(life.order.accused))
    return {"kind": kind, "unit": unit, "text": "look into it"}


def _step(life: b.Life, at: str | None, number: int = 0) -> dict[str, Any]:
    """The stage's outcome of this number, with everything that the stage wants written down."""
    procedure = life.order.procedure(at or target(CommandName.TAKE_STEP, life.order))
    spec = life.policy.procedure(procedure.kind) if procedure else None
    stage = spec.stage(procedure.stage) if spec and procedure else None
    if stage is None:
        return {"outcome": "sent", "text": "sent"}
    outcome = stage.outcomes[number % len(stage.outcomes)]
    given = {f.id: f"the {f.id}" for f in stage.fields}
    on = _in_days(life, 30) if outcome.day_label else None
    return {"outcome": outcome.id, "text": "so it is", "given": given, "on": on, "unit": "parks"}


FIELDS: dict[CommandName, Fields] = {
    CommandName.AMEND: _fixed(title="all lamps are dark"),
    CommandName.CORRECT_CONTACT: lambda life: {"contact": life.order.contact ^ {ContactField.EMAIL}},
    CommandName.ANSWER_DIRECTLY: _fixed(basis="knowledge", source_ref="k1", answer="tomorrow", checked=CHECKED),
    CommandName.DECLINE_ACCEPTANCE: lambda life: {"reason": life.policy.lists.refusal_reasons[0].id, "told": True},
    CommandName.SUBMIT_FOR_DISPATCH: _fixed(),
    CommandName.TELL_PROGRESS: _fixed(told="they are there", checked=CHECKED),
    CommandName.RECORD_THREE_WAY_CALL: _fixed(unit="water", consent=True),
    CommandName.HAND_OVER_EMERGENCY: _fixed(service=EmergencyService.FIRE, receipt="119-7"),
    CommandName.LINK_ORDER: _fixed(other="o2", kind=LinkKind.REPEAT),
    CommandName.UNLINK_ORDER: _fixed(other="o2"),
    CommandName.JOIN_GROUP: _fixed(parent="o9"),
    CommandName.LEAVE_GROUP: _fixed(reason="another street"),
    CommandName.ADOPT_GROUP_ANSWER: lambda life: {"parent": life.order.group or "o9", "answer": "done"},
    CommandName.ADD_NOTE: _fixed(text="n"),
    CommandName.ATTACH_FILE: _fixed(file="f1", title="photo", digest="5e"),
    CommandName.ASSIGN_TO_UNIT: lambda life: {"lead": _free_unit(life), "audit": tuple(AuditPoint)},
    CommandName.SEND_BACK_TO_AGENT: _fixed(reason="which street?"),
    CommandName.SUBMIT_TO_LEADER: _fixed(text="grave"),
    CommandName.GIVE_INSTRUCTION: _fixed(text="act"),
    CommandName.REPORT_INSTRUCTION: _fixed(result="done"),
    CommandName.ESCALATE_DISPUTE: _fixed(reason="nobody wants it"),
    CommandName.RULE_DISPUTE: lambda life: {"lead": _free_unit(life), "text": "they lead"},
    CommandName.ADD_ASSISTING: lambda life: {"unit": _free_unit(life)},
    CommandName.RECALL_ASSIGNMENT: _fixed(reason="wrong unit"),
    CommandName.SIGN_FOR: _fixed(),
    CommandName.FORWARD_INSIDE: _fixed(person="p2"),
    CommandName.LOG_CONTACT: _fixed(method=ContactMethod.PHONE, note="called"),
    CommandName.PASS_DOWN: _fixed(lead="water-county"),
    CommandName.SUBMIT_ANSWER: _fixed(outcome="solved", internal_text="a fuse", public_text="they burn again"),
    CommandName.APPROVE_ANSWER: _fixed(),
    CommandName.SEND_BACK_ANSWER: _fixed(reason="thin"),
    CommandName.ADOPT_ANSWER: lambda life: {"child": _child(life)},
    CommandName.SEND_DOWN_AGAIN: _fixed(reason="thin"),
    CommandName.EXPLAIN_LATENESS: _fixed(text="rain", signed_by="the head"),
    CommandName.REQUEST_RETURN: _fixed(reason="not ours"),
    CommandName.REQUEST_EXTENSION: _fixed(reason="parts are late", days=3, signed=True, stamped=True),
    CommandName.REQUEST_SUSPENSION: lambda life: {"reason": "court", "until": _in_days(life, 9)},
    CommandName.REQUEST_CO_SIGNATURE: lambda life: {"unit": _free_unit(life), "text": "may we dig?"},
    CommandName.MAKE_COMMITMENT: lambda life: {"plan": "poles", "interim": "in May", "until": _in_days(life, 40)},
    CommandName.RAISE_OBJECTION: _fixed(about="the class", reason="wrong"),
    CommandName.FILE_APPEAL: _fixed(reason="still wrong"),
    CommandName.ENDORSE_REQUEST: _fixed(),
    CommandName.GRANT_REQUEST: _fixed(),
    CommandName.REFUSE_REQUEST: _fixed(reason="no"),
    CommandName.WITHDRAW_REQUEST: _fixed(),
    CommandName.RESUME_HANDLING: _fixed(),
    CommandName.URGE: _fixed(text="please"),
    CommandName.PLACE_UNDER_SUPERVISION: _fixed(
        reason=SupervisionReason.HOT, form=SupervisionForm.WRITTEN, text="hurry"
    ),
    CommandName.ANSWER_SUPERVISION: _fixed(text="tomorrow"),
    CommandName.LIFT_SUPERVISION: _fixed(text="done"),
    CommandName.TAKE_CALLBACK: _fixed(),
    CommandName.ISSUE_CALLBACK_TOKEN: _fixed(channel="sms_link", digest="7e"),
    CommandName.RECORD_CALLBACK: _fixed(reached=True, satisfied_result=True),
    CommandName.JUDGE_DISSATISFACTION: _fixed(reasonable=True, grounds="seen"),
    CommandName.ORDER_REWORK: lambda life: {
        "mode": ReworkMode.SAME_UNIT,
        "reason": ReworkReason.DISSATISFIED if life.order.callback.dissatisfied else ReworkReason.POOR_ANSWER,
        "text": "again",
    },
    CommandName.WAIVE_CALLBACK: lambda life: {"reason": _waiver(life)},
    CommandName.ARCHIVE: _fixed(manifest="5ea1"),
    CommandName.FIRE_CLOCK: lambda life: {"stage": _stage(the_clock(life.order))},
    CommandName.RECOMPUTE_CLOCKS: _fixed(reason="announced"),
    CommandName.SET_DUE: lambda life: {"due_at": life.now + timedelta(days=5), "reason": "by hand"},
    CommandName.OPEN_PROCEDURE: _opening,
    CommandName.TAKE_STEP: lambda life: _step(life, None),
    CommandName.CANCEL_PROCEDURE: _fixed(reason="by mistake"),
}


def sample(name: CommandName, life: b.Life, at: str | None = None, number: int = 0) -> c.Command:
    """A command of this kind that a careful person would send to this order; `at` names another target.

    `number`: which outcome of a procedure's stage."""
    if name is CommandName.REGISTER:
        return b.registration()
    kind = COMMANDS[name]
    fields = FIELDS[name](life)
    if kind.SUBJECT != "order":
        fields[kind.SUBJECT] = target(name, life.order) if at is None else at
    if name is CommandName.FIRE_CLOCK and at is not None:
        fields["stage"] = _stage(life.order.clock(at))
    if name is CommandName.TAKE_STEP:
        fields |= _step(life, at, number)
    made = kind(**{k: _typed(kind, k, v) for k, v in fields.items()})
    assert isinstance(made, c.Command)
    return made


def _typed(kind: type[c.Command], name: str, value: Any) -> Any:
    """Plain words for closed vocabularies."""
    words: dict[str, Any] = {"basis": c.AnswerBasis, "outcome": c.Outcome, "channel": c.CallbackChannel}
    free = kind in (c.Register, c.TakeStep)
    return words[name](value) if name in words and isinstance(value, str) and not free else value


# --- the person who may -----------------------------------------------------------------------------------------------

OPENER = Actor("opener", "centre", frozenset({Role.SUPERVISOR, Role.DISPATCHER, Role.AGENT}), ("centre", "city"))
"""A small town: one person is all that opens procedures."""
_DOERS: tuple[tuple[Actor, str], ...] = (
    (b.DISPATCHER, "assign_to_unit send_back_to_agent escalate_dispute add_assisting set_due"),
    (b.SUPERVISOR, "endorse_request place_under_supervision lift_supervision judge_dissatisfaction order_rework"),
    (b.SUPERVISOR, "leave_group urge"),
    (b.CALLER_2, "take_callback issue_callback_token record_callback waive_callback"),
    (SYSTEM, "adopt_group_answer fire_clock recompute_clocks"),
    (b.CITY_LEADER, "give_instruction"),
    (b.DISPATCH_LEAD, "rule_dispute"),
    (b.ARCHIVIST, "archive"),
    (OPENER, "open_procedure cancel_procedure take_step"),
)
_BY: dict[CommandName, Actor] = dict.fromkeys(CommandName, b.AGENT) | {
    CommandName(name): actor for actor, names in _DOERS for name in names.split()
}
_BY_LEADER = (
    CommandName.APPROVE_ANSWER,
    CommandName.SEND_BACK_ANSWER,
    CommandName.ANSWER_SUPERVISION,
    CommandName.REPORT_INSTRUCTION,
)
_BY_UNIT = (
    CommandName.SIGN_FOR,
    CommandName.FORWARD_INSIDE,
    CommandName.LOG_CONTACT,
    CommandName.PASS_DOWN,
    CommandName.SUBMIT_ANSWER,
    CommandName.ADOPT_ANSWER,
    CommandName.EXPLAIN_LATENESS,
    CommandName.REQUEST_RETURN,
    CommandName.REQUEST_EXTENSION,
    CommandName.REQUEST_SUSPENSION,
    CommandName.REQUEST_CO_SIGNATURE,
    CommandName.MAKE_COMMITMENT,
    CommandName.RAISE_OBJECTION,
    CommandName.FILE_APPEAL,
    CommandName.WITHDRAW_REQUEST,
    CommandName.RESUME_HANDLING,
)
_RULERS: dict[RequestKind, Actor] = dict.fromkeys(RequestKind, b.DISPATCHER) | {
    RequestKind.SUSPENSION: b.SUPERVISOR,
    RequestKind.OBJECTION: b.SUPERVISOR,
    RequestKind.APPEAL: b.DIRECTOR,
}


def who(name: CommandName, life: b.Life, at: str | None = None) -> Actor:
    """The right person for this command at this target."""
    order = life.order
    ident = target(name, order) if at is None else at
    if name is CommandName.TAKE_STEP and (procedure := order.procedure(ident)):
        return b.person(procedure.waits.roles[0], procedure.waits.unit or "centre")
    part = order.assignment(ident) or the_part(order)
    if name in (CommandName.GRANT_REQUEST, CommandName.REFUSE_REQUEST):
        request = order.request(ident)
        return _ruler(order, request) if request else b.DISPATCHER
    request = order.request(ident)
    if request is not None:
        part = order.assignment(request.assignment)
    if name in _BY_UNIT:
        return b.clerk(part.unit if part else "water")
    if name in _BY_LEADER:
        document = order.document(ident)
        return b.leader((document.unit if document else "") or (part.unit if part else "") or "water")
    if name in (CommandName.RECALL_ASSIGNMENT, CommandName.SEND_DOWN_AGAIN):
        top = b.DISPATCHER if name is CommandName.RECALL_ASSIGNMENT else b.clerk(part.unit if part else "water")
        return b.clerk(part.by_unit) if part and part.parent else top
    return _BY[name]


def _ruler(order: Order, request: Request) -> Actor:
    part = order.assignment(request.assignment)
    if request.kind is RequestKind.CO_SIGNATURE:
        return b.leader(request.about)
    if request.kind is RequestKind.RETURN and part and part.parent:
        return b.clerk(part.by_unit)
    return _RULERS[request.kind]
