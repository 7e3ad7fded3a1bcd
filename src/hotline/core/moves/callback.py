"""Call-back: is it solved, is the citizen satisfied, and what follows if not (CBK-1 … CBK-5)."""

from __future__ import annotations

from datetime import timedelta

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.clockwork import cancel, done, start
from hotline.core.decision import Refuse
from hotline.core.draft import Draft, require
from hotline.core.moves.parts import GRANT_CLOCKS, OWED, new_part, not_accused, parts_given, stop_live_parts
from hotline.core.moves.register import move
from hotline.core.policy.shapes import CallbackRule, DissatisfactionRule
from hotline.core.state import Attempt
from hotline.core.vocabulary import (
    CallbackChannel,
    CallbackEnd,
    ClockName,
    ContactField,
    Disclosure,
    Mode,
    Part,
    Phase,
    RefusalCode,
    ReworkMode,
    ReworkReason,
    Role,
    WaiverReason,
    listed,
)

CALLERS = frozenset({Role.CALLBACK_AGENT})
AFTER_REPLY = frozenset({Phase.REPLIED, Phase.CALLING_BACK})
CALLBACK_CLOCK = frozenset({ClockName.CALLBACK})
ORDER_CLOCKS = frozenset(ClockName) - OWED - GRANT_CLOCKS
BY_LINK = frozenset({CallbackChannel.SMS_LINK, CallbackChannel.APP})


def reply_is_complete(draft: Draft, answer: str, disclosure: Disclosure, *, by_desk: bool, group: str = "") -> None:
    """The units have answered: the call-back begins, or the order closes where the pack asks for none."""
    draft.emit(e.OrderReplied(answer, disclosure, by_desk, group))
    rule, _ref = draft.rule("callback", CallbackRule())
    if rule.required:
        start(draft, ClockName.CALLBACK)
    else:
        close(draft, CallbackEnd.WAIVED)


def close(draft: Draft, end: CallbackEnd) -> None:
    """Nothing is owed to the citizen any more: open parts and requests end with the order."""
    draft.emit(e.OrderClosed(end))
    stop_live_parts(draft, "order closed")
    cancel(draft, ORDER_CLOCKS)


# --- calling ----------------------------------------------------------------------------------------------------------


def _not_own_order(draft: Draft, target: str) -> None:
    """CBK-5: whoever handled it can never call it back, nor can who acts for them."""
    if not draft.order.handlers.isdisjoint((draft.actor.id, *draft.actor.one_with)):
        raise Refuse(RefusalCode.OWN_ORDER)


def _not_yet_answered(draft: Draft, target: str) -> None:
    """Once the citizen has said no, the matter is to be judged, not called again."""
    if draft.order.callback.dissatisfied:
        raise Refuse(RefusalCode.NOT_JUDGED)


def _may_take(draft: Draft, target: str) -> None:
    _not_own_order(draft, target)
    if draft.order.callback.taken_by == draft.actor.id:
        raise Refuse(RefusalCode.NOTHING_TO_DO)


@move(c.TakeCallback, CALLERS, AFTER_REPLY, guard=_may_take)
def take(draft: Draft, cmd: c.TakeCallback) -> None:
    draft.emit(e.CallbackTaken(draft.actor.id))


def _may_issue_token(draft: Draft, target: str) -> None:
    _not_yet_answered(draft, target)
    rule, ref = draft.rule("callback", CallbackRule())
    if BY_LINK.isdisjoint(rule.channels):
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=CallbackChannel.SMS_LINK.zh)


@move(c.IssueCallbackToken, CALLERS | {Role.SYSTEM}, AFTER_REPLY, guard=_may_issue_token)
def issue_token(draft: Draft, cmd: c.IssueCallbackToken) -> None:
    """CBK-4: bound to this order, good for one answer."""
    rule, ref = draft.rule("callback", CallbackRule())
    if cmd.channel not in rule.channels or cmd.channel not in BY_LINK:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=cmd.channel.zh)
    require(cmd.digest, "digest")
    draft.emit(e.CallbackTokenIssued(cmd.channel, cmd.digest))


def _may_record(draft: Draft, target: str) -> None:
    _not_own_order(draft, target)
    _not_yet_answered(draft, target)


@move(c.RecordCallback, CALLERS | {Role.SYSTEM}, AFTER_REPLY, guard=_may_record)
def record(draft: Draft, cmd: c.RecordCallback) -> None:
    rule, ref = draft.rule("callback", CallbackRule())
    _bound_to_this_order(draft, cmd, rule, ref)
    if cmd.reached:
        require(cmd.satisfied_result, "satisfied_result")
    else:
        _another_occasion(draft, rule, ref)
    told = cmd.reached
    attempt = Attempt(
        at=draft.now,
        reached=cmd.reached,
        answered=cmd.answered if told else None,
        solved=cmd.solved if told else None,
        satisfied_result=cmd.satisfied_result if told else None,
        satisfied_process=cmd.satisfied_process if told else None,
        very_satisfied=cmd.very_satisfied if told and cmd.satisfied_result else None,
    )
    dissatisfied = _dissatisfied(draft, attempt)
    draft.emit(e.CallbackRecorded(cmd.channel, attempt, cmd.opinion, cmd.token_digest, dissatisfied))
    _after_attempt(draft, attempt, rule, dissatisfied)


def _dissatisfied(draft: Draft, attempt: Attempt) -> bool:
    """Some hotlines also ask how it was done (PRA-9)."""
    rule, _ref = draft.rule("dissatisfaction", DissatisfactionRule())
    by_process = rule.process_counts and attempt.satisfied_process is False
    return attempt.satisfied_result is False or by_process


def _after_attempt(draft: Draft, attempt: Attempt, rule: CallbackRule, dissatisfied: bool) -> None:
    if attempt.reached:
        done(draft, CALLBACK_CLOCK)
        if not dissatisfied:
            close(draft, CallbackEnd.SATISFIED)
    elif sum(not a.reached for a in draft.order.callback.attempts) >= rule.attempts:
        close(draft, CallbackEnd.UNREACHABLE)


def _bound_to_this_order(draft: Draft, cmd: c.RecordCallback, rule: CallbackRule, ref: str) -> None:
    by_link = cmd.channel in BY_LINK
    if cmd.channel not in rule.channels:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=cmd.channel.zh)
    if by_link and cmd.token_digest not in draft.order.callback.tokens:
        raise Refuse(RefusalCode.TOKEN_USED)
    if draft.is_system() and not by_link:
        raise Refuse(RefusalCode.TOKEN_USED)


def _another_occasion(draft: Draft, rule: CallbackRule, ref: str) -> None:
    """CBK-2: two attempts on different occasions."""
    failed = [a.at for a in draft.order.callback.attempts if not a.reached]
    if not failed:
        return
    after = failed[-1] + timedelta(minutes=rule.apart_minutes)
    if draft.now < after:
        raise Refuse(RefusalCode.SAME_OCCASION, rule=ref, after=draft.say(after))


# --- not satisfied ----------------------------------------------------------------------------------------------------


def _to_be_judged(draft: Draft, target: str) -> None:
    back = draft.order.callback
    if not back.dissatisfied or back.reasonable is not None:
        raise Refuse(RefusalCode.NOT_DISSATISFIED)
    rule, ref = draft.rule("dissatisfaction", DissatisfactionRule())
    if not draft.has_role(*rule.judges):
        roles = listed(role.zh for role in rule.judges)
        raise Refuse(RefusalCode.WRONG_ROLE, rule=ref, command=c.JudgeDissatisfaction.NAME.zh, roles=roles)


JUDGES = frozenset({Role.SUPERVISOR, Role.CALLBACK_AGENT, Role.DISPATCH_LEAD, Role.CENTRE_DIRECTOR})


@move(c.JudgeDissatisfaction, JUDGES, frozenset({Phase.CALLING_BACK}), guard=_to_be_judged)
def judge(draft: Draft, cmd: c.JudgeDissatisfaction) -> None:
    """CBK-3: 合理诉求 or not, with grounds."""
    require(cmd.grounds, "grounds")
    draft.emit(e.DissatisfactionJudged(cmd.reasonable, cmd.grounds))
    if not cmd.reasonable:
        close(draft, CallbackEnd.UNREASONABLE)


def _to_be_redone(draft: Draft, target: str) -> None:
    order = draft.order
    if order.callback.dissatisfied and not order.callback.reasonable:
        raise Refuse(RefusalCode.NOT_JUDGED)
    if order.lead() is None:
        raise Refuse(RefusalCode.NO_SUCH_PART)


@move(c.OrderRework, frozenset({Role.SUPERVISOR, Role.CENTRE_DIRECTOR}), AFTER_REPLY, guard=_to_be_redone)
def order_rework(draft: Draft, cmd: c.OrderRework) -> None:
    """Back to the unit, to its superior (二次派单), or where the director says. The old parts stay as they were."""
    require(cmd.text, "text")
    if cmd.reason is ReworkReason.DISSATISFIED and not draft.order.callback.dissatisfied:
        raise Refuse(RefusalCode.NOT_DISSATISFIED)
    facts = draft.unit(_who_does_it_again(draft, cmd))
    not_accused(draft, facts)
    lead = draft.order.lead()
    draft.emit(e.ReworkOrdered(cmd.mode, cmd.reason, cmd.text))
    stop_live_parts(draft, "rework")
    cancel(draft, CALLBACK_CLOCK)
    redo = (lead.redo if lead else 0) + 1
    part = new_part(draft, facts, Part.LEAD, Mode.ASSIGNED, bound_by="rework", redo=redo)
    draft.emit(e.Assigned((part,), draft.order.mode, draft.order.complexity, note=cmd.text, rework=True))
    parts_given(draft, (part,))


def _who_does_it_again(draft: Draft, cmd: c.OrderRework) -> str:
    rule, ref = draft.rule("dissatisfaction", DissatisfactionRule())
    lead = draft.order.lead()
    if lead is None:
        raise Refuse(RefusalCode.NO_SUCH_PART)
    if cmd.mode not in rule.modes and cmd.mode is not ReworkMode.DIRECTOR:
        raise Refuse(RefusalCode.NOT_OFFERED, rule=ref, kind=cmd.mode.zh)
    if draft.order.redo_count >= rule.director_after and cmd.mode is not ReworkMode.DIRECTOR:
        raise Refuse(RefusalCode.TOO_MANY_TIMES, rule=ref, kind=cmd.mode.zh, max=str(rule.director_after))
    if cmd.mode is ReworkMode.SAME_UNIT:
        return lead.unit
    if cmd.mode is ReworkMode.SUPERIOR:
        return _superior(draft, lead.unit)
    if not draft.has_role(Role.CENTRE_DIRECTOR):
        raise Refuse(RefusalCode.WRONG_ROLE, rule=ref, command=cmd.mode.zh, roles=Role.CENTRE_DIRECTOR.zh)
    require(cmd.unit, "unit")
    return cmd.unit


def _superior(draft: Draft, unit: str) -> str:
    facts = draft.units.get(unit)
    if facts is None or not facts.parent:
        raise Refuse(RefusalCode.NO_SUPERIOR, unit=draft.unit_name(unit))
    return facts.parent


@move(c.WaiveCallback, CALLERS | {Role.SUPERVISOR, Role.SYSTEM}, AFTER_REPLY, guard=_may_record)
def waive(draft: Draft, cmd: c.WaiveCallback) -> None:
    """Only on a ground that the order itself shows (S2 直接答复(3); KPI-9 leaves out secret ones)."""
    rule, ref = draft.rule("callback", CallbackRule())
    order = draft.order
    unreachable = order.contact.isdisjoint({ContactField.PHONE, ContactField.EMAIL})
    grounds = {
        WaiverReason.RESULT_TOLD: order.result_told,
        WaiverReason.SECRET: order.secret,
        WaiverReason.NO_CONTACT: unreachable,
        WaiverReason.OUTSIDE_SAMPLE: rule.share < 100,
    }
    if not grounds[cmd.reason]:
        raise Refuse(RefusalCode.WAIVER_WITHOUT_GROUND, rule=ref, reason=cmd.reason.zh)
    draft.emit(e.CallbackWaived(cmd.reason, cmd.note))
    close(draft, CallbackEnd.WAIVED)
