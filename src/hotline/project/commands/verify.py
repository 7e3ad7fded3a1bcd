"""`hotline verify`: every order against its own events."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(
    help="Replay the events of every order (or of the orders with these NUMBERs) through the rules and compare with "
    "what is stored. Any difference names the order and ends with 1."
)
@click.argument("numbers", nargs=-1, metavar="[NUMBER…]")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes to share the work."
)
@needs_database
def command(numbers: tuple[str, ...], workers: int) -> None:
    from rich.progress import Progress

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
    for number in unknown:
        click.echo(f"{number}: no such order", err=True)
    for broken in report.broken:
        click.echo(f"{broken.number or broken.order_id or '-'}: {broken.what}", err=True)
    click.echo(f"{report.orders} orders, {report.events} events, {len(report.broken)} differences")
    if report.broken or unknown:
        raise SystemExit(1)
