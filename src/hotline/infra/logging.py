"""Logs: one JSON line an event (readable lines on a terminal), without personal data.

Rooms write `log = structlog.get_logger(__name__)` and `log.info("order.assigned", order=str(order_id))`: ids, never
contents. The processor below is the second line of defence, not the first.
"""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# Names of fields that hold personal data or the citizen's own words, wherever they turn up.
PERSONAL = frozenset(
    "name caller caller_name citizen citizen_name full_name phone mobile contact address id_number identity email "
    "content text title reply opinion message body password token query cookie authorization".split()
)
# ASCII: a Chinese character is a letter to `\w`, and numbers stand right beside them.
_NUMBERS = re.compile(r"(?<![\w-])(?:\d{17}[\dXx]|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?![\w-])", re.ASCII)
_REMOVED = "[removed]"
# PostgreSQL tells the whole row that a constraint refused: “DETAIL:  Failing row contains (…)”. It may have many lines.
_DETAIL = re.compile(r"^DETAIL:.*?(?=\n\nThe above exception|\n\nDuring handling|\Z)", re.MULTILINE | re.DOTALL)


def drop_personal(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank personal fields, and numbers that look like a phone or an identity card anywhere in texts."""
    for key in list(event):
        event[key] = _REMOVED if key in PERSONAL else _scrub(event[key])
    return event


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return _NUMBERS.sub(_REMOVED, _DETAIL.sub(f"DETAIL: {_REMOVED}", value))
    if isinstance(value, dict):
        return {k: _REMOVED if k in PERSONAL else _scrub(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_scrub(item) for item in value]
    return value


def configure(*, debug: bool = False) -> None:
    """Send structlog and the standard library's loggers through the same processors to standard error."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if sys.stderr.isatty():
        last: list[Any] = [drop_personal, structlog.dev.ConsoleRenderer(exception_formatter=_plain_traceback)]
    else:
        # The traceback is turned into text first, so that it is scrubbed too.
        last = [structlog.processors.format_exc_info, drop_personal, structlog.processors.JSONRenderer()]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder(allow=set())],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in ("uvicorn.access", "procrastinate", "psycopg", "asyncio", "httpx"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)


def _plain_traceback(stream: Any, exc_info: Any) -> None:
    # Without local variables: they are where personal data sits.
    structlog.dev.plain_traceback(stream, exc_info)
