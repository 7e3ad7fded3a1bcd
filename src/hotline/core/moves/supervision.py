"""Supervision: urging, supervision orders, and clocks that fire (SUP-1 … SUP-3)."""

from __future__ import annotations

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import WINDOWS, breach, cancel, done, recompute, set_by_hand, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, not_too_far, require
from hotline.core.moves.granting import end_suspension
from hotline.core.moves.procedures import limit_passed
from hotline.core.moves.register import AT_WORK, DISPATCH, UNSEALED, move
from hotline.core.policy.shapes import SupervisionRule
from hotline.core.state import Clock, Document, Stage
from hotline.core.vocabulary import (
    LIVE_STATES,
    OPEN_CLOCKS,
    ClockName,
    ClockState,
    DocumentKind,
    DocumentState,
    RefusalCode,
    Role,
    StageKind,
)

SUPERVISORS = frozenset({Role.SUPERVISOR, Role.CENTRE_DIRECTOR})
SUPERVISION_CLOCK = frozenset({ClockName.SUPERVISION})


@move(c.Urge, SUPERVISORS | DISPATCH | {Role.SHIFT_LEAD, Role.AGENT}, AT_WORK, LIVE_STATES)
def urge(draft: Draft, cmd: c.Urge) -> None:
    require(cmd.text, "text")
    draft.emit(e.Urged(cmd.assignment, cmd.text))


@move(c.PlaceUnderSupervision, SUPERVISORS, UNSEALED, None)
def place_under_supervision(draft: Draft, cmd: c.PlaceUnderSupervision) -> None:
    """督办单 to the unit of this part (SUP-2; S2 跟踪督办)."""
    require(cmd.text, "text")
    part = draft.part(cmd.assignment)
    rule, ref = draft.rule("supervision", SupervisionRule(), part)
    if cmd.reason not in rule.reasons:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=cmd.reason.zh)
    document = Document(
        id=f"d{len(draft.order.documents) + 1}",
        kind=DocumentKind.SUPERVISION_ORDER,
        state=DocumentState.OPEN,
        issued_at=draft.now,
        to_role=Role.UNIT_LEADER,
        unit=part.unit,
        reason=cmd.reason,
        form=cmd.form,
    )
    draft.emit(e.SupervisionPlaced(document, cmd.assignment, cmd.text))
    start(draft, ClockName.SUPERVISION, part, document=document.id)


def _to_answer(draft: Draft, target: str) -> None:
    document = draft.document(target)
    if document.kind is not DocumentKind.SUPERVISION_ORDER or document.state is not DocumentState.OPEN:
        raise Refuse(RefusalCode.NO_SUCH_DOCUMENT)
    if draft.actor.unit != document.unit:
        raise Refuse(RefusalCode.NOT_YOUR_UNIT, unit=draft.unit_name(document.unit))


@move(c.AnswerSupervision, frozenset({Role.UNIT_LEADER}), UNSEALED, None, _to_answer)
def answer_supervision(draft: Draft, cmd: c.AnswerSupervision) -> None:
    require(cmd.text, "text")
    draft.emit(e.SupervisionAnswered(cmd.document, cmd.text))
    done(draft, SUPERVISION_CLOCK, document=cmd.document)


def _to_lift(draft: Draft, target: str) -> None:
    document = draft.document(target)
    if document.kind is not DocumentKind.SUPERVISION_ORDER or document.state is DocumentState.ENDED:
        raise Refuse(RefusalCode.NO_SUCH_DOCUMENT)


@move(c.LiftSupervision, SUPERVISORS, UNSEALED, None, _to_lift)
def lift_supervision(draft: Draft, cmd: c.LiftSupervision) -> None:
    require(cmd.text, "text")
    draft.emit(e.SupervisionLifted(cmd.document, cmd.text))
    cancel(draft, SUPERVISION_CLOCK, document=cmd.document)


# --- clocks -----------------------------------------------------------------------------------------------------------


def _clock(draft: Draft, ident: str) -> Clock:
    found = draft.order.clock(ident)
    if found is None:
        raise Refuse(RefusalCode.NO_SUCH_CLOCK)
    return found


def _due_stage(draft: Draft, clock: Clock, key: str) -> Stage:
    stage = next((s for s in clock.stages if s.key == key), None)
    if stage is None:
        raise Refuse(RefusalCode.NO_SUCH_CLOCK)
    if key in clock.fired:
        raise Refuse(RefusalCode.ALREADY_FIRED)
    if draft.now < stage.at:
        raise Refuse(RefusalCode.NOT_REACHED, at=draft.say(stage.at))
    return stage


def _speaks(draft: Draft, target: str) -> None:
    """A clock that has ended, stands still or is unknown says nothing."""
    if _clock(draft, target).state is not ClockState.RUNNING:
        raise Refuse(RefusalCode.ALREADY_FIRED)


@move(c.FireClock, frozenset({Role.SYSTEM}), UNSEALED, None, _speaks)
def fire_clock(draft: Draft, cmd: c.FireClock) -> None:
    """One stage of one clock: the reminder is recorded, and at the limit the breach, each exactly once (SUP-1)."""
    clock = _clock(draft, cmd.clock)
    stage = _due_stage(draft, clock, cmd.stage)
    draft.emit(e.ReminderSent(clock.id, stage.key, stage.audience, clock.unit))
    if stage.kind is not StageKind.AT:
        return
    if clock.name is ClockName.SUSPENSION:
        end_suspension(draft, clock.assignment, "")
    elif clock.name in WINDOWS:
        draft.emit(e.ClockStopped(clock.id, ClockState.CANCELLED))
    else:
        breach(draft, _clock(draft, clock.id))
        if clock.name is ClockName.PROCEDURE:
            limit_passed(draft, clock)


@move(c.RecomputeClocks, frozenset({Role.SYSTEM}), UNSEALED)
def recompute_clocks(draft: Draft, cmd: c.RecomputeClocks) -> None:
    """A moved calendar moves the open limits, as an event; what has ended stays as it was."""
    before = len(draft.events)
    for clock in draft.order.clocks:
        if clock.state in OPEN_CLOCKS:
            recompute(draft, clock, cmd.reason)
    if len(draft.events) == before:
        raise Refuse(RefusalCode.NOTHING_TO_DO)


def _unknown(draft: Draft, target: str) -> None:
    if _clock(draft, target).state is not ClockState.UNKNOWN:
        raise Refuse(RefusalCode.DUE_KNOWN)


@move(c.SetDue, DISPATCH | SUPERVISORS, UNSEALED, None, _unknown)
def set_due(draft: Draft, cmd: c.SetDue) -> None:
    """Where the calendar ends or no rule decides, a person sets the limit and says why."""
    require(cmd.reason, "reason")
    if cmd.due_at.tzinfo is None or cmd.due_at <= draft.now:
        raise Refuse(RefusalCode.BAD_DATE)
    not_too_far(draft, cmd.due_at.date())
    set_by_hand(draft, _clock(draft, cmd.clock), cmd.due_at, cmd.reason)
