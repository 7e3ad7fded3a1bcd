"""An order as the core sees it: one frozen value that holds everything `decide` may look at.

Ids inside an order (`a1`, `r2`, `d1`, `reply-1`) are counted up in the order itself, so the same commands always give
the same ids. Personal data is not here: only which contact fields are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hotline.core.vocabulary import (
    LIVE_STATES,
    AssignmentState,
    CallbackEnd,
    Channel,
    ClockName,
    ClockState,
    Complexity,
    ContactField,
    Disclosure,
    DisputeLevel,
    DocumentKind,
    DocumentState,
    Finding,
    LinkKind,
    Mode,
    Outcome,
    Part,
    Phase,
    ProcedureState,
    ReplyWish,
    RequestKind,
    RequestState,
    Role,
    Ruling,
    StageKind,
    SupervisionForm,
    SupervisionReason,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: a person with a unit and roles, or the system. `lineage`: the unit and all above it, nearest first.

    `acts_for`: the absent colleagues whose roles are among `roles` (A/B 角). `one_with`: all for whom this person acts
    at present, whichever roles are used: what they handled, this person cannot call back (CBK-5).
    """

    id: str
    unit: str = ""
    roles: frozenset[Role] = frozenset()
    lineage: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    one_with: tuple[str, ...] = ()


SYSTEM = Actor(id="system", roles=frozenset({Role.SYSTEM}))


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the core must know of a unit that a command names. `lineage`: itself and all above it, nearest first."""

    id: str
    name: str
    level: str = ""
    kind: str = ""
    parent: str = ""
    lineage: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class Stage:
    """One moment at which a clock speaks: `key` is unique in its clock, `at` when, to whom, and `label` as what."""

    key: str
    kind: StageKind
    at: datetime
    audience: tuple[Role, ...]
    label: str = ""


@dataclass(frozen=True)
class Clock:
    """A running limit. `due_at` None means unknown: `reason` says why and a person must set it.

    `assignment`, `request` or `document` says what it times; all empty = the order itself. `rule` is `pack:id`.
    `extended` and `pauses` are kept so that a changed calendar can recompute the due time from `started_at`.
    """

    id: str
    name: ClockName
    owner: Role
    started_at: datetime
    due_at: datetime | None
    rule: str
    unit: str = ""
    assignment: str = ""
    request: str = ""
    document: str = ""
    procedure: str = ""
    step: str = ""
    """The stage of the procedure that it times."""
    state: ClockState = ClockState.RUNNING
    stages: tuple[Stage, ...] = ()
    fired: tuple[str, ...] = ()
    paused_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    extended: tuple[tuple[str, int], ...] = ()
    extended_after: tuple[int, ...] = ()
    """For each extension, how many pauses were over when it was granted: the order matters in natural days."""
    breached_at: datetime | None = None
    stopped_at: datetime | None = None
    reason: str = ""
    by_hand: bool = False
    last_day: date | None = None
    """For a clock that runs to a stated day (a commitment) instead of a length."""

    @property
    def next_stage(self) -> Stage | None:
        """The earliest stage that has not fired, while the clock runs."""
        if self.state is not ClockState.RUNNING:
            return None
        waiting = [s for s in self.stages if s.key not in self.fired]
        return min(waiting, key=lambda s: s.at, default=None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit answers. `internal_text` stays inside; `public_text` is for the citizen (PRA-17)."""

    outcome: Outcome
    internal_text: str
    public_text: str
    within_power: bool = True
    finding: Finding = Finding.NONE
    grounds: str = ""
    disclosure: Disclosure = Disclosure.PRIVATE
    contacted: bool = False
    parts_missing: str = ""
    """Why the lead does not wait for assisting units that have not answered."""
    by_desk: bool = False
    """The desk, not the unit, tells the citizen (不成立, HND-5)."""


@dataclass(frozen=True)
class Assignment:
    """One unit's part. `parent` is the assignment it was passed down from; `by_unit` the unit that gave it."""

    id: str
    unit: str
    part: Part
    state: AssignmentState
    assigned_at: datetime
    parent: str = ""
    by_unit: str = ""
    level: str = ""
    kind: str = ""
    mode: Mode = Mode.ASSIGNED
    bound_by: str = ""
    """Who ruled that this unit answers; a bound unit cannot return."""
    signed_at: datetime | None = None
    handler: str = ""
    contacts: int = 0
    answer: Answer | None = None
    interim: str = ""
    state_before_return: AssignmentState | None = None
    extensions: int = 0
    redo: int = 0

    @property
    def live(self) -> bool:
        return self.state in LIVE_STATES


@dataclass(frozen=True)
class Request:
    """A request beside the phase: asked, (endorsed,) granted or refused."""

    id: str
    kind: RequestKind
    assignment: str
    unit: str
    asked_at: datetime
    reason: str
    state: RequestState = RequestState.ASKED
    amount: int = 0
    """Days asked for (extension)."""
    until: date | None = None
    """Last day (suspension, commitment)."""
    signed: bool = False
    stamped: bool = False
    text: str = ""
    about: str = ""
    """The request or judgement that an objection or appeal is about; the unit asked to co-sign."""
    answer: str = ""


@dataclass(frozen=True)
class Document:
    """A document in the order: 呈阅件, 督办单, 会商纪要. Its texts are in the events."""

    id: str
    kind: DocumentKind
    state: DocumentState
    issued_at: datetime
    to_role: Role | None = None
    unit: str = ""
    reason: SupervisionReason | None = None
    form: SupervisionForm | None = None


@dataclass(frozen=True, slots=True)
class Waits:
    """Whose step it is: people with one of `roles`, of `unit`, or of the centre where it is empty."""

    roles: tuple[Role, ...]
    unit: str = ""


@dataclass(frozen=True)
class Procedure:
    """A procedure of the pack that runs beside the handling. `stage` is where it stands and `waits` for whom; what was
    written is in the events. `unit`: whom it is about, empty where it is about the matter itself."""

    id: str
    kind: str
    stage: str
    opened_at: datetime
    since: datetime
    """When its stage began."""
    waits: Waits
    asked: tuple[str, ...] = ()
    """Units whose step it is or was."""
    unit: str = ""
    by_unit: str = ""
    """The unit that opened it; empty: the centre did."""
    state: ProcedureState = ProcedureState.OPEN
    ruling: Ruling = Ruling.NONE
    """The last that was found; a later step without a ruling leaves it as it is."""
    outcome: str = ""
    """The last outcome."""
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    order: str
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to call the citizen back. Answers are None when the citizen was not reached or did not say."""

    at: datetime
    reached: bool
    answered: bool | None = None
    solved: bool | None = None
    satisfied_result: bool | None = None
    satisfied_process: bool | None = None
    very_satisfied: bool | None = None
    """Satisfied with the result, and very much so."""


@dataclass(frozen=True)
class Callback:
    """The call-back of the present round (a redo begins a new one)."""

    attempts: tuple[Attempt, ...] = ()
    taken_by: str = ""
    tokens: tuple[str, ...] = ()
    dissatisfied: bool = False
    reasonable: bool | None = None
    end: CallbackEnd = CallbackEnd.NONE


@dataclass(frozen=True)
class Order:
    """The whole order. `version` counts its events; a form that saw an older version is stale."""

    id: str
    number: str
    phase: Phase
    registered_at: datetime
    channel: Channel
    line: str
    title: str
    content: str
    place: str
    area: str
    nature: str
    content_class: str
    urgency: Urgency
    complexity: Complexity
    secret: bool
    reply_wish: ReplyWish
    contact: frozenset[ContactField]
    registered_by: str
    source_number: str = ""
    keywords: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    mode: Mode = Mode.DIRECT
    dispatched_at: datetime | None = None
    assignments: tuple[Assignment, ...] = ()
    requests: tuple[Request, ...] = ()
    clocks: tuple[Clock, ...] = ()
    documents: tuple[Document, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    links: tuple[Link, ...] = ()
    group: str = ""
    dispute: DisputeLevel | None = None
    callback: Callback = Callback()
    result_told: bool = False
    three_way_failures: int = 0
    redo_count: int = 0
    handlers: frozenset[str] = frozenset()
    """Everyone who handled it: none of them may call it back (CBK-5)."""
    public_answer: str = ""
    disclosure: Disclosure = Disclosure.PRIVATE
    seal: str = ""
    version: int = 0

    def assignment(self, ident: str) -> Assignment | None:
        return next((a for a in self.assignments if a.id == ident), None)

    def request(self, ident: str) -> Request | None:
        return next((r for r in self.requests if r.id == ident), None)

    def clock(self, ident: str) -> Clock | None:
        return next((c for c in self.clocks if c.id == ident), None)

    def document(self, ident: str) -> Document | None:
        return next((d for d in self.documents if d.id == ident), None)

    def procedure(self, ident: str) -> Procedure | None:
        return next((p for p in self.procedures if p.id == ident), None)

    def lead(self) -> Assignment | None:
        """The present lead at the top level: the latest one that has not ended."""
        gone = (AssignmentState.RETURNED, AssignmentState.RECALLED)
        tops = [a for a in self.assignments if a.part is Part.LEAD and not a.parent and a.state not in gone]
        return tops[-1] if tops else None

    def children(self, ident: str) -> tuple[Assignment, ...]:
        return tuple(a for a in self.assignments if a.parent == ident)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that `decide` sees: the order (None before it is registered), who asks, and the units that are named."""

    order: Order | None
    actor: Actor
    units: Mapping[str, UnitFacts]
