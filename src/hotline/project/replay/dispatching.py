"""The dispatcher, the dispatch lead and the leaders: who answers, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hotline.core import commands as c
from hotline.core.policy.shapes import DisputeRule
from hotline.core.state import Document
from hotline.core.vocabulary import (
    AssignmentState,
    AuditPoint,
    ClockName,
    Complexity,
    ContactField,
    DisputeLevel,
    DocumentKind,
    DocumentState,
    Phase,
    Role,
)
from hotline.project.replay.life import Life, Step
from hotline.project.replay.phrases import phrase
from hotline.project.replay.routing import helpers_for, lead_for

RULER_OF = {
    DisputeLevel.DISPATCH_LEAD: Role.DISPATCH_LEAD,
    DisputeLevel.SUPERVISION: Role.SUPERVISOR,
    DisputeLevel.CONFERENCE: Role.CENTRE_DIRECTOR,
}


def steps(life: Life) -> Iterator[Step]:
    phase = life.it.phase
    if phase is Phase.AWAITING_DISPATCH:
        yield from _dispatch(life)
    elif phase is Phase.IN_HAND and not life.it.group:
        yield from _while_in_hand(life)
    for document in life.it.documents:
        if document.kind is DocumentKind.LEADER_SUBMISSION:
            yield from _leader(life, document)


# --- dispatching ------------------------------------------------------------------------------------------------------


def _round(life: Life) -> int:
    """How many times the order has come to the dispatchers."""
    return sum(clock.name is ClockName.DISPATCH for clock in life.it.clocks)


def _dispatch(life: Life) -> Iterator[Step]:
    order, turn = life.it, _round(life)
    at = _when(life, turn)
    dispatcher = life.world.cast.one(Role.DISPATCHER, life.chance, f"dispatcher-{turn}")
    if order.dispute is not None or _is_dispute(life):
        yield from _dispute(life, at, turn)
        return
    first = turn == 1
    if first and life.happens("back", "dispatcher.sends_back"):
        yield from life.step("send-back", at, (c.SendBackToAgent(reason=phrase("send_back")), dispatcher))
        if "send-back" not in life.given_up:
            return
    if first and life.happens("submit", "dispatcher.submits_to_leader"):
        yield from life.step("submit", at, (c.SubmitToLeader(text=phrase("submission")), dispatcher))
        if "submit" not in life.given_up:
            return
    lead = lead_for(life)
    complexity = Complexity.COMPLEX if life.happens("complex", "dispatcher.complex") else Complexity.COMMON
    assign = c.AssignToUnit(
        lead=lead,
        assisting=helpers_for(life, lead, "dispatcher.assisting", f"helpers-{turn}"),
        audit=_ticked(life),
        complexity=complexity,
    )
    yield from life.step(f"assign-{turn}", at, (assign, dispatcher))
    plain = c.AssignToUnit(lead=lead, audit=tuple(AuditPoint))
    yield from life.step(f"assign-{turn}-plain", at, (plain, dispatcher))


def _when(life: Life, turn: int) -> datetime:
    clocks = life.open_clocks(ClockName.DISPATCH)
    start = clocks[0].started_at if clocks else life.now
    at = life.after(f"dispatch-{turn}", start, "dispatcher.desk_takes")
    due = clocks[0].due_at if clocks else None
    if due is not None:
        if life.happens(f"dispatch-late-{turn}", "dispatcher.late"):
            at = life.soon(f"dispatch-late-by-{turn}", due, "dispatcher.late_by")
        elif at > due > start:
            at = start + (due - start) * 0.9
    return life.capped(at, 0.1)


def _ticked(life: Life) -> tuple[AuditPoint, ...]:
    """Points the dispatcher confirms by hand: the citizen did not leave a name or a number."""
    order = life.it
    found = []
    if ContactField.NAME not in order.contact:
        found.append(AuditPoint.CONTACT)
    if ContactField.PHONE not in order.contact:
        found.append(AuditPoint.PHONE)
    if not order.content_class:
        found.append(AuditPoint.CONTENT_CLASS)
    return (*found, AuditPoint.DESCRIPTION)


def _while_in_hand(life: Life) -> Iterator[Step]:
    order = life.it
    lead, start = order.lead(), order.dispatched_at
    if lead is None or not lead.live or start is None or life.replied is not None:
        return
    dispatcher = life.world.cast.one(Role.DISPATCHER, life.chance, "dispatcher-later")
    if life.happens("adds", "dispatcher.adds_assisting") and len(order.assignments) < 4:
        units = helpers_for(life, lead.unit, "dispatcher.adds_assisting", "adds")
        if units:
            at = start + timedelta(hours=1 + 20 * life.chance.number("adds-at"))
            command = c.AddAssisting(unit=units[0], note=phrase("adds_assisting"))
            yield from life.step("adds", life.world.hours.desk(at, 0), (command, dispatcher))
    if life.happens("recalls", "dispatcher.recalls") and _round(life) == 1:
        at = start + timedelta(hours=1 + 10 * life.chance.number("recalls-at"))
        command_ = c.RecallAssignment(assignment=lead.id, reason=phrase("recall"))
        yield from life.step("recalls", life.world.hours.desk(at, 0), (command_, dispatcher))
    if life.happens("beside", "dispatcher.submits_while_in_hand") and not order.documents:
        at = life.world.hours.desk(start, 4 + 10 * life.chance.number("beside-at"))
        yield from life.step("beside", at, (c.SubmitToLeader(text=phrase("submission_beside")), dispatcher))


# --- disputes ---------------------------------------------------------------------------------------------------------


def _is_dispute(life: Life) -> bool:
    returned = sum(a.state is AssignmentState.RETURNED and not a.parent for a in life.it.assignments)
    refused = any(key.startswith("escalate-") for key in life.given_up)
    return returned >= life.world.rates.share("dispatcher.disputes_after") and not refused


def _dispute(life: Life, at: datetime, turn: int) -> Iterator[Step]:
    """转办员 → 转办负责人 → 督办室 → 会商: up a rung or settled, each in its own sitting."""
    order, cast = life.it, life.world.cast
    rungs = sum(event.NAME == "dispute_escalated" for _at, event in life.history)
    ladder = life.rule("dispute", DisputeRule()).ladder
    if order.dispute is None:
        dispatcher = cast.one(Role.DISPATCHER, life.chance, f"dispatcher-{turn}")
        yield from life.step(f"escalate-{rungs + 1}", at, (c.EscalateDispute(reason=phrase("dispute")), dispatcher))
        return
    ruler = cast.one(RULER_OF[order.dispute], life.chance, f"ruler-{rungs}")
    at = life.capped(life.after(f"rule-{rungs}", None, "dispatcher.desk_rules"), 0.12)
    higher = order.dispute is not ladder[-1] and life.happens(f"higher-{rungs}", "dispatcher.escalates_again")
    if higher and ruler.roles & {Role.DISPATCHER, Role.DISPATCH_LEAD, Role.SUPERVISOR}:
        yield from life.step(f"escalate-{rungs + 1}", at, (c.EscalateDispute(reason=phrase("dispute")), ruler))
        if f"escalate-{rungs + 1}" not in life.given_up:
            return
    ruling = c.RuleDispute(lead=lead_for(life), text=phrase("ruling"))
    yield from life.step(f"ruling-{rungs}", at, (ruling, ruler))


# --- leaders ----------------------------------------------------------------------------------------------------------


def _leader(life: Life, document: Document) -> Iterator[Step]:
    if document.state is DocumentState.OPEN:
        yield from _instruct(life, document)
    elif document.state is DocumentState.INSTRUCTED and life.it.phase not in (Phase.IN_HAND, Phase.AWAITING_DISPATCH):
        at = life.after(f"report-{document.id}", None, "leader.reports")
        supervisor = life.world.cast.one(Role.SUPERVISOR, life.chance, "reporter")
        report = c.ReportInstruction(document=document.id, result=phrase("instruction_result"))
        yield from life.step(f"report-{document.id}", at, (report, supervisor))


def _instruct(life: Life, document: Document) -> Iterator[Step]:
    leader = life.world.cast.one(document.to_role or Role.CITY_LEADER, life.chance, "city-leader")
    at = life.capped(life.after(f"instruct-{document.id}", document.issued_at, "leader.office_takes"), 0.12)
    day = at.date() + timedelta(days=life.amount(f"due-on-{document.id}", "leader.days"))
    waits = life.it.phase is Phase.AWAITING_INSTRUCTION
    if waits and life.happens("leader-names", "leader.names_unit"):
        lead = lead_for(life)
        order = c.GiveInstruction(
            document=document.id,
            text=phrase("instruction"),
            lead=lead,
            assisting=helpers_for(life, lead, "leader.names_assisting", "leader-helpers"),
            due_on=day,
        )
        yield from life.step(f"instruct-{document.id}", at, (order, leader))
    text = phrase("instruction_back" if waits else "instruction")
    plain = c.GiveInstruction(document=document.id, text=text, due_on=None if waits else day)
    yield from life.step(f"instruct-{document.id}-plain", at, (plain, leader))
