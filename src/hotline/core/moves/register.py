"""What a move is: who may make it, when, and what it does. `workflow` looks moves up here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hotline.core.commands import Command
from hotline.core.decision import Refuse
from hotline.core.draft import Draft
from hotline.core.policy.shapes import RolesRule
from hotline.core.state import Assignment
from hotline.core.vocabulary import AssignmentState, CommandName, Phase, RefusalCode, Role

Guard = Callable[[Draft, str], None]
Act = Callable[[Draft, Any], None]

CENTRE = frozenset(
    {
        Role.AGENT,
        Role.SHIFT_LEAD,
        Role.DISPATCHER,
        Role.DISPATCH_LEAD,
        Role.CALLBACK_AGENT,
        Role.SUPERVISOR,
        Role.CENTRE_DIRECTOR,
    }
)
UNIT = frozenset({Role.UNIT_CLERK, Role.UNIT_LEADER})
DISPATCH = frozenset({Role.DISPATCHER, Role.DISPATCH_LEAD})

UNSEALED = frozenset(Phase) - {Phase.ARCHIVED}
AT_WORK = frozenset(
    {
        Phase.AWAITING_DISPATCH,
        Phase.AWAITING_INSTRUCTION,
        Phase.IN_HAND,
        Phase.REWORK,
        Phase.REPLIED,
        Phase.CALLING_BACK,
    }
)
"""Phases in which a unit may still owe a part: an assisting unit goes on while the lead is replaced or called back."""


@dataclass(frozen=True, slots=True)
class Move:
    """`phases` and `states` say when; `roles` who; `guard` everything else that does not need the form's fields."""

    command: type[Command]
    roles: frozenset[Role]
    phases: frozenset[Phase]
    act: Act
    states: frozenset[AssignmentState] | None = None
    guard: Guard | None = None


MOVES: dict[CommandName, Move] = {}

_ROLE_TOPIC = {name: f"role.{name.value}" for name in CommandName}


def roles_for(draft: Draft, name: CommandName) -> frozenset[Role]:
    """Who may do it: the pack may name other people than the machine does (`role.<command>`)."""
    topic = _ROLE_TOPIC[name]
    stated = draft.policy.rules.get(topic)
    if not stated:
        return MOVES[name].roles
    if not draft.exists:
        return frozenset(stated[-1].value.roles)
    value, _ref = draft.rule(topic, RolesRule(tuple(MOVES[name].roles)))
    return frozenset(value.roles)


def move(
    command: type[Command],
    roles: frozenset[Role],
    phases: frozenset[Phase] = UNSEALED,
    states: frozenset[AssignmentState] | None = None,
    guard: Guard | None = None,
) -> Callable[[Act], Act]:
    """Registers the function as what happens when `command` is granted."""

    def keep(act: Act) -> Act:
        MOVES[command.NAME] = Move(command, roles, phases, act, states, guard)
        return act

    return keep


def wrong_state(draft: Draft, part: Assignment, name: CommandName) -> Refuse:
    """The part is not in a state for this act."""
    unit = draft.unit_name(part.unit)
    return Refuse(RefusalCode.WRONG_STATE, unit=unit, state=part.state.zh, command=name.zh)


# --- guards that several moves share ----------------------------------------------------------------------------------


def own_part(draft: Draft, target: str) -> None:
    """The part is of the actor's own unit."""
    part = draft.part(target)
    if draft.actor.unit != part.unit:
        raise Refuse(RefusalCode.NOT_YOUR_UNIT, unit=draft.unit_name(part.unit))


def giver_of_part(draft: Draft, target: str) -> None:
    """The actor stands where the part was given: the centre for a top part, the unit above for one passed down."""
    part = draft.part(target)
    if not is_giver(draft, part):
        raise Refuse(RefusalCode.NOT_ABOVE_UNIT)


def is_giver(draft: Draft, part: Assignment) -> bool:
    if part.parent:
        return draft.has_role(*UNIT) and draft.actor.unit == part.by_unit
    return draft.has_role(*CENTRE)


def both(*guards: Guard) -> Guard:
    def all_of(draft: Draft, target: str) -> None:
        for guard in guards:
            guard(draft, target)

    return all_of
