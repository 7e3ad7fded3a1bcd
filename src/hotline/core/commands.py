"""What can be asked of an order. One frozen class an act; its fields are the fields of its form.

`SUBJECT` says what a command is aimed at: the order itself, or one assignment, request, clock or document in it.
Field metadata: `optional` fields may stay empty; the others are refused by name when they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from hotline.core.vocabulary import (
    AnswerBasis,
    AuditPoint,
    CallbackChannel,
    Channel,
    CommandName,
    Complexity,
    ContactField,
    ContactMethod,
    Disclosure,
    EmergencyService,
    Finding,
    LinkKind,
    Outcome,
    ReplyWish,
    ReworkMode,
    ReworkReason,
    Role,
    SupervisionForm,
    SupervisionReason,
    Urgency,
    WaiverReason,
)

Subject = Literal["order", "assignment", "request", "clock", "document", "procedure"]


def _may(default: Any = "") -> Any:
    """A field that may stay empty."""
    return field(default=default, metadata={"optional": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    NAME: ClassVar[CommandName]
    SUBJECT: ClassVar[Subject] = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAssignment(Command):
    SUBJECT: ClassVar[Subject] = "assignment"
    assignment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRequest(Command):
    SUBJECT: ClassVar[Subject] = "request"
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDocument(Command):
    SUBJECT: ClassVar[Subject] = "document"
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnClock(Command):
    SUBJECT: ClassVar[Subject] = "clock"
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnProcedure(Command):
    SUBJECT: ClassVar[Subject] = "procedure"
    procedure: str


# --- intake -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Command):
    """Write a matter down (INT-3). `order` and `number` are given by the service."""

    NAME = CommandName.REGISTER
    order: str
    number: str
    channel: Channel
    line: str
    title: str
    content: str
    nature: str
    content_class: str = _may()
    place: str = _may()
    area: str = _may()
    urgency: Urgency = Urgency.NORMAL
    complexity: Complexity = Complexity.COMMON
    secret: bool = False
    reply_wish: ReplyWish = ReplyWish.PHONE
    contact: frozenset[ContactField] = _may(frozenset())
    source_number: str = _may()
    keywords: tuple[str, ...] = _may(())
    accused: tuple[str, ...] = _may(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend(Command):
    """Mend what was registered. None leaves a field as it is."""

    NAME = CommandName.AMEND
    title: str | None = _may(None)
    content: str | None = _may(None)
    nature: str | None = _may(None)
    content_class: str | None = _may(None)
    place: str | None = _may(None)
    area: str | None = _may(None)
    urgency: Urgency | None = _may(None)
    complexity: Complexity | None = _may(None)
    secret: bool | None = _may(None)
    reply_wish: ReplyWish | None = _may(None)
    keywords: tuple[str, ...] | None = _may(None)
    accused: tuple[str, ...] | None = _may(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectContact(Command):
    """Which contact fields are known now; the values stay outside the core. Possible until the order is sealed."""

    NAME = CommandName.CORRECT_CONTACT
    contact: frozenset[ContactField]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDirectly(Command):
    """INT-6, INT-7. `source_ref` names the entry, announcement, order or other source; `source_version` its version.

    `checked`: as for TellProgress."""

    NAME = CommandName.ANSWER_DIRECTLY
    basis: AnswerBasis
    source_ref: str
    answer: str
    source_version: str = _may()
    checked: frozenset[ContactField] = _may(frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAcceptance(Command):
    """INT-5. `reason` is an id of the pack's list; `told`: the caller has heard it."""

    NAME = CommandName.DECLINE_ACCEPTANCE
    reason: str
    told: bool = False
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitForDispatch(Command):
    NAME = CommandName.SUBMIT_FOR_DISPATCH
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellProgress(Command):
    """INT-7: the caller asked about this order; `result_told`: its result was read out, so do not call again.

    `checked`: what of the caller's identity was compared with the order before (SEC-5)."""

    NAME = CommandName.TELL_PROGRESS
    told: str
    result_told: bool = False
    checked: frozenset[ContactField] = _may(frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordThreeWayCall(Command):
    """INT-8."""

    NAME = CommandName.RECORD_THREE_WAY_CALL
    unit: str
    consent: bool = False
    connected: bool = False
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverEmergency(Command):
    """INT-9. `receipt`: the other side's number or name. `remains_ours`: something is still ours to do."""

    NAME = CommandName.HAND_OVER_EMERGENCY
    service: EmergencyService
    receipt: str
    remains_ours: bool = False
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOrder(Command):
    """CLS-4. `other` is the id of the other order."""

    NAME = CommandName.LINK_ORDER
    other: str
    kind: LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkOrder(Command):
    NAME = CommandName.UNLINK_ORDER
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinGroup(Command):
    """CLS-4: handled and answered once, through `parent`."""

    NAME = CommandName.JOIN_GROUP
    parent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveGroup(Command):
    NAME = CommandName.LEAVE_GROUP
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptGroupAnswer(Command):
    """By the system when the parent is answered."""

    NAME = CommandName.ADOPT_GROUP_ANSWER
    parent: str
    answer: str
    disclosure: Disclosure = Disclosure.PRIVATE


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """An internal note. Whether those mentioned may see the order is for who knows people to say, not for the core."""

    NAME = CommandName.ADD_NOTE
    text: str
    mentions: tuple[str, ...] = _may(())
    centre_only: bool = _may(False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachFile(Command):
    """`digest`: SM3 of the content, so that the archive can prove it."""

    NAME = CommandName.ATTACH_FILE
    file: str
    title: str
    digest: str
    size: int = 0


# --- dispatch ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignToUnit(Command):
    """DSP-1, DSP-7. `audit`: the points the dispatcher has ticked by hand over the system's own check."""

    NAME = CommandName.ASSIGN_TO_UNIT
    lead: str
    assisting: tuple[str, ...] = _may(())
    audit: tuple[AuditPoint, ...] = _may(())
    complexity: Complexity | None = _may(None)
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackToAgent(Command):
    """DSP-2. `entry`: the knowledge entry that already answers it."""

    NAME = CommandName.SEND_BACK_TO_AGENT
    reason: str
    entry: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitToLeader(Command):
    """DSP-1, SUP-3: a 呈阅件."""

    NAME = CommandName.SUBMIT_TO_LEADER
    text: str
    to_role: Role = Role.CITY_LEADER


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveInstruction(OnDocument):
    """The leader's 批示: may name lead and assisting units, and a last day for carrying it out."""

    NAME = CommandName.GIVE_INSTRUCTION
    text: str
    lead: str = _may()
    assisting: tuple[str, ...] = _may(())
    due_on: date | None = _may(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInstruction(OnDocument):
    NAME = CommandName.REPORT_INSTRUCTION
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateDispute(Command):
    """DSP-5: one rung up the ladder of the pack."""

    NAME = CommandName.ESCALATE_DISPUTE
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDispute(Command):
    """The ruling binds the units it names. `text` becomes the 会商纪要 at the top of the ladder."""

    NAME = CommandName.RULE_DISPUTE
    lead: str
    assisting: tuple[str, ...] = _may(())
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAssisting(Command):
    NAME = CommandName.ADD_ASSISTING
    unit: str
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallAssignment(OnAssignment):
    """The level that gave it takes it back."""

    NAME = CommandName.RECALL_ASSIGNMENT
    reason: str


# --- handling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SignFor(OnAssignment):
    NAME = CommandName.SIGN_FOR


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardInside(OnAssignment):
    """HND-1: to a person of the same unit."""

    NAME = CommandName.FORWARD_INSIDE
    person: str
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogContact(OnAssignment):
    """HND-7. HND-9: work at the place is logged here too, with where it was; photos are attached to the order."""

    NAME = CommandName.LOG_CONTACT
    method: ContactMethod
    reached: bool = True
    note: str
    place: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassDown(OnAssignment):
    """DSP-8: to units one or more levels below."""

    NAME = CommandName.PASS_DOWN
    lead: str
    assisting: tuple[str, ...] = _may(())
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAnswer(OnAssignment):
    """HND-1, HND-4, HND-5, PRA-17."""

    NAME = CommandName.SUBMIT_ANSWER
    outcome: Outcome
    internal_text: str
    public_text: str
    within_power: bool = True
    finding: Finding = Finding.NONE
    grounds: str = _may()
    disclosure: Disclosure = Disclosure.PRIVATE
    parts_missing: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveAnswer(OnAssignment):
    """By the leader of the unit: the answer goes one level up."""

    NAME = CommandName.APPROVE_ANSWER
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBackAnswer(OnAssignment):
    NAME = CommandName.SEND_BACK_ANSWER
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptAnswer(OnAssignment):
    """The unit that passed it down takes the answer of `child` as its own; its leader still reviews it."""

    NAME = CommandName.ADOPT_ANSWER
    child: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDownAgain(OnAssignment):
    """The unit that passed it down does not accept the answer of this assignment."""

    NAME = CommandName.SEND_DOWN_AGAIN
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainLateness(OnAssignment):
    """HND-6. `signed_by`: the leader who signs it."""

    NAME = CommandName.EXPLAIN_LATENESS
    text: str
    signed_by: str


# --- requests ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturn(OnAssignment):
    """DSP-5. `suggested`: the unit that the returner thinks answers for it."""

    NAME = CommandName.REQUEST_RETURN
    reason: str
    suggested: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestExtension(OnAssignment):
    """DSP-6. `days` in the unit that the pack's rule counts in."""

    NAME = CommandName.REQUEST_EXTENSION
    reason: str
    days: int
    signed: bool = False
    stamped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSuspension(OnAssignment):
    NAME = CommandName.REQUEST_SUSPENSION
    reason: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCoSignature(OnAssignment):
    NAME = CommandName.REQUEST_CO_SIGNATURE
    unit: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeCommitment(OnAssignment):
    """HND-3. `interim`: what the citizen is told now; `until`: the last day by which it is done."""

    NAME = CommandName.MAKE_COMMITMENT
    plan: str
    interim: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseObjection(OnAssignment):
    NAME = CommandName.RAISE_OBJECTION
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAppeal(OnRequest):
    """Against a refused objection."""

    NAME = CommandName.FILE_APPEAL
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndorseRequest(OnRequest):
    """The supervision desk agrees to a second extension; the dispatcher then grants it (S2 批复延期④)."""

    NAME = CommandName.ENDORSE_REQUEST
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRequest(OnRequest):
    NAME = CommandName.GRANT_REQUEST
    note: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseRequest(OnRequest):
    NAME = CommandName.REFUSE_REQUEST
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest(OnRequest):
    NAME = CommandName.WITHDRAW_REQUEST


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeHandling(OnAssignment):
    """Ends a suspension before its day."""

    NAME = CommandName.RESUME_HANDLING
    note: str = _may()


# --- supervision ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge(OnAssignment):
    """催办: a reminder by a person; not a supervision order."""

    NAME = CommandName.URGE
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceUnderSupervision(OnAssignment):
    """SUP-2."""

    NAME = CommandName.PLACE_UNDER_SUPERVISION
    reason: SupervisionReason
    form: SupervisionForm
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupervision(OnDocument):
    NAME = CommandName.ANSWER_SUPERVISION
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftSupervision(OnDocument):
    NAME = CommandName.LIFT_SUPERVISION
    text: str


# --- call-back --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCallback(Command):
    NAME = CommandName.TAKE_CALLBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueCallbackToken(Command):
    """CBK-4. `digest`: SM3 of the token; the token itself goes only to the citizen."""

    NAME = CommandName.ISSUE_CALLBACK_TOKEN
    channel: CallbackChannel
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCallback(Command):
    """CBK-1. When not `reached`, the answers stay None. `answered`: the citizen says the unit answered (KPI-9)."""

    NAME = CommandName.RECORD_CALLBACK
    channel: CallbackChannel = CallbackChannel.PHONE
    reached: bool
    answered: bool | None = _may(None)
    solved: bool | None = _may(None)
    satisfied_result: bool | None = _may(None)
    satisfied_process: bool | None = _may(None)
    very_satisfied: bool | None = _may(None)
    opinion: str = _may()
    token_digest: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeDissatisfaction(Command):
    """CBK-3: 合理诉求 or not."""

    NAME = CommandName.JUDGE_DISSATISFACTION
    reasonable: bool
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRework(Command):
    """CBK-3. `unit` is needed when the director names one."""

    NAME = CommandName.ORDER_REWORK
    mode: ReworkMode
    reason: ReworkReason
    text: str
    unit: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiveCallback(Command):
    NAME = CommandName.WAIVE_CALLBACK
    reason: WaiverReason
    note: str = _may()


# --- archive and clocks -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive(Command):
    """ARC-1. `manifest`: SM3 over the list of everything in the file."""

    NAME = CommandName.ARCHIVE
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FireClock(OnClock):
    """By the system, when a stage of a clock is reached."""

    NAME = CommandName.FIRE_CLOCK
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecomputeClocks(Command):
    """By the system, when the calendar has changed."""

    NAME = CommandName.RECOMPUTE_CLOCKS
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDue(OnClock):
    """A person sets a limit that the rules or the calendar cannot say."""

    NAME = CommandName.SET_DUE
    due_at: datetime
    reason: str


# --- procedures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProcedure(Command):
    """Attach a procedure of the pack. `unit`: whom it is about, where it is about a unit."""

    NAME = CommandName.OPEN_PROCEDURE
    kind: str
    unit: str = _may()
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStep(OnProcedure):
    """End the present stage with one of its outcomes. `given`: what the stage wants written down, by field.

    `on`: the day this outcome names. `unit`: who is to answer from now on, where the outcome changes the catalogue.
    """

    NAME = CommandName.TAKE_STEP
    outcome: str
    text: str
    given: dict[str, str] = field(default_factory=dict, metadata={"optional": True})
    on: date | None = _may(None)
    unit: str = _may()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelProcedure(OnProcedure):
    """It was opened by mistake."""

    NAME = CommandName.CANCEL_PROCEDURE
    reason: str


COMMANDS: dict[CommandName, type[Command]] = {
    kind.NAME: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and "NAME" in vars(kind)
}
"""Name → class, in the order of `CommandName`."""
