"""The words of `words.toml`, read once a process."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def table(name: str) -> Mapping[str, str]:
    """One table of the file."""
    with (Path(__file__).parent / "words.toml").open("rb") as file:
        found: Mapping[str, str] = tomllib.load(file)[name]
    return found


@cache
def patterns() -> Mapping[str, re.Pattern[str]]:
    """Kind → how it is recognised, beside what `language.extract` finds; a group `value` is the part that is meant."""
    return {kind: re.compile(text) for kind, text in table("patterns").items()}
