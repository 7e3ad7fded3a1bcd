"""The figures of a run for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, RenderableType
from rich.table import Table

from hotline.core import kpi
from hotline.core.kpi import Tally
from hotline.core.policy import Policy
from hotline.core.vocabulary import Phase
from hotline.project.replay.cast import unit_rows
from hotline.project.replay.figures import Figures
from hotline.project.replay.reading import Remark
from hotline.project.replay.texts import say

DAYS_SHOWN = 14
UNITS_SHOWN = 20
REMARKS_SHOWN = 20
DASH = "\u2014"


def show(figures: Figures, policy: Policy, console: Console) -> None:
    """Print everything, the conclusion last."""
    for part in (*_lists(figures), *_tables(figures, policy), _summary(figures)):
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


def _tables(figures: Figures, policy: Policy) -> Iterator[RenderableType]:
    yield _phases(figures)
    yield _counts(say("by_event"), say("kind"), figures.events)
    if figures.given_up:
        yield _counts(say("refusals"), say("kind"), figures.given_up)
    yield _units(figures)
    counted = figures.counted
    days = kpi.tally(counted, kpi.by_day)
    last = dict(list(days.items())[-DAYS_SHOWN:])
    yield _kpi(say("by_day", days=len(last)), say("day"), last, policy, {})
    months = kpi.tally(counted, kpi.by_month)
    yield _kpi(say("by_month"), say("month"), months, policy, {say("total"): kpi.total(counted)})


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


def _kpi(
    title: str,
    period: str,
    rows: Mapping[str, Mapping[str, Tally]],
    policy: Policy,
    last: Mapping[str, Mapping[str, Tally]],
) -> Table:
    labels = {term.id: term.label for term in policy.lists.measures}
    heads = [f"{name.upper().replace('.', '-')} {labels.get(name, '')}".strip() for name in kpi.MEASURES]
    table = _table(title, period, *heads)
    for name, tallies in {**rows, **last}.items():
        table.add_row(name, *(_share(tallies[measure]) for measure in kpi.MEASURES))
    return table


def _share(one: Tally) -> str:
    shown = DASH if one.percent is None else f"{one.percent} %"
    return f"{shown} ({one.numerator}/{one.denominator})"


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
