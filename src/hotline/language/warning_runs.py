"""Streams of messages followed for warnings: as they came, with bursts dealt into few days, with days by chance."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import highest, rises, scales
from hotline.language.topics import Message, Topic, Topics

SEVERAL = 3
MOST_PART = 0.5
WARM = 14
"""No burst begins in the first days: nothing is usual yet."""


@dataclass(frozen=True)
class Raised:
    """A warning: of which day, window and level, what the topic was called, and which messages it had."""

    day: date
    days: int
    level: int
    name: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Walk:
    """Day by day the topics that something was said of, as each stood at the end of the day."""

    days: list[tuple[date, list[Topic]]]
    topics: Topics


def walk(stream: Sequence[Message]) -> Walk:
    """Follow messages sorted by day. How common runs are is known only from what came before."""
    topics, days = Topics(), []
    for day, messages in groupby(stream, key=lambda message: message.day):
        some = list(messages)
        mark = topics.mark
        topics.learn(some)
        topics.add(some)
        days.append((day, topics.since(mark, SEVERAL)))
    return Walk(days, topics)


def follow(stream: Sequence[Message], rule: WarningRule) -> list[Raised]:
    """Warnings of messages sorted by day."""
    return warned(walk(stream), rule)


def warned(walked: Walk, rule: WarningRule) -> list[Raised]:
    """Each topic against its own past. One is raised again only at a higher level, whatever the window."""
    raised, heard, since = [], Counter[str](), walked.days[0][0]
    for day, topics in walked.days:
        by = scales(day, rule, since)
        for topic in topics:
            rise = highest(rises(topic.days, topic.days, by))
            if rise.level > max(heard[key] for key in topic.keys):
                raised.append(Raised(day, rise.days, rise.level, walked.topics.name(topic), frozenset(topic.keys)))
            if rise.level:
                heard.update({key: max(0, rise.level - heard[key]) for key in topic.keys})
    return raised


def seeded(
    stream: Sequence[Message],
    issues: Mapping[str, set[str]],
    within: int,
    chance: random.Random,
    most: int | None = None,
    warm: int = WARM,
) -> tuple[list[Message], dict[str, date]]:
    """The stream with the messages of each issue dealt into `within` days somewhere; and the first day of each.

    `most`: at most so many on a day; the days are lengthened where they would not hold all.
    """
    first, last = stream[0].day, stream[-1].day
    of = {key: name for name, keys in issues.items() for key in keys}
    moved, starts = dict[str, date](), dict[str, date]()
    for name in sorted(issues):
        keys = sorted(issues[name])
        days = max(within, -(-len(keys) // most)) if most else within
        span = (last - first).days - days
        starts[name] = first + timedelta(days=chance.randrange(warm, max(warm + 1, span)))
        places = chance.sample(list(range(days)) * most, len(keys)) if most else [chance.randrange(days) for _ in keys]
        moved |= {key: starts[name] + timedelta(days=place) for key, place in zip(keys, places, strict=True)}
    return by_day([replace(m, day=moved[m.key]) if m.key in of else m for m in stream]), starts


def dealt(stream: Sequence[Message], days: int, chance: random.Random) -> list[Message]:
    """The same messages, each on any of so many days."""
    first = stream[0].day
    return by_day([replace(m, day=first + timedelta(days=chance.randrange(days))) for m in stream])


def first_of(raised: Sequence[Raised], issues: Mapping[str, set[str]]) -> dict[str, Raised | None]:
    """The first warning of each issue: one whose messages are mostly its own."""
    found: dict[str, Raised | None] = dict.fromkeys(issues)
    for one in raised:
        name = issue_of(one, issues)
        if name and found[name] is None:
            found[name] = one
    return found


def issue_of(one: Raised, issues: Mapping[str, set[str]]) -> str:
    """The issue that more than half of a warning's messages belong to; empty: none."""
    return next((name for name, keys in issues.items() if len(one.keys & keys) > MOST_PART * len(one.keys)), "")


def by_day(messages: Sequence[Message]) -> list[Message]:
    """Sorted as they came."""
    return sorted(messages, key=lambda message: (message.day, message.key))
