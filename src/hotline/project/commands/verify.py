"""`hotline verify`: every order against its own events."""

from __future__ import annotations

import click

from hotline.project import words
from hotline.project.cli import needs_database


@click.command(
    help="Replay the events of every order (or of the orders with these NUMBERs) through the rules and compare with "
    "what is stored, and sealed files with what was sealed. Any difference names the order and ends with 1."
)
@click.argument("numbers", nargs=-1, metavar="[NUMBER…]")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to share the work."
)
@needs_database
def command(numbers: tuple[str, ...], workers: int) -> None:
    from rich.progress import Progress

    from hotline.archive.selectors import check_all
    from hotline.orders.selectors import ids_of_numbers
    from hotline.orders.verification import verify

    chosen = ids_of_numbers(numbers) if numbers else None
    unknown = [number for number in numbers if chosen is not None and number not in chosen]
    with Progress(transient=True) as bar:
        task = bar.add_task("verify", total=None)
        report = verify(
            None if chosen is None else chosen.values(),
            workers=workers,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    changed = [checked for checked in check_all(numbers) if not checked.ok]
    for number in unknown:
        click.echo(words.NO_SUCH_ORDER.format(number=number), err=True)
    for broken in report.broken:
        named = broken.number or broken.order_id or "-"
        click.echo(words.DIFFERENCE.format(order=named, what=broken.what), err=True)
    for checked in changed:
        click.echo(words.SEALED_DIFFERS.format(order=checked.number, what=", ".join(checked.differs)), err=True)
    broken_count = len(report.broken) + len(changed)
    click.echo(words.VERIFIED.format(orders=report.orders, events=report.events, broken=broken_count))
    if report.broken or changed or unknown:
        raise SystemExit(1)
