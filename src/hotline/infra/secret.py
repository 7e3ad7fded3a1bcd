"""The key that signs sessions and forms: from HOTLINE_SECRET_KEY, or a file of its own made at the first start."""

from __future__ import annotations

import os
import secrets

from hotline.infra.files import create_private
from hotline.infra.paths import var_dir


def secret_key() -> str:
    """At least 50 characters; the same for every process of one installation."""
    given = os.environ.get("HOTLINE_SECRET_KEY")
    if given:
        return given
    path = var_dir() / "secret-key"
    if not path.exists():
        create_private(path, secrets.token_urlsafe(64))
    return path.read_text().strip()
