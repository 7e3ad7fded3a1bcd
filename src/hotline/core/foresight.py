"""What a command would bring, without giving it: the same decision, carried out on a copy, and what came of it.

Exact by construction: a limit that is foreseen is the limit that starts, because the same rules were asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.core.commands import Command
from hotline.core.decision import Refusal
from hotline.core.draft import Draft
from hotline.core.policy import Found, Policy, Rule
from hotline.core.state import SYSTEM, Assignment, Clock, Order, Snapshot
from hotline.core.vocabulary import OPEN_CLOCKS
from hotline.core.workflow import carried


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`opened`: clocks that would start and still run; `moved`: running ones that would end at another moment."""

    order: Order
    opened: tuple[Clock, ...]
    moved: tuple[Clock, ...]


def foresee(snapshot: Snapshot, command: Command, policy: Policy, now: datetime) -> Foreseen | Refusal:
    """The order as it would be after `command` at `now` (timezone-aware), or why the command would be refused.

    ValueError for a command that makes an order: there is nothing to compare it with.
    """
    before = snapshot.order
    if before is None:
        raise ValueError("no order to look ahead from")
    draft = carried(snapshot, command, policy, now)
    if isinstance(draft, Refusal):
        return draft
    after = draft.order
    known = {clock.id: clock for clock in before.clocks}
    running = [clock for clock in after.clocks if clock.state in OPEN_CLOCKS]
    return Foreseen(
        after,
        tuple(clock for clock in running if clock.id not in known),
        tuple(clock for clock in running if clock.id in known and known[clock.id].due_at != clock.due_at),
    )


def rule_for(order: Order, topic: str, policy: Policy, now: datetime, part: Assignment | None = None) -> Rule | None:
    """The rule of a topic that holds for this order, or for one unit's part of it; None where the pack is silent."""
    found = Draft(Snapshot(order, SYSTEM, {}), policy, now).search(topic, part)
    return found.rule if isinstance(found, Found) else None
