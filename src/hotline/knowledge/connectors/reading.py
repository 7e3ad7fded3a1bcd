"""The connectors of this server: `connectors.toml` in the folder for what is made while running, or HOTLINE_CONNECTORS.

    [billing]
    title = "账务"
    url = "https://billing.example.org/accounts/{account}"
    headers = { Authorization = "Bearer ${BILLING_TOKEN}" }
    fields = { balance = "data.balance" }
    timeout = 1.5

`${NAME}` is taken from the environment, so that a secret need not stand in the file either.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hotline.infra.paths import var_dir
from hotline.knowledge.connectors.shapes import Connector, HttpConnector, Limits, SqlConnector

_SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
LIMITS = ("timeout", "tries", "failures", "rest")


class NotRead(ValueError):
    """The file says something that is no connector; the message names it and never repeats a secret."""


def place() -> Path:
    """Where the file stands."""
    named = os.environ.get("HOTLINE_CONNECTORS")
    return Path(named) if named else var_dir() / "connectors.toml"


def connectors() -> Mapping[str, Connector]:
    """All connectors of this server, read again when the file has changed. No file: none. Raises NotRead."""
    path = place()
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return {}
    if _read.get("key") != (path, changed):
        _read.update(key=(path, changed), found=read(path.read_text(encoding="utf-8")))
    found: Mapping[str, Connector] = _read["found"]
    return found


_read: dict[str, Any] = {}


def read(text: str) -> dict[str, Connector]:
    """The connectors in the text of such a file. Raises NotRead."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise NotRead(str(wrong)) from wrong
    return {name: _one(name, table) for name, table in tables.items()}


def _one(name: str, table: Any) -> Connector:
    if not isinstance(table, dict) or ("url" in table) == ("dsn" in table):
        raise NotRead(f"[{name}] needs either url or dsn")
    limits = Limits(**{key: table[key] for key in LIMITS if key in table})
    if not 0 < limits.timeout <= 30 or limits.tries < 1:
        raise NotRead(f"[{name}] timeout is more than 0 and at most 30 seconds, tries at least 1")
    title = str(table.get("title", name))
    if "dsn" in table:
        return SqlConnector(name, title, _secret(name, table["dsn"]), str(table.get("query", "")), limits)
    if not str(table["url"]).startswith(("https://", "http://")):
        raise NotRead(f"[{name}] url begins with https:// or http://")
    headers = {key: _secret(name, value) for key, value in table.get("headers", {}).items()}
    return HttpConnector(name, title, str(table["url"]), dict(table.get("fields", {})), headers, limits)


def _secret(name: str, text: Any) -> str:
    def one(match: re.Match[str]) -> str:
        value = os.environ.get(match[1])
        if value is None:
            raise NotRead(f"[{name}] {match[1]} is not in the environment")
        return value

    return _SECRET.sub(one, str(text))
