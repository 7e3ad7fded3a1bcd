"""What a worked case expects of measures: `measures: [{id: kpi.7, from: …, to: …, value: "100.00"}]`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from hotline.core.counting import Counted
from hotline.core.measures import Figure, figures, targets_of
from hotline.core.policy.measures import MeasureSpec
from hotline.core.policy.pack import Policy
from hotline.policy.building import day, integer
from hotline.policy.errors import Bad, Problems
from hotline.policy.messages import say
from hotline.policy.reading import Mapping, Node, each, mapping, text

_KEYS = ("id", "from", "to", "by", "key", "value", "numerator", "denominator", "left_out", "meets", "ranked")
NOTHING = "none"


def wrong_figures(
    entry: Mapping, policy: Policy, until: Callable[[date], Iterable[Counted]], problems: Problems
) -> list[str]:
    """Every figure that came out otherwise, each with its line. `until`: what is counted by the end of a day.

    `by` and `key` take the figure of one unit, agent, class, day …; without them it is of all.
    """
    found: list[str] = []
    for node in each(entry.get("measures"), problems):
        try:
            node.only(_KEYS, problems)
            found += _compared(node, _figure(node, policy, until))
        except Bad as bad:
            found.append(f"{bad.file}:{bad.line} {bad.message}")
    return found


def _figure(node: Mapping, policy: Policy, until: Callable[[date], Iterable[Counted]]) -> Figure:
    ident, start, end = text(node.need("id")), day(node.need("from")), day(node.need("to"))
    policy = policy.measured_on(end)
    if policy.measure(ident) is None:
        known = "、".join(spec.id for spec in policy.lists.measures)
        raise node.need("id").bad("case_no_measure", name=ident, expected=known)
    counted = (one for one in until(end) if start <= one.day)
    by, key = node.get("by"), node.get("key")
    specs = _with_parts(ident, policy)
    rows = figures(specs, counted, text(by) if by else None, targets_of(policy, end, [ident]))
    whose = text(key) if key else ""
    if whose not in rows:
        raise (key or node).bad("case_no_key", name=whose, expected="、".join(filter(None, rows)) or "-")
    return rows[whose][ident]


def _with_parts(ident: str, policy: Policy) -> list[MeasureSpec]:
    """A measure, and those that it mixes."""
    names, found = [ident], list[MeasureSpec]()
    for name in names:
        spec = policy.measure(name)
        if spec is not None:
            found.append(spec)
            names += [part.measure for part in spec.parts if part.measure not in names]
    return found


def _compared(node: Mapping, figure: Figure) -> list[str]:
    actual = {
        "value": NOTHING if figure.value is None else str(figure.value),
        "numerator": str(figure.numerator),
        "denominator": str(figure.denominator),
        "meets": _said(figure.meets),
        "ranked": _said(figure.ranked),
    }
    found = [_differs(node.items[key], key, value) for key, value in actual.items() if key in node.items]
    left_out = node.get("left_out")
    if left_out is not None:
        found += _left_out(mapping(left_out), dict(figure.left_out))
    return [one for one in found if one]


def _differs(node: Node, what: str, actual: str) -> str:
    if text(node) == actual:
        return ""
    return f"{node.file}:{node.line} {say('case_expected', what=what, expected=text(node), actual=actual)}"


def _left_out(expected: Mapping, actual: dict[str, int]) -> list[str]:
    wanted = {reason: integer(node) for reason, node in expected.items.items()}
    if wanted == actual:
        return []
    shown, came = (("、".join(f"{why} {n}" for why, n in both.items()) or "-") for both in (wanted, actual))
    return [f"{expected.file}:{expected.line} {say('case_expected', what='left_out', expected=shown, actual=came)}"]


def _said(value: bool | None) -> str:
    return NOTHING if value is None else str(value).lower()
