"""Yesterday in ten sentences, each beside the same weekday of the four weeks before. Figures of insight, nothing else.

A measure is found by what it counts, so that every pack has its own: `base.*` are in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from hotline import policy as packs
from hotline.accounts import selectors as accounts
from hotline.accounts.models import Person
from hotline.core.measures import Figure
from hotline.core.policy.measures import MeasureSpec
from hotline.core.vocabulary import CountedKind, MeasureKind
from hotline.desk.board import number
from hotline.desk.words import table
from hotline.insight import selectors as insight
from hotline.insight.screen import counts_answered
from hotline.orders import selectors as orders

WEEKS = 4
SHARE_STEP, COUNT_STEP = Decimal("0.01"), Decimal("0.1")
"""Shares as exact as the figure they stand beside."""


def _dispatched_in_time(spec: MeasureSpec) -> bool:
    if spec.kind is not MeasureKind.SHARE or len(spec.top) != 1:
        return False
    top = spec.top[0]
    return top.of is CountedKind.LIMIT and top.where == {"clock": ("dispatch",), "result": ("met",)}


def _named(ident: str) -> Callable[[MeasureSpec], bool]:
    return lambda spec: spec.id == ident


LINES: Mapping[str, Callable[[MeasureSpec], bool]] = {
    "calls": counts_answered,
    "received": _named("base.received"),
    "direct": _named("base.answered_directly"),
    "refused": _named("base.refused"),
    "dispatch": _dispatched_in_time,
    "replies": _named("base.in_time"),
    "satisfied": _named("base.satisfied"),
    "returned": _named("base.returned"),
    "reworked": _named("base.reworked"),
    "overdue": _named("base.overdue"),
}
"""Sentence (`homes.toml [yesterday]`) → the measure it says."""


def lines_of(person: Person, pack: str, day: date) -> list[dict[str, str]]:
    """The sentences of one day. A measure that the pack does not have has none."""
    specs = _specs(pack, day)
    if not specs:
        return []
    first = day - timedelta(days=7 * WEEKS)
    board = insight.board(person, pack, (first, day), "day", [spec.id for spec in specs.values()])
    known = {row.key: row.figures for row in board.rows}
    before = [day - timedelta(days=7 * n) for n in range(1, WEEKS + 1)]
    return [
        {
            "name": name,
            "text": sentence(name, spec, _figure(known, day, spec)),
            "before": compared(spec, [_figure(known, one, spec) for one in before], day),
            "url": behind(pack, spec, day),
        }
        for name, spec in specs.items()
    ]


def _specs(pack: str, day: date) -> dict[str, MeasureSpec]:
    measures = [spec for spec in packs.load(pack).measured_on(day).lists.measures if spec.holds_on(day)]
    found = {name: next(filter(fits, measures), None) for name, fits in LINES.items()}
    return {name: spec for name, spec in found.items() if spec is not None}


def _figure(known: Mapping[str, Mapping[str, Figure]], day: date, spec: MeasureSpec) -> Figure:
    return known.get(day.isoformat(), {}).get(spec.id) or Figure(spec.id)


def behind(pack: str, spec: MeasureSpec, day: date) -> str:
    """The very matters that the sentence counts."""
    asked = {"pack": pack, "from": day.isoformat(), "to": day.isoformat(), "m": spec.id}
    return f"/board/behind/?{urlencode(asked)}"


def sentence(name: str, spec: MeasureSpec, figure: Figure) -> str:
    words = table("homes")
    if spec.kind is MeasureKind.SHARE and not figure.denominator:
        return str(words["yesterday_nothing"][name])
    value = _percent(figure) if spec.kind is MeasureKind.SHARE else number(figure.numerator)
    return str(
        words["yesterday"][name].format(value=value, top=number(figure.numerator), bottom=number(figure.denominator))
    )


def _percent(figure: Figure) -> str:
    return f"{figure.value}%"


def compared(spec: MeasureSpec, before: Sequence[Figure], day: date) -> str:
    """The mean of the same weekday before: counts by the day, shares of all four days together."""
    words = table("homes")["yesterday"]
    weekday = table("pages")["day"]["weekdays"][day.weekday()]
    value = next(_mean(spec, before), None)
    if value is None:
        return str(words["no_before"].format(weekday=weekday))
    said = "before" if spec.kind is MeasureKind.SHARE else "before_count"
    return str(words[said].format(weekday=weekday, value=value))


def _mean(spec: MeasureSpec, before: Sequence[Figure]) -> Iterator[str]:
    top, bottom = Decimal(sum(f.numerator for f in before)), sum(f.denominator for f in before)
    if spec.kind is MeasureKind.SHARE:
        if bottom:
            yield f"{(top * 100 / bottom).quantize(SHARE_STEP, ROUND_HALF_UP)}%"
    elif any(f.numerator for f in before):
        yield str((top / WEEKS).quantize(COUNT_STEP, ROUND_HALF_UP))


def packs_to_choose(person: Person, chosen: str) -> list[dict[str, Any]]:
    """The packs whose figures the person may see, when there are several."""
    mine = insight.packs_of(person)
    return [
        {"title": packs.load(pack).title, "url": f"?{urlencode({'pack': pack})}", "current": pack == chosen}
        for pack in mine
        if len(mine) > 1
    ]


def pack_of(person: Person, asked: str) -> str:
    """The pack that is asked for, else that of the hotline with most to do; empty when there is none to see."""
    mine = insight.packs_of(person)
    if asked in mine or len(mine) < 2:
        return asked if asked in mine else next(iter(mine), "")
    known, amounts = accounts.lines(), dict.fromkeys(mine, 0)
    for line, number_open in orders.open_counts(person.lines).items():
        if line in known and known[line].pack in amounts:
            amounts[known[line].pack] += number_open
    return max(mine, key=lambda pack: amounts[pack])
