"""`hotline sample-billing`: the invented billing service of the sample city."""

from __future__ import annotations

import click


@click.command(help="Serve the invented accounts of the sample city on this machine, until told to stop.")
@click.option("--port", default=8001, show_default=True)
@click.option("--fd", type=int, help="Serve on this inherited socket instead of a port.")
def command(port: int, fd: int | None) -> None:
    import signal
    import socket
    import threading

    from hotline.project.sample import billing

    service = billing.Service(billing.listen(port) if fd is None else socket.socket(fileno=fd))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=service.shutdown).start())
    if fd is None:
        click.echo(billing.ready(f"http://{billing.HOST}:{service.socket.getsockname()[1]}"))
    with service:
        service.serve_forever()
