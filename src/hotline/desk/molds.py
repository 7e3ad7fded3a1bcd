"""Small repeated pieces of a page, filled quickly: markup in `templates/desk/molds.toml`, every value escaped."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from hotline.desk.words import FOLDER
from hotline.infra.markup import translated
from hotline.infra.tongues import said, speaking, spoken

NONE = SafeString("")


@cache
def _molds(tongue: str) -> dict[str, str]:
    with (FOLDER.parent / "molds.toml").open("rb") as file, spoken(tongue):
        return {name: translated(text.strip("\n"), said) for name, text in tomllib.load(file).items()}


def fill(name: str, /, **values: Any) -> SafeString:
    """The piece `name` with its values: what is not itself a piece is escaped."""
    return fill_text(mold(name), values)


def mold(name: str) -> str:
    """The markup of a piece, to be made part of a larger one."""
    return _molds(speaking())[name]


def fill_text(markup: str, values: Mapping[str, Any]) -> SafeString:
    """Markup of ours with its values: what is not itself a piece is escaped."""
    safe = {
        k: v if type(v) is SafeString else escape(v) if type(v) is str else escape(str(v)) for k, v in values.items()
    }
    return SafeString(markup.format_map(safe))


def joined(pieces: Iterable[SafeString]) -> SafeString:
    """Pieces one after the other."""
    return SafeString("".join(pieces))
