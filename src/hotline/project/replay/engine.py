"""All lives of a shard in the order of time, over a backend that carries the commands out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heappop, heappush
from typing import Any, Protocol

from hotline.core.events import Event
from hotline.core.state import Actor, Order
from hotline.core.vocabulary import Phase
from hotline.project.replay.actors import ENDED, next_step
from hotline.project.replay.caller import Caller
from hotline.project.replay.intake import agent_of, first_acts, registration
from hotline.project.replay.life import Act, Life, Step, World
from hotline.project.replay.overseeing import ARCHIVE
from hotline.project.replay.reading import Row

MOST_STEPS = 600
"""More than any order can need; whoever gets there goes round in a circle."""
OVER = frozenset({Phase.CLOSED, Phase.ARCHIVED})


class Denied(Exception):
    """The core said no. Nothing was written."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code, self.text = code, text


class Overtaken(Exception):
    """Somebody else (a consumer) has moved the order on; `order` is how it is now, `history` how it came to be."""

    def __init__(self, order: Order, history: list[tuple[datetime, Event]]) -> None:
        super().__init__(order.id)
        self.order, self.history = order, history


class Backend(Protocol):
    """Carries commands out at a moment; all of a call, or Denied and nothing."""

    def register(
        self, at: datetime, fields: dict[str, Any], caller: Caller, agent: Actor, then: Sequence[Act]
    ) -> tuple[Order, tuple[Event, ...]]: ...

    def apply(self, at: datetime, order: Order, acts: Sequence[Act]) -> tuple[Order, tuple[Event, ...]]: ...

    def archive(self, at: datetime, order: Order, archivist: Actor) -> tuple[Order, tuple[Event, ...]]: ...


@dataclass(slots=True)
class Ended:
    """How a life ended: `why` is empty for a life that is over, else `time` or `stuck`; `refused`: never registered."""

    life: Life
    why: str = ""
    refused: str = ""


def lives_of(world: World, rows: Iterable[Row]) -> list[Life]:
    """A life for each row, in the order of time; each knows the earlier ones of the same citizen."""
    lives: list[Life] = []
    seen: dict[str, tuple[Life, ...]] = {}
    for row in sorted(rows, key=lambda row: (row.created.at, row.line)):
        known = seen.get(row.citizen, ()) if row.citizen else ()
        life = Life(world, row, known)
        seen[row.citizen] = (*known, life)
        lives.append(life)
    return lives


def run(lives: Iterable[Life], backend: Backend, horizon: datetime, ended: Callable[[Ended], None]) -> None:
    """Carry every life to its end or to `horizon`, in the order of time; `ended` is told of each once."""
    _Run(backend, horizon, ended).go(lives)


class _Run:
    def __init__(self, backend: Backend, horizon: datetime, ended: Callable[[Ended], None]) -> None:
        self._backend, self._horizon, self._ended = backend, horizon, ended
        self._heap: list[tuple[datetime, int, int, Life, Step | None]] = []
        self._turn = 0
        self._members: dict[str, list[Life]] = {}

    def go(self, lives: Iterable[Life]) -> None:
        for life in lives:
            self._push(life.created, life, None)
        while self._heap:
            at, _line, _turn, life, step = heappop(self._heap)
            if step is None:
                self._begin(at, life)
            else:
                self._carry_out(life, step)

    def _push(self, at: datetime, life: Life, step: Step | None) -> None:
        self._turn += 1
        heappush(self._heap, (at, life.row.line, self._turn, life, step))

    # --- one step -----------------------------------------------------------------------------------------------------

    def _begin(self, at: datetime, life: Life) -> None:
        life.now = at
        fields, caller = registration(life)
        acts, agent = first_acts(life, fields, caller), agent_of(life)
        try:
            try:
                made = self._backend.register(at, fields, caller, agent, acts)
            except Denied as no:
                if not acts:
                    raise
                life.given_up["outcome"] = no.code
                made = self._backend.register(at, fields, caller, agent, ())
        except Denied as no:
            self._ended(Ended(life, refused=no.text))
            return
        order, events = made
        self._after(life, order, [(at, event) for event in events])

    def _carry_out(self, life: Life, step: Step) -> None:
        life.now = step.at
        life.steps += 1
        try:
            order, events = self._give(life, step)
        except Denied as no:
            life.given_up[step.key] = no.code
            self._plan(life)
        except Overtaken as other:
            life.history = []
            self._after(life, other.order, other.history)
        else:
            life.done.add(step.key)
            self._after(life, order, [(step.at, event) for event in events])

    def _give(self, life: Life, step: Step) -> tuple[Order, tuple[Event, ...]]:
        if step.key == ARCHIVE:
            return self._backend.archive(step.at, life.it, step.acts[0][1])
        return self._backend.apply(step.at, life.it, step.acts)

    def _after(self, life: Life, order: Order, facts: list[tuple[datetime, Event]]) -> None:
        life.order = order
        life.history += facts
        for at, event in facts:
            if event.NAME == "order_replied":
                life.replied_at = at
            elif event.NAME in ("rework_ordered", "group_left"):
                life.replied_at = None
        self._plan(life)
        if order.id in self._members and (life.replied_at is not None or order.phase in OVER):
            for member in self._members.pop(order.id):
                self._plan(member)

    def _plan(self, life: Life) -> None:
        order = life.it
        if order.phase in ENDED:
            self._end(life, "")
            return
        step = next_step(life)
        if step is not None and step.at <= self._horizon and life.steps < MOST_STEPS:
            self._push(step.at, life, step)
        elif step is None and order.group and order.phase is Phase.IN_HAND and self._may_come(life):
            self._members.setdefault(order.group, []).append(life)
        else:
            waits = bool(order.group) and order.phase is Phase.IN_HAND
            circling = life.steps >= MOST_STEPS
            self._end(life, "stuck" if circling or (step is None and not waits) else "time")

    def _end(self, life: Life, why: str) -> None:
        life.over = True
        self._ended(Ended(life, why))
        for member in self._members.pop(life.it.id, ()):
            self._plan(member)

    def _may_come(self, life: Life) -> bool:
        """Whether the order it joined can still be answered."""
        parent = next((p for p in life.earlier if p.order is not None and p.order.id == life.it.group), None)
        return parent is not None and parent.replied_at is None and parent.it.phase not in OVER and not parent.over
