"""What happens next in a life: the earliest thing that anybody means to do, or a clock that speaks before it.

Everyone's intentions are asked anew after each step, from the order as it then is. Times are drawn by name, so asking
again gives the same times.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    """The earliest stage of all clocks. A deed at the very moment of a limit is in time, so it comes first."""
    first: tuple[Stage, str] | None = None
    for clock in life.it.clocks:
        stage = clock.next_stage
        if stage is not None and (first is None or stage.at < first[0].at):
            first = (stage, clock.id)
    if first is None:
        return None
    stage, ident = first
    at = max(stage.at, life.now)
    return Step(
        at, f"fire-{ident}-{stage.key}-{at:%Y%m%d%H%M%S}", ((c.FireClock(clock=ident, stage=stage.key), SYSTEM),)
    )
