"""Dispatch: audit, the units that answer, leaders, and disputes about who answers (DSP-1 … DSP-9)."""

from __future__ import annotations

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import cancel, done, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, missing, not_too_far, require
from hotline.core.moves.intake import DISPATCH_CLOCK, SEATS, acceptable
from hotline.core.moves.parts import (
    PENDING,
    chosen_units,
    named_in_lists,
    new_part,
    new_parts,
    not_busy,
    parts_given,
    recall,
    stop_live_parts,
)
from hotline.core.moves.register import AT_WORK, CENTRE, DISPATCH, UNIT, both, giver_of_part, move, roles_for
from hotline.core.policy.shapes import AuditRule, DisputeRule, PhrasingRule
from hotline.core.state import Assignment, Document, UnitFacts
from hotline.core.vocabulary import (
    LIVE_STATES,
    AuditPoint,
    ClockName,
    Complexity,
    ContactField,
    DisputeLevel,
    DocumentKind,
    DocumentState,
    Mode,
    Part,
    Phase,
    RefusalCode,
    ReplyWish,
    RequestKind,
    Role,
    listed,
)

WITH_UNITS = frozenset({Phase.IN_HAND, Phase.REWORK})


# --- assigning --------------------------------------------------------------------------------------------------------


def _no_live_lead(draft: Draft, target: str) -> None:
    lead = draft.order.lead()
    if lead is not None and lead.live:
        raise Refuse(RefusalCode.LEAD_IS_THERE, unit=draft.unit_name(lead.unit))


@move(c.AssignToUnit, DISPATCH, frozenset({Phase.AWAITING_DISPATCH}), guard=both(_no_live_lead, acceptable))
def assign(draft: Draft, cmd: c.AssignToUnit) -> None:
    _audit(draft, cmd.audit)
    lead, helpers = chosen_units(draft, cmd.lead, cmd.assisting)
    not_busy(draft, (lead, *helpers))
    hand_out(draft, new_parts(draft, lead, helpers, Mode.ASSIGNED), Mode.ASSIGNED, cmd.complexity, cmd.audit, cmd.note)


def hand_out(
    draft: Draft,
    parts: tuple[Assignment, ...],
    mode: Mode,
    complexity: Complexity | None = None,
    audit: tuple[AuditPoint, ...] = (),
    note: str = "",
) -> None:
    """Gives the parts out: the dispatch is done, the units' clocks begin."""
    draft.emit(e.Assigned(parts, mode, complexity or draft.order.complexity, audit, note))
    done(draft, DISPATCH_CLOCK)
    parts_given(draft, parts)


def failed_points(draft: Draft) -> tuple[AuditPoint, ...]:
    """Which of the pack's audit points the form does not meet (S2 转办(1)①)."""
    rule, _ref = draft.rule("audit", AuditRule())
    order = draft.order
    phrasing, _ = draft.rule("phrasing", PhrasingRule())
    met = {
        AuditPoint.CONTACT: ContactField.NAME in order.contact,
        AuditPoint.PHONE: ContactField.PHONE in order.contact,
        AuditPoint.CONTENT_CLASS: bool(order.content_class),
        AuditPoint.NATURE: bool(order.nature),
        AuditPoint.REPLY_WISH: isinstance(order.reply_wish, ReplyWish),
        AuditPoint.DESCRIPTION: len(order.content) >= max(1, phrasing.min_chars),
    }
    return tuple(point for point in rule.points if not met[point])


def _audit(draft: Draft, ticked: tuple[AuditPoint, ...]) -> None:
    failed = [point for point in failed_points(draft) if point not in ticked]
    if failed:
        _rule, ref = draft.rule("audit", AuditRule())
        raise Refuse(RefusalCode.AUDIT_FAILED, rule=ref, points=listed(point.zh for point in failed))


@move(c.SendBackToAgent, DISPATCH | {Role.SHIFT_LEAD}, frozenset({Phase.AWAITING_DISPATCH}), guard=_no_live_lead)
def send_back(draft: Draft, cmd: c.SendBackToAgent) -> None:
    """The form fails, or the knowledge base already answers it (S2 转办(1)①②).

    Units that still assist after the lead was returned stop: the matter is not settled any more.
    """
    require(cmd.reason, "reason")
    draft.emit(e.SentBackToAgent(cmd.reason, cmd.entry))
    cancel(draft, DISPATCH_CLOCK)
    stop_live_parts(draft, cmd.reason)


def _has_live_lead(draft: Draft, target: str) -> None:
    lead = draft.order.lead()
    if lead is None or not lead.live:
        raise Refuse(RefusalCode.NO_SUCH_PART)


@move(c.AddAssisting, DISPATCH | {Role.SUPERVISOR}, WITH_UNITS, guard=_has_live_lead)
def add_assisting(draft: Draft, cmd: c.AddAssisting) -> None:
    facts, _none = chosen_units(draft, cmd.unit, ())
    not_busy(draft, (facts,))
    parts = (new_part(draft, facts, Part.ASSISTING, draft.order.mode),)
    draft.emit(e.Assigned(parts, draft.order.mode, draft.order.complexity, note=cmd.note, added=True))
    parts_given(draft, parts)


@move(
    c.RecallAssignment,
    DISPATCH | UNIT | {Role.SUPERVISOR},
    AT_WORK,
    LIVE_STATES,
    giver_of_part,
)
def recall_assignment(draft: Draft, cmd: c.RecallAssignment) -> None:
    require(cmd.reason, "reason")
    part = draft.part(cmd.assignment)
    top_lead = part.part is Part.LEAD and not part.parent
    recall(draft, part, cmd.reason, redispatch=top_lead)
    if top_lead:
        start(draft, ClockName.DISPATCH)
    elif part.parent:
        take_back_up(draft, part.parent)


def take_back_up(draft: Draft, parent: str) -> None:
    """When nobody below has it any more and nobody below answered, the unit above works on it itself."""
    from_below = draft.order.children(parent)
    if from_below and not any(a.live or a.answer for a in from_below):
        draft.emit(e.TakenBackUp(parent))


# --- leaders ----------------------------------------------------------------------------------------------------------

SUBMITTERS = SEATS | DISPATCH | {Role.SUPERVISOR, Role.CENTRE_DIRECTOR}
BEFORE_UNITS = frozenset({Phase.REGISTERED, Phase.SENT_BACK, Phase.AWAITING_DISPATCH})


def _may_wait(draft: Draft, target: str) -> None:
    if draft.order.phase in BEFORE_UNITS:
        acceptable(draft)


@move(c.SubmitToLeader, SUBMITTERS, BEFORE_UNITS | WITH_UNITS | {Phase.REPLIED, Phase.CALLING_BACK}, guard=_may_wait)
def submit_to_leader(draft: Draft, cmd: c.SubmitToLeader) -> None:
    """呈阅件: where no unit is clear, or the matter is grave (S1 篇十三 第十一条(二)3; S2 分类处置(3))."""
    require(cmd.text, "text")
    if cmd.to_role not in roles_for(draft, c.GiveInstruction.NAME):
        raise missing("to_role")
    waits = draft.order.phase in BEFORE_UNITS
    document = Document(
        id=f"d{len(draft.order.documents) + 1}",
        kind=DocumentKind.LEADER_SUBMISSION,
        state=DocumentState.OPEN,
        issued_at=draft.now,
        to_role=cmd.to_role,
    )
    draft.emit(e.LeaderSubmissionIssued(document, cmd.text, waits))
    if waits:
        done(draft, DISPATCH_CLOCK)


def _open_submission(draft: Draft, target: str) -> None:
    document = draft.document(target)
    if document.kind is not DocumentKind.LEADER_SUBMISSION or document.state is not DocumentState.OPEN:
        raise Refuse(RefusalCode.NO_SUCH_DOCUMENT)
    if document.to_role is not None and not draft.has_role(document.to_role):
        raise Refuse(RefusalCode.WRONG_ROLE, command=c.GiveInstruction.NAME.zh, roles=document.to_role.zh)


@move(c.GiveInstruction, frozenset({Role.CITY_LEADER, Role.CENTRE_DIRECTOR}), guard=_open_submission)
def give_instruction(draft: Draft, cmd: c.GiveInstruction) -> None:
    """批示: the leader may name lead and assisting units (会签件, DSP-7) and a last day."""
    require(cmd.text, "text")
    if cmd.due_on is not None and cmd.due_on < draft.today:
        raise Refuse(RefusalCode.BAD_DATE)
    if cmd.due_on is not None:
        not_too_far(draft, cmd.due_on)
    if cmd.assisting and not cmd.lead:
        raise missing("lead")
    waiting = draft.order.phase is Phase.AWAITING_INSTRUCTION
    parts: tuple[Assignment, ...] = ()
    if cmd.lead:
        _no_live_lead(draft, "")
        lead, helpers = chosen_units(draft, cmd.lead, cmd.assisting)
        not_busy(draft, (lead, *helpers))
        parts = new_parts(draft, lead, helpers, Mode.INSTRUCTED, bound_by="instruction")
        if not waiting and draft.order.phase is not Phase.AWAITING_DISPATCH:
            raise Refuse(RefusalCode.WRONG_PHASE, phase=draft.order.phase.zh, command=c.AssignToUnit.NAME.zh)
    to_dispatch = waiting and not parts
    draft.emit(e.InstructionGiven(cmd.document, cmd.text, cmd.due_on, to_dispatch))
    if parts:
        hand_out(draft, parts, Mode.INSTRUCTED, note=cmd.text)
    elif to_dispatch:
        start(draft, ClockName.DISPATCH)
    lead_now = draft.order.lead()
    unit = lead_now.unit if lead_now is not None and lead_now.live else ""
    start(draft, ClockName.INSTRUCTION, document=cmd.document, unit=unit, last_day=cmd.due_on)


def _instructed(draft: Draft, target: str) -> None:
    document = draft.document(target)
    if document.kind is not DocumentKind.LEADER_SUBMISSION or document.state is not DocumentState.INSTRUCTED:
        raise Refuse(RefusalCode.NO_SUCH_DOCUMENT)
    lead = draft.order.lead()
    if not draft.has_role(*CENTRE) and (lead is None or lead.unit != draft.actor.unit):
        raise Refuse(RefusalCode.NOT_YOUR_UNIT, unit=draft.unit_name(lead.unit) if lead else "")


@move(c.ReportInstruction, frozenset({Role.SUPERVISOR, Role.DISPATCH_LEAD, Role.UNIT_LEADER}), guard=_instructed)
def report_instruction(draft: Draft, cmd: c.ReportInstruction) -> None:
    """SUP-3: an instruction is tracked to its end."""
    require(cmd.result, "result")
    draft.emit(e.InstructionReported(cmd.document, cmd.result))
    done(draft, frozenset({ClockName.INSTRUCTION}), document=cmd.document)


# --- disputes ---------------------------------------------------------------------------------------------------------

LEVEL_ROLES = {
    DisputeLevel.DISPATCH_LEAD: frozenset({Role.DISPATCH_LEAD}),
    DisputeLevel.SUPERVISION: frozenset({Role.SUPERVISOR}),
    DisputeLevel.CONFERENCE: frozenset({Role.SUPERVISOR, Role.CENTRE_DIRECTOR}),
}


def _next_level(draft: Draft) -> DisputeLevel | None:
    rule, _ref = draft.rule("dispute", DisputeRule())
    if draft.order.dispute is None:
        return rule.ladder[0] if rule.ladder else None
    passed = draft.order.dispute
    if passed not in rule.ladder:
        return None
    above = rule.ladder[rule.ladder.index(passed) + 1 :]
    return above[0] if above else None


def _not_grouped(draft: Draft) -> None:
    if draft.order.group:
        raise Refuse(RefusalCode.GROUPED, parent=draft.order.group)


def _can_rise(draft: Draft, target: str) -> None:
    _not_grouped(draft)
    if _next_level(draft) is None:
        raise Refuse(RefusalCode.TOP_OF_LADDER)


IN_DISPUTE = WITH_UNITS | {Phase.AWAITING_DISPATCH}


@move(c.EscalateDispute, DISPATCH | {Role.SUPERVISOR}, IN_DISPUTE, guard=_can_rise)
def escalate_dispute(draft: Draft, cmd: c.EscalateDispute) -> None:
    """转办员 → 转办负责人 → 督办室 → 会商 (S2 转办(1)③, (3)③)."""
    require(cmd.reason, "reason")
    level = _next_level(draft)
    if level is not None:
        draft.emit(e.DisputeEscalated(level, cmd.reason))


def _rules_here(draft: Draft, target: str) -> None:
    _not_grouped(draft)
    level = draft.order.dispute
    if level is None:
        raise Refuse(RefusalCode.NO_DISPUTE)
    if not draft.has_role(*LEVEL_ROLES[level]):
        raise Refuse(RefusalCode.WRONG_LEVEL, level=level.zh)


RULERS = frozenset({Role.DISPATCH_LEAD, Role.SUPERVISOR, Role.CENTRE_DIRECTOR})


@move(c.RuleDispute, RULERS, IN_DISPUTE, guard=_rules_here)
def rule_dispute(draft: Draft, cmd: c.RuleDispute) -> None:
    """The ruling binds: the unit it names cannot return the order."""
    require(cmd.text, "text")
    level = draft.order.dispute
    if level is None:
        raise Refuse(RefusalCode.NO_DISPUTE)
    lead, helpers = chosen_units(draft, cmd.lead, cmd.assisting)
    minutes = None
    if level is DisputeLevel.CONFERENCE:
        minutes = Document(
            f"d{len(draft.order.documents) + 1}", DocumentKind.CONFERENCE_MINUTES, DocumentState.ENDED, draft.now
        )
    present = draft.order.lead()
    draft.emit(e.DisputeRuled(level, lead.id, cmd.text, minutes))
    if minutes is not None:
        _write_down(draft, minutes, lead, helpers)
    _refuse_pending_returns(draft, cmd.text)
    if present is not None and present.live and present.unit == lead.id:
        draft.emit(e.AssignmentBound(present.id, level.value))
        _add_helpers(draft, helpers, level.value, cmd.text)
        return
    if present is not None and present.live:
        recall(draft, draft.part(present.id), cmd.text, redispatch=True)
    for part in draft.order.assignments:
        if part.unit == lead.id and draft.part(part.id).live:
            recall(draft, draft.part(part.id), cmd.text, redispatch=False)
            take_back_up(draft, part.parent)
    fresh = _not_at_work(draft, helpers)
    hand_out(draft, new_parts(draft, lead, fresh, Mode.ASSIGNED, bound_by=level.value), Mode.ASSIGNED, note=cmd.text)


def _write_down(draft: Draft, minutes: Document, lead: UnitFacts, helpers: tuple[UnitFacts, ...]) -> None:
    """Where the hotline wants it, what a conference rules holds for all such matters from now on (PRA-12)."""
    rule, _ref = draft.rule("dispute", DisputeRule())
    order = draft.order
    if rule.updates_catalogue and order.content_class:
        basis = f"{minutes.kind.zh} {named_in_lists(draft)}"
        others = tuple(facts.id for facts in helpers)
        draft.emit(e.CatalogueChangeRuled(order.content_class, order.area, lead.id, others, basis))


def _not_at_work(draft: Draft, helpers: tuple[UnitFacts, ...]) -> tuple[UnitFacts, ...]:
    busy = {a.unit for a in draft.order.assignments if a.live}
    return tuple(facts for facts in helpers if facts.id not in busy)


def _add_helpers(draft: Draft, helpers: tuple[UnitFacts, ...], bound_by: str, note: str) -> None:
    """Units that the ruling names beside the present lead."""
    order = draft.order
    parts = tuple(
        new_part(draft, facts, Part.ASSISTING, order.mode, bound_by=bound_by, offset=n)
        for n, facts in enumerate(_not_at_work(draft, helpers))
    )
    if parts:
        draft.emit(e.Assigned(parts, order.mode, order.complexity, note=note, added=True))
        parts_given(draft, parts)


def _refuse_pending_returns(draft: Draft, why: str) -> None:
    for request in draft.order.requests:
        if request.kind is RequestKind.RETURN and request.state in PENDING:
            draft.emit(e.RequestRefused(request.id, why))
            done(draft, frozenset({ClockName.RULING}), request=request.id)
