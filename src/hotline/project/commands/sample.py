"""`hotline sample`: the invented city with its orders, to try the product on."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(help="Load the sample city and print its accounts.")
@click.option("--if-empty", is_flag=True, help="Load it only when there is no order yet; print the accounts anyway.")
@click.option("--orders", default=180, show_default=True, help="At least so many orders.")
@needs_database
def command(if_empty: bool, orders: int) -> None:
    from hotline.project.sample import city, loading

    if loading.is_empty():
        done = loading.fill(orders)
        click.echo(f"{done.orders} orders in {done.seconds:.0f} s", err=True)
    elif not if_empty:
        raise click.ClickException("there are orders already; sample data goes only into an empty database")
    click.echo(city.accounts_table())
