"""`hotline migrate`: bring the tables up to date."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(help="Bring the database's tables up to date.")
@click.option("--check", is_flag=True, help="Only tell whether a migration is missing (exit code 1).")
@needs_database
def command(check: bool) -> None:
    from django.core.management import call_command

    if check:
        call_command("makemigrations", check=True, dry_run=True, interactive=False, verbosity=1)
        return
    call_command("migrate", verbosity=1, interactive=False)
