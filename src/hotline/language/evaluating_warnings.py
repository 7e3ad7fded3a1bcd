"""Measuring warnings: are known issues warned of, how soon, in which window, and how much else."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hotline import policy as packs
from hotline.core.policy import Facts, Found
from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import window
from hotline.language import words
from hotline.language.evaluating_emergency import rate
from hotline.language.evaluating_topics import read_messages, read_reference
from hotline.language.report import table
from hotline.language.topics import Message
from hotline.language.warning_runs import Raised, by_day, dealt, first_of, follow, issue_of, seeded

QUIET_DAYS = 30
AT_MOST = 2
"""Messages a day of what comes slowly."""


@dataclass(frozen=True)
class Issue:
    """A known issue: whether it was warned of, in which window, how many days after its first message."""

    name: str
    size: int
    busiest: tuple[int, ...]
    """Most messages in each window."""
    found: Raised | None
    delay: int | None
    known: int
    """Its messages that had come by then."""


@dataclass(frozen=True)
class Seeded:
    """Issues moved to other days, several times: of how many a warning came, and how many days after the first message,
    added. `windows`: which window saw it first. `of_size`: (messages of the issue) → (tried, warned)."""

    within: int
    tried: int
    warned: int
    waited: int
    windows: Counter[int]
    of_size: Mapping[int, tuple[int, int]]


@dataclass(frozen=True)
class Quiet:
    """All other messages with days dealt out by chance: every warning is false. `windows`: days → false alarms."""

    a_day: float
    weeks: float
    windows: Counter[int]
    levels: Counter[int]


@dataclass(frozen=True)
class WarningResult:
    """`issues`, `others`: as the messages came. `bursts` at once and slowly; `quiet`: as many a day as in the data, and
    all within a month."""

    issues: tuple[Issue, ...]
    others: tuple[Raised, ...]
    days: int
    windows: tuple[int, ...]
    bursts: tuple[Seeded, ...]
    quiet: tuple[Quiet, ...]


def rule_of(pack: str, day: date) -> WarningRule | None:
    """The rule of a pack on a day; None when it has none."""
    found = packs.load(pack).find("warning", Facts(), day, day)
    value = found.rule.value if isinstance(found, Found) else None
    return value if isinstance(value, WarningRule) else None


def measure(
    messages: Path, reference: Path, rule: WarningRule, within: int, slowly: int, times: int, seed: int
) -> WarningResult:
    """Runs over the same messages: as they came, with seeded bursts and slow growth, and with days dealt by chance."""
    stream = by_day(read_messages(messages))
    issues = read_reference(reference, {message.key for message in stream})
    raised = follow(stream, rule)
    chance = random.Random(seed)
    days = (stream[-1].day - stream[0].day).days + 1
    known = {key for keys in issues.values() for key in keys}
    calm = [message for message in stream if message.key not in known]
    return WarningResult(
        issues=tuple(_issue(name, keys, stream, raised, issues, rule) for name, keys in sorted(issues.items())),
        others=tuple(one for one in raised if not issue_of(one, issues)),
        days=days,
        windows=tuple(one.days for one in rule.windows),
        bursts=(
            _seeded(stream, issues, rule, within, None, times, chance),
            _seeded(stream, issues, rule, slowly, AT_MOST, times, chance),
        ),
        quiet=tuple(_quiet(calm, one, rule, times, chance) for one in sorted({QUIET_DAYS, days})),
    )


def _seeded(
    stream: Sequence[Message],
    issues: Mapping[str, set[str]],
    rule: WarningRule,
    within: int,
    most: int | None,
    times: int,
    chance: random.Random,
) -> Seeded:
    tried, warned, windows, waited = Counter[int](), Counter[int](), Counter[int](), 0
    for _ in range(times):
        moved, starts = seeded(stream, issues, within, chance, most)
        for name, found in first_of(follow(moved, rule), issues).items():
            tried[len(issues[name])] += 1
            if found is not None:
                warned[len(issues[name])] += 1
                windows[found.days] += 1
                waited += (found.day - starts[name]).days
    of_size = {size: (count, warned[size]) for size, count in sorted(tried.items())}
    return Seeded(within, tried.total(), warned.total(), waited, windows, of_size)


def _quiet(calm: Sequence[Message], days: int, rule: WarningRule, times: int, chance: random.Random) -> Quiet:
    found = [one for _ in range(times) for one in follow(dealt(calm, days, chance), rule)]
    return Quiet(
        a_day=len(calm) / days,
        weeks=times * days / 7,
        windows=Counter(one.days for one in found),
        levels=Counter(one.level for one in found),
    )


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
        busiest=tuple(
            max(sum(days.get(one, 0) for one in window(day, each.days)) for day in days) for each in rule.windows
        ),
        found=found,
        delay=(found.day - min(days)).days if found else None,
        known=sum(n for day, n in days.items() if found and day <= found.day),
    )


def as_json(result: WarningResult) -> dict[str, Any]:
    """Everything measured, for programs."""
    at_once, slowly = (_told(one, result.windows) for one in result.bursts)
    return {
        "per_issue": {
            one.name: {
                "messages": one.size,
                "most_in_a_window": dict(zip(map(str, result.windows), one.busiest, strict=True)),
                "warned": one.found is not None,
                "window_days": one.found.days if one.found else None,
                "days_after_first": one.delay,
                "level": one.found.level if one.found else 0,
                "messages_by_then": one.known,
            }
            for one in result.issues
        },
        "other_warnings": [
            {"day": str(o.day), "window_days": o.days, "level": o.level, "name": o.name} for o in result.others
        ],
        "other_warnings_a_week": round(7 * len(result.others) / result.days, 3),
        "seeded_bursts": at_once,
        "seeded_slowly": slowly,
        "quiet": [
            {
                "messages_a_day": round(one.a_day, 1),
                "false_alarms": one.windows.total(),
                "weeks": round(one.weeks, 1),
                "a_week": round(one.windows.total() / one.weeks, 3),
                "a_week_by_window": {str(d): round(one.windows[d] / one.weeks, 3) for d in result.windows},
                "by_level": {str(level): n for level, n in sorted(one.levels.items())},
            }
            for one in result.quiet
        ],
    }


def _told(one: Seeded, windows: Iterable[int]) -> dict[str, Any]:
    return {
        "within_days": one.within,
        "tried": one.tried,
        "warned": one.warned,
        "share": rate(one.warned, one.tried),
        "mean_days": round(one.waited / max(one.warned, 1), 2),
        "first_seen_by": {str(days): one.windows[days] for days in windows},
        "of_size": {str(size): {"tried": tried, "warned": warned} for size, (tried, warned) in one.of_size.items()},
    }


def as_text(result: WarningResult) -> list[str]:
    """The same as lines."""
    rows = [
        (
            one.name,
            str(one.size),
            " / ".join(map(str, one.busiest)),
            str(one.found.level) if one.found else words.NOT_WARNED,
            str(one.found.days) if one.found else "",
            "" if one.delay is None else str(one.delay),
            str(one.known) if one.found else "",
        )
        for one in result.issues
    ]
    told = as_json(result)
    windows = "/".join(map(str, result.windows))
    return [
        *table([title.format(windows=windows) for title in words.PER_ISSUE], rows),
        "",
        words.OTHER_WARNINGS.format(count=len(result.others), week=told["other_warnings_a_week"]),
        *(words.OTHER_WARNING.format(day=o.day, days=o.days, level=o.level, name=o.name) for o in result.others),
        *(
            words.SEEDED.format(**one | {"seen": _by(one["first_seen_by"]), "share": one["share"]["value"]})
            for one in (told["seeded_bursts"], told["seeded_slowly"])
        ),
        *(words.QUIET.format(**one | {"seen": _by(one["a_week_by_window"])}) for one in told["quiet"]),
    ]


def _by(found: Mapping[str, float]) -> str:
    return words.BY_WINDOW_JOIN.join(words.BY_WINDOW.format(days=days, value=value) for days, value in found.items())
