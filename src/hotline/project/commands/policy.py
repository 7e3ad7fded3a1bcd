"""`hotline policy`: check packs, explain an order's limits, compare packs."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING
from uuid import UUID

import click

from hotline.infra.paths import var_dir
from hotline.policy import PackError, load, release
from hotline.policy.check import PackReport, check, outline_faults
from hotline.policy.diff import diff
from hotline.policy.messages import say
from hotline.project.cli import needs_database, setup_django

if TYPE_CHECKING:
    from hotline.core.policy.pack import Policy


@click.group(help="Packs: the rules of each hotline as data.")
def command() -> None:
    pass


@command.command("check", help="Load every pack and play its worked cases; needs no database. Exit 1 on any mistake.")
@click.option("--json", "as_json", is_flag=True, help="A list of packs as JSON.")
@click.option("--quiet", is_flag=True, help="Leave out what the sources do not say.")
def check_command(as_json: bool, quiet: bool) -> None:
    reports = check()
    if as_json:
        click.echo(json.dumps([report.as_json() for report in reports], ensure_ascii=False, indent=2))
    else:
        for report in reports:
            click.echo("\n".join(_shown(report, quiet)))
    faults = outline_faults(var_dir())
    for fault in faults:
        click.echo(f"{say('map_of_deployment')} {fault}", err=True)
    if faults or not reports or not all(report.ok for report in reports):
        sys.exit(1)


def _shown(report: PackReport, quiet: bool) -> list[str]:
    lines = [say("check_pack", pack=report.name, title=report.title)]
    if report.errors:
        return [*lines, "    " + say("check_failed"), *(f"    {error}" for error in report.errors)]
    if report.covers:
        lines.append("    " + say("check_covers", covers=report.covers))
    lines.append("    " + say("check_release", release=report.release))
    lines.append("    " + say("check_rules", count=report.rules, inherited=report.rules - report.own_rules))
    lines.append("    " + say("check_cases", run=report.cases_run, failed=report.cases_failed))
    lines += [f"        {failure}" for failure in report.failures]
    if report.gaps:
        lines.append("    " + say("check_gaps"))
        lines += [f"        {gap}" for gap in report.gaps]
    if not quiet:
        lines.append("    " + say("check_unstated", count=len(report.unstated)))
        lines += [f"        {entry['what']}  {entry['note']}" for entry in report.unstated]
        lines.append("    " + say("check_unknowns"))
        lines += [f"        {unknown}" for unknown in report.unknowns]
    return lines


@command.command("explain", help="Why an order's limits, route and refusals are what they are, with the articles.")
@click.argument("order")
@needs_database
def explain_command(order: str) -> None:
    click.echo(explained(order))


def explained(order: str) -> str:
    """Everything `explain` says of an order, named by its number or its id."""
    from hotline.accounts.selectors import directory
    from hotline.infra import clock
    from hotline.orders import selectors
    from hotline.policy.explain import explain, render

    ident = selectors.ids_of_numbers([order]).get(order) or _as_id(order)
    if ident is None or selectors.row(ident) is None:
        raise click.ClickException(say("no_such_order", order=order))
    events = [record.event for record in selectors.records(ident)]
    found, policy = selectors.get(ident), selectors.policy_of(ident)
    return render(explain(found, policy, events, directory().name, clock.now()))


def _as_id(text: str) -> str | None:
    try:
        return str(UUID(text))
    except ValueError:
        return None


@command.command("diff", help="Compare two packs rule by rule, or two releases of one: NAME or NAME@RELEASE.")
@click.argument("first")
@click.argument("second")
def diff_command(first: str, second: str) -> None:
    with _releases_at_hand("@" in first + second):
        try:
            changes = diff(_named(first), _named(second))
        except PackError as error:
            raise click.ClickException("\n".join(str(problem) for problem in error.problems)) from error
        except LookupError as error:
            raise click.ClickException(str(error.args[0])) from error
    lines = [line for change in changes for line in change.lines()]
    click.echo("\n".join(lines) if lines else say("diff_same"))


def _named(given: str) -> Policy:
    name, _, stamp = given.partition("@")
    return release(name, stamp) if stamp else load(name)


def _releases_at_hand(needed: bool) -> AbstractContextManager[object]:
    """Published releases are in the database; packs as they stand need none."""
    if not needed:
        return nullcontext()
    from hotline.infra import database

    setup_django()
    return database.serve()
