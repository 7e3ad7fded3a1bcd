"""JSON as it is stored, and the one canonical form that hashes are made of."""

from __future__ import annotations

from typing import Any

import orjson

loads = orjson.loads


def dumps(value: Any) -> str:
    """JSON text for a parameter of PostgreSQL."""
    return orjson.dumps(value).decode()


def canonical(value: Any) -> bytes:
    """The one way a value is written before it is hashed: UTF-8, keys sorted, no spaces."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def clean(text: str) -> str:
    """`text` without what PostgreSQL and UTF-8 cannot hold: NUL and halves of surrogate pairs."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text
