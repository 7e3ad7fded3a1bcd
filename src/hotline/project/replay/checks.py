"""What must hold of an order when its life has ended, and what of it goes into the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from hotline.core import commands as c
from hotline.core import events as e
from hotline.core.counting import counted_of
from hotline.core.decision import Refusal
from hotline.core.measures import Group, grouped
from hotline.core.policy.shapes import SecrecyRule
from hotline.core.state import Actor, Clock, Order, Snapshot
from hotline.core.vocabulary import OPEN_CLOCKS, ClockState, Phase, RefusalCode, Role
from hotline.core.workflow import decide
from hotline.infra.clock import LOCAL
from hotline.project.replay.actors import ENDED
from hotline.project.replay.engine import Ended
from hotline.project.replay.life import Life

Fact = tuple[datetime, e.Event]
"""An event and when it happened."""

ANYBODY = Actor("anybody", roles=frozenset({Role.AGENT, Role.SUPERVISOR, Role.CENTRE_DIRECTOR}))


@dataclass
class Summary:
    """One life for the report: no text of the citizen is in it."""

    line: int
    number: str = ""
    phase: str = ""
    why: str = ""
    refused: str = ""
    events: Counter[str] = field(default_factory=Counter)
    breaches: Counter[str] = field(default_factory=Counter)
    given_up: Counter[str] = field(default_factory=Counter)
    counted: tuple[Group, ...] = ()
    """What the pack's measures count of it, by day."""
    faults: tuple[str, ...] = ()


def summary(ended: Ended, as_of: datetime) -> Summary:
    """What the report takes from a life. Call once its history is whole."""
    life = ended.life
    if ended.refused:
        return Summary(life.row.line, refused=ended.refused)
    order = life.it
    return Summary(
        line=life.row.line,
        number=order.number,
        phase=order.phase.value,
        why=ended.why,
        events=Counter(event.NAME for _at, event in life.history),
        breaches=Counter(_breaches(life.history)),
        given_up=Counter(life.given_up.values()),
        counted=tuple(counted(life, as_of)),
        faults=tuple(faults(life, order, life.history, ended.why)),
    )


def counted(life: Life, as_of: datetime) -> Iterator[Group]:
    """Who did it is not kept in the history of a life, and no measure of units or days asks."""
    records = ((event, at, "") for at, event in life.history)
    matters = counted_of(life.it.number, records, LOCAL, as_of, life.world.cast.units)
    return grouped(matters, life.world.policy.lists.measures, "day")


def _breaches(history: Sequence[Fact]) -> Iterator[str]:
    """The unit of each breached clock; empty for the centre's own."""
    clocks: dict[str, Clock] = {}
    for _at, event in history:
        if isinstance(event, e.ClockStarted):
            clocks[event.clock.id] = event.clock
        elif isinstance(event, e.ClockBreached):
            yield clocks[event.clock].unit


# --- invariants -------------------------------------------------------------------------------------------------------


def faults(life: Life, order: Order, history: Sequence[Fact], why: str) -> Iterator[str]:
    """Whatever is not as it must be, in words for whoever maintains this."""
    if why == "stuck":
        yield f"nobody can go on from {order.phase.value}; tried: {sorted(life.given_up)}"
    if len(history) != order.version:
        yield f"{len(history)} events seen, the order counts {order.version}"
    if any(later < earlier for (earlier, _), (later, _) in pairwise(history)):
        yield "events run backwards"
    yield from _of_clocks(life, order)
    yield from _of_breaches(history)
    yield from _of_units(life, order)
    yield from _of_seal(life, order, history)


def _of_clocks(life: Life, order: Order) -> Iterator[str]:
    """Every clock has ended, or is open in an open order with no stage missed."""
    over = order.phase in ENDED
    for clock in order.clocks:
        if clock.state in OPEN_CLOCKS:
            stage = clock.next_stage
            if over:
                yield f"{clock.id} is open in an order that is over"
            elif stage is not None and stage.at < life.now:
                yield f"{clock.id} did not speak at {stage.key}"
        elif clock.stopped_at is None:
            yield f"{clock.id} ended without a time"
        elif clock.state is ClockState.LATE and clock.breached_at is None:
            yield f"{clock.id} was late without a breach"


def _of_breaches(history: Sequence[Fact]) -> Iterator[str]:
    seen: set[str] = set()
    for _at, event in history:
        if isinstance(event, (e.ClockMoved, e.ClockResumed)):
            seen.discard(event.clock)
        elif isinstance(event, e.ClockBreached):
            if event.clock in seen:
                yield f"{event.clock} was breached twice"
            seen.add(event.clock)


def _of_units(life: Life, order: Order) -> Iterator[str]:
    if not life.rule("secrecy", SecrecyRule()).keep_from_accused:
        return
    units = life.world.cast.units
    for part in order.assignments:
        if not set(order.accused).isdisjoint((part.unit, *units[part.unit].lineage)):
            yield f"{part.id} went to a unit that the matter accuses"


def _of_seal(life: Life, order: Order, history: Sequence[Fact]) -> Iterator[str]:
    """Sealed means sealed: the seal is the last event, and nothing is granted after it."""
    sealed = [n for n, (_at, event) in enumerate(history) if isinstance(event, e.Archived)]
    if order.phase is not Phase.ARCHIVED:
        if sealed:
            yield "sealed, and not archived"
        return
    if sealed != [len(history) - 1] or not order.seal:
        yield "archived, but the seal is not its last event"
    answer = decide(Snapshot(order, ANYBODY, {}), c.AddNote(text="?"), life.world.policy, life.now)
    if not isinstance(answer, Refusal) or answer.code is not RefusalCode.SEALED:
        yield "something can be written into a sealed order"
