"""Requests endorsed, granted, refused or withdrawn, and handling taken up again (DSP-5, DSP-6, HND-3)."""

from __future__ import annotations

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import cancel, done, open_clocks
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, require
from hotline.core.moves.granting import SUSPENSION, end_suspension, take_effect
from hotline.core.moves.parts import GRANT_CLOCKS, PENDING
from hotline.core.moves.register import AT_WORK, CENTRE, UNIT, UNSEALED, is_giver, move, own_part
from hotline.core.policy.shapes import ExtensionRule
from hotline.core.state import Request
from hotline.core.vocabulary import LIVE_STATES, ClockName, RefusalCode, RequestKind, RequestState, Role, listed


def _pending(draft: Draft, target: str) -> Request:
    request = draft.request(target)
    if request.state not in PENDING:
        raise Refuse(RefusalCode.REQUEST_SETTLED, state=request.state.zh)
    return request


RULERS: dict[RequestKind, frozenset[Role]] = {
    RequestKind.RETURN: frozenset({Role.DISPATCHER, Role.DISPATCH_LEAD}),
    RequestKind.EXTENSION: frozenset({Role.DISPATCHER, Role.DISPATCH_LEAD}),
    RequestKind.SUSPENSION: frozenset({Role.DISPATCH_LEAD, Role.SUPERVISOR}),
    RequestKind.COMMITMENT: frozenset({Role.DISPATCHER, Role.DISPATCH_LEAD}),
    RequestKind.CO_SIGNATURE: frozenset({Role.UNIT_LEADER}),
    RequestKind.OBJECTION: frozenset({Role.SUPERVISOR}),
    RequestKind.APPEAL: frozenset({Role.CENTRE_DIRECTOR}),
}
"""Who rules on a request of a top part. A part passed down is ruled on by the unit above it."""


def _may_rule(draft: Draft, target: str) -> None:
    request = _pending(draft, target)
    part = draft.part(request.assignment)
    if request.kind is RequestKind.CO_SIGNATURE:
        if draft.actor.unit != request.about:
            raise Refuse(RefusalCode.NOT_YOUR_UNIT, unit=draft.unit_name(request.about))
    elif part.parent and request.kind is RequestKind.RETURN:
        if not is_giver(draft, part):
            raise Refuse(RefusalCode.NOT_ABOVE_UNIT)
        return
    if not draft.has_role(*RULERS[request.kind]):
        roles = listed(role.zh for role in Role if role in RULERS[request.kind])
        raise Refuse(RefusalCode.WRONG_ROLE, command=c.GrantRequest.NAME.zh, roles=roles)


def _may_grant(draft: Draft, target: str) -> None:
    _may_rule(draft, target)
    request = draft.request(target)
    part = draft.part(request.assignment)
    if request.until is not None and request.until < draft.today:
        raise Refuse(RefusalCode.BAD_DATE)
    if request.kind is RequestKind.EXTENSION:
        rule, ref = draft.rule("extension", ExtensionRule(), part)
        later = part.extensions >= rule.plain_times
        if later and rule.later_needs_endorsement and request.state is not RequestState.ENDORSED:
            raise Refuse(RefusalCode.NEEDS_ENDORSEMENT, rule=ref)


ANY_RULER = CENTRE | UNIT


@move(c.GrantRequest, ANY_RULER, UNSEALED, None, _may_grant)
def grant(draft: Draft, cmd: c.GrantRequest) -> None:
    request = draft.request(cmd.request)
    take_effect(draft, request, cmd.note)


@move(c.RefuseRequest, ANY_RULER, UNSEALED, None, _may_rule)
def refuse(draft: Draft, cmd: c.RefuseRequest) -> None:
    """A refusal carries its reason (S2 批复延期③)."""
    require(cmd.reason, "reason")
    draft.emit(e.RequestRefused(cmd.request, cmd.reason))
    done(draft, GRANT_CLOCKS, request=cmd.request)


def _may_withdraw(draft: Draft, target: str) -> None:
    own_part(draft, _pending(draft, target).assignment)


@move(c.WithdrawRequest, UNIT, UNSEALED, None, _may_withdraw)
def withdraw(draft: Draft, cmd: c.WithdrawRequest) -> None:
    draft.emit(e.RequestWithdrawn(cmd.request))
    cancel(draft, GRANT_CLOCKS, request=cmd.request)


def _may_endorse(draft: Draft, target: str) -> None:
    request = _pending(draft, target)
    part = draft.part(request.assignment)
    rule, ref = draft.rule("extension", ExtensionRule(), part)
    asked_for = request.kind is RequestKind.EXTENSION and part.extensions >= rule.plain_times
    if not asked_for or request.state is RequestState.ENDORSED:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=c.EndorseRequest.NAME.zh)


@move(c.EndorseRequest, frozenset({Role.SUPERVISOR}), UNSEALED, None, _may_endorse)
def endorse(draft: Draft, cmd: c.EndorseRequest) -> None:
    draft.emit(e.RequestEndorsed(cmd.request, cmd.note))


def _is_suspended(draft: Draft, target: str) -> None:
    part = draft.part(target)
    if not open_clocks(draft, SUSPENSION, target):
        raise Refuse(RefusalCode.NO_RUNNING_CLOCK, clock=ClockName.SUSPENSION.zh)
    if draft.actor.unit != part.unit and not is_giver(draft, part):
        raise Refuse(RefusalCode.NOT_YOUR_UNIT, unit=draft.unit_name(part.unit))


@move(c.ResumeHandling, UNIT | {Role.DISPATCH_LEAD, Role.SUPERVISOR}, AT_WORK, LIVE_STATES, _is_suspended)
def resume_handling(draft: Draft, cmd: c.ResumeHandling) -> None:
    end_suspension(draft, cmd.assignment, cmd.note)
