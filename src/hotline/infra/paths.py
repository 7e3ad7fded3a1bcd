"""Where things lie: the checkout, and the folder for everything that is made while running."""

from __future__ import annotations

import os
from pathlib import Path

# Asked whenever a value is sealed or opened: resolving a path goes to the disk for each of its parts.
_CHECKOUT = Path(__file__).resolve().parents[3]


def base_dir() -> Path:
    """The checkout (environment HOTLINE_HOME, otherwise found from this file)."""
    named = os.environ.get("HOTLINE_HOME")
    return Path(named).resolve() if named else _CHECKOUT


def var_dir() -> Path:
    """Database, keys, front-end files, logs (environment HOTLINE_VAR, otherwise `var` in the checkout)."""
    named = os.environ.get("HOTLINE_VAR")
    return Path(named).resolve() if named else base_dir() / "var"


def room_has(room: str, module: str) -> bool:
    """Whether `hotline.<room>.<module>` exists, found without importing anything."""
    here = Path(__file__).resolve().parents[1] / room / module
    return here.with_suffix(".py").exists() or (here / "__init__.py").exists()
