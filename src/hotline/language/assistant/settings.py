"""How the model of this server is reached: `assistant.toml` in the folder for what is made while running, or
HOTLINE_ASSISTANT names another file. No file: there is none, and no page speaks of it.

    url = "http://127.0.0.1:8001/v1"
    model = "qwen2.5-14b-instruct"
    key = "${ASSISTANT_KEY}"
    tasks = ["summary", "draft", "compare", "fill"]
    timeout = 8

`${NAME}` is taken from the environment, so that the key need not stand in the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import structlog

from hotline.infra.paths import var_dir
from hotline.language.assistant.shapes import Settings, Task

log = structlog.get_logger(__name__)
_SECRET = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
_NUMBERS = {
    "timeout": (0.1, 60.0),
    "failures": (1, 100),
    "rest": (0.0, 3600.0),
    "at_once": (1, 64),
    "length": (50, 8000),
}
"""Name → the least and the most it may be."""
_KNOWN = {"url", "model", "key", "tasks", "json", *_NUMBERS}


class NotRead(ValueError):
    """The file says nothing one could ask; the message names what is wrong and never repeats a secret."""


def place() -> Path:
    """Where the file stands."""
    named = os.environ.get("HOTLINE_ASSISTANT")
    return Path(named) if named else var_dir() / "assistant.toml"


def settings() -> Settings | None:
    """How the model is reached, read again when the file has changed; None where there is none or it is wrong."""
    path = place()
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    if _read.get("key") != (path, changed):
        _read.update(key=(path, changed), found=_found(path))
    found: Settings | None = _read["found"]
    return found


_read: dict[str, Any] = {}


def _found(path: Path) -> Settings | None:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (NotRead, OSError, UnicodeDecodeError) as wrong:
        log.error("assistant not read", reason=str(wrong) if isinstance(wrong, NotRead) else type(wrong).__name__)
        return None


def read(text: str) -> Settings:
    """The settings in the text of such a file. Raises NotRead."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise NotRead(str(wrong)) from wrong
    if strange := sorted(set(given) - _KNOWN):
        raise NotRead(f"not known: {', '.join(strange)}")
    url, model = str(given.get("url", "")).rstrip("/"), str(given.get("model", ""))
    if not url.startswith(("https://", "http://")) or not model:
        raise NotRead("url begins with https:// or http://, and model is named")
    numbers = {name: _number(name, given[name]) for name in _NUMBERS if name in given}
    return Settings(
        url, model, _secret(str(given.get("key", ""))), _tasks(given), json=bool(given.get("json", True)), **numbers
    )


def _number(name: str, value: Any) -> Any:
    least, most = _NUMBERS[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        raise NotRead(f"{name} is at least {least} and at most {most}")
    return type(least)(value)


def _tasks(given: dict[str, Any]) -> frozenset[Task]:
    try:
        return frozenset(Task(name) for name in given.get("tasks", list(Task)))
    except (ValueError, TypeError) as wrong:
        raise NotRead(f"tasks are of {', '.join(task.value for task in Task)}") from wrong


def _secret(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        value = os.environ.get(match[1])
        if value is None:
            raise NotRead(f"{match[1]} is not in the environment")
        return value

    return _SECRET.sub(one, text)
