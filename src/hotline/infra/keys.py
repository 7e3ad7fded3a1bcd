"""The key file: outside the database, readable by its owner only, several generations.

Where: environment HOTLINE_KEYS_FILE (must exist), otherwise `var/keys.json`, created at the first start.
Losing the file loses every personal field; back it up apart from the database.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hotline.infra import clock
from hotline.infra.files import create_private, replace_private
from hotline.infra.paths import var_dir


class KeyFileError(Exception):
    """The key file is missing, unreadable, or open to others."""


@dataclass(frozen=True)
class Generation:
    """One pair of keys; `number` is written into every value sealed with it."""

    number: int
    created_at: str
    cipher_key: bytes
    index_key: bytes

    @classmethod
    def fresh(cls, number: int) -> Generation:
        return cls(number, clock.now().isoformat(), secrets.token_bytes(16), secrets.token_bytes(32))


@dataclass(frozen=True)
class Keyring:
    """All generations, oldest first; the last one seals new values."""

    generations: tuple[Generation, ...]

    @property
    def active(self) -> Generation:
        return self.generations[-1]


def key_file() -> Path:
    """Where the keys are."""
    named = os.environ.get("HOTLINE_KEYS_FILE")
    return Path(named) if named else var_dir() / "keys.json"


def keyring() -> Keyring:
    """The present keys; read again when the file changes, so that running processes follow a rotation."""
    path = key_file()
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        if "HOTLINE_KEYS_FILE" in os.environ:
            raise KeyFileError("HOTLINE_KEYS_FILE names a file that does not exist") from None
        create()
        stamp = path.stat().st_mtime_ns
    return _read(str(path), stamp)


def create() -> bool:
    """Write a first key file if there is none; False when there was one. Safe against two processes at once."""
    return create_private(key_file(), _dump(Keyring((Generation.fresh(1),))))


def rotate() -> Generation:
    """Add a generation and make it the active one. Old values stay readable; `hotline keys reencrypt` moves them."""
    ring = keyring()
    fresh = Generation.fresh(ring.active.number + 1)
    replace_private(key_file(), _dump(Keyring((*ring.generations, fresh))))
    return fresh


def retire(number: int) -> None:
    """Forget a generation that no value uses any more. The caller has checked that; the active one is never retired."""
    ring = keyring()
    if number == ring.active.number:
        raise KeyFileError("the active generation cannot be retired")
    kept = tuple(g for g in ring.generations if g.number != number)
    replace_private(key_file(), _dump(Keyring(kept)))


def _dump(ring: Keyring) -> str:
    rows = [
        {"number": g.number, "created_at": g.created_at, "sm4": g.cipher_key.hex(), "hmac_sm3": g.index_key.hex()}
        for g in ring.generations
    ]
    return json.dumps({"format": 1, "generations": rows}, indent=1)


@lru_cache(maxsize=2)
def _read(path: str, _stamp: int) -> Keyring:
    file = Path(path)
    if file.stat().st_mode & 0o077:
        raise KeyFileError(f"{file.name} can be read by others; set its mode to 0600")
    try:
        rows = json.loads(file.read_text())["generations"]
        ring = tuple(
            Generation(r["number"], r["created_at"], bytes.fromhex(r["sm4"]), bytes.fromhex(r["hmac_sm3"]))
            for r in rows
        )
    except (ValueError, KeyError, TypeError):
        raise KeyFileError(f"{file.name} is damaged") from None
    if not ring:
        raise KeyFileError(f"{file.name} holds no key")
    return Keyring(tuple(sorted(ring, key=lambda g: g.number)))


def _load(row: dict[str, Any]) -> Generation:
    return Generation(row["number"], row["created_at"], bytes.fromhex(row["sm4"]), bytes.fromhex(row["hmac_sm3"]))
