"""`hotline run`: the whole product in the foreground."""

from __future__ import annotations

import sys

import click


@click.command(help="Run database, web and workers until Ctrl-C.")
@click.option("--host", default="127.0.0.1", envvar="HOTLINE_HOST", show_default=True)
@click.option("--port", default=8000, envvar="HOTLINE_PORT", show_default=True)
@click.option("--web", default=2, envvar="HOTLINE_WEB", show_default=True, help="Web processes.")
@click.option("--workers", default=1, envvar="HOTLINE_WORKERS", show_default=True, help="Job processes.")
@click.option("--sample/--no-sample", default=True, help="Fill an empty database with the sample city.")
def command(host: str, port: int, web: int, workers: int, sample: bool) -> None:
    from hotline.infra.embedded import EmbeddedServerError
    from hotline.project.supervisor import Options, Supervisor

    try:
        sys.exit(Supervisor(Options(host, port, web, workers, sample)).run())
    except EmbeddedServerError as error:
        raise click.ClickException(str(error)) from error
