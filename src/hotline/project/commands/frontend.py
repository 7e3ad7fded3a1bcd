"""`hotline frontend`: fetch the front-end packages and take the files our pages use."""

from __future__ import annotations

import click


@click.command(help="Install the front-end files from frontend/package-lock.json.")
def command() -> None:
    from hotline.project.frontend import FrontendError, install

    try:
        count = install()
    except FrontendError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"front-end: {count} files")
