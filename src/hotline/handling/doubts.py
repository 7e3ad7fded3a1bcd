"""Why a file is not taken, or not given out yet."""

from __future__ import annotations

from enum import Enum


class Doubt(Enum):
    """Why a file is kept but not given out until a person has looked at it."""

    NAME_DIFFERS = "name_differs"
    MACROS = "macros"
    SCRIPT = "script"
    OLD_FORMAT = "old_format"
    """Office files before 2007 cannot be looked into; they may hold macros."""
    HELD = "held"
    """The check of this installation says so, or could not be made (`holding`)."""


class Fault(Enum):
    """Why a file is not taken at all."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    NOT_ALLOWED = "not_allowed"
