"""`hotline kpi`: the measures of a pack over a period, each with its orders; and the check that they still hold."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from hotline.project.cli import needs_database

if TYPE_CHECKING:
    from hotline.core.policy import Policy
    from hotline.core.policy.measures import MeasureSpec
    from hotline.insight.grouping import Scope
    from hotline.insight.selectors import DrillRow

BY = ("unit", "class", "agent", "day", "month", "channel", "line")
MOST_SHOWN = 2000
A_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command(
    help="Value, target, numerator, denominator and what was left out of every measure of a pack. Counts first what "
    "has happened since. Without days: the present month."
)
@click.option("--pack", required=True, help="Whose measures: dezhou-12345, or as they were: dezhou-12345@RELEASE.")
@click.option("--from", "first", type=A_DAY, help="First day, YYYY-MM-DD.")
@click.option("--to", "last", type=A_DAY, help="Last day, YYYY-MM-DD; it belongs to the period.")
@click.option("--by", type=click.Choice(BY), help="Tell figures apart.")
@click.option("--measure", "measures", multiple=True, help="Only this measure; may be given several times.")
@click.option("--orders", is_flag=True, help="List the matters behind the figures: above, below, left out and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--verify", is_flag=True, help="Count all orders again from the log and compare with what is stored.")
@click.option("--rebuild", is_flag=True, help="Make the stored matters and sums of the pack anew from the log.")
@needs_database
def command(
    pack: str,
    first: date | None,
    last: date | None,
    by: str | None,
    measures: tuple[str, ...],
    orders: bool,
    as_json: bool,
    verify: bool,
    rebuild: bool,
) -> None:
    from hotline.insight import services

    policy = _loaded(pack)
    pack = policy.id
    if rebuild:
        _rebuild(pack)
    if verify:
        raise SystemExit(_verify(pack))
    if rebuild:
        return
    services.fill_all()
    scope = _scope(pack, first, last)
    policy = policy.measured_on(scope.last)
    if as_json:
        click.echo(json.dumps(_json(policy, scope, by, measures, orders), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(policy, scope, by, measures, orders)))


def _loaded(pack: str) -> Policy:
    from hotline.core.vocabulary import listed
    from hotline.insight import words
    from hotline.policy import PackError, load, names, release

    name, _, stamp = pack.partition("@")
    if name not in names():
        raise click.ClickException(words.NO_PACK.format(pack=name, known=listed(names())))
    try:
        policy = release(name, stamp) if stamp else load(name)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    except PackError as error:
        raise click.ClickException("\n".join(map(str, error.problems))) from error
    if not policy.lists.measures:
        raise click.ClickException(words.NO_MEASURES.format(pack=pack))
    return policy


def _scope(pack: str, first: date | None, last: date | None) -> Scope:
    from hotline.infra import clock
    from hotline.insight import words
    from hotline.insight.grouping import Scope

    until = _day(last) or clock.today()
    since = _day(first) or until.replace(day=1)
    if since > until:
        raise click.ClickException(words.BAD_DAYS.format(first=since, last=until))
    return Scope(pack, since, until)


def _day(given: date | None) -> date | None:
    """click gives a datetime."""
    return None if given is None else date(given.year, given.month, given.day)


def _text(policy: Policy, scope: Scope, by: str | None, measures: tuple[str, ...], orders: bool) -> list[str]:
    from hotline.insight import figures, report, words

    specs = _specs(policy, measures)
    lines = [words.TITLE.format(pack=policy.title, first=scope.first, last=scope.last), ""]
    lines += report.whole(specs, figures.exact(policy, scope, None, measures)[""])
    if by:
        lines += report.by_key(policy, specs, by, figures.exact(policy, scope, by, measures))
    if orders:
        rows = _behind(policy, scope, measures, MOST_SHOWN + 1)
        lines += ["", *report.behind(policy, rows[:MOST_SHOWN])]
        lines += [words.MORE] if len(rows) > MOST_SHOWN else []
    return lines


def _specs(policy: Policy, measures: tuple[str, ...]) -> tuple[MeasureSpec, ...]:
    from hotline.core.vocabulary import listed
    from hotline.insight import figures, words

    try:
        return figures.chosen(policy, measures).specs
    except figures.NoMeasure as error:
        known = listed(spec.id for spec in policy.lists.measures)
        said = words.NO_MEASURE.format(pack=policy.id, measure=error.args[0], known=known)
        raise click.ClickException(said) from error


def _behind(policy: Policy, scope: Scope, measures: tuple[str, ...], most: int) -> list[DrillRow]:
    from itertools import islice

    from hotline.core.vocabulary import MeasureKind
    from hotline.insight import drilling
    from hotline.insight.selectors import described

    found: list[DrillRow] = []
    for spec in _specs(policy, measures):
        if spec.kind is not MeasureKind.MIX:
            matters = drilling.behind(policy, scope, drilling.Wanted(spec.id))
            while len(found) < most and (batch := list(islice(matters, 500))):
                found += described(batch)
    return found[:most]


def _json(policy: Policy, scope: Scope, by: str | None, measures: tuple[str, ...], orders: bool) -> dict[str, object]:
    from hotline.insight import figures, report

    specs = _specs(policy, measures)
    said: dict[str, object] = {
        "pack": policy.id,
        "release": policy.release,
        "from": scope.first.isoformat(),
        "to": scope.last.isoformat(),
        "total": report.as_json(policy, specs, "", figures.exact(policy, scope, None, measures))[0]["measures"],
    }
    if by:
        said |= {"by": by, "rows": report.as_json(policy, specs, by, figures.exact(policy, scope, by, measures))}
    if orders:
        said["orders"] = [report.order_json(row) for row in _behind(policy, scope, measures, 10_000_000)]
    return said


def _rebuild(pack: str) -> None:
    from hotline.insight import services, words

    done = services.rebuild(pack)
    click.echo(words.REBUILT.format(orders=done.orders, matters=done.matters, seconds=f"{done.seconds:.0f}"), err=True)


def _verify(pack: str) -> int:
    from hotline.insight import report, services, words
    from hotline.insight.rebuilding import verify
    from hotline.orders.selectors import rows

    services.fill_all()
    found = verify(pack)
    numbers = {ident: row.number for ident, row in rows({one.ref for one in found.differences}).items()}
    for line in report.differences(found, numbers):
        click.echo(line, err=True)
    click.echo(
        words.VERIFIED.format(
            orders=found.orders, waiting=found.waiting, matters=found.matters, sums=found.sums, broken=found.broken
        )
    )
    return 1 if found.broken else 0
