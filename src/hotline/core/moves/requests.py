"""Requests beside the phase, as they are asked (DSP-5, DSP-6, HND-3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import HANDLING, done, is_late, open_clocks, start
from hotline.core.deadlines import Length, NaturalDays, WorkingDays
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, missing, not_too_far, require
from hotline.core.moves.granting import REPLY, take_effect
from hotline.core.moves.parts import PENDING, not_accused
from hotline.core.moves.register import AT_WORK, UNIT, UNSEALED, both, move, own_part
from hotline.core.policy.shapes import (
    CommitmentRule,
    CoSignatureRule,
    DisputeRule,
    ExtensionRule,
    ObjectionRule,
    ReturnRule,
    SuspensionRule,
)
from hotline.core.state import Assignment, Clock, Request
from hotline.core.vocabulary import (
    AssignmentState,
    Binding,
    ClockName,
    ClockState,
    Part,
    RefusalCode,
    RequestKind,
    RequestState,
    in_days,
)

RETURNABLE = frozenset({AssignmentState.ASSIGNED, AssignmentState.SIGNED, AssignmentState.ANSWERING})
WORKING = RETURNABLE | {AssignmentState.PASSED_DOWN, AssignmentState.IN_REVIEW}


def _none_pending(draft: Draft, assignment: str, kind: RequestKind) -> None:
    for request in draft.order.requests:
        if request.assignment == assignment and request.kind is kind and request.state in PENDING:
            raise Refuse(RefusalCode.REQUEST_PENDING, kind=kind.zh)


def _ask(draft: Draft, part: Assignment, kind: RequestKind, reason: str, **fields: object) -> Request:
    request = Request(
        id=f"r{len(draft.order.requests) + 1}",
        kind=kind,
        assignment=part.id,
        unit=part.unit,
        asked_at=draft.now,
        reason=reason,
        **fields,  # type: ignore[arg-type]  # the callers below name only fields of Request
    )
    draft.emit(e.RequestAsked(request))
    return request


def _await_ruling(draft: Draft, request: Request, part: Assignment) -> None:
    """Who rules is late when it is late, never the unit that asked."""
    ruler = part.by_unit if part.parent and request.kind is RequestKind.RETURN else ""
    start(draft, ClockName.RULING, part, request=request.id, unit=ruler)


def _in_return_window(draft: Draft, target: str) -> None:
    """Same day (S1 篇十三 第十一条(三)) or 24 h (S1 篇六); never later, and never a unit that was ruled to answer."""
    part = draft.part(target)
    if part.bound_by:
        raise Refuse(RefusalCode.BOUND_BY_RULING, by=Binding(part.bound_by).zh)
    _not_first_receiver(draft, part)
    rule, ref = draft.rule("return", ReturnRule(), part)
    if not rule.allowed:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=RequestKind.RETURN.zh)
    windows = [k for k in draft.order.clocks if k.name is ClockName.RETURN_WINDOW and k.assignment == part.id]
    for window in windows:
        if window.due_at is not None and draft.now > window.due_at:
            raise Refuse(RefusalCode.RETURN_TOO_LATE, rule=window.rule, due=draft.say(window.due_at))
    _none_pending(draft, target, RequestKind.RETURN)


def _not_first_receiver(draft: Draft, part: Assignment) -> None:
    """首接负责: the first unit leads and may not bounce (S1 篇十)."""
    rule, ref = draft.rule("dispute", DisputeRule())
    first = next(a for a in draft.order.assignments if a.part is Part.LEAD and not a.parent)
    if rule.first_unit_bound and part.id == first.id:
        raise Refuse(RefusalCode.BOUND_BY_RULING, rule=ref, by=Binding.FIRST_RECEIVER.zh)


@move(c.RequestReturn, UNIT, AT_WORK, RETURNABLE, both(own_part, _in_return_window))
def request_return(draft: Draft, cmd: c.RequestReturn) -> None:
    part = draft.part(cmd.assignment)
    rule, _ref = draft.rule("return", ReturnRule(), part)
    if rule.reason_required:
        require(cmd.reason, "reason")
    if cmd.suggested:
        draft.unit(cmd.suggested)
    request = _ask(draft, part, RequestKind.RETURN, cmd.reason, about=cmd.suggested)
    # Taking it up or giving it back in time is one duty (S1 篇六 附件2 三(三)1(5)); the review takes the centre's time.
    done(draft, frozenset({ClockName.SIGN_FOR}), part.id)
    if rule.reviewed:
        _await_ruling(draft, request, part)
    else:
        take_effect(draft, request, "")


def _reply_clock(draft: Draft, part: Assignment) -> Clock:
    running = open_clocks(draft, REPLY, part.id)
    if not running:
        raise Refuse(RefusalCode.NO_RUNNING_CLOCK, clock=ClockName.REPLY.zh)
    return running[0]


def _top_level(draft: Draft, part: Assignment, kind: RequestKind) -> None:
    if part.parent:
        raise Refuse(RefusalCode.NOT_TOP_LEVEL, kind=kind.zh)


def _may_extend(draft: Draft, target: str) -> None:
    part = draft.part(target)
    _top_level(draft, part, RequestKind.EXTENSION)
    rule, ref = draft.rule("extension", ExtensionRule(), part)
    if not rule.allowed:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=RequestKind.EXTENSION.zh)
    if part.extensions >= rule.total_times:
        raise Refuse(RefusalCode.TOO_MANY_TIMES, rule=ref, kind=RequestKind.EXTENSION.zh, max=str(rule.total_times))
    clock = _reply_clock(draft, part)
    if rule.before_due and clock.due_at is not None and is_late(clock, draft.now):
        raise Refuse(RefusalCode.ALREADY_DUE, rule=ref, kind=RequestKind.EXTENSION.zh, due=draft.say(clock.due_at))
    _none_pending(draft, target, RequestKind.EXTENSION)


@move(c.RequestExtension, UNIT, AT_WORK, WORKING, both(own_part, _may_extend))
def request_extension(draft: Draft, cmd: c.RequestExtension) -> None:
    """S2 批复延期①②④: reason and length; at most so many days; a second one signed, stamped and endorsed."""
    require(cmd.reason, "reason")
    part = draft.part(cmd.assignment)
    rule, ref = draft.rule("extension", ExtensionRule(), part)
    if cmd.days < 1:
        raise missing("days")
    not_too_far(draft, draft.today, cmd.days)
    most = _days(rule.max_length)
    if most is not None and cmd.days > most:
        raise Refuse(
            RefusalCode.TOO_LONG, rule=ref, kind=RequestKind.EXTENSION.zh, max=in_days(most), asked=in_days(cmd.days)
        )
    later = part.extensions >= rule.plain_times
    if later and rule.later_needs_signature and not (cmd.signed and cmd.stamped):
        raise Refuse(RefusalCode.NEEDS_SIGNATURE, rule=ref)
    request = _ask(
        draft, part, RequestKind.EXTENSION, cmd.reason, amount=cmd.days, signed=cmd.signed, stamped=cmd.stamped
    )
    _await_ruling(draft, request, part)


def _days(length: Length | None) -> int | None:
    return length.days if isinstance(length, (NaturalDays, WorkingDays)) else None


def _may_suspend(draft: Draft, target: str) -> None:
    part = draft.part(target)
    _top_level(draft, part, RequestKind.SUSPENSION)
    rule, ref = draft.rule("suspension", SuspensionRule(), part)
    if not rule.allowed:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=RequestKind.SUSPENSION.zh)
    if not any(clock.state is ClockState.RUNNING for clock in open_clocks(draft, HANDLING, part.id)):
        raise Refuse(RefusalCode.NO_RUNNING_CLOCK, clock=ClockName.REPLY.zh)
    _none_pending(draft, target, RequestKind.SUSPENSION)


def _last_day(draft: Draft, until: date, most: Length | None, kind: RequestKind, ref: str) -> None:
    if until <= draft.today:
        raise Refuse(RefusalCode.BAD_DATE)
    not_too_far(draft, until)
    limit = _days(most)
    asked = (until - draft.today).days
    if limit is not None and asked > limit:
        raise Refuse(RefusalCode.TOO_LONG, rule=ref, kind=kind.zh, max=in_days(limit), asked=in_days(asked))


@move(c.RequestSuspension, UNIT, AT_WORK, WORKING, both(own_part, _may_suspend))
def request_suspension(draft: Draft, cmd: c.RequestSuspension) -> None:
    require(cmd.reason, "reason")
    part = draft.part(cmd.assignment)
    rule, ref = draft.rule("suspension", SuspensionRule(), part)
    _last_day(draft, cmd.until, rule.max_length, RequestKind.SUSPENSION, ref)
    _await_ruling(draft, _ask(draft, part, RequestKind.SUSPENSION, cmd.reason, until=cmd.until), part)


def _may_commit(draft: Draft, target: str) -> None:
    part = draft.part(target)
    _top_level(draft, part, RequestKind.COMMITMENT)
    rule, ref = draft.rule("commitment", CommitmentRule(), part)
    if not rule.allowed:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=RequestKind.COMMITMENT.zh)
    clock = _reply_clock(draft, part)
    if clock.due_at is not None and is_late(clock, draft.now):
        raise Refuse(RefusalCode.ALREADY_DUE, rule=ref, kind=RequestKind.COMMITMENT.zh, due=draft.say(clock.due_at))
    _none_pending(draft, target, RequestKind.COMMITMENT)


COMMITTABLE = frozenset({AssignmentState.SIGNED, AssignmentState.ANSWERING, AssignmentState.PASSED_DOWN})
"""Also what is with units below: only the top unit can promise the centre a day."""


@move(c.MakeCommitment, UNIT, AT_WORK, COMMITTABLE, both(own_part, _may_commit))
def make_commitment(draft: Draft, cmd: c.MakeCommitment) -> None:
    """承诺件: an interim answer in time that names a last day (S1 篇十三 第十一条(二)2(2))."""
    require(cmd.plan, "plan")
    require(cmd.interim, "interim")
    part = draft.part(cmd.assignment)
    rule, ref = draft.rule("commitment", CommitmentRule(), part)
    _last_day(draft, cmd.until, rule.max_length, RequestKind.COMMITMENT, ref)
    request = _ask(draft, part, RequestKind.COMMITMENT, cmd.plan, until=cmd.until, text=cmd.interim)
    if rule.reviewed:
        _await_ruling(draft, request, part)
    else:
        take_effect(draft, request, "")


def _may_co_sign(draft: Draft, target: str) -> None:
    rule, ref = draft.rule("co_signature", CoSignatureRule(), draft.part(target))
    if not rule.allowed:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=RequestKind.CO_SIGNATURE.zh)


@move(c.RequestCoSignature, UNIT, AT_WORK, WORKING, both(own_part, _may_co_sign))
def request_co_signature(draft: Draft, cmd: c.RequestCoSignature) -> None:
    """Another unit signs or says no; either way the asking unit goes on (PRA-21)."""
    require(cmd.text, "text")
    facts = draft.unit(cmd.unit)
    part = draft.part(cmd.assignment)
    if facts.id == part.unit:
        raise Refuse(RefusalCode.UNIT_TWICE, unit=facts.name)
    not_accused(draft, facts)
    if any(r.state in PENDING and r.about == facts.id for r in _co_signatures(draft, part)):
        raise Refuse(RefusalCode.REQUEST_PENDING, kind=RequestKind.CO_SIGNATURE.zh)
    request = _ask(draft, part, RequestKind.CO_SIGNATURE, cmd.text, about=cmd.unit)
    start(draft, ClockName.CO_SIGNATURE, part, request=request.id, unit=facts.id)


def _co_signatures(draft: Draft, part: Assignment) -> Iterator[Request]:
    return (r for r in draft.order.requests if r.kind is RequestKind.CO_SIGNATURE and r.assignment == part.id)


def _may_object(draft: Draft, target: str) -> None:
    own_part(draft, target)
    rule, ref = draft.rule("objection", ObjectionRule(), draft.part(target))
    if not rule.allowed:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=RequestKind.OBJECTION.zh)
    _none_pending(draft, target, RequestKind.OBJECTION)


@move(c.RaiseObjection, UNIT, UNSEALED, None, _may_object)
def raise_objection(draft: Draft, cmd: c.RaiseObjection) -> None:
    require(cmd.about, "about")
    require(cmd.reason, "reason")
    part = draft.part(cmd.assignment)
    _await_ruling(draft, _ask(draft, part, RequestKind.OBJECTION, cmd.reason, about=cmd.about), part)


def _may_appeal(draft: Draft, target: str) -> None:
    request = draft.request(target)
    if request.kind is not RequestKind.OBJECTION or request.state is not RequestState.REFUSED:
        raise Refuse(RefusalCode.NO_SUCH_REQUEST)
    own_part(draft, request.assignment)
    rule, ref = draft.rule("objection", ObjectionRule(), draft.part(request.assignment))
    appealed = any(r.kind is RequestKind.APPEAL and r.about == target for r in draft.order.requests)
    if not rule.appeal or appealed:
        raise Refuse(RefusalCode.TOO_MANY_TIMES, rule=ref, kind=RequestKind.APPEAL.zh, max="1" if rule.appeal else "0")


@move(c.FileAppeal, UNIT, UNSEALED, None, _may_appeal)
def file_appeal(draft: Draft, cmd: c.FileAppeal) -> None:
    require(cmd.reason, "reason")
    part = draft.part(draft.request(cmd.request).assignment)
    _await_ruling(draft, _ask(draft, part, RequestKind.APPEAL, cmd.reason, about=cmd.request), part)
