"""What happens next in a life: the earliest thing that anybody means to do, or a clock that speaks before it.

Everyone's intentions are asked anew after each step, from the order as it then is. Times are drawn by name, so asking
again gives the same times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hotline.core import commands as c
from hotline.core.state import SYSTEM, Stage
from hotline.core.vocabulary import Phase
from hotline.project.replay import asking, calling, dispatching, handling, intake, overseeing
from hotline.project.replay.life import Life, Step

ENDED = frozenset({Phase.ARCHIVED, Phase.REFUSED})
"""Where a life is over."""


def next_step(life: Life) -> Step | None:
    """The next step, or None when nobody has anything to do. Before the registration there is nothing to ask."""
    if life.order is None or life.order.phase in ENDED:
        return None
    wanted = min(_intentions(life), key=lambda step: step.at, default=None)
    spoken = _clock_speaks(life)
    if spoken is not None and (wanted is None or spoken.at < wanted.at):
        return spoken
    return wanted


def _intentions(life: Life) -> Iterator[Step]:
    yield from intake.steps(life)
    yield from dispatching.steps(life)
    yield from handling.steps(life)
    yield from asking.rulings(life)
    yield from asking.objections(life)
    yield from calling.steps(life)
    yield from overseeing.steps(life)
    yield from intake.later_calls(life)


def _clock_speaks(life: Life) -> Step | None:
    """The earliest stage of all clocks, with others of the same moment.

    A deed at the very moment of a limit is in time, so it comes first.
    """
    waiting = [(stage, clock.id) for clock in life.it.clocks if (stage := clock.next_stage) is not None]
    if not waiting:
        return None
    first = min(stage.at for stage, _ident in waiting)
    speaking = [(stage, ident) for stage, ident in waiting if stage.at == first]
    together = _speech(speaking, max(first, life.now))
    # Where one of them ends another, they speak one after the other.
    return together if together.key not in life.given_up else _speech(speaking[:1], together.at)


def _speech(speaking: list[tuple[Stage, str]], at: datetime) -> Step:
    key = "+".join(f"{ident}-{stage.key}" for stage, ident in speaking)
    acts = tuple((c.FireClock(clock=ident, stage=stage.key), SYSTEM) for stage, ident in speaking)
    return Step(at, f"fire-{key}-{at:%Y%m%d%H%M%S}", acts)
