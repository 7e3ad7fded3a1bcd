"""The figures of a run for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, RenderableType
from rich.table import Table

from hotline.core.measures import Figure
from hotline.core.policy.measures import MeasureSpec
from hotline.core.vocabulary import MeasureKind, Phase
from hotline.project.replay.cast import unit_rows
from hotline.project.replay.figures import Figures
from hotline.project.replay.reading import Remark
from hotline.project.replay.texts import say

DAYS_SHOWN = 14
UNITS_SHOWN = 20
REMARKS_SHOWN = 20
DASH = "\u2014"


def show(figures: Figures, console: Console) -> None:
    """Print everything, the conclusion last."""
    for part in (*_lists(figures), *_tables(figures), _summary(figures)):
        console.print(part)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    for n, column in enumerate(columns):
        table.add_column(column, justify="left" if n == 0 else "right")
    return table


# --- lists of rows ----------------------------------------------------------------------------------------------------


def _lists(figures: Figures) -> Iterator[RenderableType]:
    noted = sorted(figures.messages.noted, key=lambda remark: remark.line)
    for title, remarks in ((say("rejected_list"), figures.rejected), (say("noted_list"), noted)):
        if remarks:
            yield _remarks(title, remarks)


def _remarks(title: str, remarks: Sequence[Remark]) -> Table:
    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False)
    table.add_column(say("line"), justify="right")
    table.add_column(say("reason"))
    for remark in remarks[:REMARKS_SHOWN]:
        table.add_row(str(remark.line), remark.reason)
    if len(remarks) > REMARKS_SHOWN:
        table.add_row("", say("more", count=len(remarks) - REMARKS_SHOWN))
    return table


# --- tables -----------------------------------------------------------------------------------------------------------


def _tables(figures: Figures) -> Iterator[RenderableType]:
    yield _phases(figures)
    yield _counts(say("by_event"), say("kind"), figures.events)
    if figures.given_up:
        yield _counts(say("refusals"), say("kind"), figures.given_up)
    yield _units(figures)
    days = figures.measured("day")
    last = dict(list(days.items())[-DAYS_SHOWN:])
    shares = _shares(figures)
    yield _by_period(say("by_day", days=len(last)), say("day"), last, shares)
    yield _by_period(say("by_month"), say("month"), figures.measured("month"), shares)
    yield _totals(figures)


def _phases(figures: Figures) -> Table:
    table = _table(say("by_phase"), "", say("count"))
    still = figures.open_phases
    for phase, count in figures.phases.items():
        table.add_row(Phase(phase).zh, str(count))
    for (phase, why), count in still.items():
        table.add_row(say("open_phase", phase=Phase(phase).zh, why=say(f"why_{why}")), str(count))
    return table


def _counts(title: str, name: str, counts: Mapping[str, int]) -> Table:
    table = _table(title, name, say("count"))
    for key, count in counts.items():
        table.add_row(key, str(count))
    return table


def _units(figures: Figures) -> Table:
    names = {row["id"]: row["name"] for row in unit_rows()}
    table = _table(say("by_unit"), say("unit"), say("breaches"))
    for unit, count in list(figures.breaches.items())[:UNITS_SHOWN]:
        table.add_row(names.get(unit, say("centre")), str(count))
    if len(figures.breaches) > UNITS_SHOWN:
        table.add_row(say("more", count=len(figures.breaches) - UNITS_SHOWN), "")
    return table


def _shares(figures: Figures) -> list[MeasureSpec]:
    """What is told day by day: the shares with a target; where the pack has no targets, all its shares."""
    shares = [spec for spec in figures.specs if spec.kind is MeasureKind.SHARE]
    return [spec for spec in shares if spec.id in figures.targets] or shares


def _by_period(
    title: str, period: str, rows: Mapping[str, Mapping[str, Figure]], shown: Sequence[MeasureSpec]
) -> Table:  # fmt: skip
    table = _table(title, period, *(spec.label for spec in shown))
    for name, row in rows.items():
        table.add_row(name, *(_share(row[spec.id]) for spec in shown))
    return table


def _totals(figures: Figures) -> Table:
    """Every measure over all days, with its target and what was left out."""
    table = _table(say("measures"), say("measure"), say("value"), say("target"), say("excluded"))
    for spec, one in zip(figures.specs, figures.measured()[""].values(), strict=True):
        left_out = sum(one.left_out.values())
        table.add_row(spec.label, _share(one) if one.denominator else _value(one), _target(one), str(left_out or ""))
    return table


def _value(one: Figure) -> str:
    return DASH if one.value is None else str(one.value)


def _share(one: Figure) -> str:
    return f"{_value(one)} ({one.numerator}/{one.denominator})"


def _target(one: Figure) -> str:
    if one.target is None:
        return ""
    sign = "\u2265" if one.target.at_least else "\u2264"
    kept = "" if one.meets is None else say("reached" if one.meets else "missed")
    return f"{sign} {one.target.percent:g} {kept}".strip()


# --- conclusion -------------------------------------------------------------------------------------------------------


def _summary(figures: Figures) -> Table:
    table = Table(
        title=say("heading", file=figures.file, pack=figures.pack), title_justify="left", show_header=False, box=None
    )
    table.add_column()
    table.add_column(overflow="fold")
    faults, broken = figures.faults, figures.broken
    rows = (
        ("rows", str(figures.messages.rows)),
        ("registered", str(len(figures.registered))),
        ("rejected", str(len(figures.rejected))),
        ("noted", str(len(figures.messages.noted))),
        ("events_total", str(sum(figures.events.values()))),
        ("horizon", figures.horizon or DASH),
        ("seconds", f"{figures.seconds:.1f}"),
        ("rate", f"{figures.orders_per_second:.1f}"),
        (
            "verified",
            say("verified_broken", orders=figures.verified, broken=len(broken))
            if broken
            else say("verified_ok", orders=figures.verified),
        ),
        ("invariants", say("invariants_broken", count=len(faults)) if faults else say("invariants_ok")),
        ("scratch", say("kept", name=figures.kept) if figures.kept else say("dropped")),
    )
    for key, value in rows:
        table.add_row(say(key), value)
    for what in (*broken[:REMARKS_SHOWN], *faults[:REMARKS_SHOWN]):
        table.add_row("", what)
    return table
