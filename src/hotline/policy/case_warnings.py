"""What a worked case expects of warnings: `warnings: [{on: …, reported: [{from: …, to: …, each: 1}], level: 1, …}]`.

No order is played: how many were reported on which days is written down, and so is what is to be warned of.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hotline.core.policy import Facts, Found
from hotline.core.policy.pack import Policy
from hotline.core.policy.shapes import WarningRule
from hotline.core.usual import Rise, course, highest, rises, scales
from hotline.policy.building import day, integer
from hotline.policy.errors import Bad, Problems
from hotline.policy.messages import say
from hotline.policy.reading import Mapping, Node, each, text

_KEYS = ("on", "since", "reported", "usual", "level", "window", "count", "expected", "course", "told")
_SPAN = ("from", "to", "each", "every")


def wrong_warnings(entry: Mapping, policy: Policy, problems: Problems) -> list[str]:
    """What came out otherwise, each with its line.

    `on` the day of the look, `since` the first day there is history of. `reported`: of the matter, `each` on every day
    of a span, or on each `every`th. `usual`: of its class in its place; without it the matter's own past. Expected are
    `level` (0: none), `window` in days, `count`, `expected` (what is usual, one decimal), `course`, and `told`: the
    roles that hear of it, the owner first.
    """
    found: list[str] = []
    for node in each(entry.get("warnings"), problems):
        try:
            node.only(_KEYS, problems)
            found += _wrong(node, policy, problems)
        except Bad as bad:
            found.append(f"{bad.file}:{bad.line} {bad.message}")
    return found


def _wrong(node: Mapping, policy: Policy, problems: Problems) -> list[str]:
    on, since = day(node.need("on")), day(node.need("since"))
    rule = _rule(node, policy, on)
    reported = _days(node.need("reported"), problems)
    usual = node.get("usual")
    by = scales(on, rule, since)
    rise = highest(rises(reported, _days(usual, problems) if usual else reported, by))
    goes, _ = course(reported, min(reported, default=on), by, rule, rise.level)
    hear = (rule.owner, *rule.hears(rise.level)) if rise.level else ()
    actual = _actual(rise) | {"course": goes.value, "told": ", ".join(role.value for role in hear)}
    return [_differs(node.items[key], key, value) for key, value in actual.items() if _other(node, key, value)]


def _rule(node: Mapping, policy: Policy, on: date) -> WarningRule:
    found = policy.find("warning", Facts(), on, on)
    if not isinstance(found, Found) or not isinstance(found.rule.value, WarningRule):
        raise node.bad("case_no_clock", name="warning")
    return found.rule.value


def _days(node: Node, problems: Problems) -> Counter[date]:
    found: Counter[date] = Counter()
    for span in each(node, problems):
        span.only(_SPAN, problems)
        start, end = day(span.need("from")), day(span.need("to"))
        every = span.get("every")
        step = integer(every) if every else 1
        for back in range(0, (end - start).days + 1, max(step, 1)):
            found[start + timedelta(days=back)] += integer(span.need("each"))
    return found


def _actual(rise: Rise) -> dict[str, str]:
    return {
        "level": str(rise.level),
        "window": str(rise.days),
        "count": str(rise.count),
        "expected": f"{rise.usual:.1f}",
    }


def _other(node: Mapping, key: str, value: str) -> bool:
    return key in node.items and text(node.items[key]) != value


def _differs(node: Node, what: str, actual: str) -> str:
    return f"{node.file}:{node.line} {say('case_expected', what=what, expected=text(node), actual=actual)}"
