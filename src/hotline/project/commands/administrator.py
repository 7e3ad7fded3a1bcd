"""`hotline administrator`: an administrator for whoever sits at the server, when nobody can sign in as one any more."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(help="Create an administrator, or give one a new one-time password; prints it once.")
@click.argument("username")
@click.option("--name", default="", help="The person's name, for a new account.")
@needs_database
def command(username: str, name: str) -> None:
    from hotline.accounts import staff
    from hotline.accounts.faults import NotPossible

    try:
        person, raw = staff.administrator(username, name)
    except NotPossible as refused:
        raise click.ClickException(f"{username}: {refused.code}") from refused
    click.echo(f"{person.username}  {raw}")
