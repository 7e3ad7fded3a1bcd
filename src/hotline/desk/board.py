"""Figures in words: a measure as a row of a board, its groups as a table, the matters behind it as a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hotline.core.measures import Figure
from hotline.core.policy.measures import MeasureSpec
from hotline.core.vocabulary import CountedKind, MeasureKind
from hotline.desk.bars import Picture, Point, picture
from hotline.desk.times import day_of
from hotline.desk.words import table
from hotline.infra import clock
from hotline.infra.tongues import in_words
from hotline.insight.placing import picks
from hotline.insight.selectors import Board, BoardRow, DrillRow

PERCENT = frozenset({MeasureKind.SHARE, MeasureKind.MIX})
WITHOUT_BOTTOM = frozenset({MeasureKind.COUNT, MeasureKind.SUM, MeasureKind.MEAN})
TELEPHONY = frozenset({CountedKind.CALL, CountedKind.MESSAGE})
OF_ORDERS = frozenset({"unit", "class", "channel"})
DATED = ("day", "month")
TREND_DAYS = 14
LONGEST_BY_DAY = 92


def words(section: str) -> Any:
    return table("board")[section]


@dataclass(frozen=True)
class Shown:
    """A figure for people. `met`: a word, empty where there is no target; `short` says that it is not kept."""

    value: str
    unit: str
    target: str
    met: str
    short: bool
    parts: str
    left_out: tuple[str, ...]
    few: str

    @property
    def known(self) -> bool:
        return bool(self.unit) or self.value != words("figure")["nothing"]


def shown(spec: MeasureSpec, figure: Figure) -> Shown:
    """The figure with its unit and digits, its target, what it is made of, what was left out."""
    say = words("figure")
    known = figure.value is not None
    out = tuple(say["left_out"].format(reason=reason, many=many) for reason, many in figure.left_out.items())
    return Shown(
        value=f"{figure.value:,}" if known else say["nothing"],
        unit=("%" if spec.kind in PERCENT else spec.unit) if known else "",
        target=_target(figure),
        met="" if figure.meets is None else say["met"] if figure.meets else say["not_met"],
        short=figure.meets is False,
        parts=_parts(spec, figure),
        left_out=out,
        few=say["few"].format(minimum=spec.minimum) if spec.minimum and known and not figure.ranked else "",
    )


def _target(figure: Figure) -> str:
    if figure.target is None:
        return ""
    key = "at_least" if figure.target.at_least else "at_most"
    return str(words("figure")[key].format(percent=f"{figure.target.percent:g}"))


def _parts(spec: MeasureSpec, figure: Figure) -> str:
    if not figure.denominator:
        return ""
    if spec.kind is MeasureKind.SHARE:
        return str(words("figure")["parts"].format(top=number(figure.numerator), bottom=number(figure.denominator)))
    if spec.kind is MeasureKind.MEAN:
        return str(words("figure")["mean"].format(top=number(figure.numerator), bottom=number(figure.denominator)))
    return ""


def number(value: int | Decimal) -> str:
    """With separators, without needless zeros."""
    return f"{value:,f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) and value % 1 else f"{value:,.0f}"


def nothing(figure: Figure) -> bool:
    """Whether nothing at all was counted."""
    return not (figure.numerator or figure.denominator or figure.left_out or figure.exact)


# --- the board --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    spec: MeasureSpec
    shown: Shown
    trend: Picture
    empty: bool


def lines(board: Board, trend: Board) -> tuple[list[Line], list[Line]]:
    """Measures with a target, and all others, each in the pack's order."""
    days = keys_of(trend)
    made = [
        Line(spec, shown(spec, board.total[spec.id]), trend_of(spec, trend, days), nothing(board.total[spec.id]))
        for spec in board.measures
    ]
    return [one for one in made if one.shown.target], [one for one in made if not one.shown.target]


def trend_days(first: date, last: date) -> tuple[tuple[date, date], str]:
    """The days of a picture and whether it goes by day or month: two weeks at least, months where days are many."""
    if (last - first).days >= LONGEST_BY_DAY:
        return (first, last), "month"
    return (min(first, last - timedelta(days=TREND_DAYS - 1)), last), "day"


def keys_of(trend: Board) -> list[str]:
    """Every day or month of a board, also those in which nothing was counted."""
    if trend.by == "month":
        return sorted({f"{day:%Y-%m}" for day in _days(trend.first, trend.last)})
    return [day.isoformat() for day in _days(trend.first, trend.last)]


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def trend_of(spec: MeasureSpec, trend: Board, keys: Sequence[str], width: int = 140, height: int = 28) -> Picture:
    """One measure, day by day."""
    known = {row.key: row.figures[spec.id] for row in trend.rows}
    points = []
    for key in keys:
        figure = known.get(key)
        said = shown(spec, figure) if figure else None
        value = f"{said.value}{said.unit}" if said else words("figure")["nothing"]
        title = words("trend")["bar"].format(key=named_day(key, trend.by), value=value)
        points.append(Point(title, figure.value if figure else None, figure.meets if figure else None))
    goal = trend.total[spec.id].target
    target = Decimal(str(goal.percent)) if goal else None
    text = words("trend")["title"].format(
        label=spec.label, first=named_day(keys[0], trend.by), last=named_day(keys[-1], trend.by)
    )
    return picture(points, target, text, width=width, height=height)


def named_day(key: str, by: str) -> str:
    """A day with its weekday; a month as it is written."""
    return day_of(date.fromisoformat(key), clock.now()) if by == "day" else key


# --- by unit, class, agent … ------------------------------------------------------------------------------------------


def groups_of(spec: MeasureSpec, choices: Sequence[str]) -> list[str]:
    """By what it makes sense to tell a measure apart: calls and messages have no unit, class or channel of an order."""
    kinds = {pick.of for pick in picks(spec)}
    if not kinds or not kinds <= TELEPHONY:
        return list(choices)
    return [name for name in choices if name not in OF_ORDERS]


@dataclass(frozen=True)
class GroupLine:
    key: str
    name: str
    shown: Shown
    share: int
    """How long its bar is, in percent of the longest."""


def group_lines(spec: MeasureSpec, board: Board) -> list[GroupLine]:
    """One measure by group: days in order, all others the best first; too few and nothing known at the end."""
    rows = [row for row in board.rows if not nothing(row.figures[spec.id])]
    if board.by not in DATED:
        rows.sort(key=lambda row: _order(spec, row))
    top = max((abs(v) for row in rows if (v := row.figures[spec.id].value) is not None), default=Decimal(0))
    return [_group_line(spec, board.by, row, top) for row in rows]


def _group_line(spec: MeasureSpec, by: str, row: BoardRow, top: Decimal) -> GroupLine:
    value = row.figures[spec.id].value
    share = int(abs(value) * 100 / top) if value is not None and top else 0
    name = named_day(row.key, by) if by == "day" else row.name
    return GroupLine(row.key, name, shown(spec, row.figures[spec.id]), share)


def _order(spec: MeasureSpec, row: BoardRow) -> tuple[bool, bool, Decimal, int, str]:
    figure = row.figures[spec.id]
    value = figure.value if figure.value is not None else Decimal(0)
    at_most = figure.target is not None and not figure.target.at_least
    few = bool(spec.minimum) and not figure.ranked
    return figure.value is None, few, value if at_most else -value, -figure.denominator, row.name


# --- what is behind it ------------------------------------------------------------------------------------------------


def behind_lines(rows: Iterable[DrillRow]) -> list[dict[str, str]]:
    """Matters with their order, what they are, and where they count."""
    sides, now = words("sides"), clock.now()
    return [
        {
            "day": day_of(row.day, now),
            "number": row.number,
            "order": row.order_id,
            "title": row.title,
            "what": in_words(CountedKind(row.kind)),
            "unit": row.unit_name,
            "side": words("figure")["out"].format(reason=row.reason) if row.reason else sides[row.side],
            "out": row.side == "left_out",
        }
        for row in rows
    ]


# --- tables to take away ----------------------------------------------------------------------------------------------

HEADINGS = ("measure", "group", "value", "unit", "target", "met", "numerator", "denominator", "left_out", "source")
WIDTHS = (24, 20, 12, 8, 10, 10, 10, 10, 40, 40)


def headings() -> list[str]:
    return [words("export")[name] for name in HEADINGS]


def export_rows(board: Board, only: str = "") -> Iterator[list[str]]:
    """Every measure, by group where the board has groups. No name of a citizen is in a figure."""
    for spec in board.measures:
        if only and spec.id != only:
            continue
        if not board.by:
            yield _cells(spec, "", board.total[spec.id])
        for row in sorted(board.rows, key=lambda row: row.key if board.by in DATED else row.name):
            if not nothing(row.figures[spec.id]):
                yield _cells(spec, row.name, row.figures[spec.id])


def _cells(spec: MeasureSpec, group: str, figure: Figure) -> list[str]:
    said = shown(spec, figure)
    plain, shared = spec.kind is not MeasureKind.MIX, spec.kind in (MeasureKind.SHARE, MeasureKind.MEAN)
    return [
        spec.label, group, "" if figure.value is None else str(figure.value), said.unit, said.target, said.met,
        number(figure.numerator).replace(",", "") if plain else "", str(figure.denominator) if shared else "",
        words("figure")["list"].join(said.left_out), spec.source,
    ]  # fmt: skip
