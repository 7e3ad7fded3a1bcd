"""Score sheets of worked cases: what `points` expects of a sheet, against what the core makes of the case's matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from hotline.core.appraisal import Period, SheetResult, Subject, appraise, measured
from hotline.core.appraisal.matching import OF_SUBJECT
from hotline.core.counting import Counted
from hotline.core.policy.pack import Policy
from hotline.core.policy.scores import ScoreSheet
from hotline.core.state import UnitFacts
from hotline.core.vocabulary import Scored
from hotline.policy.building import day
from hotline.policy.errors import Bad, Problems
from hotline.policy.messages import say
from hotline.policy.reading import Mapping as MappingNode
from hotline.policy.reading import Node, each, mapping, text, texts

KEYS = (
    "sheet", "subject", "from", "to", "total", "items", "sections", "quotas", "left_out", "awaiting", "proposals",
    "place", "ranked",
)  # fmt: skip
"""`quotas`: how many are missing. `left_out`: reason → how many. `place`: among the units of the cast."""

Until = Callable[[date], list[Counted]]


def wrong_points(
    case: MappingNode, policy: Policy, units: Mapping[str, UnitFacts], until: Until, problems: Problems
) -> list[str]:
    """What came out otherwise than each entry of `points` says, with its line. `until`: counted by the end of a day."""
    failures: list[str] = []
    for entry in each(case.get("points"), problems):
        try:
            entry.only(KEYS, problems)
            failures += _wrong(entry, policy, units, until)
        except Bad as bad:
            failures.append(f"{bad.file}:{bad.line} {bad.message}")
    return failures


def _wrong(entry: MappingNode, policy: Policy, units: Mapping[str, UnitFacts], until: Until) -> list[str]:
    named = entry.need("sheet")
    sheet = policy.score_sheet(text(named))
    if sheet is None:
        raise named.bad("bad_term", text=text(named), expected="、".join(s.id for s in policy.lists.score_sheets))
    period = Period(day(entry.need("from")), day(entry.need("to")))
    counted = until(period.end)
    subjects = subjects_of(sheet, units, counted)
    whose = entry.need("subject")
    if sheet.of is not Scored.UNIT:
        subjects.setdefault(text(whose), Subject(text(whose)))
    figures = measured(sheet, policy.lists.measures, subjects.values(), period, counted)
    results = appraise(sheet, subjects.values(), period, counted, figures)
    result = next((r for r in results if r.subject.id == text(whose)), None)
    if result is None:
        raise whose.bad("bad_term", text=text(whose), expected="、".join(r.subject.id for r in results))
    return [f for key, node in entry.items.items() for f in _compare(result, key, node)]


def subjects_of(sheet: ScoreSheet, units: Mapping[str, UnitFacts], counted: Iterable[Counted]) -> dict[str, Subject]:
    """The units of the cast; for other sheets whoever the matters name."""
    if sheet.of is Scored.UNIT:
        return {u.id: Subject(u.id, u.kind, u.level) for u in units.values()}
    mark = OF_SUBJECT.get(sheet.of, "")
    named = {m.marks.get(mark, "") if mark else m.ref for m in counted}
    return {ident: Subject(ident) for ident in sorted(named) if ident}


def _compare(result: SheetResult, key: str, node: Node) -> Iterable[str]:
    if key in ("total", "place", "ranked"):
        yield from _same(node, key, _scalar(result, key))
    elif key in ("proposals", "awaiting"):
        actual = sorted(p.id for p in result.proposals) if key == "proposals" else sorted(result.awaiting)
        if sorted(texts(node)) != actual:
            yield _differs(node, key, "、".join(texts(node)), "、".join(actual))
    elif key in ("items", "sections", "quotas", "left_out"):
        known = _parts(result, key)
        for ident, value in mapping(node).items.items():
            if ident not in known:
                raise value.bad("bad_term", text=ident, expected="、".join(known))
            yield from _same(value, ident, known[ident])


def _scalar(result: SheetResult, key: str) -> Decimal | str:
    if key == "total":
        return result.total
    if key == "place":
        return "-" if result.place is None else Decimal(result.place)
    return "yes" if result.ranked else "no"


def _parts(result: SheetResult, key: str) -> dict[str, Decimal | str]:
    if key == "items":
        return {i.id: i.points for i in result.items}
    if key == "sections":
        return {s.id: s.points for s in result.sections}
    if key == "quotas":
        return {q.id: q.short for q in result.quotas}
    return {reason: Decimal(n) for reason, n in Counter(m.reason for m in result.left_out).items()}


def _same(node: Node, what: str, actual: Decimal | str) -> Iterable[str]:
    """Numbers by value: 99 is 99.0."""
    written = text(node)
    if isinstance(actual, str):
        same = written == actual
    else:
        try:
            same = Decimal(written) == actual
        except InvalidOperation:
            raise node.bad("bad_float", text=written) from None
    if not same:
        yield _differs(node, what, written, str(actual))


def _differs(node: Node, what: str, expected: str, actual: str) -> str:
    return f"{node.file}:{node.line} {say('case_expected', what=what, expected=expected, actual=actual)}"
