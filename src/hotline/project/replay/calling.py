"""The call-back agent, and the supervisor who judges and sends back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b

from hotline.core import commands as c
from hotline.core.policy.shapes import CallbackRule, DissatisfactionRule
from hotline.core.state import SYSTEM, Actor
from hotline.core.vocabulary import (
    CallbackChannel,
    ClockName,
    ContactField,
    Phase,
    ReworkMode,
    ReworkReason,
    Role,
    WaiverReason,
)
from hotline.project.replay.life import Life, Step
from hotline.project.replay.phrases import phrase

LINKS = (CallbackChannel.SMS_LINK, CallbackChannel.APP)


def steps(life: Life) -> Iterator[Step]:
    order = life.it
    if order.phase not in (Phase.REPLIED, Phase.CALLING_BACK):
        return
    if order.callback.dissatisfied:
        yield from _judge(life)
        return
    turn = _turn(life)
    caller = life.world.cast.other_than(Role.CALLBACK_AGENT, life.chance, f"caller-{turn}", order.handlers)
    yield from _waive(life, caller, turn)
    rule = life.rule("callback", CallbackRule())
    links = [channel for channel in LINKS if channel in rule.channels]
    attempts = len(order.callback.attempts)
    if links and not attempts and life.happens(f"link-{turn}", "callback.by_link"):
        yield from _by_link(life, links[0], turn)
    else:
        yield from _call(life, caller, turn, attempts, rule)


def _turn(life: Life) -> int:
    """How many answers this citizen was called about before."""
    return sum(event.NAME == "order_replied" for _at, event in life.history) - 1


# --- calling ----------------------------------------------------------------------------------------------------------


def _start(life: Life, turn: int) -> tuple[datetime, datetime | None]:
    """When the units had answered, and the limit of the call-back."""
    clocks = [clock for clock in life.it.clocks if clock.name is ClockName.CALLBACK]
    return (clocks[-1].started_at, clocks[-1].due_at) if clocks else (life.since(f"replied-{turn}"), None)


def _waive(life: Life, caller: Actor, turn: int) -> Iterator[Step]:
    order = life.it
    start, _due = _start(life, turn)
    reason = None
    if order.result_told:
        reason = WaiverReason.RESULT_TOLD
    elif order.contact.isdisjoint({ContactField.PHONE, ContactField.EMAIL}):
        reason = WaiverReason.NO_CONTACT
    elif order.secret and life.happens("waives", "callback.waives_secret"):
        reason = WaiverReason.SECRET
    if reason is not None:
        at = life.world.hours.desk(start, 0.3)
        waive = c.WaiveCallback(reason=reason, note=phrase("waived"))
        yield from life.step(f"waive-{turn}", at, (waive, caller))


def _call(life: Life, caller: Actor, turn: int, attempts: int, rule: CallbackRule) -> Iterator[Step]:
    key = f"call-{turn}-{attempts}"
    start, due = _start(life, turn)
    if attempts:
        last = life.it.callback.attempts[-1].at
        at = life.world.hours.desk(life.soon(key, last, "callback.next_try"), 0)
        at = max(at, last + timedelta(minutes=rule.apart_minutes))
    else:
        at = life.after(key, start, "callback.desk_takes")
        if due is not None and life.happens(f"late-{key}", "callback.late"):
            at = life.soon(f"late-by-{key}", due, "callback.late_by")
        elif due is not None and at > due:
            at = start + (due - start) * 0.95
    record = _spoken(life, turn, attempts)
    take = [(c.TakeCallback(), caller)] if life.it.callback.taken_by != caller.id else []
    yield from life.step(key, at, *take, (record, caller))
    other = life.world.cast.one(Role.CALLBACK_AGENT, life.chance, f"{key}-other")
    yield from life.step(f"{key}-plain", at, (record, other))


def _spoken(life: Life, turn: int, attempts: int, digest: str = "", by: CallbackChannel | None = None) -> c.Command:
    key = f"said-{turn}-{attempts}"
    channel = by or CallbackChannel.PHONE
    if by is None and life.happens(f"{key}-away", "callback.unreachable"):
        return c.RecordCallback(channel=channel, reached=False)
    rate = "callback.satisfied_after_redo" if turn else "callback.satisfied"
    satisfied = life.happens(f"{key}-satisfied", rate)
    return c.RecordCallback(
        channel=channel,
        reached=True,
        answered=life.happens(f"{key}-answered", "callback.says_answered"),
        solved=satisfied,
        satisfied_result=satisfied,
        satisfied_process=satisfied or life.chance.happens(f"{key}-process", 0.5),
        opinion=phrase("opinion_satisfied" if satisfied else "opinion_dissatisfied"),
        token_digest=digest,
    )


def _by_link(life: Life, channel: CallbackChannel, turn: int) -> Iterator[Step]:
    """CBK-4: a link that is good for one answer, then the citizen's answer."""
    digest = blake2b(f"{life.row.line}/{turn}".encode(), digest_size=32).hexdigest()
    start, _due = _start(life, turn)
    if digest not in life.it.callback.tokens:
        issue = c.IssueCallbackToken(channel=channel, digest=digest)
        yield from life.step(f"token-{turn}", start + timedelta(minutes=5), (issue, SYSTEM))
        if f"token-{turn}" not in life.given_up:
            return
    at = life.soon(f"link-answer-{turn}", start, "callback.link_answer")
    yield from life.step(f"link-{turn}", at, (_spoken(life, turn, 0, digest, channel), SYSTEM))


# --- judging ----------------------------------------------------------------------------------------------------------


def _judge(life: Life) -> Iterator[Step]:
    order = life.it
    turn, back = _turn(life), order.callback
    rule = life.rule("dissatisfaction", DissatisfactionRule())
    at = life.after(f"judge-{turn}", None, "supervisor.office_takes")
    judge = life.world.cast.one(rule.judges[0], life.chance, f"judge-{turn}")
    reasonable = life.happens(f"reasonable-{turn}", "supervisor.reasonable")
    if back.reasonable is None:
        grounds = phrase("judged_reasonable" if reasonable else "judged_unreasonable")
        verdict = c.JudgeDissatisfaction(reasonable=reasonable, grounds=grounds)
        yield from life.step(f"judge-{turn}", at, (verdict, judge))
    elif back.reasonable:
        yield from _rework(life, rule, turn)


def _rework(life: Life, rule: DissatisfactionRule, turn: int) -> Iterator[Step]:
    at = life.after(f"redo-{turn}", None, "unit.office_reviews")
    lead = life.it.lead()
    if life.it.group:
        # What was answered for all does not do for this citizen: the order goes on by itself (CLS-4).
        leaver = life.world.cast.one(Role.SUPERVISOR, life.chance, f"leaves-{turn}")
        yield from life.step(f"leaves-{turn}", at, (c.LeaveGroup(reason=phrase("rework")), leaver))
        return
    if life.it.redo_count >= rule.director_after and lead is not None:
        director = life.world.cast.one(Role.CENTRE_DIRECTOR, life.chance, "director")
        yield from life.step(f"redo-{turn}", at, (_order(ReworkMode.DIRECTOR, lead.unit), director))
        return
    supervisor = life.world.cast.one(Role.SUPERVISOR, life.chance, f"redo-{turn}")
    if ReworkMode.SUPERIOR in rule.modes and life.happens(f"superior-{turn}", "supervisor.superior") and lead:
        above = life.world.cast.units[lead.unit].parent
        if life.world.cast.able(above):
            yield from life.step(f"redo-{turn}-up", at, (_order(ReworkMode.SUPERIOR), supervisor))
    yield from life.step(f"redo-{turn}", at, (_order(ReworkMode.SAME_UNIT), supervisor))
    director = life.world.cast.one(Role.CENTRE_DIRECTOR, life.chance, "director")
    if lead is not None:
        yield from life.step(f"redo-{turn}-director", at, (_order(ReworkMode.DIRECTOR, lead.unit), director))


def _order(mode: ReworkMode, unit: str = "") -> c.OrderRework:
    return c.OrderRework(mode=mode, reason=ReworkReason.DISSATISFIED, text=phrase("rework"), unit=unit)
