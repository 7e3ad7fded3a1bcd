"""Measuring warnings: are known issues warned of, how soon, and how much else. Topics are followed as they come: how
common runs are is known only from messages that came before."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from hotline import policy as packs
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import rise, usual, window
from hotline.language import words
from hotline.language.evaluating_topics import read_messages, read_reference
from hotline.language.report import table
from hotline.language.topics import Message, Topic, Topics

SEVERAL = 3
MOST_PART = 0.5
QUIET_DAYS = 30


@dataclass(frozen=True)
class Raised:
    """A warning: of which day and level, what the topic was called, and which messages it had."""

    day: date
    level: int
    name: str
    keys: frozenset[str]


@dataclass(frozen=True)
class Issue:
    """A known issue: whether it was warned of, how many days after its first message, with how many messages."""

    name: str
    size: int
    busiest: int
    """Most messages in any window."""
    delay: int | None
    level: int
    known: int
    """Its messages that had come by then."""


@dataclass(frozen=True)
class WarningResult:
    """`issues`, `others`: as the messages came. `bursts`: each issue moved into few days, several times (warned, tried,
    days until warned, together). `quiet`: all other messages with
    days dealt out by chance: every warning is false."""

    issues: tuple[Issue, ...]
    others: tuple[Raised, ...]
    days: int
    warned: int
    tried: int
    waited: int
    quiet_raised: int
    quiet_weeks: float


def rule_of(pack: str, day: date) -> WarningRule | None:
    """The rule of a pack on a day; None when it has none."""
    found = packs.load(pack).find("warning", Facts(), day, day)
    value = found.rule.value if isinstance(found, Found) else None
    return value if isinstance(value, WarningRule) else None


def measure(messages: Path, reference: Path, rule: WarningRule, within: int, times: int, seed: int) -> WarningResult:
    """Three runs over the same messages: as they came, with seeded bursts, and with days dealt out by chance."""
    stream = _sorted(read_messages(messages))
    issues = read_reference(reference, {message.key for message in stream})
    raised = follow(stream, rule)
    chance = random.Random(seed)
    warned = tried = waited = 0
    for _ in range(times):
        moved, starts = seeded(stream, issues, within, chance)
        for name, found in first_of(follow(moved, rule), issues).items():
            tried += 1
            warned += found is not None
            waited += (found.day - starts[name]).days if found else 0
    known = {key for keys in issues.values() for key in keys}
    calm = [message for message in stream if message.key not in known]
    quiet = [follow(_dealt(calm, QUIET_DAYS, chance), rule) for _ in range(times)]
    return WarningResult(
        issues=tuple(_issue(name, keys, stream, raised, issues, rule) for name, keys in sorted(issues.items())),
        others=tuple(one for one in raised if not _issue_of(one, issues)),
        days=(stream[-1].day - stream[0].day).days + 1,
        warned=warned,
        tried=tried,
        waited=waited,
        quiet_raised=sum(map(len, quiet)),
        quiet_weeks=times * QUIET_DAYS / 7,
    )


def follow(stream: Sequence[Message], rule: WarningRule) -> list[Raised]:
    """Warnings of messages sorted by day. One topic is raised again only at a higher level."""
    topics, raised, heard = Topics(), [], Counter[str]()
    since = stream[0].day
    for day, messages in groupby(stream, key=lambda message: message.day):
        some = list(messages)
        mark = topics.mark
        topics.learn(some)
        topics.add(some)
        for topic in topics.since(mark, SEVERAL):
            level = level_of(topic, day, rule, since)
            if level > max(heard[key] for key in topic.keys):
                raised.append(Raised(day, level, topics.name(topic), frozenset(topic.keys)))
            if level:
                heard.update({key: max(0, level - heard[key]) for key in topic.keys})
    return raised


def level_of(topic: Topic, day: date, rule: WarningRule, since: date) -> int:
    """The level of a topic against its own past."""
    count = sum(topic.days.get(one, 0) for one in window(day, rule.window_days))
    return rise(count, usual(topic.days, day, rule, since), rule).level


def seeded(
    stream: Sequence[Message], issues: Mapping[str, set[str]], within: int, chance: random.Random
) -> tuple[list[Message], dict[str, date]]:
    """The stream with the messages of each issue dealt into `within` days somewhere; and the first day of each."""
    first, last = stream[0].day, stream[-1].day
    of = {key: name for name, keys in issues.items() for key in keys}
    span = (last - first).days - within
    starts = {name: first + timedelta(days=chance.randrange(14, max(15, span))) for name in sorted(issues)}
    moved = [
        replace(m, day=starts[of[m.key]] + timedelta(days=chance.randrange(within))) if m.key in of else m
        for m in stream
    ]
    return _sorted(moved), starts


def first_of(raised: Sequence[Raised], issues: Mapping[str, set[str]]) -> dict[str, Raised | None]:
    """The first warning of each issue: one whose messages are mostly its own."""
    found: dict[str, Raised | None] = dict.fromkeys(issues)
    for one in raised:
        name = _issue_of(one, issues)
        if name and found[name] is None:
            found[name] = one
    return found


def _issue_of(one: Raised, issues: Mapping[str, set[str]]) -> str:
    return next((name for name, keys in issues.items() if len(one.keys & keys) > MOST_PART * len(one.keys)), "")


def _issue(
    name: str,
    keys: set[str],
    stream: Sequence[Message],
    raised: Sequence[Raised],
    issues: Mapping[str, set[str]],
    rule: WarningRule,
) -> Issue:
    days = Counter(message.day for message in stream if message.key in keys)
    found = first_of(raised, issues)[name]
    return Issue(
        name=name,
        size=len(keys),
        busiest=max(sum(days.get(one, 0) for one in window(day, rule.window_days)) for day in days),
        delay=(found.day - min(days)).days if found else None,
        level=found.level if found else 0,
        known=sum(n for day, n in days.items() if found and day <= found.day),
    )


def _dealt(stream: Sequence[Message], days: int, chance: random.Random) -> list[Message]:
    first = stream[0].day
    return _sorted([replace(m, day=first + timedelta(days=chance.randrange(days))) for m in stream])


def _sorted(messages: Sequence[Message]) -> list[Message]:
    return sorted(messages, key=lambda message: (message.day, message.key))


def as_json(result: WarningResult) -> dict[str, Any]:
    """Everything measured, for programs."""
    return {
        "per_issue": {
            one.name: {
                "messages": one.size,
                "most_in_a_window": one.busiest,
                "warned": one.delay is not None,
                "days_after_first": one.delay,
                "level": one.level,
                "messages_by_then": one.known,
            }
            for one in result.issues
        },
        "other_warnings": [{"day": str(o.day), "level": o.level, "name": o.name} for o in result.others],
        "other_warnings_a_week": round(7 * len(result.others) / result.days, 3),
        "seeded_bursts": {
            "tried": result.tried,
            "warned": result.warned,
            "share": round(result.warned / max(result.tried, 1), 4),
            "mean_days": round(result.waited / max(result.warned, 1), 2),
        },
        "quiet": {
            "false_alarms": result.quiet_raised,
            "weeks": round(result.quiet_weeks, 1),
            "a_week": round(result.quiet_raised / result.quiet_weeks, 3),
        },
    }


def as_text(result: WarningResult) -> list[str]:
    """The same as lines."""
    rows = [
        (
            one.name,
            str(one.size),
            str(one.busiest),
            words.NOT_WARNED if one.delay is None else str(one.level),
            "" if one.delay is None else str(one.delay),
            "" if one.delay is None else str(one.known),
        )
        for one in result.issues
    ]
    told = as_json(result)
    return [
        *table(words.PER_ISSUE, rows),
        "",
        words.OTHER_WARNINGS.format(count=len(result.others), week=told["other_warnings_a_week"]),
        *(f"  {one.day} {one.level} {one.name}" for one in result.others),
        words.SEEDED.format(**told["seeded_bursts"]),
        words.QUIET.format(**told["quiet"]),
    ]
