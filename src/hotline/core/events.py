"""What happened to an order. Append-only facts; the state of an order is their fold (`evolve`).

No event holds personal data: of the citizen only the kinds of contact that are known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from hotline.core.state import Answer, Assignment, Attempt, Clock, Document, Order, Procedure, Request, Stage, Waits
from hotline.core.vocabulary import (
    AnswerBasis,
    AuditPoint,
    CallbackChannel,
    CallbackEnd,
    ClockState,
    Complexity,
    ContactField,
    ContactMethod,
    Disclosure,
    DisputeLevel,
    EmergencyService,
    LinkKind,
    Mode,
    ReplyWish,
    ReworkMode,
    ReworkReason,
    Role,
    Ruling,
    Urgency,
    WaiverReason,
)


@dataclass(frozen=True, slots=True)
class Event:
    NAME: ClassVar[str]


# --- intake -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Registered(Event):
    NAME = "registered"
    order: Order


@dataclass(frozen=True, slots=True)
class Amended(Event):
    """None = unchanged."""

    NAME = "amended"
    title: str | None = None
    content: str | None = None
    nature: str | None = None
    content_class: str | None = None
    place: str | None = None
    area: str | None = None
    urgency: Urgency | None = None
    complexity: Complexity | None = None
    secret: bool | None = None
    reply_wish: ReplyWish | None = None
    contact: frozenset[ContactField] | None = None
    keywords: tuple[str, ...] | None = None
    accused: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AnsweredDirectly(Event):
    NAME = "answered_directly"
    basis: AnswerBasis
    source_ref: str
    source_version: str
    answer: str
    checked: tuple[ContactField, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptanceDeclined(Event):
    """`reason` is an id of the pack's list."""

    NAME = "acceptance_declined"
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class SubmittedForDispatch(Event):
    NAME = "submitted_for_dispatch"
    note: str


@dataclass(frozen=True, slots=True)
class ProgressTold(Event):
    NAME = "progress_told"
    told: str
    result_told: bool
    checked: tuple[ContactField, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreeWayCallRecorded(Event):
    NAME = "three_way_call_recorded"
    unit: str
    connected: bool
    note: str


@dataclass(frozen=True, slots=True)
class EmergencyHandedOver(Event):
    NAME = "emergency_handed_over"
    service: EmergencyService
    receipt: str
    remains_ours: bool
    note: str


@dataclass(frozen=True, slots=True)
class OrderLinked(Event):
    NAME = "order_linked"
    other: str
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class OrderUnlinked(Event):
    NAME = "order_unlinked"
    other: str


@dataclass(frozen=True, slots=True)
class GroupJoined(Event):
    NAME = "group_joined"
    parent: str


@dataclass(frozen=True, slots=True)
class GroupLeft(Event):
    NAME = "group_left"
    reason: str


@dataclass(frozen=True, slots=True)
class NoteAdded(Event):
    """An internal note: never on a paper for the citizen, never public. `mentions`: ids of the people it speaks to.

    `centre_only`: nobody of a unit reads it. Without it a unit reads the centre's notes and those of its own branch.
    """

    NAME = "note_added"
    text: str
    mentions: tuple[str, ...] = ()
    centre_only: bool = False


@dataclass(frozen=True, slots=True)
class FileAttached(Event):
    NAME = "file_attached"
    file: str
    title: str
    digest: str
    size: int


# --- dispatch ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Assigned(Event):
    """Units were given parts by the centre. `mode` says on whose word; `rework`: the part is to be done again."""

    NAME = "assigned"
    assignments: tuple[Assignment, ...]
    mode: Mode
    complexity: Complexity
    audit: tuple[AuditPoint, ...] = ()
    note: str = ""
    rework: bool = False
    added: bool = False
    """Only assisting units joined; the phase does not change."""


@dataclass(frozen=True, slots=True)
class SentBackToAgent(Event):
    NAME = "sent_back_to_agent"
    reason: str
    entry: str


@dataclass(frozen=True, slots=True)
class LeaderSubmissionIssued(Event):
    """`waits`: the order waits for the instruction (else it runs beside the handling)."""

    NAME = "leader_submission_issued"
    document: Document
    text: str
    waits: bool


@dataclass(frozen=True, slots=True)
class InstructionGiven(Event):
    NAME = "instruction_given"
    document: str
    text: str
    due_on: date | None
    to_dispatch: bool


@dataclass(frozen=True, slots=True)
class InstructionReported(Event):
    NAME = "instruction_reported"
    document: str
    result: str


@dataclass(frozen=True, slots=True)
class DisputeEscalated(Event):
    NAME = "dispute_escalated"
    level: DisputeLevel
    reason: str


@dataclass(frozen=True, slots=True)
class DisputeRuled(Event):
    NAME = "dispute_ruled"
    level: DisputeLevel
    lead: str
    text: str
    document: Document | None


@dataclass(frozen=True, slots=True)
class AssignmentBound(Event):
    """The unit that has it was ruled to keep it."""

    NAME = "assignment_bound"
    assignment: str
    by: str


@dataclass(frozen=True, slots=True)
class AssignmentRecalled(Event):
    NAME = "assignment_recalled"
    assignment: str
    reason: str
    redispatch: bool


# --- handling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedFor(Event):
    NAME = "signed_for"
    assignment: str


@dataclass(frozen=True, slots=True)
class ForwardedInside(Event):
    NAME = "forwarded_inside"
    assignment: str
    person: str
    note: str


@dataclass(frozen=True, slots=True)
class ContactLogged(Event):
    NAME = "contact_logged"
    assignment: str
    method: ContactMethod
    reached: bool
    note: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class PassedDown(Event):
    NAME = "passed_down"
    assignment: str
    assignments: tuple[Assignment, ...]
    note: str


@dataclass(frozen=True, slots=True)
class AnswerSubmitted(Event):
    NAME = "answer_submitted"
    assignment: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class AnswerApproved(Event):
    NAME = "answer_approved"
    assignment: str
    note: str


@dataclass(frozen=True, slots=True)
class AnswerSentBack(Event):
    NAME = "answer_sent_back"
    assignment: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnswerAdopted(Event):
    NAME = "answer_adopted"
    assignment: str
    child: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class SentDownAgain(Event):
    NAME = "sent_down_again"
    assignment: str
    reason: str


@dataclass(frozen=True, slots=True)
class TakenBackUp(Event):
    """Nobody below has it any more: the unit that passed it down works on it itself."""

    NAME = "taken_back_up"
    assignment: str


@dataclass(frozen=True, slots=True)
class LatenessExplained(Event):
    NAME = "lateness_explained"
    assignment: str
    text: str
    signed_by: str


@dataclass(frozen=True, slots=True)
class OrderReplied(Event):
    """The units' answer is complete. `by_desk`: the desk tells the citizen (HND-5)."""

    NAME = "order_replied"
    public_answer: str
    disclosure: Disclosure
    by_desk: bool = False
    group: str = ""


# --- requests ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequestAsked(Event):
    NAME = "request_asked"
    request: Request


@dataclass(frozen=True, slots=True)
class RequestEndorsed(Event):
    NAME = "request_endorsed"
    request: str
    note: str


@dataclass(frozen=True, slots=True)
class RequestGranted(Event):
    NAME = "request_granted"
    request: str
    note: str


@dataclass(frozen=True, slots=True)
class RequestRefused(Event):
    NAME = "request_refused"
    request: str
    reason: str


@dataclass(frozen=True, slots=True)
class RequestWithdrawn(Event):
    """`moot`: the matter went on and nobody needs it any more."""

    NAME = "request_withdrawn"
    request: str
    moot: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentReturned(Event):
    NAME = "assignment_returned"
    assignment: str
    reason: str
    redispatch: bool


@dataclass(frozen=True, slots=True)
class CommitmentHeld(Event):
    """The interim answer went out and the unit is bound to a last day (HND-3)."""

    NAME = "commitment_held"
    assignment: str
    interim: str
    until: date


@dataclass(frozen=True, slots=True)
class HandlingSuspended(Event):
    NAME = "handling_suspended"
    assignment: str
    until: date


@dataclass(frozen=True, slots=True)
class HandlingResumed(Event):
    NAME = "handling_resumed"
    assignment: str
    note: str


# --- supervision ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Urged(Event):
    NAME = "urged"
    assignment: str
    text: str


@dataclass(frozen=True, slots=True)
class SupervisionPlaced(Event):
    NAME = "supervision_placed"
    document: Document
    assignment: str
    text: str


@dataclass(frozen=True, slots=True)
class SupervisionAnswered(Event):
    NAME = "supervision_answered"
    document: str
    text: str


@dataclass(frozen=True, slots=True)
class SupervisionLifted(Event):
    NAME = "supervision_lifted"
    document: str
    text: str


# --- call-back --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CallbackTaken(Event):
    NAME = "callback_taken"
    person: str


@dataclass(frozen=True, slots=True)
class CallbackTokenIssued(Event):
    NAME = "callback_token_issued"
    channel: CallbackChannel
    digest: str


@dataclass(frozen=True, slots=True)
class CallbackRecorded(Event):
    NAME = "callback_recorded"
    channel: CallbackChannel
    attempt: Attempt
    opinion: str
    token_digest: str
    dissatisfied: bool = False
    """By the pack's measure; of old events what the citizen said of the result."""


@dataclass(frozen=True, slots=True)
class DissatisfactionJudged(Event):
    NAME = "dissatisfaction_judged"
    reasonable: bool
    grounds: str


@dataclass(frozen=True, slots=True)
class ReworkOrdered(Event):
    NAME = "rework_ordered"
    mode: ReworkMode
    reason: ReworkReason
    text: str


@dataclass(frozen=True, slots=True)
class CallbackWaived(Event):
    NAME = "callback_waived"
    reason: WaiverReason
    note: str


@dataclass(frozen=True, slots=True)
class OrderClosed(Event):
    NAME = "order_closed"
    end: CallbackEnd


@dataclass(frozen=True, slots=True)
class Archived(Event):
    """`manifest`: SM3 over everything in the file; `keep_until` None = for ever."""

    NAME = "archived"
    manifest: str
    keep_until: date | None


# --- procedures -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProcedureOpened(Event):
    NAME = "procedure_opened"
    procedure: Procedure
    text: str


@dataclass(frozen=True, slots=True)
class StepTaken(Event):
    """`stage` ended with `outcome`; `to` is the stage that begins and `waits` for whom, empty when the procedure ends.
    `late`: by the system, because the limit passed. `documents`: papers that the stage made. `proposes`: consequences
    for a person to carry out or not."""

    NAME = "step_taken"
    procedure: str
    stage: str
    outcome: str
    to: str
    text: str
    ruling: Ruling = Ruling.NONE
    given: tuple[tuple[str, str], ...] = ()
    documents: tuple[str, ...] = ()
    proposes: tuple[str, ...] = ()
    on: date | None = None
    late: bool = False
    waits: Waits | None = None


@dataclass(frozen=True, slots=True)
class ProcedureEnded(Event):
    NAME = "procedure_ended"
    procedure: str
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class ProcedureCancelled(Event):
    NAME = "procedure_cancelled"
    procedure: str
    reason: str


@dataclass(frozen=True, slots=True)
class CatalogueChangeRuled(Event):
    """Who answers for such matters from now on (PRA-12). `basis`: the paper in which it stands."""

    NAME = "catalogue_change_ruled"
    content_class: str
    area: str
    lead: str
    assisting: tuple[str, ...]
    basis: str


# --- clocks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockStarted(Event):
    NAME = "clock_started"
    clock: Clock


@dataclass(frozen=True, slots=True)
class ClockPaused(Event):
    NAME = "clock_paused"
    clock: str


@dataclass(frozen=True, slots=True)
class ClockResumed(Event):
    NAME = "clock_resumed"
    clock: str
    due_at: datetime | None
    stages: tuple[Stage, ...]
    reason: str = ""
    until: datetime | None = None
    """When the pause ended, where that was before the event: a timer that came late gives no extra time."""


@dataclass(frozen=True, slots=True)
class ClockMoved(Event):
    """`extended`: (kind of length, amount) of a granted extension; empty when the calendar or a person moved it."""

    NAME = "clock_moved"
    clock: str
    due_at: datetime | None
    stages: tuple[Stage, ...]
    why: str
    extended: tuple[tuple[str, int], ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class ClockStopped(Event):
    NAME = "clock_stopped"
    clock: str
    state: ClockState


@dataclass(frozen=True, slots=True)
class ReminderSent(Event):
    NAME = "reminder_sent"
    clock: str
    stage: str
    audience: tuple[Role, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class ClockBreached(Event):
    NAME = "clock_breached"
    clock: str


EVENTS: dict[str, type[Event]] = {
    kind.NAME: kind
    for kind in list(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Stored name → class."""
