"""The place for an installation's own check of new files, such as a virus scanner. Without one every file goes through.

`HOTLINE_FILE_CHECK=module:function` names a function of three: the bytes, the name, the kind of `kinds`. It answers
`"held"` to put the file into quarantine and anything else to let it through.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

import structlog
from django.conf import settings

Check = Callable[[bytes, str, str], object]
HELD = "held"
log = structlog.get_logger(__name__)


def let_through(content: bytes, name: str, kind: str) -> str:
    """The check of an installation that has none."""
    return ""


@cache
def check_named(name: str) -> Check:
    """The function behind `module:function`. ImportError or AttributeError when there is none."""
    if not name:
        return let_through
    module, _, function = name.partition(":")
    found: Check = getattr(import_module(module), function)
    return found


def held(content: bytes, name: str, kind: str) -> bool:
    """Whether the check keeps the file back. A check that fails keeps it back, too: nobody has looked at the file."""
    try:
        return check_named(settings.FILE_CHECK)(content, name, kind) == HELD
    except Exception as fault:
        log.error("file_check_failed", fault=type(fault).__name__)
        return True
