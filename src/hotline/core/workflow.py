"""The one place where an order moves: `decide` answers a command with events or a named refusal; `allowed` says ahead
of time what can be done and why the rest cannot.

    decide(snapshot, command, policy, now) -> Decision | Refusal
    allowed(snapshot, policy, role, now)   -> offers

Both are pure: no clock, no database, no chance. Order of the checks: does the order exist, is it sealed, may this role,
is the target there, is it the right phase, is the part in the right state, then the move's own guard.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hotline.core.commands import Command, Register
from hotline.core.decision import Decision, Offer, Refusal, Refuse
from hotline.core.draft import Draft
from hotline.core.moves import (
    archive,
    callback,
    dispatch,
    handling,
    intake,
    procedures,
    requests,
    rulings,
    supervision,
)
from hotline.core.moves.register import MOVES, Move, roles_for, wrong_state
from hotline.core.policy import Policy
from hotline.core.state import Actor, Order, Snapshot
from hotline.core.vocabulary import CommandName, Phase, RefusalCode, RequestKind, Role, listed

__all__ = ["Decision", "Offer", "Refusal", "allowed", "carried", "decide", "needs", "roles_of"]

_STEPS = (intake, dispatch, handling, requests, rulings, supervision, callback, procedures, archive)

if missing := set(CommandName) - set(MOVES):
    raise RuntimeError(f"commands without a move: {missing}")


def decide(snapshot: Snapshot, command: Command, policy: Policy, now: datetime) -> Decision | Refusal:
    """What happens when `snapshot.actor` asks `command` at `now` (timezone-aware).

    Returns the events in order, never an empty list, or why not. The same arguments always give the same answer.
    """
    draft = carried(snapshot, command, policy, now)
    return draft if isinstance(draft, Refusal) else Decision(tuple(draft.events))


def carried(snapshot: Snapshot, command: Command, policy: Policy, now: datetime) -> Draft | Refusal:
    """The same with the order as it is afterwards: the working copy of the decision."""
    draft = Draft(snapshot, policy, now)
    rule = MOVES[command.NAME]
    try:
        _check(draft, rule, _target(command))
        rule.act(draft, command)
    except Refuse as no:
        return _said(no, rule)
    return draft


def allowed(snapshot: Snapshot, policy: Policy, role: Role | None, now: datetime) -> tuple[Offer, ...]:
    """Every command, at every target it could mean, with the refusal that stands against it now (None: it can be done).

    `role` narrows the actor to one of its roles; None asks for all of them. What a form's fields decide is not asked.
    """
    if role is not None:
        roles = frozenset({role}) & snapshot.actor.roles
        actor = snapshot.actor
        snapshot = Snapshot(snapshot.order, Actor(actor.id, actor.unit, roles, actor.lineage), snapshot.units)
    draft = Draft(snapshot, policy, now)
    return tuple(_offers(draft))


def _offers(draft: Draft) -> Iterator[Offer]:
    for name, rule in MOVES.items():
        if name is CommandName.REGISTER:
            continue
        for target in _targets(draft, rule) or ("",):
            yield Offer(name, target, _stands_against(draft, rule, target))


def _stands_against(draft: Draft, rule: Move, target: str) -> Refusal | None:
    try:
        _check(draft, rule, target)
    except Refuse as no:
        return _said(no, rule)
    return None


def _said(no: Refuse, rule: Move) -> Refusal:
    """The refusal with the name of the act, which guards shared by several moves do not know."""
    found = no.refusal
    if "command" in found.params:
        return found
    return Refusal(found.code, {**found.params, "command": rule.command.NAME.zh}, found.rule)


def _targets(draft: Draft, rule: Move) -> tuple[str, ...]:
    if not draft.exists:
        return ()
    order = draft.order
    subject = rule.command.SUBJECT
    if subject == "assignment":
        return tuple(a.id for a in order.assignments)
    if subject == "request":
        return tuple(r.id for r in order.requests)
    if subject == "document":
        return tuple(d.id for d in order.documents)
    if subject == "clock":
        return tuple(k.id for k in order.clocks)
    if subject == "procedure":
        return tuple(p.id for p in order.procedures)
    return ()


def _target(command: Command) -> str:
    subject = command.SUBJECT
    return "" if subject == "order" else str(getattr(command, subject))


def _check(draft: Draft, rule: Move, target: str) -> None:
    if rule.command is Register:
        _check_role(draft, rule)
        return
    order = draft.order
    if order.phase is Phase.ARCHIVED:
        raise Refuse(RefusalCode.SEALED)
    _check_role(draft, rule)
    _check_target(draft, rule, target)
    if order.phase not in rule.phases:
        if order.group and order.phase is Phase.IN_HAND:
            raise Refuse(RefusalCode.GROUPED, parent=order.group)
        raise Refuse(RefusalCode.WRONG_PHASE, phase=order.phase.zh, command=rule.command.NAME.zh)
    if rule.states is not None:
        part = draft.part(target)
        if part.state not in rule.states:
            raise wrong_state(draft, part, rule.command.NAME)
    if rule.guard is not None:
        rule.guard(draft, target)


def _check_target(draft: Draft, rule: Move, target: str) -> None:
    subject = rule.command.SUBJECT
    if subject == "assignment":
        draft.part(target)
    elif subject == "request":
        draft.request(target)
    elif subject == "document":
        draft.document(target)
    elif subject == "procedure":
        draft.procedure(target)
    elif subject == "clock" and draft.order.clock(target) is None:
        raise Refuse(RefusalCode.NO_SUCH_CLOCK)


def _check_role(draft: Draft, rule: Move) -> None:
    roles = roles_for(draft, rule.command.NAME)
    if draft.actor.roles.isdisjoint(roles):
        named = listed(role.zh for role in Role if role in roles and role is not Role.SYSTEM) or Role.SYSTEM.zh
        raise Refuse(RefusalCode.WRONG_ROLE, command=rule.command.NAME.zh, roles=named)


def roles_of(policy: Policy, name: CommandName) -> frozenset[Role]:
    """Who may do `name` in this hotline at present; the pack's last rule holds."""
    stated = policy.rules.get(f"role.{name.value}")
    return frozenset(stated[-1].value.roles) if stated else MOVES[name].roles


UNIT_FIELDS = ("lead", "unit", "suggested")


def needs(command: Command) -> tuple[str, ...]:
    """The units a command names; the caller puts their facts into `Snapshot.units`, with those of the order's parts."""
    single = (getattr(command, name, "") for name in UNIT_FIELDS)
    several = (*(getattr(command, "assisting", None) or ()), *(getattr(command, "accused", None) or ()))
    return tuple(dict.fromkeys(u for u in (*single, *several) if u))


def order_units(order: Order) -> tuple[str, ...]:
    """The units an order already names."""
    asked = (r.about for r in order.requests if r.kind is RequestKind.CO_SIGNATURE)
    papers = (*(d.unit for d in order.documents), *(p.unit for p in order.procedures))
    named = (*order.accused, *(a.unit for a in order.assignments), *papers, *asked)
    return tuple(dict.fromkeys(u for u in named if u))
