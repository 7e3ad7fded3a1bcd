"""A small world for the tests of replay: composed messages, no database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hotline.infra.clock import LOCAL
from hotline.policy import load
from hotline.project.replay.cast import cast, sample_units
from hotline.project.replay.dates import Moment
from hotline.project.replay.engine import Backend, Ended, lives_of, run
from hotline.project.replay.hours import Hours
from hotline.project.replay.life import World
from hotline.project.replay.memory import InMemory
from hotline.project.replay.rates import Rates, rates
from hotline.project.replay.reading import Row
from hotline.project.replay.routing import by_the_list
from hotline.project.sample.messages import iter_messages

START = datetime(2025, 4, 28, 9, 0, tzinfo=LOCAL)
"""Three days before the May holidays, so that limits meet days off."""
PACKS = ("dezhou-12345", "karamay-12345")
UNITS = {unit.id: unit for unit in sample_units()}
FAR = timedelta(days=240)


def world(pack: str = "dezhou-12345", seed: int = 1, changed: Rates | None = None) -> World:
    policy, people = load(pack), cast(UNITS.values())
    hours = Hours(policy.calendars["office"])
    return World(policy, people, changed or rates(), hours, "12345", seed, by_the_list(people))


def rows(count: int, citizens: int = 0, seed: int = 5) -> list[Row]:
    """Composed messages, seven hours apart; with `citizens`, so many people send all of them."""
    return [
        Row(
            line=n,
            title=message.title,
            content=message.content,
            created=Moment(START + timedelta(hours=7 * n), True),
            citizen=f"U{n % citizens}" if citizens else f"V{n}",
            place=message.place,
        )
        for n, message in enumerate(iter_messages(seed, count), 2)
    ]


def play(stage: World, messages: list[Row], horizon: timedelta = FAR, backend: Backend | None = None) -> list[Ended]:
    """Carry all to their end in memory."""
    found: list[Ended] = []
    keep: Callable[[Ended], None] = found.append
    until = max(row.created.at for row in messages) + horizon
    run(lives_of(stage, messages), backend or InMemory(stage.policy, UNITS), until, keep)
    return sorted(found, key=lambda end: end.life.row.line)


def names(end: Ended) -> list[str]:
    return [event.NAME for _at, event in end.life.history]
