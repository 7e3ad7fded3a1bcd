"""Commands and the core: what it may see is put together here, and its events are folded into the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, cast

from hotline.accounts import policies
from hotline.accounts.directory import Directory
from hotline.accounts.models import Person
from hotline.accounts.selectors import directory
from hotline.core.commands import Command
from hotline.core.decision import Refusal
from hotline.core.evolve import evolve
from hotline.core.policy import Policy
from hotline.core.state import Actor, Order, Snapshot
from hotline.core.workflow import decide, needs, order_units
from hotline.orders import columns
from hotline.orders.chain import Act
from hotline.orders.results import NotFound, Refused
from hotline.orders.wire import clean


@dataclass(frozen=True, slots=True)
class Step:
    """One command, or a function of the order so far that gives it; who gives it; the person behind, if it is one."""

    command: Command | Callable[[Order], Command]
    actor: Actor
    person: Person | None = None
    acting: tuple[Actor, ...] = ()
    """The same person acting for absent colleagues: asked in turn when `actor` alone is refused."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What policies look at, of an order in the middle of several commands."""

    line: str
    secret: bool
    registered_by: str
    units: list[str]
    accused: list[str]


def carry_out(
    order: Order | None, line: str, steps: Iterable[Step], policy: Policy, now: datetime
) -> tuple[Order, list[Act]]:
    """Decide the commands one after the other; Refused at the first that is. Returns the order after all of them.

    A person who may not see the order as the earlier commands left it gets NotFound.
    """
    tree = directory()
    acts: list[Act] = []
    for step in steps:
        if order is not None and step.person is not None and acts:
            _must_see(step.person, order, line)
        given, actor = step.command, step.actor
        command = cleaned(given(cast(Order, order)) if callable(given) else given)
        decision = decide(snapshot(order, actor, command, tree), command, policy, now)
        for other in step.acting:
            if not isinstance(decision, Refusal):
                break
            actor = other
            decision = decide(snapshot(order, actor, command, tree), command, policy, now)
        if isinstance(decision, Refusal):
            raise Refused(decision)
        for event in decision.events:
            order = evolve(order, event, now, actor.id, actor.acts_for)
        if decision.events:
            acts.append(Act(command, actor, tree.version, decision.events, policy.calendars_of))
    return cast(Order, order), acts


def _must_see(person: Person, order: Order, line: str) -> None:
    facts = Facts(line, order.secret, order.registered_by, columns.units_of(order), list(order.accused))
    if not policies.can(person, "view", facts):
        raise NotFound(order.id)


def snapshot(order: Order | None, actor: Actor, command: Command | None, tree: Directory) -> Snapshot:
    """What the core may see: the order, who asks, and the units that the command or the order name."""
    wanted = set(needs(command)) if command else set()
    if order is not None:
        wanted.update(order_units(order))
    # The unit above, too: a second dispatch goes to the superior of the unit that answered (CBK-3).
    wanted |= {found.parent for unit in wanted if (found := tree.unit(unit)) and found.parent}
    return Snapshot(order, actor, tree.facts(wanted))


def cleaned(command: Command) -> Command:
    """The command without characters that no database can hold; the command itself when there are none."""
    changed: dict[str, Any] = {}
    for name in _texts(type(command)):
        text = getattr(command, name)
        if isinstance(text, dict):
            changed[name] = {clean(key): clean(value) for key, value in text.items()}
        elif isinstance(text, str) and (better := clean(text)) is not text:
            changed[name] = better
    if not changed:
        return command
    return replace(command, **changed)


@cache
def _texts(kind: type[Command]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if "str" in str(f.type))
