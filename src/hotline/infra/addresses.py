"""Addresses of the database: `postgresql://user:password@host:port/name?option=value`."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from hotline.infra.paths import var_dir

# The kernel allows 107 bytes for the name of a socket; PostgreSQL adds `/.s.PGSQL.5432`.
_LONGEST_SOCKET_DIR = 88


def parse_database_url(url: str) -> dict[str, Any]:
    """The address as Django's settings. ValueError when it is not a PostgreSQL address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "hotline",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path="/" + quote(name)).geturl()


def socket_dir(root: Path) -> Path:
    """Where the embedded server under `root` puts its socket: inside, unless that name is too long for the kernel."""
    inside = root / "run"
    if len(bytes(inside)) <= _LONGEST_SOCKET_DIR:
        return inside
    mark = hashlib.sha256(bytes(root)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"hotline-{mark}"


def embedded_url(root: Path | None = None, name: str = "hotline") -> str:
    """The address of the embedded server under `root` (default: var/pg), running or not."""
    directory = socket_dir(var_dir() / "pg" if root is None else root)
    return f"postgresql://hotline@/{quote(name)}?host={quote(str(directory), safe='/')}"
