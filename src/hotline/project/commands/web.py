"""`hotline web`: the web server alone."""

from __future__ import annotations

import click

from hotline.project.cli import needs_database


@click.command(help="Serve pages until told to stop.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--fd", type=int, help="Serve on this inherited socket instead of host and port.")
@needs_database
def command(host: str, port: int, fd: int | None) -> None:
    import socket

    import uvicorn

    from hotline.project.server import Server

    config = uvicorn.Config(
        "hotline.project.asgi:application",
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    sockets = None if fd is None else [socket.socket(fileno=fd)]
    Server(config).run(sockets=sockets)
