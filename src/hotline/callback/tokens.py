"""Links for a citizen's own answer (CBK-4): bound to one order, good once, kept by us only as a digest.

A token is the order's id and a secret of 128 bits, both as base64url: 44 signs, short enough for a text message.
Whoever holds the database cannot make a link from it.
"""

from __future__ import annotations

import base64
import secrets
from uuid import UUID

from hotline.infra import privacy

_ID_SIGNS = 22
_SECRET_BYTES = 16


class BadToken(ValueError):
    """The text is no token."""


def new(order_id: UUID | str) -> str:
    """A fresh token for an order."""
    ident = base64.urlsafe_b64encode(UUID(str(order_id)).bytes).decode().rstrip("=")
    return ident + secrets.token_urlsafe(_SECRET_BYTES)


def digest(token: str) -> str:
    """What is stored of a token: SM3, 64 hex digits."""
    return privacy.sm3_hex(token.encode())


def order_of(token: str) -> str:
    """The id of the order a token belongs to. BadToken for anything that cannot be one."""
    if len(token) != _ID_SIGNS * 2 or not token.isascii():
        raise BadToken
    try:
        return str(UUID(bytes=base64.urlsafe_b64decode(token[:_ID_SIGNS] + "==")))
    except ValueError:
        raise BadToken from None
