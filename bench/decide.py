"""`decide` per second on one core: whole lives of the sample city, played once to record what is asked, then timed."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from bench import lives
from bench.figures import Figure, Floor, Section
from hotline.core.commands import Command, Register
from hotline.core.decision import Decision, Refusal
from hotline.core.evolve import evolve
from hotline.core.policy import Policy
from hotline.core.state import SYSTEM, Actor, Order, Snapshot
from hotline.core.vocabulary import Role
from hotline.core.workflow import decide, needs, order_units
from hotline.policy import load, names
from hotline.project.sample import messages

AIM = 20_000
LIVES = 400
SECONDS = 3.0
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Asked:
    """One question put to the core, as a service would put it."""

    snapshot: Snapshot
    command: Command
    now: datetime


@cache
def cast() -> dict[tuple[Role, str], tuple[Actor, ...]]:
    """(role, unit) → the sample city's people; unit "" → all of that role."""
    found: dict[tuple[Role, str], list[Actor]] = defaultdict(list)
    for row in messages.rows("people"):
        roles = frozenset(Role(word) for word in row["roles"].split("|"))
        actor = Actor(row["username"], row["unit"], roles, lives.units()[row["unit"]].lineage)
        for role in roles:
            found[role, row["unit"]].append(actor)
            found[role, ""].append(actor)
    return {key: tuple(people) for key, people in found.items()}


class Stops(RuntimeError):
    """A life cannot go on under this pack."""


def record(pack: str, seed: int = 1, count: int = LIVES, *, foreign: bool = False) -> list[Asked]:
    """Every question of `count` whole lives, in the order they were asked. A life that stops half-way is an error.

    `foreign`: the pack has natures, classes and steps of its own. Lives take its words, and one that its rules do not
    let go on ends there.
    """
    policy, rng = load(pack), random.Random(seed)
    asked: list[Asked] = []
    for number, life in enumerate(lives.lives(seed, count, pack)):
        now = START + timedelta(minutes=97 * number % (60 * 24 * 30))
        try:
            _play(asked, life, policy, now, rng, number)
        except Stops:
            if not foreign:
                raise
    return asked


def largest() -> str:
    """The pack with the most rules, inherited ones with it."""
    return max(names(), key=lambda name: (sum(map(len, load(name).rules.values())), name))


def _in_its_words(policy: Policy, fields: dict[str, Any], number: int) -> dict[str, Any]:
    natures = [t.id for t in policy.lists.natures]
    classes = [t.id for t in policy.lists.content_classes]
    if fields["nature"] not in natures:
        fields["nature"] = natures[number % len(natures)]
    if fields["content_class"] not in classes:
        fields["content_class"] = classes[number % len(classes)] if classes else ""
    return fields


def _play(asked: list[Asked], life: lives.Life, policy: Policy, now: datetime, rng: random.Random, number: int) -> None:
    fields = _in_its_words(policy, lives.registration(life, next(iter(policy.lines), "12345")), number)
    command: Command = Register(order=f"o{number}", number=f"B-{number:06d}", contact=lives.KNOWN, **fields)
    actor, order = rng.choice(cast()[Role.AGENT, ""]), None
    while True:
        order = _ask(asked, order, actor, command, policy, now)
        step = lives.next_step(order, life)
        if step is None:
            break
        role, unit = step.who
        actor = SYSTEM if role is Role.SYSTEM else rng.choice(cast()[role, unit])
        command, now = step.command(), now + timedelta(minutes=step.after)
    if not order.seal:
        raise Stops(f"{policy.id}: the life of {order.id} ({life.kind}) stops in {order.phase}")


def _ask(
    asked: list[Asked], order: Order | None, actor: Actor, command: Command, policy: Policy, now: datetime
) -> Order:
    named = (*needs(command), *(order_units(order) if order else ()))
    known = lives.units()
    snapshot = Snapshot(order, actor, {u: known[u] for u in named if u in known})
    answer = decide(snapshot, command, policy, now)
    if isinstance(answer, Refusal):
        raise Stops(f"{policy.id}: {command.NAME} was refused: {answer.code}")
    asked.append(Asked(snapshot, command, now))
    for event in answer.events:
        order = evolve(order, event, now, actor.id)
    assert order is not None
    return order


def per_second(asked: Sequence[Asked], policy: Policy, seconds: float = SECONDS) -> float:
    """How many of these questions are answered in a second of one core's time. Every answer is checked to be events.

    Processor time, not wall time: who else uses the machine does not count.
    """
    for one in asked:
        decide(one.snapshot, one.command, policy, one.now)
    count, begun = 0, time.process_time()
    until = begun + seconds
    while time.process_time() < until:
        for one in asked:
            if type(decide(one.snapshot, one.command, policy, one.now)) is not Decision:
                raise RuntimeError("a recorded command is refused now")
        count += len(asked)
    return count / (time.process_time() - begun)


def copies_per_second(asked: Sequence[Asked], seconds: float = SECONDS) -> float:
    """The floor: what only copying the order once with one field changed costs, as any decision must at least do."""
    orders = [one.snapshot.order for one in asked if one.snapshot.order is not None]
    count, begun = 0, time.process_time()
    until = begun + seconds
    while time.process_time() < until:
        for order in orders:
            replace(order, version=order.version + 1)
        count += len(orders)
    return count / (time.process_time() - begun)


def measure(packs: Sequence[str] = ("dezhou-12345", "karamay-12345"), seconds: float = SECONDS) -> Section:
    """Whole lives and each command, for each pack; and lives as far as they go under the largest pack."""
    figures: list[Figure] = []
    for pack in (*packs, largest()):
        asked, policy = record(pack, foreign=pack not in packs), load(pack)
        floor = Floor("one dataclasses.replace of the order", copies_per_second(asked, seconds), "/s")
        mix = per_second(asked, policy, seconds)
        lengths = f"{len(asked)} commands of {LIVES} lives"
        figures.append(Figure(f"decide, {pack}, whole lives", mix, "/s", (floor,), aim=AIM, note=lengths))
        heaps: dict[str, list[Asked]] = defaultdict(list)
        for one in asked:
            heaps[one.command.NAME.value].append(one)
        for name, heap in sorted(heaps.items(), key=lambda item: -len(item[1])):
            rate = per_second(heap, policy, min(0.3, seconds))
            figures.append(Figure(f"{pack}: {name}", rate, "/s", note=f"{len(heap)}×", detail=True))
    shares = ", ".join(f"{kind} {share} %" for kind, share in lives.SHARES.items())
    return Section("decide", "`decide` on one core", figures, f"Shares of the lives: {shares}.")
