"""The value of each topic that a pack may rule on. `TOPICS` is the closed list."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from hotline.core.deadlines import Counting, Length
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.outreach import CampaignSpec, Desk
from hotline.core.policy.procedures import ProcedureSpec
from hotline.core.policy.scores import ScoreSheet
from hotline.core.vocabulary import (
    AuditPoint,
    CallbackChannel,
    ClockName,
    ContactField,
    DisputeLevel,
    PaperField,
    PaperFor,
    ReplyWish,
    RequestKind,
    ReworkMode,
    Role,
    StageKind,
    SupervisionReason,
)


@dataclass(frozen=True, slots=True)
class StageRule:
    """A reminder of a clock (SUP-1): `offset` before or after the due time, to whom, and in which calendar.

    `label`: what it is called where it has a name of its own, such as a yellow card (PRA-9).
    """

    key: str
    kind: StageKind
    audience: tuple[Role, ...]
    offset: Length | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A limit: how long, how it is counted, in which calendar, who owns it, what pauses it, who is reminded.

    `earliest_of_day` etc. are not here: counting says all about days. `owner` is the role that must act.
    """

    length: Length
    counting: Counting
    calendar: str
    owner: Role
    pauses: frozenset[RequestKind] = frozenset({RequestKind.SUSPENSION})
    stages: tuple[StageRule, ...] = ()
    ahead: Length | None = None
    """For a limit of a stated day: it ends this long before that day (S0 法律援助 二6: 开庭前3日)."""
    from_registration: bool = False
    """It runs from the moment the matter was written down, whoever has it now (S0 第四篇 七(二)1(1))."""


@dataclass(frozen=True, slots=True)
class IdentityRule:
    """Which contact fields an order must have to be accepted (INT-4)."""

    required: frozenset[ContactField] = frozenset()


@dataclass(frozen=True, slots=True)
class IdentityCheckRule:
    """What must have been checked before a result is told (SEC-5, S1 篇十二): at least so many of these fields."""

    fields: tuple[ContactField, ...] = ()
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class PhrasingRule:
    """When a registered text is questioned (INT-3): hints for the agent, never a refusal."""

    min_chars: int = 0
    max_chars: int = 100_000
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThreeWayRule:
    """INT-8. `max_attempts`: tries that may fail before an order must be recorded instead."""

    max_attempts: int
    consent_required: bool = True


@dataclass(frozen=True, slots=True)
class AuditRule:
    """Points a dispatcher must have ticked before an order leaves (DSP-2)."""

    points: tuple[AuditPoint, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnRule:
    """退件 (DSP-5). Without `reviewed`, a return takes effect as soon as the unit makes it."""

    allowed: bool = True
    reviewed: bool = True
    reason_required: bool = True


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """延期 (DSP-6). The first `plain_times` need only the dispatcher; later ones what the flags say."""

    allowed: bool = True
    max_length: Length | None = None
    plain_times: int = 1
    total_times: int = 1
    later_needs_signature: bool = False
    later_needs_endorsement: bool = False
    before_due: bool = True


@dataclass(frozen=True, slots=True)
class SuspensionRule:
    """挂起: stops the clock until a day."""

    allowed: bool = False
    max_length: Length | None = None


@dataclass(frozen=True, slots=True)
class CommitmentRule:
    """承诺件 (HND-3). `reviewed`: a dispatcher must grant it; else it holds when the unit makes it in time."""

    allowed: bool = False
    reviewed: bool = False
    max_length: Length | None = None


@dataclass(frozen=True, slots=True)
class CoSignatureRule:
    """会签 between units of one level."""

    allowed: bool = True


@dataclass(frozen=True, slots=True)
class ObjectionRule:
    """异议 of a unit to a judgement about it, and 申诉 against its refusal."""

    allowed: bool = True
    appeal: bool = True


@dataclass(frozen=True, slots=True)
class DisputeRule:
    """Which unit answers when units refuse (DSP-5): the ladder, and whether the first unit is bound."""

    ladder: tuple[DisputeLevel, ...] = (DisputeLevel.DISPATCH_LEAD, DisputeLevel.SUPERVISION, DisputeLevel.CONFERENCE)
    first_unit_bound: bool = False
    updates_catalogue: bool = False
    """A ruling of a conference is to be written into the list of duties (PRA-12)."""


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """Whether the unit's leader reviews an answer before it leaves (S1 篇十三 第十一条(五))."""

    leader_reviews: bool = True


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """What an answer must contain (HND-7, HND-10)."""

    min_chars: int = 1
    contact_required: bool = False
    finding_required: bool = False
    unsubstantiated_to_desk: bool = False
    """不成立: the desk answers the citizen (HND-5)."""


@dataclass(frozen=True, slots=True)
class SecrecyRule:
    """DSP-9, SEC-3/4. Natures whose accused unit may never receive them; who gets only a private reply."""

    keep_from_accused: bool = True
    private_only: bool = False


@dataclass(frozen=True, slots=True)
class CallbackRule:
    """CBK-1, CBK-2, CBK-4. `share` in percent of finished orders; `attempts` failed tries before it is excused;
    `apart_minutes` between two tries that count as different occasions."""

    required: bool = True
    share: int = 100
    attempts: int = 2
    apart_minutes: int = 0
    channels: tuple[CallbackChannel, ...] = (CallbackChannel.PHONE,)


@dataclass(frozen=True, slots=True)
class DissatisfactionRule:
    """CBK-3. Who judges, what may follow, and after how many redos the director decides."""

    judges: tuple[Role, ...] = (Role.SUPERVISOR,)
    modes: tuple[ReworkMode, ...] = (ReworkMode.SAME_UNIT,)
    director_after: int = 99
    process_counts: bool = False
    """Also who is content with the result but not with how it came about (PRA-9) is to be judged."""


@dataclass(frozen=True, slots=True)
class SupervisionRule:
    """SUP-2: for which reasons an order may be put under supervision (S2 德州 一(一)4)."""

    reasons: frozenset[SupervisionReason] = frozenset(SupervisionReason)


@dataclass(frozen=True, slots=True)
class ArchiveRule:
    """ARC-1. `retention_years` after the sealing; 0 = for ever."""

    retention_years: int = 0


@dataclass(frozen=True, slots=True)
class ReplyWishRule:
    """Ways of being answered that the form offers."""

    offered: tuple[ReplyWish, ...] = tuple(ReplyWish)


@dataclass(frozen=True, slots=True)
class MarketRule:
    """Offers and wants (INT-14, S1 篇三): days that an entry stays open."""

    days: int = 30


@dataclass(frozen=True, slots=True)
class KnowledgeRule:
    """The knowledge base (KNW-1, KNW-3). All terms in natural days but `feedback_days`, which are working days.

    Renewal: how long an entry of each kind holds before its owner must look at it again; the owner is told
    `ahead_days` before, its leader `leader_days` and the centre `centre_days` after. `reviewers` may pass a text for
    the centre; `unit_review`: the owner's leader passes it first.
    """

    policy_days: int = 180
    procedure_days: int = 180
    responsibility_days: int = 365
    contact_days: int = 90
    faq_days: int = 180
    unified_line_days: int = 30
    ahead_days: int = 7
    leader_days: int = 3
    centre_days: int = 7
    feedback_days: int = 3
    reviewers: tuple[Role, ...] = (Role.KNOWLEDGE_EDITOR, Role.SUPERVISOR, Role.CENTRE_DIRECTOR)
    unit_review: bool = True


@dataclass(frozen=True, slots=True)
class SuggestRule:
    """CLS-2: from which confidence on (percent) the first suggestion is filled in; below it suggestions are only shown.

    A person may always change what is filled in. Without such a rule nothing is ever filled in.
    """

    preset_from: int = 101


@dataclass(frozen=True, slots=True)
class WarningLevel:
    """From when on a rise is a warning of this level: at least `least` matters in the window, at least `times` what is
    usual, and so seldom by chance that it happens at most once in `once_in` such windows."""

    least: int
    times: float
    once_in: int


@dataclass(frozen=True, slots=True)
class WarningWindow:
    """So many `days` looked at together, and from when on what they hold is a warning. `levels`: the mildest first.

    `least_usual`: the least that is called usual for the window. Where nothing was ever reported, nobody knows that
    nothing is usual; the longer the window, the more comes along by itself.
    """

    days: int
    levels: tuple[WarningLevel, ...]
    least_usual: float = 0.5

    def __post_init__(self) -> None:
        if self.days < 1 or not self.levels or self.least_usual <= 0:
            raise ValueError("days >= 1, levels >= 1, least_usual > 0")
        if any(not _milder(one, other) for one, other in pairwise(self.levels)):
            raise ValueError("levels: least, times, once_in")


WARNING_OWNERS = frozenset({Role.ANALYST, Role.SUPERVISOR, Role.CENTRE_DIRECTOR})
"""Who may take, mute and close a warning; one of them looks after all of a hotline's."""
WARNING_READERS = WARNING_OWNERS | {Role.CITY_LEADER}
"""Who may read topics and warnings."""


@dataclass(frozen=True, slots=True)
class WarningTold:
    """A role that hears of a warning beside the owner, from a level on."""

    role: Role
    level: int = 1


@dataclass(frozen=True, slots=True)
class WarningRule:
    """STA-3: when what people report rises above what is usual for the place, class and week-day.

    Each of the `windows`, the shortest first, is held against the same week-days of the `weeks` before it: what comes
    at once shows in a short one, what smoulders in a long one. A topic is new for at least `new_days`.
    """

    windows: tuple[WarningWindow, ...] = ()
    weeks: int = 8
    new_days: int = 3
    owner: Role = Role.ANALYST
    """Whose a new warning is: this role hears of each."""
    told: tuple[WarningTold, ...] = ()

    def __post_init__(self) -> None:
        """A longer window looks at as many more topics as it has more days: it must be as much more seldom wrong."""
        if self.owner not in WARNING_OWNERS:
            raise ValueError(f"owner: {', '.join(sorted(role.value for role in WARNING_OWNERS))}")
        if any(one.role not in WARNING_READERS or one.level < 1 for one in self.told):
            raise ValueError(f"told: role {', '.join(sorted(role.value for role in WARNING_READERS))}; level >= 1")
        for one, other in pairwise(self.windows):
            if one.days >= other.days:
                raise ValueError("windows: days")
            for level, wider in zip(one.levels, other.levels, strict=False):
                if wider.once_in * one.days < level.once_in * other.days:
                    raise ValueError("windows: once_in")

    def hears(self, level: int, before: int = 0) -> tuple[Role, ...]:
        """Who hears beside the owner that a warning came to `level`, when they heard of `before` already."""
        found = (one.role for one in self.told if before < one.level <= level and one.role is not self.owner)
        return tuple(dict.fromkeys(found))


def _milder(one: WarningLevel, other: WarningLevel) -> bool:
    return one.least <= other.least and one.times <= other.times and one.once_in <= other.once_in


@dataclass(frozen=True, slots=True)
class RolesRule:
    """Who may do one command, where the hotline differs from `workflow`'s own list."""

    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class TargetRule:
    """The target of a measure in its own unit (percent for a share); `at_least` False means at most. `strict`: the
    target itself does not keep it (PRA: 少于10%)."""

    percent: float
    at_least: bool = True
    strict: bool = False


TOPICS: dict[str, type] = {
    **{f"clock.{name}": ClockRule for name in ClockName if name is not ClockName.PROCEDURE},
    "identity": IdentityRule,
    "identity_check": IdentityCheckRule,
    "knowledge": KnowledgeRule,
    "market": MarketRule,
    "phrasing": PhrasingRule,
    "three_way_call": ThreeWayRule,
    "audit": AuditRule,
    "return": ReturnRule,
    "extension": ExtensionRule,
    "suspension": SuspensionRule,
    "commitment": CommitmentRule,
    "co_signature": CoSignatureRule,
    "objection": ObjectionRule,
    "dispute": DisputeRule,
    "review": ReviewRule,
    "reply": ReplyRule,
    "reply_wish": ReplyWishRule,
    "secrecy": SecrecyRule,
    "callback": CallbackRule,
    "dissatisfaction": DissatisfactionRule,
    "supervision": SupervisionRule,
    "archive": ArchiveRule,
    "suggest": SuggestRule,
    "warning": WarningRule,
}
"""Topic → shape of its value. Topics that name something else of the pack are in `NAMED_TOPICS`."""

STAGE_LIMIT = "clock.procedure."
TARGET = "target."

NAMED_TOPICS: dict[str, type] = {"role.": RolesRule, STAGE_LIMIT: ClockRule, TARGET: TargetRule}
"""Beginning of a topic → shape: `role.<command>`, `clock.procedure.<procedure>.<stage>`, `target.<measure>`."""

ESSENTIAL_CLOCKS = frozenset({ClockName.DISPATCH, ClockName.REPLY, ClockName.CALLBACK})
"""Clocks every order must have: where no rule gives one, the clock is `unknown` and a person sets it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a pack's list (nature, content class, reason of non-acceptance), with its source."""

    id: str
    label: str
    source: str = ""
    parent: str = ""
    code: str = ""
    """National code where one exists (PRA-4)."""
    text: str = ""
    """Fuller wording: what is told to the caller, or what the class holds."""
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormCell:
    """One box of a paper: its label and what it is filled with.

    `width`: its share of the row; `lines`: its least height in lines of text, so that there is room to write by hand.
    """

    label: str
    holds: PaperField = PaperField.BLANK
    width: int = 1
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Form:
    """A paper form of the hotline: title and its fields in order, as the source draws it.

    `prints`: of what in an order it is the paper; None: it belongs to a stage of a procedure, or to no order. `rows`:
    how its boxes lie; empty: one field a row. `letter`: paragraphs in place of boxes, between `opening` and `closing`.
    """

    id: str
    title: str
    fields: tuple[str, ...]
    source: str = ""
    prints: PaperFor | None = None
    rows: tuple[tuple[FormCell, ...], ...] = ()
    letter: bool = False
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A line to say in a situation (INT-15)."""

    situation: str
    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """The closed lists of a pack."""

    natures: tuple[Term, ...] = ()
    content_classes: tuple[Term, ...] = ()
    refusal_reasons: tuple[Term, ...] = ()
    accepted_matters: tuple[Term, ...] = ()
    service_commitments: tuple[Term, ...] = ()
    """What is promised to citizens in public (S1 篇五)."""
    emergencies: tuple[Term, ...] = ()
    """What a message must be flagged for at once (INT-9). `code` is the service, `keywords` are ways of saying it."""
    goods: tuple[Term, ...] = ()
    """What is offered and wanted through the hotline (S1 篇三)."""
    measures: tuple[MeasureSpec, ...] = ()
    """As they are defined at last, one an id."""
    earlier_measures: tuple[MeasureSpec, ...] = ()
    """Measures as they were defined before, each with its days."""
    procedures: tuple[ProcedureSpec, ...] = ()
    score_sheets: tuple[ScoreSheet, ...] = ()
    desks: tuple[Desk, ...] = ()
    campaigns: tuple[CampaignSpec, ...] = ()
    forms: tuple[Form, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    words: dict[str, str] = field(default_factory=dict)
    """The pack's own words for terms of the vocabulary: `phase.in_hand` → 办理中."""
