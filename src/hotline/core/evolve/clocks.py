"""What the events of clocks change in an order."""

from __future__ import annotations

from datetime import datetime

from hotline.core import events as e
from hotline.core.evolve.folding import Changes, on, with_clock
from hotline.core.state import Order, Stage
from hotline.core.vocabulary import ClockState


def _still_fired(fired: tuple[str, ...], stages: tuple[Stage, ...]) -> tuple[str, ...]:
    """A limit that has moved reminds again at its new stages."""
    new = {stage.key for stage in stages}
    return tuple(key for key in fired if key not in new)


@on(e.ClockStarted)
def _clock_started(order: Order, ev: e.ClockStarted, at: datetime, actor: str) -> Changes:
    return {"clocks": (*order.clocks, ev.clock)}


@on(e.ClockPaused)
def _clock_paused(order: Order, ev: e.ClockPaused, at: datetime, actor: str) -> Changes:
    return {"clocks": with_clock(order, ev.clock, state=ClockState.PAUSED, paused_at=at)}


@on(e.ClockResumed)
def _clock_resumed(order: Order, ev: e.ClockResumed, at: datetime, actor: str) -> Changes:
    clock = order.clock(ev.clock)
    if clock is None:
        return {}
    pauses = clock.pauses
    if clock.paused_at:
        pauses = (*pauses, (clock.paused_at, ev.until or at))
    state = ClockState.RUNNING if ev.due_at else ClockState.UNKNOWN
    fired = clock.fired
    if ev.due_at != clock.due_at:
        fired = _still_fired(fired, ev.stages)
    return {
        "clocks": with_clock(
            order,
            ev.clock,
            state=state,
            due_at=ev.due_at,
            stages=ev.stages,
            fired=fired,
            paused_at=None,
            pauses=pauses,
            reason=ev.reason,
        )
    }


@on(e.ClockMoved)
def _clock_moved(order: Order, ev: e.ClockMoved, at: datetime, actor: str) -> Changes:
    clock = order.clock(ev.clock)
    if clock is None:
        return {}
    state = clock.state
    if state is not ClockState.PAUSED:
        state = ClockState.RUNNING if ev.due_at else ClockState.UNKNOWN
    return {
        "clocks": with_clock(
            order,
            ev.clock,
            state=state,
            due_at=ev.due_at,
            stages=ev.stages,
            extended=clock.extended + ev.extended,
            extended_after=clock.extended_after + (len(clock.pauses),) * len(ev.extended),
            by_hand=clock.by_hand or ev.by_hand,
            breached_at=None,
            fired=_still_fired(clock.fired, ev.stages),
            reason="" if ev.due_at else ev.why,
        )
    }


@on(e.ClockStopped)
def _clock_stopped(order: Order, ev: e.ClockStopped, at: datetime, actor: str) -> Changes:
    return {"clocks": with_clock(order, ev.clock, state=ev.state, stopped_at=at)}


@on(e.ReminderSent)
def _reminded(order: Order, ev: e.ReminderSent, at: datetime, actor: str) -> Changes:
    clock = order.clock(ev.clock)
    fired = clock.fired if clock else ()
    return {"clocks": with_clock(order, ev.clock, fired=(*fired, ev.stage))}


@on(e.ClockBreached)
def _breached(order: Order, ev: e.ClockBreached, at: datetime, actor: str) -> Changes:
    return {"clocks": with_clock(order, ev.clock, breached_at=at)}
