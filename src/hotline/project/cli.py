"""The `hotline` command. Each subcommand is a module in `commands/`, loaded when it is called."""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable
from typing import Any

import click

from hotline import __version__
from hotline.project import commands

# Words that are no module names.
_ALIASES = {"import": "import_"}


class LazyGroup(click.Group):
    """Finds subcommands by module name; one that cannot be imported does not disturb the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        name = _ALIASES.get(cmd_name, cmd_name.replace("-", "_"))
        if not any(module.name == name for module in pkgutil.iter_modules(commands.__path__)):
            return None
        command: click.Command = importlib.import_module(f"{commands.__name__}.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            try:
                command = self.get_command(ctx, name)
                rows.append((name, command.get_short_help_str(80) if command else ""))
            except Exception as error:  # help must be printed whatever is wrong with one command
                rows.append((name, f"(cannot be loaded: {type(error).__name__})"))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=LazyGroup)
@click.version_option(__version__)
def hotline() -> None:
    """一号通: an open platform for public service hotlines."""


def setup_django() -> None:
    """Load settings and rooms (once)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotline.project.settings")
    import django

    django.setup()


def needs_database(function: Callable[..., Any]) -> Callable[..., Any]:
    """For a command that works in the product's database: the server runs for as long as the command does."""

    @functools.wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        from hotline.infra import database
        from hotline.infra.embedded import EmbeddedServerError

        setup_django()
        try:
            with database.serve():
                try:
                    return function(*args, **kwargs)
                finally:
                    database.close_connections()
        except EmbeddedServerError as error:
            raise click.ClickException(str(error)) from error

    return wrapped


def main() -> None:
    """Entry point of the `hotline` script."""
    try:
        hotline(prog_name="hotline")
    except BrokenPipeError:  # `hotline … | head`
        sys.stderr.close()
        sys.exit(0)
