"""Commands and the core: what it may see is put together here, and its events are folded into the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import datetime
from functools import cache
from typing import cast

from hotline.accounts.directory import Directory
from hotline.accounts.selectors import directory
from hotline.core.commands import Command
from hotline.core.decision import Refusal
from hotline.core.evolve import evolve
from hotline.core.policy import Policy
from hotline.core.state import Actor, Order, Snapshot
from hotline.core.workflow import decide, needs, order_units
from hotline.orders.chain import Act
from hotline.orders.results import Refused
from hotline.orders.wire import clean

Given = tuple[Command | Callable[[Order], Command], Actor]


def carry_out(order: Order | None, steps: Iterable[Given], policy: Policy, now: datetime) -> tuple[Order, list[Act]]:
    """Decide the commands one after the other; Refused at the first that is. Returns the order after all of them."""
    tree = directory()
    acts: list[Act] = []
    for given, actor in steps:
        command = cleaned(given(cast(Order, order)) if callable(given) else given)
        decision = decide(snapshot(order, actor, command, tree), command, policy, now)
        if isinstance(decision, Refusal):
            raise Refused(decision)
        for event in decision.events:
            order = evolve(order, event, now, actor.id)
        if decision.events:
            acts.append(Act(command, actor, tree.version, decision.events))
    return cast(Order, order), acts


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
    changed = {}
    for name in _texts(type(command)):
        text = getattr(command, name)
        if isinstance(text, str) and (better := clean(text)) is not text:
            changed[name] = better
    if not changed:
        return command
    return replace(command, **changed)


@cache
def _texts(kind: type[Command]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind) if "str" in str(f.type))
