"""`hotline appraise`: score sheets of a period, every point with its order or document and its rule. Keeps nothing."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

import click

from hotline.project.cli import needs_database

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(
    help="Work out a score sheet of a pack now and print it; nothing is kept. Without days: the sheet's own period "
    "(month, quarter or year) before the present one. With --verify: look whether every stored run still holds."
)
@click.option("--pack", help="Whose sheet, e.g. heze-county.")
@click.option("--sheet", help="Which sheet, e.g. unit-annual.")
@click.option("--from", "start", type=DAY, help="First day.")
@click.option("--to", "end", type=DAY, help="Last day; it belongs to the period.")
@click.option("--subject", help="Only this unit, agent (account name or id) or line.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--verify", is_flag=True, help="Check stored runs; any that does not hold ends with 1.")
@needs_database
def command(
    pack: str | None,
    sheet: str | None,
    start: datetime | None,
    end: datetime | None,
    subject: str | None,
    as_json: bool,
    verify: bool,
) -> None:
    if verify:
        raise SystemExit(0 if _verify() else 1)
    if not pack or not sheet:
        raise click.UsageError("--pack and --sheet are needed")
    _print(pack, sheet, start, end, subject, as_json)


def _print(
    pack: str, ident: str, start: datetime | None, end: datetime | None, subject: str | None, as_json: bool
) -> None:
    from hotline.appraisal import report, selectors
    from hotline.appraisal.refusing import Refused
    from hotline.insight import services
    from hotline.policy import PackError, load

    services.fill()
    try:
        policy = load(pack)
        first, last = _days(pack, ident, start, end)
        sheet, results = selectors.preview(pack, ident, first, last)
    except (Refused, PackError) as why:
        raise click.ClickException(why.text if isinstance(why, Refused) else str(why)) from why
    if subject:
        wanted = _subject(subject)
        results = tuple(r for r in results if r.subject.id in (subject, wanted))
    numbers = selectors.numbers_of(results)
    names = selectors.names_of(sheet, [r.subject.id for r in results])
    if as_json:
        click.echo(json.dumps(report.as_json(policy, sheet, results, names, numbers), ensure_ascii=False, indent=1))
    else:
        for line in report.text(policy, sheet, results, names, numbers):
            click.echo(line)


def _days(pack: str, ident: str, start: datetime | None, end: datetime | None) -> tuple[date, date]:
    from hotline.appraisal.computing import sheet_of
    from hotline.core.appraisal import period_of
    from hotline.infra import clock
    from hotline.policy import load

    kind = sheet_of(load(pack), ident).period
    before = period_of(kind, period_of(kind, clock.today()).start - timedelta(days=1))
    first, last = (start.date() if start else before.start), (end.date() if end else before.end)
    if first > last:
        raise click.UsageError("--from lies after --to")
    return first, last


def _subject(name: str) -> str:
    """An agent may be named by account."""
    from hotline.accounts.models import Person

    found = Person.objects.filter(username=name).first()
    return str(found.pk) if found else name


def _verify() -> bool:
    from hotline.appraisal import selectors, words

    runs = broken = 0
    for run in selectors.every_run():
        wrong = selectors.holds(run)
        runs, broken = runs + 1, broken + bool(wrong)
        if wrong:
            named = words.BROKEN.format(pack=run.pack, sheet=run.sheet, start=run.start, what=", ".join(wrong))
            click.echo(named, err=True)
    click.echo(words.VERIFIED.format(runs=runs, broken=broken))
    return not broken
