"""`hotline manage …`: Django's own commands (makemigrations, shell, dbshell …) with the database running."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(
    help="Run one of Django's own commands.", context_settings={"ignore_unknown_options": True}, add_help_option=False
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@needs_database
def command(arguments: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["hotline manage", *arguments])
