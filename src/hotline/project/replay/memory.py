"""A backend of the pure core alone: no database, for tests and for measuring what the core itself costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hotline.core.codec import encode
from hotline.core.commands import Archive, Register
from hotline.core.decision import Refusal
from hotline.core.events import Event
from hotline.core.evolve import evolve
from hotline.core.policy import Policy
from hotline.core.state import Actor, Order, Snapshot, UnitFacts
from hotline.core.workflow import decide, needs, order_units
from hotline.infra import privacy
from hotline.project.replay.caller import Caller
from hotline.project.replay.engine import Denied
from hotline.project.replay.life import Act


class InMemory:
    """Orders live in the lives themselves; this only decides and folds."""

    def __init__(self, policy: Policy, units: Mapping[str, UnitFacts]) -> None:
        self._policy, self._units, self._count = policy, units, 0

    def register(
        self, at: datetime, fields: dict[str, Any], caller: Caller, agent: Actor, then: Sequence[Act]
    ) -> tuple[Order, tuple[Event, ...]]:
        self._count += 1
        ident = f"order-{fields['source_number']}"
        command = Register(order=ident, number=f"R{self._count:06d}", contact=caller.known, **fields)
        order, events = self._carry_out(at, None, ((command, agent), *then))
        return order, events

    def apply(self, at: datetime, order: Order, acts: Sequence[Act]) -> tuple[Order, tuple[Event, ...]]:
        return self._carry_out(at, order, acts)

    def archive(self, at: datetime, order: Order, archivist: Actor) -> tuple[Order, tuple[Event, ...]]:
        """Where no room of archives makes a list, a digest of the whole state is the seal."""
        digest = privacy.sm3_hex(repr(encode(order)).encode())
        return self._carry_out(at, order, ((Archive(manifest=digest), archivist),))

    def _carry_out(self, at: datetime, order: Order | None, acts: Sequence[Act]) -> tuple[Order, tuple[Event, ...]]:
        made: list[Event] = []
        for given, actor in acts:
            command = given(order) if callable(given) and order is not None else given
            assert not callable(command)
            wanted = {*needs(command), *(order_units(order) if order else ())}
            wanted |= {self._units[u].parent for u in wanted if u in self._units}
            units = {u: self._units[u] for u in wanted if u in self._units}
            decision = decide(Snapshot(order, actor, units), command, self._policy, at)
            if isinstance(decision, Refusal):
                raise Denied(decision.code.value, decision.text)
            for event in decision.events:
                order = evolve(order, event, at, actor.id)
            made += decision.events
        assert order is not None
        return order, tuple(made)
