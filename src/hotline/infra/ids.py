"""Time-ordered identifiers (UUID version 7, RFC 9562): big tables can be cut by month without a second key."""

from __future__ import annotations

import os
from datetime import datetime
from uuid import UUID

from hotline.infra import clock

_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62


def uuid7(at: datetime | None = None) -> UUID:
    """A new identifier stamped with `at` (aware; default: the clock), ordered to a quarter of a microsecond."""
    moment = clock.now() if at is None else at
    microseconds = int(moment.timestamp()) * 1_000_000 + moment.microsecond
    milliseconds, rest = divmod(microseconds, 1000)
    fraction = rest * 4096 // 1000
    random = int.from_bytes(os.urandom(8)) & ((1 << 62) - 1)
    return UUID(int=(milliseconds << 80) | _VERSION | (fraction << 64) | _VARIANT | random)
