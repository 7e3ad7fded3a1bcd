"""uvicorn, told how we stop."""

from __future__ import annotations

import socket
import threading

import uvicorn

from hotline.infra.hub import hub


class Server(uvicorn.Server):
    """Follows new files of packs. Ends the live streams first: browsers connect again by themselves, to the next
    process or the next start."""

    _packs: threading.Event | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        from hotline.policy import renewing  # it has tables: only when Django is ready

        self._packs = renewing.watch()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._packs:
            self._packs.set()
        hub().close()
        await super().shutdown(sockets)
