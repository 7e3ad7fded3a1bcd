"""The desk's Chinese words: they live beside the templates, in `templates/desk/words/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "templates" / "desk" / "words"


@cache
def table(name: str) -> Mapping[str, Any]:
    """The whole of `words/<name>.toml`, read once a process."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def say(key: str, /, **params: object) -> str:
    """The text `section.name` of `words/pages.toml` with its `{…}` filled in."""
    section, _, name = key.partition(".")
    text: str = table("pages")[section][name]
    return text.format(**params) if params else text
