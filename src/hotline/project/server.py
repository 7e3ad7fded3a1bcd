"""uvicorn, told how we stop."""

from __future__ import annotations

import socket

import uvicorn

from hotline.infra.hub import hub


class Server(uvicorn.Server):
    """Ends the live streams first: browsers connect again by themselves, to the next process or the next start."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        hub().close()
        await super().shutdown(sockets)
