"""The desk's words: they live in Chinese beside the templates, in `templates/desk/words/*.toml`.

What they are in another language stands in a catalogue (`infra.tongues`); whoever asks gets them as they are spoken.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hotline.infra.tongues import said, speaking, spoken

FOLDER = Path(__file__).parent / "templates" / "desk" / "words"


def table(name: str) -> Mapping[str, Any]:
    """The whole of `words/<name>.toml` in the language that is spoken, read once a process."""
    return _table(name, speaking())


@cache
def _table(name: str, tongue: str) -> Mapping[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file, spoken(tongue):
        words: Mapping[str, Any] = _said(tomllib.load(file))
    return words


def _said(words: Any) -> Any:
    if isinstance(words, dict):
        return {name: _said(value) for name, value in words.items()}
    if isinstance(words, list):
        return [_said(value) for value in words]
    return said(words) if isinstance(words, str) else words


def say(key: str, /, **params: object) -> str:
    """The text `section.name` of `words/pages.toml` with its `{…}` filled in."""
    section, _, name = key.partition(".")
    text: str = table("pages")[section][name]
    return text.format(**params) if params else text
