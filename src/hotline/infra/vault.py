"""Files kept by their content: the name of a file is the SM3 digest of its bytes, so it can be proved unchanged.

They lie in `var/files/<first two digits>/<digest>`, written whole or not at all, never run, never served by name.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from cryptography.hazmat.primitives import hashes

from hotline.infra.paths import var_dir

_DIGEST = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1 << 20


def folder() -> Path:
    """Where the files lie."""
    return var_dir() / "files"


def keep(content: bytes) -> str:
    """Store `content`; returns its SM3 digest (64 hex digits). The same content is stored once."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    name = digest.finalize().hex()
    place = path(name)
    if place.exists():
        return name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return name


def path(digest: str) -> Path:
    """The place of a file. ValueError for what is no digest: nothing a person types becomes a path."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return folder() / digest[:2] / digest


def opened(digest: str) -> BinaryIO:
    """The file, for reading. FileNotFoundError when it is not kept here."""
    return path(digest).open("rb")


def intact(digest: str) -> bool:
    """Whether the file is there and still has this digest."""
    found = hashes.Hash(hashes.SM3())
    try:
        with opened(digest) as file:
            while block := file.read(_BLOCK):
                found.update(block)
    except FileNotFoundError:
        return False
    return found.finalize().hex() == digest
